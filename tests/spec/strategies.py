"""Questions in plenty: Hypothesis strategies, and a quick seeded generator.

Both build a question that is meant to be allowed and then spoil it in none, one or a few places,
so that answers fall about evenly and the refused lie close to the allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from random import Random
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from keepword.policy.decisions.question import Facts, Request
from keepword.policy.model.policy import Policy
from tests.spec.scenarios import sensible, spoiled

T = TypeVar("T")
KOREA = timezone(timedelta(hours=9))
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=KOREA)
TODAY = NOW.date()

_ZONES = (UTC, KOREA, timezone(-timedelta(hours=8)), timezone(timedelta(hours=14)))
NOWS: SearchStrategy[datetime] = st.one_of(
    st.just(NOW),
    st.sampled_from(
        (
            datetime(2024, 2, 29, 12, 0, tzinfo=KOREA),  # a leap day
            datetime(2025, 2, 28, 23, 59, 59, tzinfo=KOREA),
            datetime(2025, 2, 28, 15, 0, tzinfo=UTC),  # 1 March in Korea
            datetime(2026, 9, 10, 14, 59, 59, tzinfo=UTC),  # late at night in Korea
            datetime(2026, 9, 10, 15, 0, tzinfo=UTC),  # midnight in Korea
        )
    ),
    st.datetimes(
        datetime.fromisoformat("2021-01-14"),  # Hypothesis wants bounds without a zone
        datetime.fromisoformat("2030-12-31"),
        timezones=st.sampled_from(_ZONES),
    ),
)


class _Drawn:
    """Choices drawn by Hypothesis; the first option is the simplest."""

    def __init__(self, draw: DrawFn) -> None:
        self._draw = draw

    def one(self, options: Sequence[T]) -> T:
        return options[self.number(0, len(options) - 1)]

    def some(self, options: Sequence[T]) -> list[T]:
        chosen = self.number(0, 2 ** len(options) - 1)
        return [option for n, option in enumerate(options) if chosen >> n & 1]

    def rarely(self) -> bool:
        return self.number(0, 9) == 9

    def number(self, least: int, most: int) -> int:
        return self._draw(st.integers(least, most))


class _Rolled:
    """Choices rolled by a seeded generator."""

    def __init__(self, dice: Random) -> None:
        self._random = dice.random
        self._bits = dice.getrandbits

    def one(self, options: Sequence[T]) -> T:
        return options[int(self._random() * len(options))]

    def some(self, options: Sequence[T]) -> list[T]:
        if not options:
            return []
        chosen = self._bits(len(options))
        return [option for n, option in enumerate(options) if chosen >> n & 1]

    def rarely(self) -> bool:
        return self._random() < 0.1

    def number(self, least: int, most: int) -> int:
        return least + int(self._random() * (most - least + 1))


@st.composite
def examples(draw: DrawFn, policy: Policy, most_spoils: int = 3) -> tuple[Request, Facts, datetime]:
    """A question to `policy`: mostly sensible, spoiled at most `most_spoils` times."""
    source = _Drawn(draw)
    now = draw(NOWS)
    today = now.astimezone(KOREA).date()
    question = sensible(policy, source, today)
    for _ in range(source.number(0, most_spoils)):
        question = spoiled(policy, source, today, question)
    return (*question, now)


def hostile(policy: Policy) -> SearchStrategy[tuple[Request, Facts, datetime]]:
    """Questions spoiled past recognition."""
    return examples(policy, most_spoils=15)


def distinct_requests(
    policy: Policy, n: int, seed: int, today: date = TODAY
) -> Iterator[tuple[Request, Facts]]:
    """`n` different questions, the same ones for the same seed; about half are allowed."""
    dice = Random(seed)
    source = _Rolled(dice)
    seen: set[int] = set()
    while len(seen) < n:
        question = sensible(policy, source, today)
        for _ in range(source.one((0, 0, 1, 1, 2, 3))):
            question = spoiled(policy, source, today, question)
        # Equal questions have equal hashes, so what is new by its hash is new.
        mark = hash(question)
        if mark not in seen:
            seen.add(mark)
            yield question
