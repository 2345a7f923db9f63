"""Chapter 12: grants, passwords, logs, and the loud door of emergencies (P77, P81, P85, P88)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from keepword.policy.decisions.question import Act, Actor, Consent, ConsentKind, Request
from keepword.policy.model.parties import GroundKind
from keepword.policy.model.vocabulary import Basis
from tests.spec.asking import (
    ASAN,
    allowed,
    consented,
    denied,
    duties,
    fault,
    items,
    outcome,
    withheld,
)

NONE: frozenset[str] = frozenset()
LOOK = Request(Act.USE, Actor.STAFF, "C8", purpose="PU1")


# -- grants (P77, P85) ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "actor"),
    [
        (Act.USE, Actor.STAFF),
        (Act.USE, Actor.SYSTEM),
        (Act.EXPORT, Actor.STAFF),
        (Act.EXPORT, Actor.SYSTEM),
        (Act.PROVIDE, Actor.STAFF),
        (Act.ENTRUST, Actor.STAFF),
        (Act.CORRECT, Actor.STAFF),
        (Act.ERASE, Actor.STAFF),
    ],
)
@pytest.mark.parametrize("grants", [NONE, frozenset({"PU4"})])
def test_nobody_acts_beyond_a_grant(act: Act, actor: Actor, grants: frozenset[str]) -> None:
    request = replace(
        LOOK,
        act=act,
        actor=actor,
        items=frozenset({"address"}),
        reason=True,
        recipient="T35",
        ground=GroundKind.LAW,
        statute="Medical Service Act 21(3)",
    )
    facts = replace(consented("C8"), contracts=frozenset({"T35"}))
    if act is not Act.ERASE:  # an address in a patient register must be kept
        assert outcome(request, facts) == "allowed"
    answer = denied(request, replace(facts, grants=grants))
    assert answer.reason == "no-grant"
    assert "P85" in answer.citations


# -- passwords (P81) ------------------------------------------------------------------------------


@pytest.mark.parametrize("point", ["C1", "C2", "C12"])
@pytest.mark.parametrize("emergency", [False, True])
def test_a_password_is_shown_to_nobody(point: str, emergency: bool) -> None:
    purpose = ASAN.point_index[point].purposes[0]
    request = replace(LOOK, point=point, purpose=purpose, emergency=emergency, reason=True)
    for act in (Act.USE, Act.EXPORT):
        answer = allowed(replace(request, act=act), consented(point))
        assert withheld(answer)["password"] == "credential-never-shown"
        alone = denied(replace(request, act=act, items=frozenset({"password"})), consented(point))
        assert alone.reason == "credential-never-shown"
        assert "P81" in alone.citations


@pytest.mark.parametrize("actor", [Actor.PERSON, Actor.STAFF])
@pytest.mark.parametrize("act", [Act.USE, Act.EXPORT])
def test_not_even_one_that_a_notice_announced(act: Act, actor: Actor) -> None:
    request = replace(
        LOOK, act=act, actor=actor, point="C10", purpose="PU14", channel="web", reason=True
    )
    request = replace(request, items=frozenset({"password"}))
    facts = replace(
        consented("C10", Consent(ConsentKind.ITEM, "C10", "password")),
        announced=frozenset({("C10", "password")}),
        identity_verified=True,
    )
    assert outcome(request, facts) == "credential-never-shown"


def test_people_see_their_account_and_not_its_password() -> None:
    request = Request(Act.USE, Actor.PERSON, "C1")
    facts = replace(consented("C1"), identity_verified=True)
    answer = allowed(request, facts)
    assert withheld(answer) == {"password": "credential-never-shown"}
    assert set(answer.basis) == {Basis.CONTRACT}
    assert outcome(request, replace(facts, identity_verified=False)) == "identity-needed"
    alone = replace(request, items=frozenset({"password"}))
    assert outcome(alone, facts) == "credential-never-shown"


# -- logs (P87, P88) ------------------------------------------------------------------------------


@pytest.mark.parametrize("actor", [Actor.PERSON, Actor.STAFF, Actor.SYSTEM])
@pytest.mark.parametrize("log", ["connection-log", "ip-address"])
def test_nobody_alters_a_connection_log(actor: Actor, log: str) -> None:
    request = Request(
        Act.CORRECT,
        actor,
        "C3",
        frozenset({log}),
        purpose="PU19",
        channel="in-person",
        reason=True,
    )
    answer = denied(request, replace(consented("C3"), identity_verified=True))
    assert fault(answer) == ("log-not-alterable", {log})
    assert "P88" in answer.citations


def test_an_export_by_staff_gives_its_reason() -> None:
    request = replace(LOOK, act=Act.EXPORT)
    assert outcome(request, consented("C8")) == "reason-needed"
    assert duties(allowed(replace(request, reason=True), consented("C8"))) == {"keep-reason"}


# -- emergencies ----------------------------------------------------------------------------------


@pytest.mark.parametrize("act", [Act.USE, Act.EXPORT])
def test_an_emergency_opens_what_is_listed_and_is_looked_at_afterwards(act: Act) -> None:
    """PIPA 15(1)5, 18(2)3: no grant, no consent, no purpose of the point; but a reason."""
    request = replace(LOOK, act=act, point="C10", emergency=True, reason=True)
    facts = replace(
        consented("C10"),
        consents=frozenset(),
        grants=NONE,
        suspended=frozenset({"PU1"}),
        dormant=True,
    )
    answer = allowed(request, facts)
    assert answer.items == set(ASAN.point_index["C10"].items())
    assert set(answer.basis) == {Basis.VITAL}
    assert duties(answer) == {"review", "tell-person", "keep-reason"}
    assert outcome(replace(request, reason=False), facts) == "reason-needed"
    assert outcome(replace(request, purpose=None), facts) == "purpose-needed"


def test_an_emergency_opens_nothing_that_is_not_listed() -> None:
    request = replace(LOOK, items=items("address shoe-size"), emergency=True, reason=True)
    assert withheld(allowed(request, consented("C8"))) == {"shoe-size": "item-not-listed"}


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (Actor.STAFF, "allowed"),
        (Actor.SYSTEM, "no-grant"),
        (Actor.PROCESSOR, "processor-not-published"),
        (Actor.THIRD_PARTY, "provide-instead"),
        (Actor.PERSON, "ask-by-right"),
    ],
)
def test_only_staff_act_in_an_emergency(actor: Actor, expected: str) -> None:
    request = replace(LOOK, actor=actor, emergency=True, reason=True)
    assert outcome(request, replace(consented("C8"), grants=NONE)) == expected
