"""Erase: the membership ends, or a unit's day has come (P7, P8, P64 to P66, P69 to P72).

Leaving ends the membership and every service that ends with it, in one act. What a rule or a
statute keeps stays, and is named; everything else is destroyed, and the entry says what.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from keepword.custody import linking, recording, units
from keepword.custody.answers import Destroyed, Kept, Left
from keepword.custody.asking import Erasing, Leaving
from keepword.custody.errors import NoSuchPerson
from keepword.custody.withdrawing import end as end_consents
from keepword.custody.work import Work
from keepword.policy.decisions.answer import Allowed, Decision, Denied, Duty, Reason
from keepword.policy.decisions.citing import clauses_of, reason_citations
from keepword.policy.decisions.question import Act, Actor, Facts, Request
from keepword.policy.model.people import Asker, RightKind, WayAnswer
from keepword.policy.model.policy import Policy
from keepword.policy.model.vocabulary import Principle, Way
from keepword.storage.sql import statement


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with its items, as they stand before it is judged."""

    unit: UUID
    record: UUID
    point: str
    rule: str
    due: date | None
    held_until: date | None
    items: tuple[str, ...]


def leave(work: Work, asked: Leaving) -> Left | Denied:
    """End the membership and what ends with it.

    Raises:
        NoSuchPerson: unknown, or left before.
    """
    cur = work.cursor
    cur.execute(
        "SELECT FROM vault.subject WHERE subject = %s AND ended_at IS NULL FOR UPDATE",
        (asked.subject,),
    )
    if cur.fetchone() is None:
        raise NoSuchPerson
    refused = _may_leave(work, asked)
    if refused is not None:
        body = recording.of_request(subject=asked.subject, channel=asked.channel)
        work.record("leave", asked.subject, body, recording.of_decision(refused))
        return refused
    services = ending_services(work.policy)
    ending, staying = _split(work, asked.subject, services)
    link = linking.keep(work, asked.subject, linking.identity_of(work, asked.subject))
    destroyed, kept = _judge(work, asked.subject, ending, due=work.today)
    kept += [_kept(unit) for unit in staying]
    _end_consents(work, asked.subject)
    cur.execute(
        "UPDATE vault.subject SET ended_at = %s, version = version + 1 WHERE subject = %s",
        (work.now, asked.subject),
    )
    entry = work.record(
        "leave",
        asked.subject,
        recording.of_request(subject=asked.subject, channel=asked.channel),
        {
            "outcome": "done",
            "citations": list(clauses_of(work.policy, Principle.WITHDRAWAL, Principle.DESTRUCTION)),
        },
        of_ending(destroyed, kept),
        linking.of_link(link),
    )
    return Left(entry, tuple(destroyed), tuple(kept), services)


def destroy_due(work: Work, subject: UUID, due_units: Iterable[UUID]) -> UUID:
    """Destroy the units of one person whose day has come; the entry that says so (P64)."""
    wanted = set(due_units)
    units.moved(work, subject)  # first: whoever changes a person locks the person before the units
    ending = [unit for unit in _units(work, subject) if unit.unit in wanted]
    known = linking.identity_at_last(work, subject, [unit.unit for unit in ending])
    destroyed, kept = _judge(work, subject, ending, due=None)
    link = None if kept else linking.keep(work, subject, known)
    return work.record(
        "erase",
        subject,
        recording.of_request(subject=subject),
        {"outcome": "done", "citations": list(clauses_of(work.policy, Principle.DESTRUCTION))},
        of_ending(destroyed, kept),
        linking.of_link(link),
    )


def erase(work: Work, asked: Erasing) -> Left | Denied:
    """Erase what one visit brought in, but for what a statute keeps (PIPA 36).

    Raises:
        NoSuchPerson: there is no such record of such a person.
    """
    units.moved(work, asked.subject)
    found = [u for u in _units(work, asked.subject, locked=True) if u.record == asked.record]
    if not found:
        raise NoSuchPerson
    question = recording.of_request(
        subject=asked.subject, record=asked.record, channel=asked.channel
    )
    known = linking.identity_at_last(work, asked.subject, [unit.unit for unit in found])
    destroyed: list[Destroyed] = []
    kept: list[Kept] = []
    answers = [_asked(work, asked, unit) for unit in found]
    for unit, answer in zip(found, answers, strict=True):
        may_go = answer.items if isinstance(answer, Allowed) else frozenset()
        _let_go(work, asked.subject, unit, may_go, destroyed, kept)
    refused = next((answer for answer in answers if isinstance(answer, Denied)), None)
    if refused is not None and not destroyed:
        work.record("erase", asked.subject, question, recording.of_decision(refused))
        return refused
    cites = list(clauses_of(work.policy, Principle.DESTRUCTION))
    outcome = {"outcome": "done", "citations": cites}
    link = None if kept else linking.keep(work, asked.subject, known)
    entry = work.record(
        "erase",
        asked.subject,
        question,
        outcome,
        of_ending(destroyed, kept),
        linking.of_link(link),
    )
    return Left(entry, tuple(destroyed), tuple(kept), ())


def _asked(work: Work, asked: Erasing, unit: Unit) -> Decision:
    request = Request(
        act=Act.ERASE,
        actor=work.acting.actor,
        point=unit.point,
        items=frozenset(unit.items),
        channel=asked.channel,
    )
    facts = Facts(
        identity_verified=work.acting.identity_verified, due=unit.due, held_until=unit.held_until
    )
    return work.decide(request, facts)


