"""Emergency looks as the review shows them: who, when, from where, why, and what opened.

What the look and its review say is read from the sealed bodies of the ledger; values are not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString

from keepword.accounts.models import Staff
from keepword.foundation.nodes import Language
from keepword.runtime import house
from keepword.safeguards.emergencies import Review
from keepword.site import in_force, words
from keepword.site.desk.granted import department_name
from keepword.site.desk.labels import labels
from keepword.site.evidence.moments import moment
from keepword.site.forms.fields import Field, Kind
from keepword.storage.sql import Cursor

LONGEST_NOTE = 1000

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """One emergency look; `found…` once it was reviewed, `note` until then."""

    entry: UUID
    when: SafeString
    who: str
    department: str
    source: str
    reason: str = field(repr=False)
    opened: tuple[tuple[str, tuple[str, ...]], ...]
    own: bool
    note: Field
    found: str = field(repr=False)
    found_by: str
    found_when: SafeString | str


def note_name(entry: UUID) -> str:
    """The name of a case's note: each form of the page has one of its own."""
    return f"note-{entry.hex[:12]}"


class Cases:
    """Puts looks into words, with a cursor to read the ledger by.

    Args:
        cur: inside the transaction that puts the reading on record.
        looks: all of them, so that names are asked for at once.
        reader: the account of who reads; nobody reviews their own looks.
        typed: notes that have to be mended, by entry.
    """

    def __init__(
        self,
        cur: Cursor,
        looks: Iterable[Review],
        reader: UUID,
        language: Language,
        typed: Mapping[UUID, str],
    ) -> None:
        self._cur = cur
        self._reader = reader
        self._language = language
        self._typed = typed
        self._staff = Staff.objects.in_bulk(
            {account for look in looks for account in (look.account, look.reviewed_by) if account}
        )
        self._wrong: list[Field] = []

    @property
    def wrong(self) -> tuple[Field, ...]:
        """The notes that have to be mended, of the cases made so far."""
        return tuple(self._wrong)

    def case(self, look: Review) -> Case:
        """One look."""
        bodies = [body for entry in look.entries if (body := self._body(entry))]
        review = (self._body(look.reviewed_in) if look.reviewed_in else None) or {}
        first: Body = bodies[0] if bodies else {}
        department = first.get("actor", {}).get("department", "")
        return Case(
            entry=look.entry,
            when=moment(look.looked_at, self._language),
            who=self._name(look.account),
            department=department_name(department, self._language),
            source=first.get("source", ""),
            reason=first.get("why", ""),
            opened=tuple(self._opened(body) for body in bodies),
            own=look.account == self._reader,
            note=self._note(look.entry),
            found=review.get("why", ""),
            found_by=self._name(look.reviewed_by),
            found_when=moment(look.reviewed_at, self._language) if look.reviewed_at else "",
        )

    def _body(self, entry: UUID) -> Body | None:
        found = house.reader().of_entry(self._cur, entry)
        return found.body if found else None

    def _name(self, account: UUID | None) -> str:
        found = self._staff.get(account) if account else None
        return found.name if found else words.say("review.gone", self._language)

    def _opened(self, body: Body) -> tuple[str, tuple[str, ...]]:
        """A point and the items that opened there, in words."""
        policy = in_force.policy()
        point = policy.point_index[body["point"]]
        called = labels(policy, point, self._language)
        items = tuple(called[item] for item in called if item in body.get("items", ()))
        return point.name.say(self._language), items

    def _note(self, entry: UUID) -> Field:
        note = Field(
            note_name(entry),
            Kind.AREA,
            words.say("review.note", self._language),
            value=self._typed.get(entry, ""),
            hint=words.say("review.note.hint", self._language),
            longest=LONGEST_NOTE,
        )
        if entry in self._typed:
            note = note.wrong(words.say("review.wrong.note", self._language))
            self._wrong.append(note)
        return note
