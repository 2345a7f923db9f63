"""Dates as people write them, to ISO 8601; impossible ones refused."""

from __future__ import annotations

import re
from datetime import date

from keepword.policy.values.faults import (
    IN_THE_FUTURE,
    NO_SUCH_DAY,
    NOT_A_DATE,
    TOO_FAR_AHEAD,
    TOO_LONG_AGO,
    ValueFault,
)

LONGEST_LIFE = 150
"""Years: nobody was born before, and nothing is planned beyond."""

_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
# 2001-02-03, 2001.2.3, 2001. 2. 3., 2001/2/3, 2001년 2월 3일
_WRITTEN = re.compile(
    r"(\d{4}) ?(?:([-./]) ?(\d{1,2}) ?\2 ?(\d{1,2})\.?|년 ?(\d{1,2})월 ?(\d{1,2})일)", re.ASCII
)


def day(text: str, today: date, *, future: bool) -> str | ValueFault:
    """The date as YYYY-MM-DD: not after `today` unless `future`, nor 150 years from it."""
    parts = _parts(text)
    if parts is None:
        return NOT_A_DATE
    try:
        found = date(*parts)
    except ValueError:
        return NO_SUCH_DAY
    return _within(found, today, future=future) or found.isoformat()


def _within(found: date, today: date, *, future: bool) -> ValueFault | None:
    if found > today and not future:
        return IN_THE_FUTURE
    # Compared as tuples, since 29 February 150 years away may be no day.
    this, that = (today.year, today.month, today.day), (found.year, found.month, found.day)
    if that < (this[0] - LONGEST_LIFE, *this[1:]):
        return TOO_LONG_AGO
    return TOO_FAR_AHEAD if that > (this[0] + LONGEST_LIFE, *this[1:]) else None


def _parts(text: str) -> tuple[int, int, int] | None:
    """Year, month and day."""
    match = _COMPACT.fullmatch(text) or _WRITTEN.fullmatch(text)
    if match is None:
        return None
    groups = match.groups()
    if len(groups) > 3:
        year, _, *rest = groups
        month, its_day = [part for part in rest if part]
    else:
        year, month, its_day = groups
    return int(year), int(month), int(its_day)
