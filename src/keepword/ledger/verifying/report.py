"""What a verification found, in words that name the place and nobody's data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from keepword.foundation.errors import Message
from keepword.ledger.text import to_base64
from keepword.ledger.verifying.catalogue import KINDS
from keepword.ledger.verifying.kinds import Kind


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold. `where`: a file, an entry and its index, a writer's numbers."""

    code: str
    where: str = ""
    why: Message | None = None

    @property
    def kind(self) -> Kind:
        """What its code stands for."""
        return KINDS[self.code]

    @property
    def message(self) -> Message:
        """What is wrong, and the particular reason where there is one."""
        said = self.kind.says
        if self.why is None:
            return said
        return Message(f"{said.en} {self.why.en}", f"{said.ko} {self.why.ko}")

    def as_record(self) -> dict[str, Any]:
        """As JSON has it."""
        message, means = self.message, self.kind.means
        return {
            "code": self.code,
            "where": self.where,
            "message": {"ko": message.ko, "en": message.en},
            "means": {"ko": means.ko, "en": means.en},
        }


@dataclass(frozen=True, slots=True)
class Pruned:
    """Entries whose bodies are gone as the entry `by` announced: their leaves were verified."""

    by: str
    month: int
    first: int
    last: int

    def as_record(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"by": self.by, "month": self.month, "first": self.first, "last": self.last}


@dataclass(frozen=True, slots=True)
class Report:
    """A verified log.

    `size` and `root` are those of the checkpoint (None where it cannot be relied on), `entries`
    how many entries were looked at, `waiting` how many of them are not integrated yet, `since` the
    index from which on entries were looked at (the older ones are bound by the tree alone).
    """

    origin: str | None
    size: int | None
    root: bytes | None
    entries: int
    waiting: int
    findings: tuple[Finding, ...]
    pruned: tuple[Pruned, ...] = ()
    since: int = 0

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return not self.findings

    def as_record(self) -> dict[str, Any]:
        """As JSON has it; what is not known is left out."""
        known = {
            "origin": self.origin,
            "size": self.size,
            "root": None if self.root is None else to_base64(self.root),
        }
        return {
            "ok": self.ok,
            **{name: value for name, value in known.items() if value is not None},
            "entries": self.entries,
            "waiting": self.waiting,
            "since": self.since,
            "pruned": [each.as_record() for each in self.pruned],
            "findings": [finding.as_record() for finding in self.findings],
        }
