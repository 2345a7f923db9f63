"""Keys that serve one day: they end with its last row, and not before (P66, P82)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from keepword.storage.sql import Cursor
from keepword.vault import dated, turns
from keepword.vault.errors import NoKey
from keepword.vault.local import LocalHolder
from keepword.vault.vault import Vault
from tests.vault.store import NOW, Store
from tests.vault.units import reader

LETTERS = "letters"
TODAY = 20261124
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MIDNIGHT = datetime(2026, 11, 25, tzinfo=UTC)


def _none(_cur: Cursor, _day: int | None) -> int:
    return 0


def _pages(store: Store) -> list[str]:
    return [row[0] for row in store.rows("SELECT page FROM keystore.page ORDER BY page")]


def _write(store: Store, vault: Vault, now: datetime) -> tuple[int, bytes]:
    with store.transaction() as cur:
        return dated.key_to_write(cur, vault, LETTERS, now)


def _end(store: Store, vault: Vault, now: datetime, count: dated.Count = _none) -> int:
    with store.transaction() as cur:
        return dated.end_days(cur, vault, LETTERS, count, now)


def test_each_day_has_a_key_of_its_own(store: Store, vault: Vault, holder: LocalHolder) -> None:
    written = [_write(store, vault, NOW + n * DAY) for n in (0, 0, 1)]
    assert [day for day, _ in written] == [TODAY, TODAY, TODAY + 1]
    assert written[0] == written[1]
    assert written[0][1] != written[2][1]
    assert dated.key_of(reader(holder), LETTERS, TODAY) == written[0][1]
    assert _pages(store) == [f"service/letters-{TODAY}", f"service/letters-{TODAY + 1}"]


def test_a_day_is_one_of_utc() -> None:
    assert dated.day_of(MIDNIGHT - timedelta(microseconds=1)) == TODAY
    assert dated.day_of(MIDNIGHT) == TODAY + 1


@pytest.mark.parametrize(
    ("after", "left", "ended"),
    [
        (timedelta(0), 0, 0),
        (HOUR - timedelta(microseconds=1), 0, 0),
        (HOUR, 1, 0),
        (HOUR, 0, 1),
        (9 * DAY, 1, 0),
        (9 * DAY, 0, 1),
    ],
    ids=["just-over", "within-the-slack", "a-row-is-left", "over", "late-with-a-row", "late"],
)
def test_a_day_ends_when_it_is_over_and_its_last_row_is_gone(
    store: Store,
    vault: Vault,
    holder: LocalHolder,
    after: timedelta,
    left: int,
    ended: int,
) -> None:
    _write(store, vault, NOW)
    asked: list[int | None] = []

    def count(_cur: Cursor, day: int | None) -> int:
        asked.append(day)
        return left

    assert _end(store, vault, MIDNIGHT + after, count) == ended
    assert asked == ([TODAY] if after >= HOUR else [])
    with store.transaction() as cur:
        status = turns.status(cur)
        assert status is not None
        assert (status.ended, status.anything_waits) == (ended, bool(ended))
    if ended:
        for process in (vault, reader(holder)):
            with pytest.raises(NoKey):
                dated.key_of(process, LETTERS, TODAY)
            with pytest.raises(NoKey):
                _write(store, process, NOW)


def test_the_key_of_before_there_were_days_ends_with_its_rows(store: Store, vault: Vault) -> None:
    """Rows of release 0.2 open until they are gone; other services' keys are nobody's business."""
    old = dated.key_of(vault, LETTERS, None)
    others = [vault.secret_key(name) for name in ("letters-other", "totp", "lettersx-20200101")]
    rows: dict[int | None, int] = {None: 1}

    def count(_cur: Cursor, day: int | None) -> int:
        return rows[day]

    assert _end(store, vault, NOW, count) == 0
    assert vault.secret_key(LETTERS) == old
    rows[None] = 0
    assert _end(store, vault, NOW, count) == 1
    assert _pages(store) == ["service/letters-other", "service/lettersx-20200101", "service/totp"]
    assert [vault.secret_key(n) for n in ("letters-other", "totp", "lettersx-20200101")] == others


def test_a_day_that_somebody_writes_to_is_left_alone(store: Store, vault: Vault) -> None:
    """A transaction that lasts longer than its day: nobody waits, and its row opens."""
    with store.transaction() as writing:
        dated.key_to_write(writing, vault, LETTERS, NOW)
        assert _end(store, vault, NOW + 2 * DAY) == 0
    assert _end(store, vault, NOW + 2 * DAY) == 1


def test_what_was_given_up_ends_nothing(store: Store, vault: Vault, holder: LocalHolder) -> None:
    _, key = _write(store, vault, NOW)
    with store.transaction(given_up=True) as cur:
        assert dated.end_days(cur, vault, LETTERS, _none, NOW + 2 * DAY) == 1
    assert dated.key_of(reader(holder), LETTERS, TODAY) == key


def test_of_days_that_are_looked_at_none_is_made(store: Store, vault: Vault) -> None:
    _, key = _write(store, vault, NOW)
    with store.transaction() as cur:
        found = dated.keys_to_read(cur, vault, LETTERS, (TODAY, TODAY - 1, None))
    assert found == {TODAY: key}
    assert _pages(store) == [f"service/letters-{TODAY}"]
