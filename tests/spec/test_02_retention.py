"""Chapter 2: how long data are kept, and what comes of them after (P7 to P15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from keepword.policy.decisions.question import Act, Actor, Consent, ConsentKind, Facts, Request
from keepword.policy.model.parties import GroundKind
from tests.spec.asking import (
    ASAN,
    TODAY,
    allowed,
    consented,
    denied,
    duties,
    items,
    outcome,
    withheld,
)
from tests.spec.strategies import KOREA

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
RUN = Request(Act.ERASE, Actor.SYSTEM, "C1")


def use(point: str, purpose: str) -> Request:
    """Staff use what a point holds, with whatever the purpose may need."""
    return Request(
        Act.USE, Actor.STAFF, point, purpose=purpose, reason=True, statute="Commercial Act 33"
    )


# -- after the end --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "held_until", "purpose", "expected"),
    [
        (None, None, "PU4", "allowed"),
        (TOMORROW, None, "PU4", "allowed"),
        (TODAY, None, "PU4", "retention-ended"),  # on the day itself (P7)
        (YESTERDAY, None, "PU4", "retention-ended"),
        (YESTERDAY, YESTERDAY, "PU4", "retention-ended"),
        (YESTERDAY, TODAY, "PU4", "allowed"),  # kept by statute through today; PU4 rests on law
        (YESTERDAY, TOMORROW, "PU4", "allowed"),
        (YESTERDAY, TOMORROW, "PU3", "kept-by-law-only"),  # P15, PIPA 21(3)
        (TOMORROW, YESTERDAY, "PU3", "allowed"),
    ],
)
def test_use_ends_with_the_period_unless_a_statute_keeps_the_data(
    due: date | None, held_until: date | None, purpose: str, expected: str
) -> None:
    facts = replace(consented("C8"), due=due, held_until=held_until)
    assert outcome(use("C8", purpose), facts) == expected


@pytest.mark.parametrize(
    ("held_until", "reason", "clauses"),
    [
        (None, "retention-ended", {"P7", "PIPA 21(1)"}),
        (TOMORROW, "kept-by-law-only", {"P15", "PIPA 21(3)"}),
    ],
)
def test_the_clauses_on_the_end_are_cited(
    held_until: date | None, reason: str, clauses: set[str]
) -> None:
    facts = replace(consented("C8"), due=TODAY, held_until=held_until)
    answer = denied(use("C8", "PU3"), facts)
    assert answer.reason == reason
    assert clauses <= set(answer.citations)


@pytest.mark.parametrize(
    ("ground", "expected"),
    [
        (GroundKind.LAW, "allowed"),
        (GroundKind.AUTHORITY, "allowed"),
        (GroundKind.CONSENT, "kept-by-law-only"),
    ],
)
def test_what_is_kept_by_law_only_goes_out_by_law(ground: GroundKind, expected: str) -> None:
    """P15, P17."""
    request = replace(
        use("C4", "PU3"),
        act=Act.PROVIDE,
        items=frozenset({"personal-name"}),
        recipient="an-insurer",
        ground=ground,
    )
    consent = Consent(ConsentKind.PROVIDE, "an-insurer", "PU3")
    facts = replace(
        consented("C4", consent),
        due=YESTERDAY,
        held_until=TOMORROW,
        papers=frozenset({"official-document", "officer-identity", "approval"}),
    )
    assert outcome(request, facts) == expected


# -- the destruction run --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "expected"),
    [(None, "not-due"), (TOMORROW, "not-due"), (TODAY, "allowed"), (YESTERDAY, "allowed")],
)
def test_the_run_destroys_what_is_due_and_nothing_sooner(due: date | None, expected: str) -> None:
    """P7, P8, P11, P64."""
    assert outcome(RUN, Facts(due=due)) == expected


def test_a_destruction_yields_a_certificate() -> None:
    answer = allowed(RUN, Facts(due=TODAY))
    assert answer.items == set(ASAN.point_index["C1"].items())
    assert duties(answer) == {"certificate"}


def test_the_day_begins_at_midnight_in_korea() -> None:
    """P11: destroyed on 23 November 2026, not before."""
    facts = Facts(due=date(2026, 11, 23))
    last_minute = datetime(2026, 11, 22, 23, 59, 59, tzinfo=KOREA)
    assert outcome(RUN, facts, last_minute) == "not-due"
    assert outcome(RUN, facts, last_minute + timedelta(seconds=1)) == "allowed"


# -- what must be kept ----------------------------------------------------------------------------

# Of each point: what a destruction leaves standing while no other end is known, and the rule.
KEPT = [
    ("C1", "", ""),
    ("C3", "connection-log ip-address", "R9"),  # P87
    ("C4", "", ""),
    (
        "C8",
        "relation-to-patient patient-name hospital-registration-number address health-data",
        "R6",  # P13
    ),
    ("C10", "", ""),
    ("C12", "", ""),
    ("C17", "", ""),
    ("C18", "credit-record", "R7"),  # P14
]


@pytest.mark.parametrize(("point", "kept", "rule"), KEPT)
def test_what_a_statute_or_the_policy_has_kept_is_not_destroyed(
    point: str, kept: str, rule: str
) -> None:
    """P13, P14, P87: before its period has run, a record that a rule keeps cannot be erased."""
    purpose = ASAN.point_index[point].purposes[0]
    request = replace(RUN, actor=Actor.STAFF, point=point, purpose=purpose, reason=True)
    facts = Facts(grants=frozenset({purpose}), due=TODAY + timedelta(days=1))
    listed = set(ASAN.point_index[point].items())
    if listed == items(kept):
        answer = denied(request, facts)
        assert answer.reason == "must-be-kept"
        assert rule in answer.citations
        return
    some = allowed(request, facts)
    assert some.items == listed - items(kept)
    assert withheld(some) == dict.fromkeys(items(kept), "must-be-kept")


@pytest.mark.parametrize(("point", "kept", "rule"), KEPT)
def test_what_was_kept_is_destroyed_when_its_period_has_run(
    point: str, kept: str, rule: str
) -> None:
    """P14: kept, then destroyed; unless a statute's own day lies further on (P15)."""
    request = replace(RUN, point=point)
    listed = set(ASAN.point_index[point].items())
    assert allowed(request, Facts(due=TODAY)).items == listed
    assert denied(request, Facts(due=TODAY, held_until=TODAY)).reason == "must-be-kept"


