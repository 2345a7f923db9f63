"""Chapter 14: camera images for three purposes, thirty days, seen in person (P96 to P110)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from keepword.policy.decisions.question import Act, Actor, Facts, Request
from keepword.policy.model.vocabulary import Basis
from tests.spec.asking import CHILD, GROWN, TODAY, allowed, consented, denied, duties, outcome

PAPERS = frozenset({"power-of-attorney", "consent-form", "representative-identity"})
VISITOR = Facts(born=GROWN, identity_verified=True, papers=PAPERS)
VIEW = Request(Act.EXPORT, Actor.PERSON, "C20", channel="in-person")


@pytest.mark.parametrize(
    ("purpose", "expected"),
    [
        ("CV1", "allowed"),
        ("CV2", "allowed"),
        ("CV3", "allowed"),
        ("PU1", "purpose-does-not-open"),
        ("PU13", "purpose-does-not-open"),
        ("CK1", "purpose-consent-needed"),
        ("watching-staff", "outside-policy"),
    ],
)
def test_cameras_watch_for_three_purposes(purpose: str, expected: str) -> None:
    """P96."""
    request = Request(Act.USE, Actor.STAFF, "C20", purpose=purpose)
    facts = replace(consented("C20"), grants=frozenset({purpose}))
    assert outcome(request, facts) == expected


def test_filming_rests_on_signs_and_on_no_consent() -> None:
    """PIPA 25(1), 25(4)."""
    request = Request(Act.COLLECT, Actor.SYSTEM, "C20", frozenset({"footage"}), purpose="CV1")
    answer = allowed(request, Facts())
    assert set(answer.basis) == {Basis.CAMERAS}
    assert {"C20", "CV1", "PIPA 25(1)"} <= set(answer.citations)
    assert duties(answer) == {"inform", "encrypt"}  # P98, P111


@pytest.mark.parametrize("actor", [Actor.PERSON, Actor.REPRESENTATIVE])
@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        ("in-person", "allowed"),
        ("web", "notice-only"),  # the notice before the visit
        ("phone", "notice-only"),
        ("mail", "way-not-offered"),
        ("fax", "way-not-offered"),
        (None, "way-needed"),
    ],
)
def test_images_are_seen_in_person_after_a_notice(
    actor: Actor, channel: str | None, expected: str
) -> None:
    """P106, P108 (reading G65)."""
    assert outcome(replace(VIEW, actor=actor, channel=channel), VISITOR) == expected


@pytest.mark.parametrize("channel", ["web", "phone"])
def test_the_notice_is_registered(channel: str) -> None:
    answer = denied(replace(VIEW, channel=channel), VISITOR)
    assert "P106" in answer.citations
    assert "register-request" in duties(answer)


@pytest.mark.parametrize("act", [Act.CORRECT, Act.ERASE])
def test_images_are_neither_corrected_nor_erased_on_request(act: Act) -> None:
    answer = denied(replace(VIEW, act=act), VISITOR)
    assert answer.reason == "right-not-offered"
    assert {"P106", "P108"} <= set(answer.citations)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (replace(VISITOR, identity_verified=False), "identity-needed"),  # reading G69
        (replace(VISITOR, due=TODAY + timedelta(days=1)), "allowed"),
        (replace(VISITOR, due=TODAY), "retention-ended"),  # P101, P110(1)
        (replace(VISITOR, due=TODAY, held_until=TODAY), "allowed"),  # reading G68
        (replace(VISITOR, born=CHILD), "guardian-acts"),
    ],
)
def test_what_else_a_viewing_takes(facts: Facts, expected: str) -> None:
    assert outcome(VIEW, facts) == expected


@pytest.mark.parametrize(
    ("days", "expected"), [(29, "not-due"), (30, "not-due"), (31, "allowed"), (32, "allowed")]
)
def test_images_of_day_0_are_there_on_day_30_and_gone_on_day_31(days: int, expected: str) -> None:
    """P101, P104."""
    filmed = TODAY - timedelta(days=days)
    request = Request(Act.ERASE, Actor.SYSTEM, "C20")
    assert outcome(request, Facts(due=filmed + timedelta(days=31))) == expected


def test_a_hold_freezes_the_images_concerned() -> None:
    """Reading G68: an open request or an authority's hold."""
    request = Request(Act.ERASE, Actor.SYSTEM, "C20")
    facts = Facts(due=TODAY, held_until=TODAY + timedelta(days=3))
    assert outcome(request, facts) == "must-be-kept"
