"""Chapter 13: cookies for three purposes, each with its own choice (P91 to P93)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from keepword.policy.decisions.question import Act, Actor, Consent, ConsentKind, Request
from tests.spec.asking import allowed, consented, denied, items, outcome

COOKIES = ["CK1", "CK2", "CK3"]
TRACK = Request(Act.USE, Actor.SYSTEM, "C19")


@pytest.mark.parametrize("purpose", COOKIES)
def test_each_purpose_waits_for_its_own_choice(purpose: str) -> None:
    """P92: refused until chosen, and the choice for one is no choice for another."""
    request = replace(TRACK, purpose=purpose)
    others = [Consent(ConsentKind.PURPOSE, other) for other in COOKIES if other != purpose]
    answer = denied(request, consented("C19", *others))
    assert answer.reason == "purpose-consent-needed"
    assert purpose in answer.citations
    chosen = Consent(ConsentKind.PURPOSE, purpose)
    assert allowed(request, consented("C19", chosen)).items == items("page-visits interests")


@pytest.mark.parametrize("purpose", ["PU1", "PU3", "PU12", "PU19", "CV1"])
def test_cookies_serve_nothing_else(purpose: str) -> None:
    """P91."""
    answer = denied(replace(TRACK, purpose=purpose), consented("C19"))
    assert answer.reason == "purpose-does-not-open"


@pytest.mark.parametrize("purpose", COOKIES)
def test_cookie_purposes_open_nothing_else(purpose: str) -> None:
    chosen = Consent(ConsentKind.PURPOSE, purpose)
    for point in ("C1", "C3", "C8"):
        request = replace(TRACK, point=point, purpose=purpose)
        answer = denied(request, consented(point, chosen))
        assert answer.reason in {"purpose-does-not-open", "nothing-opens"}


def test_nothing_is_set_without_consent() -> None:
    """P92, P93."""
    request = Request(Act.COLLECT, Actor.SYSTEM, "C19", frozenset({"page-visits"}), channel="CH10")
    assert outcome(request, consented("C19")) == "allowed"
    answer = outcome(request, replace(consented("C19"), consents=frozenset()))
    assert answer == "consent-needed"
