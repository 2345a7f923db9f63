"""What a check says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from keepword.foundation.errors import Message


class Level(StrEnum):
    """How a finding stands."""

    OK = "ok"
    NOTE = "note"
    MEND = "mend"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report.

    `id` is stable; `seen` is the bare fact in words that need no translation; `remedy` is there
    unless all is well.
    """

    id: str
    level: Level
    what: Message
    seen: str
    remedy: Message | None = None


def ok(id_: str, what: Message, seen: str) -> Finding:
    """All is well."""
    return Finding(id_, Level.OK, what, seen)


def note(id_: str, what: Message, seen: str, remedy: Message) -> Finding:
    """Worth knowing; no reason to refuse."""
    return Finding(id_, Level.NOTE, what, seen, remedy)


def mend(id_: str, what: Message, seen: str, remedy: Message) -> Finding:
    """To be mended."""
    return Finding(id_, Level.MEND, what, seen, remedy)
