"""Two at the same moment: an erasure under a look over many, a statute's hold under an erasure."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar
from uuid import UUID

import pytest
from django.db import connection, connections

from keepword.custody.answers import Done, Left, OpenedMany
from keepword.custody.asking import Erasing, Leaving, Preserving, UsingMany
from keepword.custody.door import Door
from keepword.custody.errors import MovedMeanwhile
from keepword.custody.using import TRIES
from keepword.foundation.personal import Personal
from keepword.policy.decisions.answer import Denied, Reason
from keepword.vault.opening import Sealed
from keepword.vault.vault import Vault
from tests.custody.committed import door
from tests.custody.scene import (
    NOW,
    STATUTE,
    SYSTEM,
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
