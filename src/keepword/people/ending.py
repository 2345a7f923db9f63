"""The log-ins of many people who are erased at once: gone, sessions with them (P72)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from keepword.storage.sql import Cursor, statement


def remove_many(cur: Cursor, subjects: Sequence[UUID]) -> int:
    """Take away log-ins, and codes on their way; how many log-ins that was."""
    gone = {"subjects": list(subjects)}
    cur.execute(statement("keepword.people", "remove_codes_of_many"), gone)
    cur.execute(statement("keepword.people", "remove_members"), gone)
    return cur.rowcount
