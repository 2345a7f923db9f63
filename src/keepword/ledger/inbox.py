"""The inbox: written in the transaction of the act itself, so that neither is without the other."""

from __future__ import annotations

from dataclasses import fields

from keepword.ledger.writer import InboxRow
from keepword.storage.sql import Cursor, statement

_COLUMNS = tuple(column.name for column in fields(InboxRow))


def insert(cur: Cursor, row: InboxRow) -> None:
    """Put an entry on record. It counts once the caller's transaction has committed."""
    cur.execute(
        statement("keepword.ledger", "insert"), {name: getattr(row, name) for name in _COLUMNS}
    )
