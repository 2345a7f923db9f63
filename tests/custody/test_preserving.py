"""A statute keeps what would be destroyed, until a day (P13 to P15; PIPA 21, proviso)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from keepword.custody.acting import Acting
from keepword.custody.answers import Done, Left
from keepword.custody.asking import Leaving, Preserving
from keepword.custody.door import Door
from keepword.policy.decisions.answer import Denied, Reason
from keepword.policy.decisions.question import Actor
from tests.custody.scene import (
    NOW,
    STATUTE,
    SYSTEM,
    change,
    entry,
    joined,
    joining,
    log,
    look,
    paying,
    pending,
    person,
    rows,
    staff,
    visited,
)

TODAY = NOW.date()
FAR = date(2031, 12, 31)
NEAR = FAR - timedelta(days=365)


def _preserve(door: Door, asked: Preserving, acting: Acting = SYSTEM) -> Done | Denied:
    with door.act(acting, NOW) as act:
        return act.preserve(asked)


def _held(subject: UUID) -> set[date | None]:
    return {day for (day,) in rows("SELECT held_until FROM vault.unit WHERE subject = %s", subject)}


def _payer(door: Door) -> UUID:
    subject = uuid4()
    visited(door, paying(subject))
    return subject


def test_what_a_statute_keeps_outlives_its_day_and_is_destroyed_on_the_next(door: Door) -> None:
    """P13, P64: until the last day kept, and not a day longer."""
    subject = _payer(door)
    change("UPDATE vault.unit SET due = %s WHERE subject = %s", TODAY, subject)
    done = _preserve(door, Preserving("C9", FAR, STATUTE, subject))
    assert isinstance(done, Done)
    assert done.count == 1
    last = NOW + (FAR - TODAY)
    assert door.destroy_due(last) == 0
    assert len(door.holdings(subject)) == 2
    assert door.destroy_due(last + timedelta(days=1)) == 1
    assert door.holdings(subject) == ()


def test_one_persons_hold_is_on_their_record_and_nobody_elses(door: Door) -> None:
    subject, other = _payer(door), _payer(door)
    done = _preserve(door, Preserving("C9", FAR, STATUTE, subject, "PU22"), staff("PU22"))
    assert isinstance(done, Done)
    assert (_held(subject), _held(other)) == ({FAR}, {None})
    (body,) = [e for e in log(subject) if e["act"] == "preserve"]
    assert (body["id"], body["outcome"]) == (str(done.entry), "done")
    assert (body["statute"], body["until"], body["units"]) == (STATUTE, FAR.isoformat(), 1)
    assert (body["point"], body["purpose"]) == ("C9", "PU22")
    assert "P64" in body["citations"] or "P7" in body["citations"]
    assert [e["act"] for e in log(other)] == ["collect"]


def test_everybodys_at_a_point_is_one_entry_with_a_branch_for_each(door: Door) -> None:
    """P87: who held nothing there has no part in it."""
    payers, member = [_payer(door) for _ in range(3)], joined(door)
    done = _preserve(door, Preserving("C9", FAR, STATUTE))
    assert isinstance(done, Done)
    assert done.count == len(payers)
    body = entry(done.entry)
    assert (body["people"]["n"], body["units"]) == (len(payers), len(payers))
    for payer in payers:
        assert _held(payer) == {FAR}
        assert log(payer)[-1]["id"] == str(done.entry)
    assert [e["act"] for e in log(member)] == ["collect"]
    assert _held(member) == {None}


@pytest.mark.parametrize(
    ("before", "asked", "after", "count"),
    [
        (None, FAR, FAR, 1),
        (NEAR, FAR, FAR, 1),
        (FAR, NEAR, FAR, 0),
        (FAR, FAR, FAR, 0),
        (None, TODAY, TODAY, 1),
        (None, TODAY - timedelta(days=1), None, 0),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=1), TODAY - timedelta(days=9), 0),
    ],
    ids=["first", "longer", "shorter", "again", "today", "over", "over-twice"],
)
def test_a_hold_only_ever_grows(
    door: Door, before: date | None, asked: date, after: date | None, count: int
) -> None:
    """P15: a shorter day, or one that is over, takes nothing from what stands."""
    subject = _payer(door)
    change("UPDATE vault.unit SET held_until = %s WHERE subject = %s", before, subject)
    done = _preserve(door, Preserving("C9", asked, STATUTE, subject))
    assert isinstance(done, Done)
    assert (done.count, _held(subject)) == (count, {after})


@pytest.mark.parametrize(
    ("asked", "acting", "reason", "cites"),
    [
        (Preserving("C9", FAR, ""), SYSTEM, Reason.STATUTE_NEEDED, "PIPA 18(2)2"),
        (Preserving("C99", FAR, STATUTE), SYSTEM, Reason.UNKNOWN_POINT, "P5"),
        (Preserving("C9", FAR, STATUTE, None, "PU22"), staff("PU4"), Reason.NO_GRANT, "P77"),
        (Preserving("C9", FAR, STATUTE), staff("PU22"), Reason.NO_GRANT, "P77"),
        (Preserving("C9", FAR, STATUTE), person(UUID(int=5)), Reason.NO_GRANT, "P77"),
        (
            Preserving("C9", FAR, STATUTE, None, "PU22"),
            replace(staff(), actor=Actor.PROCESSOR),
            Reason.NO_GRANT,
            "P77",
        ),
    ],
    ids=["no-statute", "unknown-point", "other-grant", "no-purpose", "person", "processor"],
)
def test_a_hold_that_nobody_may_set_is_refused_and_on_record(
    door: Door, asked: Preserving, acting: Acting, reason: Reason, cites: str
) -> None:
    """P85: and nothing is kept by it."""
    subject = _payer(door)
    before = pending()
    for whose in (subject, None):
        refused = _preserve(door, replace(asked, subject=whose), acting)
        assert isinstance(refused, Denied)
        assert refused.reason is reason
        assert cites in refused.citations, refused.citations
    assert pending() == before + 2
    (body,) = [e for e in log(subject) if e["act"] == "preserve"]  # of the one about them
    assert (body["outcome"], body["reason"]) == ("denied", reason.value)
    assert _held(subject) == {None}


def test_a_hold_opens_nothing_and_closes_nothing(door: Door) -> None:
    """P13: until its own day has come a kept unit opens as before; afterwards for law's sake."""
    subject = joined(door, asked=joining(mail=True))
    assert not isinstance(look(door, subject), Denied)
    _preserve(door, Preserving("C1", FAR, STATUTE, subject))
    assert not isinstance(look(door, subject), Denied)
    with door.act(person(subject), NOW) as act:
        left = act.leave(Leaving(subject, "web"))
    assert isinstance(left, Left)
    assert left.destroyed == ()
    change("UPDATE vault.unit SET due = %s WHERE subject = %s", TODAY, subject)
    refused = look(door, subject, "PU3")
    assert isinstance(refused, Denied)
    assert refused.reason is Reason.KEPT_BY_LAW_ONLY
