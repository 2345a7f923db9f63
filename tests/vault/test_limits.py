"""A role gets no more keys in a minute than it may, however it asks (P82)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepword.vault.errors import TooManyOpens
from keepword.vault.holding.limits import (
    DEFAULTS,
    MINUTE,
    Allowance,
    Bucket,
    Limits,
    allowances,
)
from keepword.vault.holding.roles import Role
from keepword.vault.holding.tally import Tally

SECOND = MINUTE // 60


def naive(granted: list[tuple[int, int]], a_minute: int, count: int, now: int) -> bool:
    """Whether `count` may be had: in no stretch up to now more than a minute's worth and what
    came in meanwhile. Looks at every stretch; keeps no level."""
    for start, _ in [*granted, (now, 0)]:
        had = sum(n for at, n in granted if at >= start)
        if (had + count - a_minute) * MINUTE > a_minute * (now - start):
            return False
    return True


@given(
    a_minute=st.integers(0, 40),
    steps=st.lists(
        st.tuples(
            st.integers(0, 2 * MINUTE) | st.integers(0, 90).map(lambda s: s * SECOND),
            st.integers(0, 50),
        ),
        max_size=40,
    ),
    start=st.integers(0, 10**18),
)
def test_it_gives_what_every_stretch_of_time_allows(
    a_minute: int, steps: list[tuple[int, int]], start: int
) -> None:
    bucket, granted, now = Bucket(a_minute), list[tuple[int, int]](), start
    for pause, count in steps:
        now += pause
        expected = naive(granted, a_minute, count, now)
        assert bucket.take(count, now) is expected
        if expected:
            granted.append((now, count))


@given(a_minute=st.integers(1, 10**7), start=st.integers(0, 10**18))
def test_not_a_nanosecond_early(a_minute: int, start: int) -> None:
    """Empty, it has one token after exactly a minute's share, rounded up."""
    bucket = Bucket(a_minute)
    assert bucket.take(a_minute, start)
    share = -(-MINUTE // a_minute)
    assert not bucket.take(1, start + share - 1)
    assert bucket.take(1, start + share)


def test_a_clock_that_goes_back_brings_nothing() -> None:
    bucket = Bucket(60)
    assert bucket.take(60, 100 * SECOND)
    assert not bucket.take(1, 40 * SECOND)
    assert not bucket.take(1, 100 * SECOND)
    assert bucket.take(1, 101 * SECOND)


def test_what_was_refused_was_not_taken() -> None:
    bucket = Bucket(10)
    assert not bucket.take(11, 0)
    assert bucket.take(10, 0)


def test_many_at_once_share_one_bucket() -> None:
    limits = Limits({Role.WEB: Allowance(500, 0)})

    def ask(_: int) -> int:
        try:
            limits.open(Role.WEB, 1, 0)
        except TooManyOpens:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(2_000))) == 500


def test_roles_keys_and_searches_are_counted_apart() -> None:
    limits = Limits({Role.WEB: Allowance(3, 2), Role.WORKER: Allowance(1, 1)})
    limits.open(Role.WEB, 3, 0)
    limits.search(Role.WEB, 2, 0)
    limits.open(Role.WORKER, 1, 0)
    for refused in (limits.open, limits.search):
        with pytest.raises(TooManyOpens):
            refused(Role.WEB, 1, 0)
    limits.search(Role.WORKER, 1, 0)


def test_the_setting_is_the_web_servers() -> None:
    assert set(DEFAULTS) == set(Role)
    assert allowances(17) == {**DEFAULTS, Role.WEB: Allowance(17, DEFAULTS[Role.WEB].searches)}
    assert DEFAULTS[Role.WEB] == Allowance(6_000, 600)
    assert DEFAULTS[Role.WORKER].opens == 60_000


# ── what is said about it ────────────────────────────────────────────────────────────────────

NAMES = st.tuples(st.sampled_from(["too-many-opens", "key-refused"]), st.sampled_from(list(Role)))


@given(st.lists(st.tuples(NAMES, st.integers(1, 9), st.integers(0, MINUTE)), max_size=60))
def test_everything_is_said_in_the_end_and_nothing_twice_a_minute(
    notes: list[tuple[tuple[str, Role], int, int]],
) -> None:
    said: dict[tuple[str, str], list[tuple[int, int]]] = {}
    now, noted = [0], dict[tuple[str, str], int]()

    def report(event: str, role: str, count: int) -> None:
        said.setdefault((event, role), []).append((now[0], count))

    tally = Tally(report)
    for (event, role), count, pause in notes:
        now[0] += pause
        tally.note(event, role, count, now[0])
        noted[event, role] = noted.get((event, role), 0) + count
        assert said[event, role][0][1] > 0  # the first one at once
    for times in said.values():
        moments = [at for at, _ in times]
        assert all(b - a >= MINUTE for a, b in pairwise(moments))
    tally.close()
    assert {name: sum(count for _, count in times) for name, times in said.items()} == noted
    tally.close()
    assert {name: sum(count for _, count in times) for name, times in said.items()} == noted
