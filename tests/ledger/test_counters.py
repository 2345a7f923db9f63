"""Runs of numbers against a naive list of all of them (P88: a row taken out leaves a gap)."""

from __future__ import annotations

from collections import Counter, defaultdict

from hypothesis import given
from hypothesis import strategies as st

from keepword.ledger.verifying.counters import Claim, Counters, Run, runs_of

chunks = st.lists(
    st.dictionaries(
        st.sampled_from("ab"), st.lists(st.integers(1, 12), min_size=1, max_size=8), max_size=2
    ),
    max_size=5,
)
claims = st.dictionaries(st.sampled_from("abc"), st.integers(0, 15), max_size=2)


def counted(given_chunks: list[dict[str, list[int]]], claimed: dict[str, int]) -> Counters:
    counters = Counters()
    for at, numbers in enumerate(given_chunks):
        own = defaultdict(list, {writer: list(each) for writer, each in numbers.items()})
        counters.take(runs_of(own, at * 100), [])
    counters.take([], [Claim(writer, number, 10_000) for writer, number in claimed.items()])
    return counters


@given(chunks, claims)
def test_numbers_that_are_missing(
    given_chunks: list[dict[str, list[int]]], claimed: dict[str, int]
) -> None:
    seen: defaultdict[str, set[int]] = defaultdict(set)
    for numbers in given_chunks:
        for writer, each in numbers.items():
            seen[writer] |= set(each)
    for writer in claimed:
        seen[writer] |= set()
    wanted = {
        (writer, number)
        for writer, numbers in seen.items()
        for number in range(1, max([claimed.get(writer, 0), *numbers]) + 1)
        if number not in numbers
    }
    found: set[tuple[str, int]] = set()
    for finding in counted(given_chunks, claimed).missing([]):
        writer, _, run = finding.where.partition(" #")
        first, _, last = run.partition("–")
        found |= {(writer, n) for n in range(int(first), int(last or first) + 1)}
    assert found == wanted


@given(chunks)
def test_numbers_that_stand_twice(given_chunks: list[dict[str, list[int]]]) -> None:
    times = Counter(
        (writer, number)
        for numbers in given_chunks
        for writer, each in numbers.items()
        for number in each
    )
    found: set[tuple[str, int]] = set()
    for run, _ in counted(given_chunks, {}).twice():
        found |= {(run.writer, number) for number in range(run.first, run.last + 1)}
        later = {at * 100 for at, numbers in enumerate(given_chunks) if run.writer in numbers}
        assert run.place in later
    assert found == {each for each, count in times.items() if count > 1}


def gaps(unseen: list[tuple[int, int]]) -> list[str]:
    """A writer's 1–3 before, 6 after; 4 and 5 must lie between places 0 and 8192."""
    counters = Counters()
    counters.take([Run("a", 1, 3, 0), Run("a", 6, 6, 8192)], [])
    return [finding.where for finding in counters.missing(unseen)]


def test_a_gap_that_unseen_entries_can_fill_is_none() -> None:
    assert gaps([]) == ["a #4–5"]
    assert gaps([(100, 101)]) == []
    assert gaps([(100, 100)]) == ["a #4–5"]
    assert gaps([(9000, 9100)]) == ["a #4–5"]
