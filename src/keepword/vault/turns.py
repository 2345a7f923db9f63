"""What the key store says about itself and its turns: for people, the ledger and certificates."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import LiteralString, NamedTuple
from uuid import UUID

from keepword.storage.sql import Cursor, statement


class Status(NamedTuple):
    """The key store in figures. `since` is when the root in force was made; `step` is `done`
    unless a turn is under way; `waiting` are erased units that the next turn makes final;
    `bare` are indexes with tags of release 0.2, which wait for new index keys. `ended` are
    destroyed pages (a month of the log or of links, a day of mail) and `retired` superseded keys
    that wait for the next turn; `broken` are rows that turns went round (`vault.broken`)."""

    generation: int
    provider: str
    since: datetime
    step: str
    last_turn: datetime | None
    packed: int
    fresh: int
    pages: int
    waiting: int
    bare: int
    ended: int = 0
    retired: int = 0
    broken: int = 0

    @property
    def anything_waits(self) -> bool:
        """Whether the next turn makes anything final."""
        return bool(self.waiting or self.ended or self.retired)


class Done(NamedTuple):
    """A turn that is done: when it began, what it made final, what the old root's end is worth."""

    generation: int
    begun: datetime
    erased: int
    finality: str
    final_at: datetime | None
    entry: UUID | None


def status(cur: Cursor) -> Status | None:
    """The key store in figures; None where it has no root yet."""
    cur.execute(_sql("status"))
    row = cur.fetchone()
    return None if row is None else Status(*row)


def unrecorded(cur: Cursor) -> list[Done]:
    """Turns that are done and of which the ledger knows nothing yet, oldest first.

    Their rows are locked until the transaction ends: two recorders write one entry.
    """
    cur.execute(_sql("unrecorded_turns"))
    return [Done(*row) for row in cur.fetchall()]


def recorded(cur: Cursor, generation: int, entry: UUID) -> None:
    """The ledger's entry of a turn."""
    cur.execute(_sql("turn_recorded"), {"generation": generation, "entry": entry})


def final_turn(cur: Cursor, subject: UUID, units: Collection[UUID]) -> Done | None:
    """The turn that made all of these erased units final; None while one of them waits, or the
    ledger has no entry of it."""
    wanted = list(set(units))
    cur.execute(_sql("final_turn"), {"subject": subject, "units": wanted, "count": len(wanted)})
    row = cur.fetchone()
    return None if row is None else Done(*row)


def _sql(name: str) -> LiteralString:
    return statement("keepword.vault", name)
