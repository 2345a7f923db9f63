"""A card: what `policy show` prints about one id, with everything that hangs on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from keepword.cli.policy.layout import table, wrap

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A titled group of rows; the last cell of a row is its text."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A head line, what it says, and its parts; parts without rows are not shown."""

    head: str
    says: str
    parts: tuple[Part, ...] = field(default=())

    def lines(self) -> Iterator[str]:
        """The card for a terminal of 80 columns."""
        yield from wrap(self.head)
        yield from wrap(self.says, "  ")
        for part in self.parts:
            if part.rows:
                yield ""
                yield part.title
                yield from table(part.rows, "  ")
