"""From where on a quick run looks at entries: an index, or a time."""

from __future__ import annotations

from datetime import datetime

from keepword.ledger.entries import month_of, time_ms_of
from keepword.ledger.errors import NotATile
from keepword.ledger.tiles import WIDTH
from keepword.ledger.verifying.files import Files
from keepword.storage.sql import Cursor, statement

Since = int | datetime
"""An index, or an aware time: then the first entry that has it or a later one."""


def first_block(since: Since, files: Files) -> int:
    """The block of published entries to begin with.

    By time it is found by halving, as entries stand very nearly in the order of their times: the
    block before the first one that begins at or after it. Where a bundle cannot be read it is the
    first one of all.
    """
    if isinstance(since, int):
        return min(since, files.size) // WIDTH
    wanted, low, high = time_ms_of(since), 0, files.size // WIDTH
    while low < high:
        middle = (low + high) // 2
        try:
            earlier = files.first_time(middle) < wanted
        except NotATile:
            return 0
        low, high = (middle + 1, high) if earlier else (low, middle)
    return max(0, low - 1)


def first_index(cur: Cursor, since: Since, most: int) -> int:
    """The index to begin with in the database; `most` where all entries are older."""
    if isinstance(since, int):
        return since
    cur.execute(
        statement("keepword.ledger", "first_at"),
        {"month": month_of(since), "time_ms": time_ms_of(since)},
    )
    found = cur.fetchone()
    return most if found is None or found[0] is None else max(0, int(found[0]))
