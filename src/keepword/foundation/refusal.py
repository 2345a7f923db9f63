"""One value that a model refused, and what is known of its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from keepword.foundation.errors import Message
from keepword.foundation.marked_yaml import Path

Words = tuple[str, Message, Message]
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Refusal:
    """One value that was refused.

    `kind` is the validator's name for the reason and `limits` its particulars; `wanted` is the
    node the value should have been, `holder` the node it is a field of, where they are nodes.
    Without `echo` the value given is not to be repeated.
    """

    kind: str
    path: Path
    given: Any
    echo: bool
    limits: Mapping[str, Any]
    of_a_key: bool
    wanted: type[BaseModel] | None
    holder: type[BaseModel] | None

    @property
    def name(self) -> str:
        """The field the value belongs to: the last name on its path."""
        names = [step for step in self.path if isinstance(step, str)]
        if self.of_a_key and len(names) > 1:
            names.pop()
        return names[-1] if names else "value"

    @property
    def shown(self) -> str:
        """The value as it was written, in quotes and cut short; "…" where it is not repeated."""
        if not self.echo:
            return "…"
        if isinstance(self.given, bool):
            return "true" if self.given else "false"
        if not isinstance(self.given, (str, int, float)):
            return "…"
        text = str(self.given)
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
