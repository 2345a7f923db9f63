"""The night's root turn: when it is due, that it is done once, and that it is on record (P66, P87).

Time is moved, never waited for.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection, connections

from keepword.custody.answers import Left
from keepword.custody.asking import Leaving
from keepword.custody.door import Door
from keepword.custody.errors import LedgerShut
from keepword.ledger.entries import time_ms_of
from keepword.runtime import house, keyholder, root_turns
from keepword.runtime.worker import Loop
from keepword.storage.sql import Cursor
from keepword.vault import turning, turns
from keepword.vault.errors import ProviderFailed
from keepword.vault.turns import Done, Status
from tests.custody.committed import door
from tests.custody.scene import NOW, change, entry, joined, joining, person, rows
from tests.runtime.house import until

__all__ = ["door"]

THREE = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""03:00 on 24 November in Korea."""

_FAR = datetime(2099, 1, 1, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def _status(
    since: datetime,
    *,
    waiting: int = 1,
    step: str = turning.DONE,
    ended: int = 0,
    retired: int = 0,
) -> Status:
    return Status(7, "file", since, step, None, 0, 0, 0, waiting, 0, ended, retired)


@pytest.mark.parametrize(
    ("status", "now", "expected"),
    [
        (_status(THREE - 10 * DAY), THREE, True),
        (_status(THREE - 10 * DAY), THREE + MINUTE, True),
        (_status(THREE - 10 * DAY), THREE + 20 * timedelta(hours=1), True),
        (_status(THREE - 10 * DAY, waiting=0), THREE + MINUTE, False),
        (_status(THREE - 10 * DAY, waiting=0, ended=1), THREE + MINUTE, True),
        (_status(THREE - 10 * DAY, waiting=0, retired=1), THREE + MINUTE, True),
        (_status(THREE - MINUTE), THREE - timedelta(microseconds=1), False),
        (_status(THREE - MINUTE), THREE, True),
        (_status(THREE), THREE + MINUTE, False),
        (_status(THREE + MINUTE), THREE + DAY - MINUTE, False),
        (_status(THREE + MINUTE), THREE + DAY, True),
        (_status(THREE + MINUTE, waiting=0), THREE + DAY, False),
        (_status(THREE + MINUTE, step=turning.VEILS, waiting=0), THREE + 2 * MINUTE, True),
        (_status(THREE - 10 * DAY, step=turning.DESTROY, waiting=0), THREE - MINUTE, True),
    ],
    ids=[
        "at-three", "after-three", "the-evening-after-a-night-off", "nothing-waits",
        "a-destroyed-page", "a-retired-key", "a-moment-before", "an-evening's-root",
        "turned-at-three", "before-the-next-night",
        "the-next-night", "a-quiet-next-night", "under-way", "under-way-by-day",
    ],
)  # fmt: skip
def test_a_turn_is_due_from_three_in_korea_once_a_night_if_something_waits(
    status: Status, now: datetime, expected: bool
) -> None:
    """P66: nothing erased, nothing to make final; what was begun is finished at any hour."""
    assert root_turns.due(status, now) is expected


# ── in a house ──────────────────────────────────────────────────────────────────────────────────


def _standing() -> Status:
    with connection.cursor() as django:
        found = turns.status(django.connection.cursor())
    assert found is not None
    return found


def _night() -> datetime:
    """The first 03:00 in Korea after the newest root was made."""
    since = _standing().since
    days = (since - THREE) // DAY
    return THREE + (days + 1) * DAY


def _erase(door: Door, number: int) -> UUID:
    """Somebody joined and left: their erasure waits for a turn."""
    asked = joining(login_id=f"m.{number}", email=f"m.{number}@example.com")
    subject = joined(door, asked=asked)
    with door.act(person(subject), NOW) as act:
        assert isinstance(act.leave(Leaving(subject, "web")), Left)
    return subject


def _turn_if_due(now: datetime) -> int:
    return root_turns.turn_if_due(house.local_holder(), now)


def _all_recorded(door: Door, now: datetime) -> None:
    root_turns.record(door, now)
    assert root_turns.record(door, now) == 0


def test_the_nights_turn_makes_what_waits_final_and_is_done_once(door: Door) -> None:
    night = _night()
    subject = _erase(door, 1)
    before = _standing()
    assert before.waiting > 0
    assert [_turn_if_due(night + step) for step in (-MINUTE, MINUTE, 2 * MINUTE)] == [0, 1, 0]
    after = _standing()
    assert (after.generation, after.waiting, after.step) == (before.generation + 1, 0, turning.DONE)
    turned = rows("SELECT turned FROM keystore.erased_unit WHERE subject = %s", subject)
    assert set(turned) == {(after.generation,)}
    gone = "SELECT destroyed_at IS NOT NULL FROM keystore.root WHERE generation = %s"
    assert rows(gone, before.generation) == [(True,)]
    assert _turn_if_due(night + DAY) == 0  # nothing was erased since
    _erase(door, 2)
    assert [_turn_if_due(night + step) for step in (DAY - MINUTE, DAY + MINUTE)] == [0, 1]
    assert _standing().generation == before.generation + 2


@pytest.mark.parametrize("step", ["_keys", "_veils", "_pages", "_destroy"])
def test_a_turn_that_was_broken_off_is_finished_at_any_hour(
    door: Door, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """P66: by the same process or the next one, wherever it stood; the same turn, not another."""
    night = _night()
    _erase(door, 1)
    before = _standing().generation

    def broken(*_anything: object) -> None:
        raise psycopg.OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(turning, step, broken)
        with pytest.raises(psycopg.OperationalError):
            _turn_if_due(night)
    assert _standing().step == step.removeprefix("_")
    assert _turn_if_due(night + timedelta(hours=9)) == 1
    assert (_standing().generation, _standing().step) == (before + 1, turning.DONE)
    assert _turn_if_due(night + timedelta(hours=10)) == 0


def test_two_processes_do_not_turn_at_once(door: Door) -> None:
    night = _night()
    _erase(door, 1)
    before = _standing().generation
    with house.local_holder().connections.session_lock(turning.TURN) as ours:
        assert ours
        assert _turn_if_due(night) == 0
    assert _standing().generation == before
    assert _turn_if_due(night) == 1


def test_a_key_store_without_a_root_has_nothing_to_turn(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything was prepared."""
    before = _standing().generation
    monkeypatch.setattr(turns, "status", lambda _cur: None)
    assert _turn_if_due(_FAR) == 0
    monkeypatch.undo()
    assert _standing().generation == before


# ── on record ───────────────────────────────────────────────────────────────────────────────────


def test_each_turn_is_one_entry_with_all_that_a_certificate_needs(door: Door) -> None:
    """P66, P87: which root, when it began, how much it made final, what that is worth."""
    night = _night()
    _all_recorded(door, night)
    _erase(door, 1)
    waiting = _standing().waiting
    assert _turn_if_due(night) == 1
    generation = _standing().generation
    with door.act(root_turns._SYSTEM, night) as act:
        (done,) = turns.unrecorded(act.cursor)
    assert root_turns.record(door, night + MINUTE) == 1
    ((number,),) = rows("SELECT entry FROM keystore.root WHERE generation = %s", generation)
    body = entry(number)
    assert (body["act"], body["outcome"], body["task"]) == ("turn", "done", "root-turn")
    assert (body["generation"], body["erased"]) == (generation, waiting)
    assert body["begun"] == time_ms_of(night)
    assert body["finality"] == done.finality
    assert body["final_on"] == "2026-11-24" if done.final_at else body["final_on"] == ""
    assert "subject" not in body
    assert root_turns.record(door, night + 2 * MINUTE) == 0


@pytest.mark.parametrize(
    ("final_at", "expected"),
    [
        (None, ""),
        (datetime(2026, 12, 1, 14, 59, tzinfo=UTC), "2026-12-01"),
        (datetime(2026, 12, 1, 15, 0, tzinfo=UTC), "2026-12-02"),
    ],
    ids=["unprovable", "before-midnight", "after-midnight"],
)
def test_the_day_on_which_it_is_final_is_a_day_in_korea(
    door: Door, monkeypatch: pytest.MonkeyPatch, final_at: datetime | None, expected: str
) -> None:
    """AWS deletes keys on a date; what nobody can prove has none."""
    entries: dict[int, UUID] = {}
    done = Done(8, NOW, 3, "dated" if final_at else "unprovable", final_at, None)
    monkeypatch.setattr(turns, "unrecorded", lambda _cur: [done])
    monkeypatch.setattr(turns, "recorded", lambda _cur, gen, number: entries.update({gen: number}))
    assert root_turns.record(door, NOW) == 1
    body = entry(entries[8])
    assert (body["final_on"], body["finality"], body["erased"]) == (expected, done.finality, 3)


def test_two_recorders_at_once_write_one_entry(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker and `keepword keys turn`: the second finds it recorded."""
    night = _night()
    _all_recorded(door, night)
    _erase(door, 1)
    assert _turn_if_due(night) == 1
    recorded = turns.recorded
    threads = ThreadPoolExecutor(1)
    others: list[Any] = []

    def meanwhile() -> int:
        try:
            return root_turns.record(door, night + MINUTE)
        finally:
            connections.close_all()

    def first(cur: Cursor, generation: int, number: UUID) -> None:
        if not others:
            others.append(threads.submit(meanwhile))
            until(lambda: _waits_for(cur), "the second recorder waits for the first")
        recorded(cur, generation, number)

    before = _turn_entries()
    monkeypatch.setattr(turns, "recorded", first)
    assert root_turns.record(door, night + MINUTE) == 1
    (second,) = others
    threads.shutdown()
    assert second.result() == 0
    assert _turn_entries() == before + 1


def _waits_for(cur: Cursor) -> bool:
    cur.execute(
        "SELECT count(*) FROM pg_locks "
        "WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    )
    return bool((cur.fetchone() or (0,))[0])


def _turn_entries() -> int:
    return sum(entry(n)["act"] == "turn" for (n,) in rows("SELECT entry FROM ledger.inbox"))


def test_the_first_entry_of_a_month_may_be_a_turns(door: Door) -> None:
    """Its key is made meanwhile by the holder, under the very root whose turn is recorded."""
    night = _night()
    _all_recorded(door, night)
    _erase(door, 1)
    assert _turn_if_due(night) == 1
    later = datetime(2031, 1, 1, tzinfo=UTC)
    page = f"ledger/{later:%Y%m}"
    change("DELETE FROM keystore.page WHERE page = %s", page)
    house.vault()._keys.drop(page)
    house.local_holder().forget()
    assert root_turns.record(door, later) == 1
    assert rows("SELECT count(*) FROM keystore.page WHERE page = %s", page) == [(1,)]


def test_a_turn_whose_entry_cannot_be_written_is_recorded_later(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P87: no certificate is final before the ledger knows of the turn; the turn itself stands."""
    night = _night()
    _all_recorded(door, night)
    _erase(door, 1)
    assert _turn_if_due(night) == 1

    def shut(*_anything: object) -> None:
        raise psycopg.OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(turns, "recorded", shut)
        with pytest.raises(LedgerShut):
            root_turns.record(door, night)
    generation = _standing().generation
    assert rows("SELECT entry FROM keystore.root WHERE generation = %s", generation) == [(None,)]
    assert root_turns.record(door, night) == 1


# ── in the key holder's process ─────────────────────────────────────────────────────────────────


class _Log:
    """Keeps what is said: the event with its fields."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str, dict[str, object]]] = []

    def info(self, event: str, **fields: object) -> None:
        """A line."""
        self.said.append(("info", event, fields))

    def error(self, event: str, **fields: object) -> None:
        """A line about a failure."""
        self.said.append(("error", event, fields))


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, dict[str, object]]]:
    """What the key holder says."""
    log = _Log()
    monkeypatch.setattr("keepword.runtime.logs.logger", lambda _name: log)
    return log.said


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ProviderFailed("kms", "does not answer.", "응답하지 않습니다."), "key-provider-failed"),
        (psycopg.OperationalError("a secret in a message"), "database"),
        (OSError("a secret in a message"), "system"),
    ],
    ids=["provider", "database", "disk"],
)
def test_a_turn_that_fails_is_said_by_its_code_and_tried_again(
    door: Door,
    monkeypatch: pytest.MonkeyPatch,
    said: list[tuple[str, str, dict[str, object]]],
    error: Exception,
    code: str,
) -> None:
    night = _night()
    _erase(door, 1)
    monkeypatch.setattr("keepword.runtime.clock.now", lambda: night)

    def broken(*_anything: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(turning, "_pages", broken)
        keyholder.turn_if_due()
    assert said == [("error", "turn-failed", {"code": code})]
    keyholder.turn_if_due()
    keyholder.turn_if_due()
    assert said[1:] == [("info", "turned", {"count": 1})]


def test_a_mistake_of_ours_ends_the_key_holder_which_is_started_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_anything: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(root_turns, "turn_if_due", broken)
    with pytest.raises(ZeroDivisionError):
        keyholder.turn_if_due()


def test_the_worker_records_turns(door: Door) -> None:
    """Every minute: the duty is in its table, and one round does it."""
    from keepword.runtime import config, worker

    night = _night()
    _all_recorded(door, night)
    _erase(door, 1)
    assert _turn_if_due(night) == 1
    (duty,) = [each for each in worker.duties(config.current()) if each.name == "turns"]
    assert duty.seconds == 60.0
    Loop((duty,), lambda: night).round()
    ((number,),) = rows("SELECT entry FROM keystore.root ORDER BY generation DESC LIMIT 1")
    assert entry(number)["generation"] == _standing().generation
