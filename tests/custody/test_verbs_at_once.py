"""Two at the same moment: an erasure under a look over many, a statute's hold under an erasure."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar
from uuid import UUID

import pytest
from django.db import connection, connections

from keepword.custody import erasing
from keepword.custody.answers import Done, Left, OpenedMany
from keepword.custody.asking import Erasing, Leaving, Preserving, UsingMany
from keepword.custody.door import Door
from keepword.custody.errors import MovedMeanwhile
from keepword.custody.using import TRIES
from keepword.custody.work import Work
from keepword.foundation.personal import Personal
from keepword.policy.decisions.answer import Denied, Reason
from keepword.vault.opening import Sealed
from keepword.vault.vault import Vault
from tests.custody.committed import door
from tests.custody.scene import (
    NOW,
    STATUTE,
    SYSTEM,
    change,
    entry,
    joined,
    joining,
    log,
    paying,
    pending,
    person,
    rows,
    staff,
    visited,
)
from tests.custody.test_preserving import FAR
from tests.runtime.house import until

__all__ = ["door"]

Answer = TypeVar("Answer")


def _apart(do: Callable[[], Answer]) -> Answer:
    """What it comes to on a connection of its own, which is closed afterwards."""
    try:
        return do()
    finally:
        connections.close_all()


def _leave(door: Door, subject: UUID) -> None:
    with door.act(person(subject), NOW) as act:
        assert isinstance(act.leave(Leaving(subject, "web")), Left)


@pytest.fixture
def people(door: Door) -> list[UUID]:
    """Six members whose keys nobody has in memory."""
    found = [
        joined(door, asked=joining(login_id=f"m.{n}", email=f"m.{n}@example.com")) for n in range(6)
    ]
    return sorted(found)


def _before_each_opening(
    monkeypatch: pytest.MonkeyPatch, do: Callable[[int], None]
) -> list[Sequence[Sealed]]:
    """Something happens after the rows were read and before their keys are opened, the first time,
    the second, …; the rows of every attempt."""
    attempts: list[Sequence[Sealed]] = []
    opens = Vault.open_many
    looking = threading.get_ident()

    def open_many(vault: Vault, wanted: Sequence[Sealed]) -> list[Personal]:
        if threading.get_ident() == looking:  # an erasure opens what identifies the person
            attempts.append(wanted)
            do(len(attempts))
        return opens(vault, wanted)

    monkeypatch.setattr(Vault, "open_many", open_many)
    return attempts


def test_who_is_erased_at_the_same_moment_is_left_out_and_nobody_else(
    door: Door, people: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """P66: erased between the read and the opening of the keys: nothing of theirs opens."""
    gone, *others = people

    def erase(attempt: int) -> None:
        if attempt == 1:
            _meanwhile(lambda: _leave(door, gone)).result()

    attempts = _before_each_opening(monkeypatch, erase)
    with door.act(staff("PU6"), NOW) as act:
        seen = act.use_many(UsingMany("C1", "PU6"))
    assert isinstance(seen, OpenedMany)
    assert [gone.bytes in {row.subject for row in rows} for rows in attempts] == [True, False]
    assert sorted({UUID(bytes=each.subject) for each in seen.values}) == others
    assert entry(seen.entry)["people"]["n"] == len(others)
    assert {e["act"] for e in log(gone)} == {"collect", "leave"}
    assert all(str(seen.entry) in {e["id"] for e in log(other)} for other in others)


def test_a_look_under_which_people_keep_being_erased_gives_up(
    door: Door, people: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And neither opens nor records anything."""

    def erase(attempt: int) -> None:
        _meanwhile(lambda: _leave(door, people[attempt - 1])).result()

    attempts = _before_each_opening(monkeypatch, erase)
    before = pending()
    with pytest.raises(MovedMeanwhile), door.act(staff("PU6"), NOW) as act:
        act.use_many(UsingMany("C1", "PU6"))
    assert len(attempts) == TRIES
    assert pending() == before + TRIES  # the leavings
    assert [e["act"] for e in log(people[-1])] == ["collect"]


@pytest.mark.parametrize("ending", ["erase", "leave"])
def test_who_preserves_first_is_heeded_by_who_erases_at_the_same_moment(
    door: Door, people: list[UUID], ending: str
) -> None:
    """P13: a statute's hold that was acknowledged keeps what somebody was about to erase."""
    subject = people[0]
    record = visited(door, paying(subject))

    def end() -> Left | Denied:
        with door.act(person(subject), NOW) as act:
            if ending == "erase":
                return act.erase(Erasing(subject, record, "in-person"))
            return act.leave(Leaving(subject, "web"))

    with door.act(SYSTEM, NOW) as act:
        point = "C9" if ending == "erase" else "C1"
        done = act.preserve(Preserving(point, FAR, STATUTE, subject))
        answered = _meanwhile(end)
        until(_somebody_waits, "the erasure waits for the hold")
    assert isinstance(done, Done)
    assert done.count == 1
    answer = answered.result()
    if isinstance(answer, Denied):
        assert (ending, answer.reason) == ("erase", Reason.MUST_BE_KEPT)
    else:
        assert FAR in {kept.until for kept in answer.kept}
        assert answer.destroyed == ()
    assert {h.point for h in door.holdings(subject)} == {"C1", "C9"}
    assert rows("SELECT FROM keystore.erased_unit WHERE subject = %s", subject) == []


