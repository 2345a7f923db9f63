"""A document as plain text: one line a block, as the published page copies out."""

from __future__ import annotations

from collections.abc import Iterator

from keepword.policy.prose.document import Block, Document, Kind, Section


def as_text(document: Document) -> str:
    """The document's lines, an empty line between blocks that are not bullets."""
    lines: list[str] = []
    for section in document.sections:
        lines.extend(_section(section))
    return "\n".join(lines).strip() + "\n"


def _section(section: Section) -> Iterator[str]:
    if section.heading:
        yield f"{section.number}. {section.heading}"
        yield ""
    for block in section.blocks:
        yield from _block(block)
    yield ""


def _block(block: Block) -> Iterator[str]:
    if block.kind is Kind.TABLE:
        yield block.text
        yield " ".join(block.heads)
        for row in block.rows:
            yield " ".join(row.cells)
        yield ""
        return
    words = f"[{block.text}]" if block.kind is Kind.HEADING else block.text
    if block.bullet:
        yield f"  • {words}".rstrip()
        return
    yield words.rstrip()
    if block.kind is not Kind.ITEMS:
        yield ""
