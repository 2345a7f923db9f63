"""Periods by the calendar (Civil Act 160): months and years keep the day, clamped to the month."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from keepword.foundation.nodes import Duration, Unit

_MONTHS_A_YEAR = 12


def later(day: date, period: Duration) -> date:
    """The last day of a `period` whose first day, the one after `day`, counts in full.

    The day itself is not counted (Civil Act 157), so six months from 23 May end with 23 November
    (P11); a month without such a day ends them with its last one: 31 August + 6 months is the end
    of February.

    Raises:
        OverflowError: the calendar ends before (year 9999).
    """
    if period.unit is Unit.DAYS:
        return day + timedelta(days=period.count)
    months = period.count * (_MONTHS_A_YEAR if period.unit is Unit.YEARS else 1)
    years, month = divmod(day.month - 1 + months, _MONTHS_A_YEAR)
    year = day.year + years
    if year > date.max.year:
        raise OverflowError("date value out of range")
    _, length = monthrange(year, month + 1)
    return date(year, month + 1, min(day.day, length))
