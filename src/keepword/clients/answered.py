"""Answers that were kept: how long, and forgetting them. See `clients.calls`."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from django.db import connection, transaction

from keepword.storage.sql import Cursor, statement

KEPT = timedelta(hours=24)
AT_ONCE = 100
"""Old answers that one transaction drops."""


def hashed(secret: bytes, use: str, text: str) -> bytes:
    """What is kept of a key or a call: 32 bytes of HMAC-SHA256 (RFC 2104) for one `use`."""
    message = b"\0".join((b"keepword/idempotency", use.encode(), text.encode()))
    return hmac.digest(secret, message, hashlib.sha256)


def forget(cur: Cursor, now: datetime, most: int = AT_ONCE) -> int:
    """Drop up to `most` answers that are too old to count; how many."""
    cur.execute(
        statement("keepword.clients", "forget_answers"), {"since": now - KEPT, "most": most}
    )
    return cur.rowcount


def forget_old(now: datetime) -> int:
    """Drop every answer that is too old to count, some at a time; how many."""
    total = 0
    while True:
        with transaction.atomic(), connection.cursor() as django:
            done = forget(django.connection.cursor(), now)
        total += done
        if done < AT_ONCE:
            return total
