"""Chapter 5: access, correction, deletion: who, by which way, with what (P27 to P36)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from keepword.policy.decisions.question import Act, Actor, Facts, Request
from tests.spec.asking import (
    ASAN,
    GROWN,
    TODAY,
    allowed,
    denied,
    duties,
    fault,
    items,
    outcome,
    withheld,
)

PAPERS = frozenset({"power-of-attorney", "consent-form", "representative-identity"})
KNOWN = Facts(born=GROWN, identity_verified=True, papers=PAPERS)
ACTS = [Act.EXPORT, Act.CORRECT, Act.ERASE]
OPENED_BY = {Act.EXPORT: "PIPA 35", Act.CORRECT: "PIPA 36(1)", Act.ERASE: "PIPA 36(1)"}


def claim(
    act: Act, actor: Actor = Actor.PERSON, point: str = "C4", channel: str | None = "in-person"
) -> Request:
    """Somebody comes with a request about all that a point holds."""
    return Request(act, actor, point, channel=channel)


# -- ways (P28, reading G25) ----------------------------------------------------------------------


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("actor", [Actor.PERSON, Actor.REPRESENTATIVE])
@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        ("in-person", "allowed"),
        ("web", "way-not-offered"),
        ("phone", "way-not-offered"),
        ("mail", "way-not-offered"),
        ("fax", "way-not-offered"),
        ("CH6", "way-needed"),
        (None, "way-needed"),
    ],
)
def test_requests_are_made_in_person(
    act: Act, actor: Actor, channel: str | None, expected: str
) -> None:
    assert outcome(claim(act, actor, channel=channel), KNOWN) == expected


@pytest.mark.parametrize("act", ACTS)
def test_a_request_by_another_way_is_registered_all_the_same(act: Act) -> None:
    """P28 and PIPA 38(4): no harder than collection was."""
    answer = denied(claim(act, channel="phone"), KNOWN)
    assert {"P28", "PIPA 38(4)"} <= set(answer.citations)
    assert "register-request" in duties(answer)
    assert "explain-refusal" not in duties(answer)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("point", ["C1", "C10", "C11"])
def test_members_keep_their_own_account_on_line(act: Act, point: str) -> None:
    """Reading G26: and only by themselves."""
    assert outcome(claim(act, point=point, channel="web"), KNOWN) == "allowed"
    by_proxy = claim(act, Actor.REPRESENTATIVE, point, "web")
    assert outcome(by_proxy, KNOWN) == "way-not-offered"


# -- identity and papers --------------------------------------------------------------------------


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("actor", [Actor.PERSON, Actor.REPRESENTATIVE])
def test_nothing_is_done_before_the_identity_is_shown(act: Act, actor: Actor) -> None:
    """P34."""
    answer = denied(claim(act, actor), replace(KNOWN, identity_verified=False))
    assert answer.reason == "identity-needed"
    assert "P34" in answer.citations


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("missing", sorted(PAPERS))
def test_a_representative_shows_every_paper(act: Act, missing: str) -> None:
    """P35: the one that is missing is named."""
    request = claim(act, Actor.REPRESENTATIVE)
    answer = denied(request, replace(KNOWN, papers=PAPERS - {missing}))
    assert fault(answer) == ("papers-missing", {missing})
    assert "P35" in answer.citations


@pytest.mark.parametrize("act", ACTS)
def test_one_s_own_request_needs_no_papers_of_representation(act: Act) -> None:
    """P29: and no membership."""
    assert outcome(claim(act), replace(KNOWN, papers=frozenset())) == "allowed"


# -- what is done ---------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ACTS)
def test_a_request_is_carried_out_and_answered_in_time(act: Act) -> None:
    """P27, P30, P31."""
    answer = allowed(claim(act), KNOWN)
    assert answer.items == set(ASAN.point_index["C4"].items())
    assert {"C4", OPENED_BY[act]} <= set(answer.citations)
    extra = {Act.EXPORT: set(), Act.CORRECT: {"before-and-after"}, Act.ERASE: {"certificate"}}
    assert duties(answer) == {"answer-in-time"} | extra[act]


@pytest.mark.parametrize(
    ("act", "point", "refused", "why"),
    [
        (Act.EXPORT, "C1", "password", "credential-never-shown"),  # P81
        (Act.CORRECT, "C3", "connection-log ip-address", "log-not-alterable"),  # P88
        (Act.ERASE, "C3", "connection-log ip-address", "must-be-kept"),  # P87
        (
            Act.ERASE,
            "C8",
            "relation-to-patient patient-name hospital-registration-number address health-data",
            "must-be-kept",  # P13
        ),
    ],
)
def test_a_refusal_in_part_is_explained(act: Act, point: str, refused: str, why: str) -> None:
    """P36: the rest is done."""
    answer = allowed(claim(act, point=point), KNOWN)
    assert withheld(answer) == dict.fromkeys(items(refused), why)
    assert {"answer-in-time", "explain-refusal"} <= duties(answer)


def test_records_that_a_statute_has_kept_are_not_deleted_on_request() -> None:
    """P14 and PIPA 36(1)."""
    answer = denied(claim(Act.ERASE, point="C18"), KNOWN)
    assert answer.reason == "must-be-kept"
    assert {"R7", "PIPA 36(1)"} <= set(answer.citations)
    assert "explain-refusal" in duties(answer)


NO_PAPERS = replace(KNOWN, papers=frozenset())
REFUSED = [
    (claim(Act.EXPORT), replace(KNOWN, identity_verified=False), "identity-needed"),
    (claim(Act.ERASE, point="C18"), KNOWN, "must-be-kept"),
    (claim(Act.CORRECT, Actor.REPRESENTATIVE), NO_PAPERS, "papers-missing"),
    (replace(claim(Act.EXPORT), items=frozenset({"shoe-size"})), KNOWN, "item-not-listed"),
    (claim(Act.EXPORT, channel="mail"), KNOWN, "way-not-offered"),
    (claim(Act.EXPORT, point="C99"), KNOWN, "unknown-point"),
]


@pytest.mark.parametrize(("request_", "facts", "reason"), REFUSED)
def test_a_refusal_too_is_an_answer_in_time(request_: Request, facts: Facts, reason: str) -> None:
    """P27: respond without delay; P36: whole refusals are explained too."""
    answer = denied(request_, facts)
    assert answer.reason == reason
    told = "register-request" if reason == "way-not-offered" else "explain-refusal"
    assert duties(answer) == {"answer-in-time", told}


@pytest.mark.parametrize("act", ACTS)
def test_what_the_hospital_does_not_hold_is_refused_as_a_whole(act: Act) -> None:
    request = replace(claim(act), items=items("mobile-phone shoe-size"))
    answer = denied(request, KNOWN)
    assert fault(answer) == ("item-not-listed", {"shoe-size"})


@pytest.mark.parametrize(
    ("act", "held", "expected"),
    [
        (Act.EXPORT, False, "retention-ended"),
        (Act.CORRECT, False, "retention-ended"),
        (Act.ERASE, False, "allowed"),
        (Act.EXPORT, True, "allowed"),  # held by statute: still theirs to see
        (Act.CORRECT, True, "allowed"),
        (Act.ERASE, True, "must-be-kept"),
    ],
)
def test_requests_after_the_end_of_the_period(act: Act, held: bool, expected: str) -> None:
    until = TODAY + timedelta(days=30) if held else None
    assert outcome(claim(act), replace(KNOWN, due=TODAY, held_until=until)) == expected


# -- on the hospital's own finding (P32) ----------------------------------------------------------

FINDING = Request(Act.CORRECT, Actor.STAFF, "C4", purpose="PU3", reason=True)
CLERK = Facts(born=GROWN, grants=frozenset({"PU3"}))


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (Act.CORRECT, {"before-and-after", "tell-person", "keep-reason"}),
        (Act.ERASE, {"certificate", "keep-reason"}),
    ],
)
def test_errors_found_by_the_hospital_are_put_right(act: Act, expected: set[str]) -> None:
    assert duties(allowed(replace(FINDING, act=act), CLERK)) == expected


@pytest.mark.parametrize("act", [Act.CORRECT, Act.ERASE])
@pytest.mark.parametrize(
    ("purpose", "reason", "expected"),
    [(None, True, "purpose-needed"), ("PU4", True, "no-grant"), ("PU3", False, "reason-needed")],
)
def test_a_finding_has_a_purpose_a_grant_and_a_reason(
    act: Act, purpose: str | None, reason: bool, expected: str
) -> None:
    request = replace(FINDING, act=act, purpose=purpose, reason=reason)
    assert outcome(request, CLERK) == expected


@pytest.mark.parametrize("act", [Act.CORRECT, Act.ERASE])
def test_a_finding_without_a_reason_cites_the_clause_on_findings(act: Act) -> None:
    assert "P32" in denied(replace(FINDING, act=act, reason=False), CLERK).citations


@pytest.mark.parametrize(
    ("act", "actor", "expected"),
    [
        (Act.CORRECT, Actor.SYSTEM, "allowed"),
        (Act.ERASE, Actor.SYSTEM, "not-due"),  # a system destroys what is due, and nothing else
        (Act.CORRECT, Actor.PROCESSOR, "actor-may-not"),
        (Act.ERASE, Actor.PROCESSOR, "actor-may-not"),
        (Act.CORRECT, Actor.THIRD_PARTY, "actor-may-not"),
        (Act.ERASE, Actor.THIRD_PARTY, "actor-may-not"),
        (Act.EXPORT, Actor.THIRD_PARTY, "actor-may-not"),
    ],
)
def test_who_else_corrects_and_erases(act: Act, actor: Actor, expected: str) -> None:
    assert outcome(replace(FINDING, act=act, actor=actor), CLERK) == expected