def ending_services(policy: Policy) -> tuple[str, ...]:
    """The membership's service and all that end with it (P72)."""
    if policy.withdrawal is None:
        return ()
    found = [policy.withdrawal.membership]
    for service in found:
        found += [s.id for s in policy.meta.services if s.ends_with == service]
    return tuple(found)


def of_ending(destroyed: Iterable[Destroyed], kept: Iterable[Kept]) -> recording.Body:
    """What is gone and what stays, as the certificate shows it."""
    gone = [
        {"unit": str(d.unit), "rule": d.rule, "items": list(d.items)}
        for d in sorted(destroyed, key=lambda d: str(d.unit))
    ]
    stays = [
        {"unit": str(k.unit), "rule": k.rule, "items": list(k.items)}
        | ({"until": k.until.isoformat()} if k.until else {})
        for k in sorted(kept, key=lambda k: str(k.unit))
    ]
    return {"destroyed": gone, "kept": stays}


def _judge(
    work: Work, subject: UUID, ending: Iterable[Unit], *, due: date | None
) -> tuple[list[Destroyed], list[Kept]]:
    """Ask the engine of every unit what may go, and let it go."""
    destroyed: list[Destroyed] = []
    kept: list[Kept] = []
    for unit in ending:
        may_go = _may_go(work, unit, due or unit.due)
        _let_go(work, subject, unit, may_go, destroyed, kept)
    return destroyed, kept


def _let_go(
    work: Work,
    subject: UUID,
    unit: Unit,
    may_go: frozenset[str],
    destroyed: list[Destroyed],
    kept: list[Kept],
) -> None:
    """Destroy what may go of a unit, and note down both."""
    gone = tuple(item for item in unit.items if item in may_go)
    stays = tuple(item for item in unit.items if item not in may_go)
    if gone:
        if stays:
            units.take_out(work, subject, unit.unit, gone)
        else:
            units.destroy(work, subject, [unit.unit])
        destroyed.append(Destroyed(unit.unit, unit.rule, gone))
    if stays:
        kept.append(Kept(unit.unit, unit.rule, stays, unit.held_until))


def _may_go(work: Work, unit: Unit, due: date | None) -> frozenset[str]:
    request = Request(
        act=Act.ERASE, actor=Actor.SYSTEM, point=unit.point, items=frozenset(unit.items)
    )
    decision = work.decide(request, Facts(due=due, held_until=unit.held_until))
    return decision.items if isinstance(decision, Allowed) else frozenset()


def _split(work: Work, subject: UUID, services: tuple[str, ...]) -> tuple[list[Unit], list[Unit]]:
    """Units of the services that end, and units of anything else (treatment, payment)."""
    points = {p.id for p in work.policy.points if p.service in services}
    ending: list[Unit] = []
    staying: list[Unit] = []
    for unit in _units(work, subject, locked=True):
        (ending if unit.point in points else staying).append(unit)
    return ending, staying


def _units(work: Work, subject: UUID, *, locked: bool = False) -> Iterator[Unit]:
    name = "units_of_one_locked" if locked else "units_of_one"
    work.cursor.execute(statement("keepword.custody", name), {"subject": subject}, prepare=True)
    for unit, record, point, rule, due, held_until, items in work.cursor.fetchall():
        yield Unit(unit, record, point, rule, due, held_until, tuple(items))


def _kept(unit: Unit) -> Kept:
    return Kept(unit.unit, unit.rule, unit.items, unit.held_until)


def _end_consents(work: Work, subject: UUID) -> None:
    """Every consent ends with the membership; the ledger keeps that they were given."""
    work.cursor.execute(
        "SELECT consent FROM custody.consent WHERE subject = %s AND withdrawn_at IS NULL",
        (subject,),
    )
    end_consents(work, subject, [row[0] for row in work.cursor.fetchall()])
    for table in ("consent", "suspension"):
        work.cursor.execute(f"DELETE FROM custody.{table} WHERE subject = %s", (subject,))


def _may_leave(work: Work, asked: Leaving) -> Denied | None:
    """On line by oneself, by mail, telephone or fax to the office, or in person (P69, P70)."""
    reason = None
    if not work.acting.identity_verified:
        reason = Reason.IDENTITY_NEEDED
    elif not _way_is_open(work.policy, asked.channel):
        reason = Reason.WAY_NOT_OFFERED
    if reason is None:
        return None
    cites = (
        *clauses_of(work.policy, Principle.WITHDRAWAL),
        *reason_citations(work.policy, work.law, reason),
    )
    return Denied(reason, tuple(dict.fromkeys(cites)), (Duty.RECORD, Duty.EXPLAIN_REFUSAL))


def _way_is_open(policy: Policy, channel: str) -> bool:
    if channel not in tuple(Way):
        return False
    for route in policy.rights.routes:
        if RightKind.WITHDRAWAL in route.rights and Asker.PERSON in route.askers:
            return route.ways.get(Way(channel)) is WayAnswer.YES
    return False


def due_units(work: Work, most: int) -> dict[UUID, list[UUID]]:
    """Units whose day has come, by person; at most `most`."""
    work.cursor.execute(statement("keepword.custody", "due"), {"today": work.today, "most": most})
    found: dict[UUID, list[UUID]] = {}
    for subject, unit in work.cursor.fetchall():
        found.setdefault(subject, []).append(unit)
    return found