@pytest.mark.parametrize(
    ("held_until", "expected"),
    [(YESTERDAY, "allowed"), (TODAY, "must-be-kept"), (TOMORROW, "must-be-kept")],
)
@pytest.mark.parametrize("point", ["C1", "C4", "C18"])
def test_a_statute_named_keeps_through_its_last_day(
    point: str, held_until: date, expected: str
) -> None:
    """P14, P15: three years and then destroyed; anything, if a statute says so."""
    facts = Facts(due=YESTERDAY, held_until=held_until)
    assert outcome(replace(RUN, point=point), facts) == expected


# -- dormant accounts -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("point", "purpose", "expected"),
    [
        ("C1", "PU6", "dormant-separated"),
        ("C10", "PU14", "dormant-separated"),
        ("C11", "PU15", "dormant-separated"),
        ("C8", "PU1", "allowed"),  # no part of the membership
        ("C4", "PU3", "allowed"),
    ],
)
def test_dormant_accounts_are_out_of_reach_of_ordinary_services(
    point: str, purpose: str, expected: str
) -> None:
    """P9."""
    answer = outcome(use(point, purpose), replace(consented(point), dormant=True))
    assert answer == expected


def test_the_owner_still_reaches_a_dormant_account() -> None:
    request = Request(Act.USE, Actor.PERSON, "C1")
    facts = replace(consented("C1"), dormant=True, identity_verified=True)
    assert outcome(request, facts) == "allowed"


def test_a_dormant_account_is_destroyed_with_the_membership() -> None:
    """P10."""
    assert outcome(RUN, Facts(due=TODAY, dormant=True)) == "allowed"
