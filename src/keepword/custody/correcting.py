"""Correct: a new value takes the old one's place, and the old one stops opening (P31, P32)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from keepword.custody import facts, indexing, recording, units
from keepword.custody.answers import Corrected
from keepword.custody.asking import Correcting
from keepword.custody.errors import NoSuchPerson, ValueTaken
from keepword.custody.work import Work
from keepword.foundation.personal import Personal
from keepword.policy.decisions.answer import Allowed, Denied, Duty, Reason
from keepword.policy.decisions.citing import reason_citations
from keepword.policy.decisions.question import Act, Request
from keepword.policy.model.collection import Requirement


def correct(work: Work, asked: Correcting) -> Corrected | Denied:
    """Replace values of items that are held; an empty value takes an optional item away.

    Raises:
        NoSuchPerson: unknown, or gone; or no such record of theirs.
        ValueTaken: a unique value (the log-in id) is another person's; nothing was changed.
    """
    _lock(work, asked.subject)
    situation = facts.load(work.cursor, asked.subject, asked.point)
    decision = work.decide(_request(work, asked), situation.facts(work.acting))
    if isinstance(decision, Allowed):
        decision = _possible(work, asked, situation) or decision
    if isinstance(decision, Denied):
        work.record("correct", asked.subject, _question(asked), recording.of_decision(decision))
        return decision
    changes = {item: asked.changes[item] for item in decision.items}
    _claim(work, asked.subject, changes)
    record = _change(work, asked, changes)
    units.moved(work, asked.subject)
    entry = work.record("correct", asked.subject, _question(asked), recording.of_decision(decision))
    return Corrected(record, entry, frozenset(changes), decision)


def _possible(work: Work, asked: Correcting, situation: facts.Situation) -> Denied | None:
    """A correction adds nothing that was not collected, and leaves no required item empty."""
    strange = frozenset(asked.changes) - situation.items
    if strange:
        return _deny(work, Reason.CONSENT_NEEDED, strange)
    point = work.policy.point_index[asked.point]
    required = {e.item for e in point.entries if e.requirement is Requirement.REQUIRED}
    emptied = frozenset(i for i, value in asked.changes.items() if not value) & required
    return _deny(work, Reason.REQUIRED_MISSING, emptied) if emptied else None


def _deny(work: Work, reason: Reason, items: frozenset[str]) -> Denied:
    cites = reason_citations(work.policy, work.law, reason)
    return Denied(reason, cites, (Duty.RECORD,), items)


def _change(work: Work, asked: Correcting, changes: Mapping[str, Personal]) -> UUID:
    """Re-seal every unit that holds one of the items; the record that was changed last."""
    work.cursor.execute(
        "SELECT i.unit, i.record, i.item FROM vault.record r "
        "JOIN vault.item i ON i.subject = r.subject AND i.record = r.record "
        "WHERE r.subject = %s AND r.point = %s AND i.item = ANY(%s) "
        "AND (%s::uuid IS NULL OR r.record = %s) "
        "ORDER BY r.collected_at, i.unit",
        (asked.subject, asked.point, sorted(changes), asked.record, asked.record),
    )
    rows = work.cursor.fetchall()
    if not rows:
        raise NoSuchPerson
    by_unit: dict[UUID, set[str]] = {}
    for unit, _record, item in rows:
        by_unit.setdefault(unit, set()).add(item)
    for unit, items in by_unit.items():
        emptied = {item for item in items if not changes[item]}
        if emptied:
            units.take_out(work, asked.subject, unit, emptied)
        if items - emptied:
            new = {item: changes[item] for item in items - emptied}
            units.reseal(work, asked.subject, unit, changes=new)
    last: UUID = rows[-1][1]
    return last


def _claim(work: Work, subject: UUID, changes: Mapping[str, Personal]) -> None:
    for index, item in indexing.unique(work.policy):
        value = changes.get(item)
        if value is None or work.vault.claim(work.cursor, index, value):
            continue
        if work.vault.find(work.cursor, index, value) != [subject]:
            raise ValueTaken(item)


def _lock(work: Work, subject: UUID) -> None:
    """Changes of one person happen one after the other."""
    work.cursor.execute("SELECT FROM vault.subject WHERE subject = %s FOR UPDATE", (subject,))


def _request(work: Work, asked: Correcting) -> Request:
    return Request(
        act=Act.CORRECT,
        actor=work.acting.actor,
        point=asked.point,
        items=frozenset(asked.changes),
        purpose=asked.purpose,
        channel=asked.channel,
        reason=bool(asked.reason),
    )


def _question(asked: Correcting) -> recording.Body:
    return recording.of_request(
        subject=asked.subject,
        point=asked.point,
        purpose=asked.purpose,
        channel=asked.channel,
        why=asked.reason,
    )
