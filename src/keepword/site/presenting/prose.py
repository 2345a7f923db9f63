"""The document tree as parts that a template can draw, section by section."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.html import escape
from django.utils.safestring import SafeString

from keepword.policy.model import Policy
from keepword.policy.prose.document import Block, Kind, Section
from keepword.site.presenting.items import PointTable, Tables
from keepword.site.presenting.marks import NOTHING, Marks, is_clause


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of words: its HTML, the attributes of its element, and the links behind it."""

    html: SafeString
    attributes: SafeString = NOTHING
    links: SafeString = NOTHING


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table in the prose."""

    cells: tuple[str, ...]
    attributes: SafeString


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, paragraph, list, table or collection point of one section."""

    kind: str  # heading, paragraph, list, numbered, table, point
    lines: tuple[Line, ...] = ()
    level: int = 0
    heads: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    point: PointTable | None = None

    @property
    def line(self) -> Line:
        """The only line of a heading or paragraph."""
        return self.lines[0]


class SectionProse:
    """Turns the blocks of sections into parts, one section after the other."""

    def __init__(self, policy: Policy, marks: Marks, tables: Tables) -> None:
        self._policy = policy
        self._marks = marks
        self._tables = tables
        self._deep = False

    def parts(self, section: Section) -> tuple[Part, ...]:
        """The parts of `section`, in order."""
        self._deep = False
        blocks = [b for b in section.blocks if b.kind is not Kind.TITLE]
        return tuple(self._parts(blocks))

    def _parts(self, blocks: Sequence[Block]) -> Iterator[Part]:
        shaped = [(self._form(blocks, n), block) for n, block in enumerate(blocks)]
        for (form, point), group in groupby(shaped, key=lambda pair: (pair[0], pair[1].point)):
            members = [block for _, block in group]
            if form == "list":
                yield self._list(members)
            elif form == "items" and point:
                yield Part("point", point=self._tables.of_blocks(point, members))
            else:
                yield from (self._single(form, block) for block in members)

    def _form(self, blocks: Sequence[Block], at: int) -> str:
        """How a block is drawn; a bullet that leads to a point's items is its heading."""
        block = blocks[at]
        if block.kind is not Kind.PARAGRAPH:
            return block.kind.value
        if block.bullet and at + 1 < len(blocks) and blocks[at + 1].kind is Kind.ITEMS:
            return "subheading"
        return "list" if block.bullet or _purpose(block, self._policy) else "paragraph"

    def _single(self, form: str, block: Block) -> Part:
        if form == "table":
            return self._table(block)
        if form == "paragraph":
            return Part("paragraph", (self._line(block),))
        level = 4 if self._deep and form == "subheading" else 3
        self._deep = self._deep or form == "heading"
        # A heading's name stays clean: its clauses are linked from what stands under it.
        return Part("heading", (self._line(block, linked=False),), level=level)

    def _list(self, blocks: Sequence[Block]) -> Part:
        kind = "numbered" if all(_purpose(b, self._policy) for b in blocks) else "list"
        return Part(kind, tuple(self._line(b) for b in blocks))

    def _line(self, block: Block, *, linked: bool = True) -> Line:
        html: list[SafeString] = []
        for n, run in enumerate(block.runs):
            later = {c for other in block.runs[n + 1 :] for c in other.clauses}
            html.append(self._marks.wrap(escape(run.text), run.clauses))
            if linked:
                html.append(self._marks.links(c for c in run.clauses if c not in later))
        attributes = self._marks.attributes(block.clauses)
        # An element has one id: a clause that a datum left without an anchor gets one inside.
        inner = self._marks.wrap(SafeString("".join(html)), self._marks.pending(block.clauses))
        shown = filter(is_clause, block.clauses) if linked else ()
        return Line(inner, attributes, self._marks.links(shown, again=False))

    def _table(self, block: Block) -> Part:
        line = Line(self._marks.wrap(escape(block.text), block.clauses))
        rows = tuple(
            Row(row.cells, self._marks.attributes((*block.clauses, row.id))) for row in block.rows
        )
        return Part("table", (line,), heads=block.heads, rows=rows)


def _purpose(block: Block, policy: Policy) -> bool:
    """Whether a block words one purpose."""
    return any(mark in policy.purpose_index for mark in block.clauses)
