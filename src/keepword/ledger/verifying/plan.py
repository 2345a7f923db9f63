"""What is to be examined: from which place on, in which segments, with which keys."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from keepword.foundation.errors import KeepwordError
from keepword.ledger import partitions
from keepword.ledger.reading import Reader
from keepword.ledger.verifying.rows import CHUNK
from keepword.ledger.verifying.scene import Ground
from keepword.ledger.verifying.since import Since, first_index
from keepword.storage.sql import Cursor, statement

_PACKAGE = "keepword.ledger"


@dataclass(frozen=True, slots=True)
class Plan:
    """The way through a log.

    `begin` is the first place that is looked at, `entries` how many are to be. `segments` are in
    the order of the tree, those below 0 first; `gaps` are places before `begin` that are empty, as
    far as counting shows it.
    """

    ground: Ground
    begin: int
    entries: int
    segments: list[tuple[int, int]]
    gaps: tuple[tuple[int, int], ...]


def plan(
    cur: Cursor,
    reader: Reader,
    public: Path,
    published: int,
    marks: frozenset[int],
    since: Since,
) -> Plan:
    """The way through the log behind `cur`.

    Args:
        cur: see `verify_database`.
        reader: has the months' keys.
        public: the folder of the published files.
        published: how many entries they have.
        marks: sizes at which trees were signed.
        since: from where on entries are wanted.
    """
    begin = min(first_index(cur, since, published), published) // CHUNK * CHUNK
    cur.execute(statement(_PACKAGE, "segments"), {"begin": begin})
    found = cur.fetchall()
    size = max((last + 1 for _, _, last in found if last >= 0), default=begin)
    months = partitions.months(cur)
    ground = Ground(months, _keys(cur, reader, months), size, public, published, marks)
    filled = {segment * CHUNK for segment, _, _ in found} | {*range(begin, published, CHUNK)}
    end = max(size, published)
    return Plan(
        ground,
        begin,
        sum(count for _, count, _ in found),
        [
            (first, min(first + CHUNK, end) if first >= 0 else first + CHUNK)
            for first in sorted(filled)
        ],
        _older_gaps(cur, begin),
    )


def _keys(cur: Cursor, reader: Reader, months: list[int]) -> dict[int, bytes]:
    """The keys of months that have a body; not of those where the vault has none to give."""
    cur.execute(statement(_PACKAGE, "months_with_bodies"), {"months": months})
    keys: dict[int, bytes] = {}
    for (month,) in cur.fetchall():
        try:
            keys[month] = reader.month_key(month)
        except KeepwordError:
            continue
    return keys


def _older_gaps(cur: Cursor, begin: int) -> tuple[tuple[int, int], ...]:
    """All places before `begin` as one gap if there are not as many entries."""
    if not begin:
        return ()
    cur.execute(statement(_PACKAGE, "older"), {"begin": begin})
    return () if cur.fetchone() == (begin,) else ((0, begin - 1),)
