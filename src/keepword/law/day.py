"""The civil day on which the law looks at things."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

# Korea keeps UTC+9 all year, so no time zone database is needed to decide.
KOREA = timezone(timedelta(hours=9))


def civil_day(now: datetime) -> date:
    """The day in Korea at `now`, which must carry a time zone (`ValueError` otherwise)."""
    if now.tzinfo is None:
        raise ValueError("a decision needs a time with its zone")
    return now.astimezone(KOREA).date()
