"""The monthly partitions of `ledger.entry`: made when first needed, found by their bounds."""

from __future__ import annotations

from collections.abc import Iterable

from keepword.storage.sql import Cursor, statement


def months(cur: Cursor) -> list[int]:
    """Months that have a partition, oldest first."""
    cur.execute(statement("keepword.ledger", "months"))
    return [row[0] for row in cur.fetchall()]


def ensure(cur: Cursor, wanted: Iterable[int]) -> None:
    """Make the partitions that are missing: one function may (`0002_open_month`)."""
    for month in sorted(set(wanted) - set(months(cur))):
        cur.execute("SELECT ledger.open_month(%s)", (month,))
