"""Emergency looks and their review (docs/decisions.md, duty `review`).

The room keeps who looked, when, and which entries of the ledger say so. The reason of a look and
the note of its review stand in those entries' sealed bodies and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from keepword.storage.sql import Cursor, statement

MOST = 100
"""Looks that are listed at once."""


@dataclass(frozen=True, slots=True)
class Review:
    """One emergency look; `entry` names it, `entries` has all its entries in the ledger."""

    subject: UUID
    entry: UUID
    entries: tuple[UUID, ...]
    account: UUID
    looked_at: datetime
    reviewed_at: datetime | None = None
    reviewed_by: UUID | None = None
    reviewed_in: UUID | None = None


def await_review(
    cur: Cursor, *, subject: UUID, entries: Sequence[UUID], account: UUID, now: datetime
) -> None:
    """Put an emergency look before the review, in the transaction of the look."""
    cur.execute(
        statement("keepword.safeguards", "await_review"),
        {
            "subject": subject,
            "entry": entries[0],
            "entries": list(entries),
            "account": account,
            "looked_at": now,
        },
    )


def awaiting(cur: Cursor) -> tuple[Review, ...]:
    """Looks that nobody has reviewed, the oldest first; at most `MOST`."""
    return _listed(cur, done=False)


def reviewed(cur: Cursor) -> tuple[Review, ...]:
    """Looks that were reviewed, the newest review first; at most `MOST`."""
    return _listed(cur, done=True)


def count_awaiting(cur: Cursor) -> int:
    """How many looks await review."""
    cur.execute(statement("keepword.safeguards", "count_awaiting"))
    row = cur.fetchone()
    return int(row[0]) if row else 0


def take(cur: Cursor, entry: UUID) -> Review | None:
    """The look named `entry` for reviewing, locked; None if there is none that awaits review."""
    cur.execute(statement("keepword.safeguards", "awaiting"), {"entry": entry})
    row = cur.fetchone()
    return _read(row) if row else None


def mark(cur: Cursor, review: Review, *, reviewer: UUID, note: UUID, now: datetime) -> None:
    """Enter the review of a look that `take` returned; `note` is the entry that records it."""
    cur.execute(
        statement("keepword.safeguards", "mark_reviewed"),
        {
            "subject": review.subject,
            "entry": review.entry,
            "reviewer": reviewer,
            "note": note,
            "now": now,
        },
    )


def _listed(cur: Cursor, *, done: bool) -> tuple[Review, ...]:
    cur.execute(statement("keepword.safeguards", "reviews"), {"done": done, "most": MOST})
    return tuple(_read(row) for row in cur.fetchall())


def _read(row: Any) -> Review:
    subject, entry, entries, *rest = row
    return Review(subject, entry, tuple(entries), *rest)
