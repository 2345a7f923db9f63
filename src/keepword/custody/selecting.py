"""Whom an act on many people concerns: random ids, page by page, and never a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from uuid import UUID

from keepword.storage.sql import Cursor, statement

PAGE = 10_000
"""People of a page."""

_NOBODY = UUID(int=0)


def at_points(cur: Cursor, points: Sequence[str]) -> Iterator[list[UUID]]:
    """Everybody of whom anything is held from these collection points, each once."""
    after = _NOBODY
    while True:
        wanted = {"points": list(points), "after": after, "most": PAGE}
        cur.execute(statement("keepword.custody", "people_at_points"), wanted)
        found = [row[0] for row in cur.fetchall()]
        if not found:
            return
        yield found
        after = found[-1]


def held_of(cur: Cursor, subjects: Iterable[UUID]) -> Iterator[list[UUID]]:
    """Those of some people of whom anything is held."""
    wanted = iter(subjects)
    while page := list(islice(wanted, PAGE)):
        cur.execute(statement("keepword.custody", "people_held"), {"subjects": page})
        yield [row[0] for row in cur.fetchall()]


def with_item(cur: Cursor, subjects: Sequence[UUID], item: str) -> frozenset[UUID]:
    """Those of some people of whom this item is held."""
    cur.execute(
        statement("keepword.custody", "people_with_item"),
        {"subjects": list(subjects), "item": item},
    )
    return frozenset(row[0] for row in cur.fetchall())
