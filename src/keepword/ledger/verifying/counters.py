"""Writers' numbers: each counts from 1 without a gap, so a row that was taken out shows.

Not shown: the last rows of a writer that ended, if they were taken out before they were integrated
and no other writer continues it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from keepword.ledger.verifying.report import Finding


@dataclass(slots=True)
class _Seen:
    """Numbers up to `upto` are all there; of those beyond, the ones in `ahead`."""

    upto: int = 0
    ahead: set[int] = field(default_factory=set)

    def take(self, number: int) -> bool:
        """Note a number; False if it was there before."""
        if number <= self.upto or number in self.ahead:
            return False
        self.ahead.add(number)
        while self.upto + 1 in self.ahead:
            self.upto += 1
            self.ahead.discard(self.upto)
        return True

    def gaps(self, claimed: int) -> Iterator[tuple[int, int]]:
        """Missing numbers, first and last of each run, given that `claimed` was reached."""
        last = self.upto
        for number in sorted(self.ahead):
            if number > last + 1:
                yield last + 1, number - 1
            last = number
        if claimed > last:
            yield last + 1, claimed


class Counters:
    """Takes every entry's writer and number in any order."""

    def __init__(self) -> None:
        self._seen: dict[str, _Seen] = {}
        self._claimed: dict[str, int] = {}
        self._twice: list[Finding] = []

    def take(self, writer: str, number: int, where: str) -> None:
        """An entry of `writer`."""
        if not self._seen.setdefault(writer, _Seen()).take(number):
            self._twice.append(Finding("number-twice", f"{where} ({writer} #{number})"))

    def claim(self, writer: str, number: int) -> None:
        """A successor says that `writer` had reached `number`."""
        self._claimed[writer] = max(number, self._claimed.get(writer, 0))

    def findings(self) -> Iterator[Finding]:
        """Numbers that stand twice, and runs of numbers that are missing."""
        yield from self._twice
        for writer in {**self._seen, **self._claimed}:
            seen = self._seen.get(writer, _Seen())
            for first, last in seen.gaps(self._claimed.get(writer, 0)):
                run = f"#{first}" if first == last else f"#{first}–{last}"
                yield Finding("number-missing", f"{writer} {run}")
