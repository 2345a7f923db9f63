"""Reading entries back: those of a person, one by its id, all of them in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import starmap
from typing import Any, NamedTuple
from uuid import UUID

from keepword.ledger import bulk, partitions
from keepword.ledger.bulk import Branch
from keepword.ledger.entries import (
    month_of_ms,
    open_body,
    open_people,
    people_tags,
    subject_tag,
)
from keepword.storage.sql import Cursor, statement

MonthKey = Callable[[int], bytes]
"""The key of a month (YYYYMM), 32 bytes; raises what the vault raises where it is destroyed."""

CHUNK = 2_000
"""Entries that a walk has in memory at a time."""

PAGE = 200
"""Entries of a person that are read at once, unless another number is asked for."""

LOWEST = -(2**62)
"""Below every index that a row can be made to have, honest or not."""


class Place(NamedTuple):
    """Where an entry stands in the order of time; the same before and after it is integrated."""

    time_ms: int
    entry: UUID


_NEWEST = Place(2**63 - 1, UUID(int=2**128 - 1))


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as it is stored; `index` is None while it waits in the inbox.

    `sealed` is empty where the entry's body was pruned.
    """

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

    @property
    def place(self) -> Place:
        """Where a next page goes on behind this entry."""
        return Place(self.time_ms, self.entry)


class Reader:
    """Opens entries with the keys of their months."""

    def __init__(self, month_key: MonthKey) -> None:
        self.month_key = month_key

    def of_subject(
        self,
        cur: Cursor,
        subject: UUID,
        months: Iterable[int],
        limit: int = PAGE,
        *,
        before: Place | None = None,
    ) -> list[Entry]:
        """What concerns a person in some months, newest first, at most `limit`; acts on many
        people in which they were included are among them.

        A look shows at once: entries that are not integrated yet are among them. Of the months
        only as many are read as the page takes.

        Args:
            before: the `place` of the last entry of the page before; the newest page without.

        Raises:
            BodyClosed: an entry that its month's key does not open.
        """
        place = before or _NEWEST
        latest = month_of_ms(place.time_ms) if before else None
        found: list[Entry] = []
        for month in _with_entries(cur, months):
            if latest is not None and month > latest:
                continue
            key = self.month_key(month)
            rows_found = _of_month(cur, month, key, subject, place, limit - len(found))
            found += (_opened(row, key) for row in rows_found)
            if len(found) == limit:
                break
        return found

    def branch(self, cur: Cursor, entry: UUID, subject: UUID) -> Branch | None:
        """A person's branch of an entry about many people; None where it is about one or nobody.

        Raises:
            BodyClosed: its month's key does not open it.
            NotAProof: the person is not one of them.
        """
        cur.execute(statement("keepword.ledger", "people"), {"entry": entry})
        found = cur.fetchone()
        if found is None:
            return None
        month, time_ms, sealed = found
        secret, people = open_people(self.month_key(month), entry, time_ms, sealed)
        return bulk.branch(secret, people, subject.bytes)

    def of_entry(self, cur: Cursor, entry: UUID) -> Entry | None:
        """One entry, or None where there is none with this id, or its body was pruned.

        Raises:
            BodyClosed: its month's key does not open it.
        """
        cur.execute(statement("keepword.ledger", "of_entry"), {"entry": entry})
        found = cur.fetchone()
        if found is None:
            return None
        row = Row(*found)
        return _opened(row, self.month_key(row.month))

    def walk(self, cur: Cursor, since_index: int = 0) -> Iterator[Entry]:
        """Integrated entries in the order of the tree, but for those whose bodies were pruned.
        `cur` is used up to the last one.

        Raises:
            BodyClosed: an entry that its month's key does not open.
        """
        keys: dict[int, bytes] = {}
        for row in rows(cur, since_index):
            if not row.sealed:
                continue
            if row.month not in keys:
                keys[row.month] = self.month_key(row.month)
            yield _opened(row, keys[row.month])


def months_in_use(cur: Cursor) -> list[int]:
    """Every month that the log has entries of, integrated or waiting, pruned ones included."""
    cur.execute(statement("keepword.ledger", "waiting_months"))
    waiting = {row[0] for row in cur.fetchall()}
    return sorted(waiting.union(partitions.months(cur)))


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


def _of_month(
    cur: Cursor, month: int, key: bytes, subject: UUID, before: Place, limit: int
) -> Iterator[Row]:
    many = people_tags(key, [subject.bytes])
    cur.execute(
        statement("keepword.ledger", "of_subject"),
        {
            "month": month,
            "tag": subject_tag(key, subject),
            "many": many,
            "mark": int.from_bytes(many[:8], "big", signed=True),
            "share": int.from_bytes(many[:8], "big") / 2**64,
            "before_ms": before.time_ms,
            "before_entry": before.entry,
            "limit": limit,
        },
    )
    return starmap(Row, cur.fetchall())


def _with_entries(cur: Cursor, months: Iterable[int]) -> list[int]:
    """Those months that have any entry with a body, newest first: no key is asked for, or made,
    for the others."""
    cur.execute(
        statement("keepword.ledger", "held_months"),
        {"months": sorted(set(months)), "partitions": partitions.months(cur)},
    )
    return [row[0] for row in cur.fetchall()]


def _opened(row: Row, key: bytes) -> Entry:
    nonce, body = open_body(key, row.entry, row.time_ms, row.sealed)
    return Entry(row.entry, row.index, row.time_ms, nonce, body)
