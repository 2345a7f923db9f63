"""The lock of the key store as writers take it, in their own transaction."""

from __future__ import annotations

from keepword.storage.sql import Cursor, statement
from keepword.vault.store import LOCK

_LOCK_BITS = 63


def lock(cur: Cursor, wide: int) -> None:
    """Wait for a step of a turn, then for whoever holds this lock; ours until the end."""
    cur.execute(
        statement("keepword.vault", "lock"), {"store": LOCK, "lock": wide & ((1 << _LOCK_BITS) - 1)}
    )
