"""Erase many people in one act: a service ends, a hospital closes a programme (P64 to P66, P72).

What each person's units may lose is decided as in `erasing`, once for equal situations. It is one
entry for all, in which each of them finds themselves and nobody else (`ledger.bulk`): their branch
of it is their certificate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from keepword.custody import indexing, linking, recording, units
from keepword.custody.answers import ErasedMany
from keepword.custody.work import Work
from keepword.policy.decisions.answer import Allowed
from keepword.policy.decisions.citing import clauses_of
from keepword.policy.decisions.question import Act, Actor, Facts, Request
from keepword.policy.model.vocabulary import Principle
from keepword.storage.sql import statement
from keepword.vault.mass import destroy_many

_ENDING = (
    "end_consents_of_many",
    "drop_consents_of_many",
    "end_suspensions_of_many",
    "end_many",
)


class _Unit(NamedTuple):
    """A row of `units_of_many.sql`."""

    subject: UUID
    unit: UUID
    point: str
    rule: str
    held_until: date | None
    items: tuple[str, ...]

    @property
    def situation(self) -> tuple[object, ...]:
        """What the decision rests on, beside the day."""
        return self.point, self.held_until, self.items


def erase_many(work: Work, subjects: Sequence[UUID]) -> ErasedMany:
    """End everything of these people that no rule and no statute keeps.

    Some thousands at a time: the key store is this transaction's until it ends. Whoever is unknown
    or has nothing left is passed over; doing it again does nothing.
    """
    units.lock_people(work, subjects)
    found = _units(work, subjects)  # now: what somebody had kept until a moment ago is heeded
    answers: dict[tuple[object, ...], frozenset[str]] = {}
    whole: list[_Unit] = []
    parts: list[tuple[_Unit, frozenset[str]]] = []
    kept = 0
    for unit in found:
        if unit.situation not in answers:
            answers[unit.situation] = _may_go(work, unit)
        gone = answers[unit.situation]
        if gone >= frozenset(unit.items):
            whole.append(unit)
        elif gone:
            parts.append((unit, gone))
        else:
            kept += 1
    known = linking.identities_of(work, sorted({unit.subject for unit in whole}))
    destroy_many(work.cursor, [u.subject for u in whole], [u.unit for u in whole], work.now)
    indexing.drop_partial(work, sorted({unit.subject for unit in whole}))
    for unit, gone in parts:
        units.take_out(work, unit.subject, unit.unit, gone)
    people = sorted({unit.subject for unit in whole} | {unit.subject for unit, _ in parts})
    for step in _ENDING:
        work.cursor.execute(
            statement("keepword.custody", step), {"subjects": people, "now": work.now}
        )
    if not people:
        return ErasedMany(None, 0, 0, kept)
    link = linking.keep_many(work, known)
    entry = work.record_many(
        "erase", people, _body(work, whole, parts, kept), linking.of_link(link)
    )
    return ErasedMany(entry, len(people), len(whole) + len(parts), kept)


def _units(work: Work, subjects: Sequence[UUID]) -> list[_Unit]:
    work.cursor.execute(
        statement("keepword.custody", "units_of_many"), {"subjects": list(subjects)}, binary=True
    )
    return [
        _Unit(subject, unit, point, rule, until, tuple(items))
        for subject, unit, point, rule, until, items in work.cursor.fetchall()
    ]


def _may_go(work: Work, unit: _Unit) -> frozenset[str]:
    request = Request(
        act=Act.ERASE, actor=Actor.SYSTEM, point=unit.point, items=frozenset(unit.items)
    )
    decision = work.decide(request, Facts(due=work.today, held_until=unit.held_until))
    return decision.items if isinstance(decision, Allowed) else frozenset()


def _body(
    work: Work, whole: list[_Unit], parts: list[tuple[_Unit, frozenset[str]]], kept: int
) -> recording.Body:
    """What went, by rule and point: of everybody together, so that no receipt shows another's."""
    kinds = Counter((unit.rule, unit.point) for unit in whole)
    kinds.update((unit.rule, unit.point) for unit, _ in parts)
    return {
        "outcome": "done",
        "citations": list(clauses_of(work.policy, Principle.DESTRUCTION)),
        "destroyed": [
            {"rule": rule, "point": point, "units": count}
            for (rule, point), count in sorted(kinds.items())
        ],
        "kept": [{"units": kept}] if kept else [],
    }
