"""Superseded generations of data keys: kept for old backups until none is left (P66, P82).

A correction or a rotation gives a unit the next generation of its key. What was sealed before lies
in older backups of the data and nowhere else: its key stays as long as such a backup is kept, and
is retired when somebody vouches that none is. That is final at the root turn, as an erasure is.

A generation that a row uses is never retired (a restored house lives on such ones), nor is the
newest: it was never superseded.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import LiteralString, NamedTuple

from keepword.foundation.errors import Message
from keepword.storage.sql import Cursor, statement
from keepword.vault.errors import VaultError
from keepword.vault.keys import UnitKey
from keepword.vault.store import LOCK

SLACK = timedelta(hours=1)
"""How much longer than its own time a superseding may have taken to be committed: a backup from in
between still needs the older key."""

AT_ONCE = 10_000
"""Keys that one step retires."""


class Superseded(NamedTuple):
    """Superseded keys in figures. `retired` wait for the next turn."""

    kept: int
    oldest: datetime | None
    newest: datetime | None
    retired: int


class Going(NamedTuple):
    """How many keys of how many units a day would retire."""

    keys: int
    units: int


class TooLate(VaultError):
    """A day after everything: more likely a slip than a statement about backups."""

    code = "retire-too-late"
    way_out = Message(
        "Name the day of the oldest backup of the data that you keep.",
        "보관 중인 가장 오래된 자료 백업의 날짜를 쓰세요.",
    )

    def __init__(self, newest: datetime) -> None:
        day = f"{newest:%Y-%m-%d}"
        super().__init__(
            f"The last key was replaced on {day}; a later day says nothing about backups.",
            f"마지막 키 교체일은 {day}입니다. 그 뒤의 날짜로는 백업을 확인할 수 없습니다.",
        )


def note(cur: Cursor, new: UnitKey, generations: Collection[int], now: datetime) -> None:
    """`new` has replaced these generations, which rows of its unit lay under until now.

    In the transaction that made `new`. The one before it counts as replaced in any case: after a
    restore no row may lie under it, and backups from before the restore do.
    """
    cur.execute(
        _sql("note"),
        {
            "subject": new.subject,
            "unit": new.unit,
            "generations": sorted({*generations, new.generation - 1} - {new.generation}),
            "now": now,
        },
    )


def figures(cur: Cursor) -> Superseded:
    """Superseded keys in figures."""
    cur.execute(_sql("figures"))
    return Superseded(*(cur.fetchone() or (0, None, None, 0)))


def going(cur: Cursor, before: datetime) -> Going:
    """What `retire` would retire.

    Raises:
        TooLate: nothing was replaced as late as that.
    """
    newest = figures(cur).newest
    if newest is not None and before > newest:
        raise TooLate(newest.astimezone(before.tzinfo))
    cur.execute(_sql("before"), {"before": before - SLACK})
    return Going(*(cur.fetchone() or (0, 0)))


def retire(cur: Cursor, before: datetime, now: datetime) -> int:
    """Retire some keys that were replaced before `before`; how many, 0 when none is left.

    The caller vouches that no backup of the data from before `before` is kept.
    """
    cur.execute("SELECT pg_advisory_xact_lock_shared(%s)", (LOCK,))
    cur.execute(_sql("retire"), {"before": before - SLACK, "now": now, "most": AT_ONCE})
    row = cur.fetchone()
    return int(row[0]) if row else 0


def _sql(name: str) -> LiteralString:
    return statement("keepword.vault", f"superseded_{name}")
