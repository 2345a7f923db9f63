"""What clients keep for themselves: of every act, the line that the ledger must hold because of it.

A line leaves out what a client cannot know (numbers, times). Each call over the API names its own
`human`, so that lines of calls are never mistaken for one another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a client knows it.

    `who` is the API client, else the account. `items` is None where the answer does not tell; the
    id of the `entry` is empty where the answer has none (refusals; acts on the pages of the site).
    """

    act: str
    outcome: str
    who: str
    reason: str = ""
    human: str = ""
    task: str = ""
    purpose: str = ""
    subject: str = ""
    department: str = ""
    items: frozenset[str] | None = None
    entry: str = ""

    @property
    def bare(self) -> Line:
        """Without what only some answers tell."""
        return replace(self, items=None, entry="")


@dataclass
class Journal:
    """The lines of one client, in the order of its acts; and how often it did what."""

    lines: list[Line] = field(default_factory=list)
    acts: Counter[str] = field(default_factory=Counter)

    def add(self, line: Line) -> None:
        """Keep a line."""
        self.lines.append(line)


def of_body(body: Mapping[str, Any]) -> Line:
    """The line of an entry of the ledger."""
    actor = body["actor"]
    gone = [item for unit in body.get("destroyed", ()) for item in unit["items"]]
    return Line(
        act=body["act"],
        outcome=body["outcome"],
        who=body.get("client") or actor["account"],
        reason=body.get("reason", ""),
        human=body.get("human", ""),
        task=body.get("task", ""),
        purpose=body.get("purpose", ""),
        subject=body.get("subject", ""),
        department=actor.get("department", ""),
        items=frozenset((*body.get("items", ()), *gone)),
        entry=body["id"],
    )


def differences(journal: Iterable[Line], log: Iterable[Line]) -> list[str]:
    """Where journal and log do not agree one to one; nothing where they do."""
    kept, logged = list(journal), list(log)
    by_entry = {line.entry: line for line in logged}
    found = [
        f"answered, but on record otherwise: {line} {by_entry.get(line.entry)}"
        for line in kept
        if line.entry and not _agree(line, by_entry.get(line.entry))
    ]
    twice = Counter(line.entry for line in kept if line.entry)
    found += [f"answered twice: {entry}" for entry, times in twice.items() if times > 1]
    done, recorded = Counter(x.bare for x in kept), Counter(x.bare for x in logged)
    found += [f"done and not on record: {line} ×{n}" for line, n in (done - recorded).items()]
    found += [f"on record and not done: {line} ×{n}" for line, n in (recorded - done).items()]
    return found


def _agree(line: Line, logged: Line | None) -> bool:
    if logged is None or line.bare != logged.bare:
        return False
    return line.items is None or line.items == logged.items
