"""A member's consents: what each is for, since when, and how to end it (P68; PIPA 37).

Ending a consent is as easy as giving it: one button, and a page that says what happens. What was
given with one tick ends with one: an item's consent and that to the purposes of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from keepword.custody.answers import ConsentGiven
from keepword.foundation.nodes import Language
from keepword.policy.decisions.question import ConsentKind
from keepword.policy.model import Policy
from keepword.policy.model.vocabulary import Purpose
from keepword.site import words
from keepword.site.presenting.wording import capitalised


@dataclass(frozen=True, slots=True)
class Row:
    """One consent as it was asked for.

    `ends` are the purposes that are no longer allowed without it, `erased` the label of the item
    that goes with it. `carries` says that a membership stands on it: it ends by leaving.
    """

    id: UUID
    name: str
    kind: ConsentKind
    item: str
    erased: str
    ends: tuple[Purpose, ...]
    given_at: datetime
    withdrawn_at: datetime | None
    version: str
    language: Language
    carries: bool


class Consents:
    """Puts consents into words in one language."""

    def __init__(self, policy: Policy, language: Language) -> None:
        self._policy = policy
        self._language = language
        self._own = {
            (point.id, entry.item): entry.purposes
            for point in policy.points
            for entry in point.entries
            if entry.purposes
        }

    def rows(self, given: Iterable[ConsentGiven]) -> tuple[Row, ...]:
        """Every consent, newest first; what came with an item's consent stands with it."""
        listed = tuple(given)
        tied = {
            (one.record, purpose)
            for one in listed
            for purpose in self._own.get((one.consent.scope, one.consent.item), ())
        }
        rows = [
            self._row(one)
            for one in listed
            if one.consent.kind is not ConsentKind.PURPOSE
            or (one.record, one.consent.scope) not in tied
        ]
        return tuple(sorted(rows, key=lambda row: row.given_at, reverse=True))

    def _row(self, one: ConsentGiven) -> Row:
        consent = one.consent
        is_item = consent.kind in (ConsentKind.ITEM, ConsentKind.SENSITIVE)
        point = self._policy.point_index.get(consent.scope)
        label = self._item(consent.scope, consent.item) if is_item else ""
        return Row(
            id=one.id,
            name=self._name(one, label),
            kind=consent.kind,
            item=consent.item,
            erased=label,
            ends=tuple(self._ends(one)),
            given_at=one.given_at,
            withdrawn_at=one.withdrawn_at,
            version=one.policy.rpartition("/")[2],
            language="ko" if one.language == "ko" else "en",
            carries=consent.kind is ConsentKind.COLLECT and bool(point and point.service),
        )

    def _ends(self, one: ConsentGiven) -> Iterable[Purpose]:
        consent = one.consent
        ids = self._own.get((consent.scope, consent.item), ())
        if consent.kind is ConsentKind.PURPOSE:
            ids = (consent.scope,)
        return (self._policy.purpose_index[p] for p in ids if p in self._policy.purpose_index)

    def _name(self, one: ConsentGiven, label: str) -> str:
        consent = one.consent
        point = self._policy.point_index.get(consent.scope)
        purpose = self._policy.purpose_index.get(consent.item or consent.scope)
        place = point.name.say(self._language) if point else consent.scope
        purpose_name = purpose.name.say(self._language) if purpose else consent.scope
        return words.say(
            f"me.consent.{consent.kind}",
            self._language,
            place=place,
            item=label,
            purpose=purpose_name,
            who=consent.scope,
        )

    def _item(self, point: str, item: str) -> str:
        found = self._policy.point_index.get(point)
        own = {e.item: e.label for e in found.entries} if found else {}
        label = own.get(item) or self._policy.item_index[item].label
        return capitalised(label.say(self._language))


def living(rows: Iterable[Row], wanted: str) -> Row | None:
    """The consent with this id that is still in force and can be ended here."""
    found = (r for r in rows if str(r.id) == wanted and not r.withdrawn_at and not r.carries)
    return next(found, None)
