"""Writers' numbers: each counts from 1 without a gap, so a row that was taken out shows.

Numbers come as runs, each with the place where it was seen (the index at which its chunk of
entries begins). Bodies that nobody can look at any more (a pruned month), or was asked to look at
(entries before `--since`), have numbers too: a gap whose place in the log spans such entries is
theirs, as long as they are enough to fill all such gaps.

Not shown: the last rows of a writer that ended, if they were taken out before they were integrated
and no other writer continues it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from keepword.ledger.verifying.report import Finding

Unseen = tuple[int, int]
"""First and last index of entries without a body to look at."""


class Run(NamedTuple):
    """Numbers of one writer that were seen, all of them, in the chunk that begins at `place`."""

    writer: str
    first: int
    last: int
    place: int


class Claim(NamedTuple):
    """A successor, seen at `place`, says that `writer` had reached `number`."""

    writer: str
    number: int
    place: int


def runs_of(numbers: dict[str, list[int]], place: int) -> list[Run]:
    """The numbers of one chunk as runs; a number that stands there twice ends its run."""
    found: list[Run] = []
    for writer, each in numbers.items():
        each.sort()
        first = last = each[0]
        for number in each[1:]:
            if number != last + 1:
                found.append(Run(writer, first, last, place))
                first = number
            last = number
        found.append(Run(writer, first, last, place))
    return found


class Counters:
    """Takes runs and claims in any order."""

    def __init__(self) -> None:
        self._runs: defaultdict[str, list[tuple[int, int, int]]] = defaultdict(list)
        self._claims: dict[str, Claim] = {}

    def take(self, runs: Iterable[Run], claims: Iterable[Claim]) -> None:
        """What was seen in one chunk."""
        for writer, first, last, place in runs:
            self._runs[writer].append((first, last, place))
        for claim in claims:
            known = self._claims.get(claim.writer)
            if known is None or known.number < claim.number:
                self._claims[claim.writer] = claim

    def twice(self) -> Iterator[tuple[Run, bool]]:
        """Numbers that stand more than once: where they are repeated, and whether the first ones
        stand in that same chunk."""
        for writer, runs in self._runs.items():
            reached, there = 0, 0
            for first, last, place in sorted(runs):
                if first <= reached:
                    later = max(place, there)
                    yield Run(writer, first, min(last, reached), later), place == there
                if last > reached:
                    reached, there = last, place

    def missing(self, unseen: Sequence[Unseen]) -> Iterator[Finding]:
        """Runs of numbers that nobody wrote, or that were taken out."""
        excused, hidden = 0, sum(last - first + 1 for first, last in unseen)
        for writer, first, last, after, before in self._gaps():
            if any(begin <= before and end >= after for begin, end in unseen):
                excused += last - first + 1
                if excused <= hidden:
                    continue
            run = f"#{first}" if first == last else f"#{first}–{last}"
            yield Finding("number-missing", f"{writer} {run}")

    def _gaps(self) -> Iterator[tuple[str, int, int, int, int]]:
        """Writer, first and last missing number, and the places they must lie between."""
        for writer in {**self._runs, **self._claims}:
            reached, place = 0, 0
            for first, last, found in sorted(self._runs.get(writer, ())):
                if first > reached + 1:
                    yield writer, reached + 1, first - 1, place, found
                if last > reached:
                    reached, place = last, found
            claim = self._claims.get(writer)
            if claim is not None and claim.number > reached:
                yield writer, reached + 1, claim.number, place, claim.place
