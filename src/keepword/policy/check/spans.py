"""Comparing periods: how long `6 months` can be, and how short."""

from __future__ import annotations

from calendar import monthrange

from keepword.foundation.nodes import Duration, Unit

_CYCLE = 48  # months after which the calendar's month lengths repeat (but for 2100 and its kin)
_LENGTHS = tuple(monthrange(2024 + n // 12, n % 12 + 1)[1] for n in range(_CYCLE))


def shortest(period: Duration) -> int:
    """The fewest days `period` can span, by the month it starts in."""
    return min(_spans(period))


def longest(period: Duration) -> int:
    """The most days `period` can span: 184 for six months."""
    return max(_spans(period))


def falls_short(period: Duration, floor: Duration) -> bool:
    """Whether `period` can end before `floor` does."""
    if Unit.DAYS in (period.unit, floor.unit):
        return shortest(period) < longest(floor)
    return _months(period) < _months(floor)


def exceeds(period: Duration, cap: Duration) -> bool:
    """Whether `period` can end after `cap` does."""
    if Unit.DAYS in (period.unit, cap.unit):
        return longest(period) > shortest(cap)
    return _months(period) > _months(cap)


def _months(period: Duration) -> int:
    return period.count * 12 if period.unit is Unit.YEARS else period.count


def _spans(period: Duration) -> list[int]:
    if period.unit is Unit.DAYS:
        return [period.count]
    cycles, rest = divmod(_months(period), _CYCLE)
    whole = cycles * sum(_LENGTHS)
    twice = _LENGTHS * 2
    return [whole + sum(twice[start : start + rest]) for start in range(_CYCLE)]