def _due(subject: UUID) -> None:
    change("UPDATE vault.unit SET due = %s WHERE subject = %s", NOW.date(), subject)


def _hold(door: Door, subject: UUID | None) -> Done:
    with door.act(SYSTEM, NOW) as act:
        done = act.preserve(Preserving("C1", FAR, STATUTE, subject))
    assert isinstance(done, Done)
    return done


@pytest.mark.parametrize("whose", ["one", "everybody"])
@pytest.mark.parametrize("ending", ["run", "many"])
def test_a_hold_comes_before_a_destruction_of_the_same_moment(
    door: Door, people: list[UUID], ending: str, whose: str
) -> None:
    """P13, P64: it is heeded, though the unit was on the run's list already."""
    held = people[0]
    _due(held)
    with door.act(SYSTEM, NOW) as act:
        done = act.preserve(Preserving("C1", FAR, STATUTE, held if whose == "one" else None))
        gone = _meanwhile(lambda: _end(door, ending, people[:1]))
        until(_somebody_waits, "the destruction waits for the hold")
    assert isinstance(done, Done)
    gone.result()
    assert {h.held_until for h in door.holdings(held)} == {FAR}
    assert rows("SELECT FROM keystore.erased_unit") == []
    assert "erase" not in {e["act"] for e in log(held)}


@pytest.mark.parametrize("whose", ["one", "everybody"])
@pytest.mark.parametrize("ending", ["run", "many"])
def test_a_hold_comes_after_a_destruction_of_the_same_moment(
    door: Door, people: list[UUID], ending: str, whose: str
) -> None:
    """P66: it says that it keeps nothing of what is gone."""
    gone = people[0]
    _due(gone)
    with door.act(SYSTEM, NOW) as act:
        if ending == "run":
            assert act.destroy_due(10) == 1
        else:
            assert act.erase_many([gone]).people == 1
        held = _meanwhile(lambda: _hold(door, gone if whose == "one" else None))
        until(_somebody_waits, "the hold waits for the destruction")
    assert held.result().count == (0 if whose == "one" else len(people) - 1)
    assert door.holdings(gone) == ()
    assert len(rows("SELECT FROM keystore.erased_unit")) == 1


def test_the_run_and_an_erasure_of_many_wait_for_each_other_and_never_in_a_circle(
    door: Door, people: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """P64: the run holds the keys' lock after its first person, for which the other one waits."""
    for subject in people:
        _due(subject)
    destroy = erasing.destroy_due
    others: list[Future[None]] = []

    def destroy_due(work: Work, subject: UUID, due_units: Iterable[UUID]) -> UUID | None:
        entry = destroy(work, subject, due_units)
        if not others:
            others.append(_meanwhile(lambda: _end(door, "many", people[1:])))
            until(_somebody_waits, "the erasure of many waits for the run")
        return entry

    monkeypatch.setattr(erasing, "destroy_due", destroy_due)
    with door.act(SYSTEM, NOW) as act:
        assert act.destroy_due(10) == len(people)
    (other,) = others
    other.result()
    assert all(door.holdings(subject) == () for subject in people)


def test_a_hold_over_everybody_closes_no_circle_either(
    door: Door, people: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An erasure of many waits for the run's keys, a hold for the erasure's person, and the run for
    nobody: it has all its persons already."""
    first, second, third = people[0], people[1], people[-1]
    for subject in (first, second):
        _due(subject)
    destroy = erasing.destroy_due
    others: list[Future[object]] = []

    def destroy_due(work: Work, subject: UUID, due_units: Iterable[UUID]) -> UUID | None:
        entry = destroy(work, subject, due_units)
        if not others:
            others.append(_meanwhile(lambda: _end(door, "many", [third])))
            until(_somebody_waits, "the erasure of many waits for the run's keys")
            others.append(_meanwhile(lambda: _hold(door, None)))
            until(lambda: _waiting() == len(others), "the hold waits for one of them")
        return entry

    monkeypatch.setattr(erasing, "destroy_due", destroy_due)
    with door.act(SYSTEM, NOW) as act:
        assert act.destroy_due(10) == 2
    for other in others:
        other.result()
    assert [bool(door.holdings(s)) for s in people] == [False, False, True, True, True, False]


def _end(door: Door, ending: str, people: Sequence[UUID]) -> None:
    if ending == "run":
        door.destroy_due(NOW)
        return
    with door.act(SYSTEM, NOW) as act:
        act.erase_many(people)


def _waiting() -> int:
    """How many wait for a lock in this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND (database IS NULL "
            "OR database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
        )
        return int(cursor.fetchone()[0])


def _meanwhile(do: Callable[[], Answer]) -> Future[Answer]:
    """It is done in a thread with a connection of its own."""
    threads = ThreadPoolExecutor(1)
    answered = threads.submit(_apart, do)
    threads.shutdown(wait=False)
    return answered


def _somebody_waits() -> bool:
    """For us; `pg_stat_activity` would stand still within a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks "
            "WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return bool(cursor.fetchone()[0])
