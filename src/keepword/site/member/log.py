"""What the ledger says of one member: entries of a month, in words (PIPA 35; P87).

Of staff the department and the role are shown, never the name: who it was the hospital knows, and
says to whoever investigates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from keepword.accounts.models import Role
from keepword.custody.acting import Acting
from keepword.custody.door import Door
from keepword.foundation.errors import UnknownId
from keepword.foundation.nodes import Language
from keepword.ledger.entries import month_of
from keepword.ledger.reading import Entry
from keepword.policy.decisions.answer import Reason
from keepword.policy.decisions.question import Actor
from keepword.policy.decisions.words import REFUSALS
from keepword.policy.model.vocabulary import Purpose
from keepword.runtime import house
from keepword.site import words
from keepword.site.desk.granted import book, department_name
from keepword.site.presenting.wording import capitalised

MOST: Final = 2_000
"""Entries of a month that are read; far more than a person has."""

ACTS: Final = (
    "use", "collect", "correct", "erase", "withdraw", "leave", "look-up", "review", "provide",
    "sign-in", "sign-out", "password-change", "password-check", "password-reset",
    "password-reset-asked", "lock-out", "read-log", "gave", "other",
)  # fmt: skip
"""Acts that have words; `gave` is a collection seen by whose data it is."""

TASKS: Final = (
    "joining", "own-data", "own-consents", "own-log", "leaving", "password-reset", "emergency",
    "emergency-review", "destruction-run",
)  # fmt: skip
"""Tasks that are not the hospital's own to word."""

ROLES: Final = tuple(role.value for role in Role)
"""Roles of staff."""


@dataclass(frozen=True, slots=True)
class Look:
    """One entry in words. `own` tells the member's own acts from everybody else's."""

    entry: UUID
    at: datetime
    own: bool
    act: str
    who: str
    role: str
    through: str
    why: str
    purpose: Purpose | None
    items: tuple[str, ...]
    refused: str
    failed: bool
    emergency: bool


def months(door: Door, subject: UUID, now: datetime) -> tuple[int, ...]:
    """YYYYMM of every month since the member joined, newest first."""
    given = [c.given_at for c in door.consents(subject)]
    begun = min([*given, *(h.collected_at for h in door.holdings(subject)), now])
    first, last = month_of(begun), month_of(now)
    found = [last]
    while found[-1] > first:
        found.append(found[-1] - 1 if found[-1] % 100 > 1 else found[-1] - 89)
    return tuple(found)


def entries(door: Door, acting: Acting, now: datetime, wanted: Iterable[int]) -> tuple[Entry, ...]:
    """The entries about a member in some months, newest first. That they are read is on record.

    Raises:
        BodyClosed: the key of a month does not open it.
    """
    with door.act(acting, now) as act:
        found = house.reader().of_subject(act.cursor, acting.account, wanted, MOST)
        act.note("read-log", subject=acting.account)
    return tuple(found)


class Looks:
    """Puts entries into words in one language."""

    def __init__(self, door: Door, subject: UUID, language: Language) -> None:
        self._policy = door.loaded.policy
        self._subject = str(subject)
        self._language = language

    def of(self, found: Iterable[Entry]) -> tuple[Look, ...]:
        """Each entry in words, in the same order."""
        return tuple(self._look(entry) for entry in found)

    def _look(self, entry: Entry) -> Look:
        body = entry.body
        actor: Mapping[str, str] = body["actor"]
        outcome, reason = body.get("outcome"), body.get("reason", "")
        own = actor["kind"] == Actor.PERSON and actor["account"] in (self._subject, _NOBODY)
        return Look(
            entry=entry.entry,
            at=datetime.fromtimestamp(entry.time_ms / 1000, UTC),
            own=own,
            act=self._of_family("looks.act", self._act(body, own=own), ACTS, "other"),
            who=self._who(actor),
            role=self._of_family("looks.role", actor.get("role", ""), ROLES, ""),
            through=str(body.get("client", "")),
            why=self._why(str(body.get("task", ""))),
            purpose=self._policy.purpose_index.get(str(body.get("purpose", ""))),
            items=tuple(self._items(body)) if outcome != "denied" else (),
            refused=self._refused(reason) if outcome == "denied" else "",
            failed=outcome == "failed",
            emergency=bool(body.get("emergency")),
        )

    def _act(self, body: Mapping[str, Any], *, own: bool) -> str:
        act = str(body["act"])
        return "gave" if own and act == "collect" else act

    def _who(self, actor: Mapping[str, str]) -> str:
        if actor["kind"] == Actor.PERSON:
            key = "looks.you" if actor["account"] == self._subject else "looks.somebody"
            return words.say(key, self._language)
        if actor.get("department"):
            return department_name(actor["department"], self._language)
        return words.say("looks.house", self._language)

    def _why(self, task: str) -> str:
        """Why, in plain words: the hospital's own for tasks at the desk."""
        try:
            return book().task(task).plain.say(self._language)
        except UnknownId:
            return self._of_family("looks.task", task, TASKS, "")

    def _items(self, body: Mapping[str, Any]) -> Iterator[str]:
        point = self._policy.point_index.get(str(body.get("point", "")))
        own = {e.item: e.label for e in point.entries} if point else {}
        gone = [i for unit in body.get("destroyed", ()) for i in unit.get("items", ())]
        done = dict.fromkeys((*body.get("items", ()), *gone))
        ordered = [item.id for item in self._policy.items if item.id in done]
        for item in ordered:
            label = own.get(item) or self._policy.item_index[item].label
            yield capitalised(label.say(self._language))

    def _refused(self, reason: str) -> str:
        known = next((r for r in Reason if r.value == reason), None)
        return REFUSALS[known].message.say(self._language) if known else ""

    def _of_family(self, family: str, member: str, known: tuple[str, ...], other: str) -> str:
        name = member if member in known else other
        return words.say_of(family, name, self._language) if name else ""


_NOBODY: Final = str(UUID(int=0))
