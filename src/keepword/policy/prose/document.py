"""The rendered policy as a tree that pages, text and print draw from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from keepword.foundation.nodes import Language


class Kind(StrEnum):
    """What a block is."""

    TITLE = "title"
    FURNITURE = "furniture"  # what stood around the text on the published page
    PARAGRAPH = "paragraph"
    HEADING = "heading"  # printed in [brackets]
    SUBHEADING = "subheading"
    ITEMS = "items"  # the items one collection point asks for
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text and the ids (P…, PU…, C…) it renders."""

    text: str
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; `id` is the datum it shows."""

    id: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One line of the document, or a table.

    `point` and `requirement` are set on ITEMS; `heads` and `rows` on TABLE.
    """

    kind: Kind
    runs: tuple[Run, ...] = ()
    bullet: bool = False
    clauses: tuple[str, ...] = ()
    point: str | None = None
    requirement: str | None = None
    heads: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def text(self) -> str:
        """The words of the block, without its bullet."""
        return "".join(run.text for run in self.runs)

    def all_clauses(self) -> Iterator[str]:
        """Every id the block renders, its own and its runs'."""
        yield from self.clauses
        for run in self.runs:
            yield from run.clauses


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section; the preamble has number 0 and no heading."""

    number: int
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole policy in one language."""

    language: Language
    original: bool
    sections: tuple[Section, ...] = field(default=())

    def clauses(self) -> frozenset[str]:
        """Every id that is rendered somewhere."""
        return frozenset(c for s in self.sections for b in s.blocks for c in b.all_clauses())
