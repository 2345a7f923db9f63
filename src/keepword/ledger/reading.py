"""Reading entries back: those of a person, one by its id, all of them in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import starmap
from typing import Any
from uuid import UUID

from keepword.ledger import partitions
from keepword.ledger.entries import open_body, subject_tag
from keepword.storage.sql import Cursor, statement

MonthKey = Callable[[Cursor, int], bytes]
"""The key of a month (YYYYMM), 32 bytes; raises what the vault raises where it is destroyed."""

CHUNK = 2_000
"""Entries that a walk has in memory at a time."""

LOWEST = -(2**62)
"""Below every index that a row can be made to have, honest or not."""


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as it is stored; `index` is None while it waits in the inbox."""

    entry: UUID
    index: int | None
    month: int
    time_ms: int
    commitment: bytes
    sealed: bytes
    tag: bytes | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry, opened. `time_ms` in Unix milliseconds; `nonce` 32 bytes."""

    entry: UUID
    index: int | None
    time_ms: int
    nonce: bytes
    body: dict[str, Any]


class Reader:
    """Opens entries with the keys of their months."""

    def __init__(self, month_key: MonthKey) -> None:
        self.month_key = month_key

    def of_subject(
        self, cur: Cursor, subject: UUID, months: Iterable[int], limit: int = 200
    ) -> list[Entry]:
        """What concerns a person in some months, newest first, at most `limit`.

        A look shows at once: entries that are not integrated yet are among them.

        Raises:
            BodyClosed: an entry that its month's key does not open.
        """
        keys = {month: self.month_key(cur, month) for month in _with_entries(cur, months)}
        tags = [subject_tag(key, subject) for key in keys.values()]
        cur.execute(
            statement("keepword.ledger", "of_subject"),
            {"months": list(keys), "tags": tags, "limit": limit},
        )
        return [_opened(row, keys[row.month]) for row in starmap(Row, cur.fetchall())]

    def of_entry(self, cur: Cursor, entry: UUID) -> Entry | None:
        """One entry, or None where there is none with this id.

        Raises:
            BodyClosed: its month's key does not open it.
        """
        cur.execute(statement("keepword.ledger", "of_entry"), {"entry": entry})
        found = cur.fetchone()
        if found is None:
            return None
        row = Row(*found)
        return _opened(row, self.month_key(cur, row.month))

    def walk(self, cur: Cursor, since_index: int = 0) -> Iterator[Entry]:
        """Integrated entries in the order of the tree. `cur` is used up to the last one.

        Raises:
            BodyClosed: an entry that its month's key does not open.
        """
        keys: dict[int, bytes] = {}
        for row in rows(cur, since_index):
            if row.month not in keys:
                keys[row.month] = self.month_key(cur, row.month)
            yield _opened(row, keys[row.month])


def rows(cur: Cursor, begin: int) -> Iterator[Row]:
    """Stored entries by index from `begin` on, chunk by chunk; `cur` is used in between.

    An index that stands twice comes twice; one that is missing does not come.
    """
    known = partitions.months(cur)
    after = (begin - 1, known[-1] if known else 0)
    while True:
        cur.execute(
            statement("keepword.ledger", "rows"),
            {"months": known, "idx": after[0], "month": after[1], "limit": CHUNK},
        )
        chunk = [Row(*row) for row in cur.fetchall()]
        yield from chunk
        if len(chunk) < CHUNK:
            return
        after = (chunk[-1].index or 0, chunk[-1].month)


def _with_entries(cur: Cursor, months: Iterable[int]) -> list[int]:
    """Those months that have any entry: no key is asked for, or made, for the others."""
    wanted = set(months)
    cur.execute(statement("keepword.ledger", "held_months"), {"months": sorted(wanted)})
    waiting = {row[0] for row in cur.fetchall()}
    return sorted(wanted & ({*partitions.months(cur)} | waiting))


def _opened(row: Row, key: bytes) -> Entry:
    nonce, body = open_body(key, row.entry, row.time_ms, row.sealed)
    return Entry(row.entry, row.index, row.time_ms, nonce, body)
