"""Rows as verification takes them from the database: bytes, and nothing believed of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from keepword.storage.sql import Cursor, statement

CHUNK = 4_096
"""Entries that are in memory at a time: 16 tiles of 256."""

INBOX = 2**62
"""Stands for the index of what waits: after everything that is integrated."""


class Row(NamedTuple):
    """One stored entry; `place` is its index, `many` whether people or their tags stand beside it
    (`people_of`)."""

    place: int
    id: str
    raw_id: bytes
    month: int
    time_ms: int
    commitment: bytes
    sealed: bytes
    tag: bytes | None
    many: bool

    @property
    def entry(self) -> UUID:
        """Its id."""
        return UUID(bytes=self.raw_id)

    @property
    def where(self) -> str:
        """How a finding names it."""
        return f"{self.id} (inbox)" if self.place >= INBOX else f"{self.id} #{self.place}"


_row = partial(tuple.__new__, Row)
"""A row as it came; there are millions, and the server's columns are those of `Row`."""


def stored(cur: Cursor, months: list[int], begin: int, end: int) -> list[Row]:
    """Entries with an index from `begin` up to `end`, in its order, then by month."""
    cur.execute(
        statement("keepword.ledger", "stored"),
        {"months": months, "begin": begin, "end": end},
        prepare=True,
        binary=True,
    )
    found = cur.fetchall()
    found.sort(key=itemgetter(0, 3))
    return list(map(_row, found))


def waiting(cur: Cursor) -> Iterator[list[Row]]:
    """What waits in the inbox, oldest first, chunk by chunk."""
    with cur.connection.cursor(name="keepword_waiting") as streamed:
        streamed.execute(
            statement("keepword.ledger", "waiting_rows"), {"inbox": INBOX}, binary=True
        )
        while chunk := streamed.fetchmany(CHUNK):
            yield list(map(_row, chunk))


def people_of(cur: Cursor, row: Row) -> tuple[bytes | None, bytes | None]:
    """The sealed people of an act on many, and their tags."""
    cur.execute(
        statement("keepword.ledger", "people_of"),
        {"entry": row.entry, "month": row.month, "idx": row.place},
        binary=True,
    )
    found = cur.fetchone()
    return found if found is not None else (None, None)
