"""Prose templates: blocks of text with `{bindings}` to the data and `[[P1| … ]]` clause marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from keepword.foundation.nodes import AsPrinted, Language, Node
from keepword.policy.model.collection import Requirement

Mark = Annotated[str, Field(pattern=r"^(P|PU|C|CH|CK|CV|R|T)[1-9]\d*$")]


@dataclass(frozen=True, slots=True)
class Piece:
    """Literal text, or a binding (`path` and `form`), with the clauses it stands under."""

    text: str
    path: str = ""
    form: str = ""
    clauses: tuple[str, ...] = ()


_TOKEN = re.compile(
    r"\[\[(?P<marks>[A-Z0-9 ]+)\|"
    r"|(?P<close>\]\])"
    r"|\{(?P<path>[A-Za-z0-9_.\-]+)(?:\|(?P<form>[a-z-]+))?\}"
)


def pieces(template: str) -> tuple[Piece, ...]:
    """Cut a template string; `ValueError` says which mark does not close."""
    found: list[Piece] = []
    marks: tuple[str, ...] = ()
    at = 0
    for token in _TOKEN.finditer(template):
        if token.start() > at:
            found.append(Piece(template[at : token.start()], clauses=marks))
        at = token.end()
        if token["marks"]:
            if marks:
                raise ValueError("a [[clause mark| ]] stands inside another")
            marks = tuple(token["marks"].split())
        elif token["close"]:
            if not marks:
                raise ValueError("]] closes a clause mark that was not opened")
            marks = ()
        else:
            found.append(Piece("", token["path"], token["form"] or "", marks))
    if marks:
        raise ValueError(f"the clause mark [[{' '.join(marks)}| is not closed with ]]")
    if at < len(template):
        found.append(Piece(template[at:]))
    return tuple(found)


class ItemsLine(Node):
    """A line that lists what one collection point asks for."""

    point: str
    requirement: Requirement
    lead: str = Field(default="", min_length=0)
    tail: str = Field(default="", min_length=0)
    join: Literal["and", "commas"] = "commas"


class ProcessorTable(Node):
    """The table of processors: its caption and the heads of its columns."""

    caption: str
    organisation: str
    service: str


_TEXTS = ("title", "p", "b", "h", "h3", "furniture")


class BlockTemplate(Node):
    """One block. Exactly one of title, p, b, h, h3, furniture, items, each, processors is given.

    `p` is a paragraph, `b` a bullet, `h` a heading in brackets, `h3` a plain sub-heading;
    `each` repeats a line for every purpose of a family, worded by the purpose itself.
    """

    title: str | None = None
    furniture: str | None = None
    p: str | None = None
    b: str | None = None
    h: str | None = None
    h3: str | None = None
    items: ItemsLine | None = None
    each: Literal["services", "cookies"] | None = None
    processors: ProcessorTable | None = None
    bullet: bool = False
    clauses: tuple[Mark, ...] = ()
    as_printed: AsPrinted | None = None
    printed_tail: str = Field(default="", min_length=0)

    @model_validator(mode="after")
    def _one_kind(self) -> BlockTemplate:
        given = [
            k for k in (*_TEXTS, "items", "each", "processors") if getattr(self, k) is not None
        ]
        if len(given) != 1:
            raise ValueError(
                f"a block is of one kind, not {len(given)}: {', '.join(given) or 'none'}"
            )
        if self.text is not None:
            pieces(self.text)
        return self

    @property
    def text_kind(self) -> str | None:
        """Which of the text kinds this block is, if any."""
        return next((k for k in _TEXTS if getattr(self, k) is not None), None)

    @property
    def text(self) -> str | None:
        """The template string of a text block."""
        kind = self.text_kind
        value: Any = getattr(self, kind) if kind else None
        return value if value is None else str(value)


class SectionTemplate(Node):
    """A section: number 0 is the preamble, which has no heading."""

    section: int = Field(ge=0)
    heading: str = Field(default="", min_length=0)
    blocks: tuple[BlockTemplate, ...] = Field(min_length=1)


class ProseTemplate(Node):
    """The prose of a policy in one language."""

    language: Language
    sections: tuple[SectionTemplate, ...] = Field(min_length=1)
