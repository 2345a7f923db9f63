"""The inbox: written in the transaction of the act itself, so that neither is without the other."""

from __future__ import annotations

from dataclasses import fields

from keepword.ledger.writer import InboxRow
from keepword.storage.sql import Cursor, statement

_OF_MANY = ("people", "tags")
_COLUMNS = tuple(each.name for each in fields(InboxRow) if each.name not in _OF_MANY)


def insert(cur: Cursor, row: InboxRow) -> None:
    """Put an entry on record. It counts once the caller's transaction has committed."""
    of_many = row.people is not None
    columns = _COLUMNS + _OF_MANY if of_many else _COLUMNS
    cur.execute(
        statement("keepword.ledger", "insert_many" if of_many else "insert"),
        {name: getattr(row, name) for name in columns},
        prepare=True,
    )
