"""Taking away what has served: codes, counts and sessions whose time is over."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from keepword.storage.sql import statement

_STEPS = ("tidy_codes", "tidy_throttle", "tidy_sessions")


def tidy(now: datetime) -> int:
    """Delete what is over; how many rows that was."""
    done = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for name in _STEPS:
            cursor.execute(statement("keepword.people", name), {"now": now})
            done += cursor.rowcount
    return done
