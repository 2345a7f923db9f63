"""Chapter 9: a consent withdrawn no longer opens anything, at once (P68); suspension (PIPA 37)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from keepword.policy.decisions.question import Act, Actor, Consent, ConsentKind, Request
from keepword.policy.model.parties import GroundKind
from tests.spec.asking import allowed, consented, denied, outcome, withheld

NEWS = Consent(ConsentKind.PURPOSE, "PU16")


def use(point: str, purpose: str) -> Request:
    """Staff use what a point holds."""
    return Request(Act.USE, Actor.STAFF, point, purpose=purpose)


@pytest.mark.parametrize(
    ("point", "purpose"),
    [("C1", "PU6"), ("C10", "PU14"), ("C11", "PU15"), ("C12", "PU21"), ("C15", "PU11")],
)
def test_withdrawing_every_consent_closes_the_point(point: str, purpose: str) -> None:
    facts = consented(point)
    assert outcome(use(point, purpose), facts) == "allowed"
    answer = denied(use(point, purpose), replace(facts, consents=frozenset()))
    assert answer.reason in {"consent-needed", "nothing-opens"}
    assert "PIPA 15(1)1" in answer.citations


def test_withdrawing_one_consent_closes_one_item() -> None:
    facts = consented("C10")
    photo = Consent(ConsentKind.SENSITIVE, "C10", "atopy-photo")
    withdrawn = replace(facts, consents=facts.consents - {photo})
    before, after = allowed(use("C10", "PU14"), facts), allowed(use("C10", "PU14"), withdrawn)
    assert before.items - after.items == {"atopy-photo"}
    assert withheld(after)["atopy-photo"] == "consent-needed"


@pytest.mark.parametrize(
    ("point", "purpose"), [("C4", "PU3"), ("C8", "PU1"), ("C9", "PU4"), ("C13", "PU13")]
)
def test_what_rests_on_law_or_contract_goes_on(point: str, purpose: str) -> None:
    """Reading G55: a treatment record does not end with a membership."""
    facts = replace(consented(point), consents=frozenset())
    assert outcome(use(point, purpose), facts) == "allowed"


def test_news_stop_with_their_consent_and_the_membership_stays() -> None:
    """P68, reading G5."""
    facts = consented("C1", NEWS)
    without = replace(facts, consents=facts.consents - {NEWS})
    assert allowed(use("C1", "PU16"), facts).items == {"mail-consent"}
    assert outcome(use("C1", "PU16"), without) == "purpose-consent-needed"
    assert outcome(use("C1", "PU6"), without) == "allowed"


def test_a_withdrawn_consent_to_a_disclosure_stops_it() -> None:
    request = Request(
        Act.PROVIDE,
        Actor.STAFF,
        "C8",
        frozenset({"health-data"}),
        purpose="PU8",
        recipient="a-clinic-in-busan",
        ground=GroundKind.CONSENT,
    )
    separate = Consent(ConsentKind.PROVIDE, "a-clinic-in-busan", "PU8")
    assert outcome(request, consented("C8", separate)) == "allowed"
    assert outcome(request, consented("C8")) == "separate-consent-needed"


@pytest.mark.parametrize(
    ("act", "actor"),
    [
        (Act.USE, Actor.STAFF),
        (Act.USE, Actor.SYSTEM),
        (Act.USE, Actor.PROCESSOR),
        (Act.EXPORT, Actor.STAFF),
        (Act.ENTRUST, Actor.STAFF),
    ],
)
def test_a_suspended_purpose_is_suspended_for_everybody(act: Act, actor: Actor) -> None:
    """PIPA 37."""
    request = Request(act, actor, "C1", purpose="PU6", recipient="T63", reason=True)
    facts = replace(consented("C1"), contracts=frozenset({"T63"}))
    assert outcome(request, facts) == "allowed"
    answer = denied(request, replace(facts, suspended=frozenset({"PU6"})))
    assert answer.reason == "suspended"
    assert "PIPA 37" in answer.citations
    assert outcome(request, replace(facts, suspended=frozenset({"PU16"}))) == "allowed"


@pytest.mark.parametrize(("point", "purpose"), [("C7", "PU3"), ("C8", "PU1"), ("C14", "PU22")])
def test_what_a_law_or_a_contract_needs_goes_on(point: str, purpose: str) -> None:
    """PIPA 37(2)."""
    request = Request(Act.USE, Actor.STAFF, point, purpose=purpose, reason=True, statute="MSA 22")
    facts = consented(point)
    assert outcome(request, replace(facts, suspended=frozenset({purpose}))) == outcome(
        request, facts
    )
    assert outcome(request, facts) != "suspended"
