"""As much of Markdown as it takes to hold documents against the code."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(
    r"^ {0,3}```(?P<kind>[a-z]*)\n(?P<body>.*?)^ {0,3}```$", re.MULTILINE | re.DOTALL
)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\]\([^)]*\))*\]\(([^()\s]*(?:\([^()]*\)[^()\s]*)*)\)")
_ATTRIBUTE = re.compile(r"<(?:img|a)\b[^>]*?\b(?:src|href)=\"([^\"]+)\"")
_HEADING = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block: what it is written in, and its text."""

    kind: str
    body: str


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a document."""
    return [Block(m["kind"], m["body"]) for m in _FENCE.finditer(text)]


def code(text: str) -> Iterator[str]:
    """Everything set as code: blocks, then spans outside them."""
    for block in blocks(text):
        yield block.body
    yield from _SPAN.findall(_FENCE.sub("", text))


def links(text: str) -> list[str]:
    """Where the links and images of a document lead; examples in code are none."""
    plain = _SPAN.sub("", _FENCE.sub("", text))
    found = _LINK.findall(plain)
    inner = [target for outer in _LINK.finditer(plain) for target in _LINK.findall(outer[0][1:])]
    return list(dict.fromkeys([*found, *inner, *_ATTRIBUTE.findall(plain)]))


def anchors(text: str) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    seen: Counter[str] = Counter()
    found: set[str] = set()
    for heading in _HEADING.findall(_FENCE.sub("", text)):
        shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", shown.lower()).replace(" ", "-")
        found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return found


def section(text: str, heading: str) -> str:
    """The part of a document under `heading`, up to the next one of its level or above."""
    start = re.search(rf"^(#+) {re.escape(heading)}$", text, re.MULTILINE)
    assert start, heading
    rest = text[start.end() :]
    end = re.search(rf"^#{{1,{len(start[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def rows(text: str) -> Iterator[list[str]]:
    """The rows of every table, heads and rules left out, cells stripped."""
    lines = text.splitlines()
    for n, line in enumerate(lines):
        head = n + 1 < len(lines) and re.fullmatch(r"\|[-:| ]+\|", lines[n + 1])
        rule = re.fullmatch(r"\|[-:| ]+\|", line)
        if line.startswith("|") and not head and not rule:
            yield [cell.strip() for cell in line.strip("|").split("|")]
