"""Who goes round the house, and what each may have been shown and why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.whole.canary_api import System
from tests.whole.canary_browser import Answer, Browser
from tests.whole.round_house import Place, Watched


@dataclass(frozen=True)
class Asked:
    """What a request was about: its body as it was sent, the task and its purposes, if any."""

    sent: bytes = b""
    task: str = ""
    purposes: frozenset[str] = frozenset()
    emergency: bool = False


@dataclass
class Round:
    """Everything that somebody was shown, against the ledger."""

    watched: Watched
    requests: int = 0
    faults: list[str] = field(default_factory=list)
    shown: dict[tuple[str, str], set[Place]] = field(default_factory=dict)
    """By who it was and which way they came: a task, `emergency`, or empty for one's own pages."""
    looks: int = 0
    """Answers in which a value of the member's was."""

    def those_shown(self) -> set[str]:
        """Everybody who was shown anything."""
        return {role for role, _ in self.shown}

    def hold(self, role: str, actor: Mapping[str, str], answer: Answer, asked: Asked) -> None:
        """Hold an answer against what was put on record during its request.

        What somebody sent themself may come back to them; everything else has to be on record as
        opened, for that person, to this actor, at this point, for the purpose of the task.
        """
        self.requests += 1
        if answer.status >= 500:
            self.faults.append(f"{role}: {answer.status}, {asked.task}")
        seen = self.watched.shown_in(answer) - self.watched.shown(asked.sent)
        if not seen:
            return
        self.looks += 1
        way = "emergency" if asked.emergency else asked.task
        self.shown.setdefault((role, way), set()).update(seen)
        every = self.watched.entries()
        if self.watched.shown(json.dumps(every, ensure_ascii=False).encode()):
            self.faults.append(f"{role}: the record itself holds a value")
        entries = [entry for entry in every if _opens(entry, actor, asked)]
        covered = {(e["point"], item) for e in entries for item in e.get("items", ())}
        if seen - covered:
            self.faults.append(f"{role}: {sorted(seen - covered)} not on record, {asked.task}")


def _opens(entry: Mapping[str, Any], actor: Mapping[str, str], asked: Asked) -> bool:
    """Whether an entry says that this actor was shown something for this."""
    if (entry["act"], entry["outcome"]) != ("use", "allowed"):
        return False
    said = {**entry["actor"], **{n: entry[n] for n in ("client", "human") if n in entry}}
    if any(said.get(name) != value for name, value in actor.items()):
        return False
    if actor["kind"] == "person":
        return entry.get("task") == "own-data"
    if asked.emergency:
        return bool(entry.get("emergency")) and bool(entry.get("why")) and "purpose" in entry
    return entry.get("task") == asked.task and entry.get("purpose") in asked.purposes


@dataclass
class Person:
    """Somebody with a browser; `actor` is how the ledger names them."""

    name: str
    browser: Browser
    actor: Mapping[str, str]
    language: str = "ko"


@dataclass
class Caller:
    """A system with a token; `actor` is how the ledger names it."""

    name: str
    system: System
    actor: Mapping[str, str]
