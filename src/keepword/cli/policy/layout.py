"""Text for a terminal of 80 columns, where a Hangul syllable is two columns wide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

COLUMNS = 80
WIDEST = 32


def width(text: str) -> int:
    """The columns `text` takes."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def pad(text: str, columns: int) -> str:
    """`text` filled with spaces to `columns`."""
    return text + " " * (columns - width(text))


def ends(left: str, right: str, columns: int = COLUMNS) -> str:
    """`left` and `right` at the two ends of a line, or with two spaces where it is too short."""
    return left + " " * max(2, columns - width(left) - width(right)) + right if right else left


def wrap(text: str, indent: str = "", hanging: str | None = None) -> Iterator[str]:
    """Lines of at most 80 columns: the first begins with `indent`, the rest with `hanging`."""
    rest = indent if hanging is None else hanging
    line = indent
    empty = True
    for word in text.split():
        candidate = f"{line}{word}" if empty else f"{line} {word}"
        if not empty and width(candidate) > COLUMNS:
            yield line
            line = rest + word
        else:
            line = candidate
        empty = False
    if not empty:
        yield line


def table(rows: Sequence[Sequence[str]], indent: str = "") -> Iterator[str]:
    """Rows with aligned columns; the last cell wraps under itself.

    A cell wider than `WIDEST` stands on a line of its own, and the row goes on below it.
    """
    if not rows:
        return
    sizes = [min(WIDEST, max(width(row[n]) for row in rows)) for n in range(len(rows[0]) - 1)]
    for row in rows:
        lead = indent
        for cell, size in zip(row[:-1], sizes, strict=True):
            if width(cell) > size:
                yield from wrap(cell, lead)
                lead = " " * (width(lead) + size + 2)
            else:
                lead += pad(cell, size) + "  "
        yield from wrap(row[-1], lead, " " * width(lead)) if row[-1] else (lead.rstrip(),)
