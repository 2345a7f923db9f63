"""Comparing periods that are counted in days with those that go by the calendar."""

from __future__ import annotations

import pytest

from keepword.foundation.nodes import Duration
from keepword.policy.check.spans import exceeds, falls_short, longest, shortest

SPANS = [
    ("30 days", 30, 30),
    ("1 month", 28, 31),
    ("6 months", 181, 184),
    ("1 year", 365, 366),
    ("4 years", 1461, 1461),
    ("10 years", 3652, 3653),
]


def period(text: str) -> Duration:
    return Duration.model_validate(text)


@pytest.mark.parametrize(("text", "fewest", "most"), SPANS)
def test_how_long_a_period_can_be(text: str, fewest: int, most: int) -> None:
    assert (shortest(period(text)), longest(period(text))) == (fewest, most)


COMPARED = [  # period, other, can end before it, can end after it
    ("6 months", "180 days", False, True),
    ("180 days", "6 months", True, False),
    ("12 months", "1 year", False, False),
    ("2 years", "23 months", False, True),
    ("1 year", "365 days", False, True),
    ("365 days", "1 year", True, False),
    ("5 days", "5 days", False, False),
]


@pytest.mark.parametrize(("text", "other", "short", "over"), COMPARED)
def test_whether_a_period_can_miss_another(text: str, other: str, short: bool, over: bool) -> None:
    assert falls_short(period(text), period(other)) is short
    assert exceeds(period(text), period(other)) is over
