"""The monthly partitions of `ledger.entry`: made when first needed, found by their bounds."""

from __future__ import annotations

from collections.abc import Iterable

from psycopg import sql

from keepword.storage.sql import Cursor, statement


def months(cur: Cursor) -> list[int]:
    """Months that have a partition, oldest first."""
    cur.execute(statement("keepword.ledger", "months"))
    return [row[0] for row in cur.fetchall()]


def ensure(cur: Cursor, wanted: Iterable[int]) -> None:
    """Make the partitions that are missing.

    Attached rather than made in place: attaching lets readers of the other months go on.
    """
    for month in sorted(set(wanted) - set(months(cur))):
        name = sql.Identifier("ledger", f"entry_{month}")
        cur.execute(sql.SQL("CREATE TABLE {} (LIKE ledger.entry INCLUDING DEFAULTS)").format(name))
        cur.execute(
            sql.SQL("ALTER TABLE ledger.entry ATTACH PARTITION {} FOR VALUES IN ({})").format(
                name, sql.Literal(month)
            )
        )
