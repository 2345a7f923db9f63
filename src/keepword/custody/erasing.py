"""Erase: the membership ends, or a unit's day has come (P7, P8, P64 to P66, P69 to P72).

Leaving ends the membership and every service that ends with it, in one act. What a rule or a
statute keeps stays, and is named; everything else is destroyed, and the entry says what.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from keepword.custody import facts, linking, recording, units
from keepword.custody.answers import Destroyed, Kept, Left
from keepword.custody.asking import Erasing, Leaving
from keepword.custody.ending import Unit, let_go, of_ending, units_of
from keepword.custody.ending import kept as keep_whole
from keepword.custody.errors import LeaveInstead, NoSuchPerson
from keepword.custody.withdrawing import end as end_consents
from keepword.custody.withdrawing import end_given_with
from keepword.custody.work import Work
from keepword.policy.decisions.answer import Allowed, Decision, Denied, Duty, Reason
from keepword.policy.decisions.citing import clauses_of, reason_citations
from keepword.policy.decisions.question import Act, Actor, Facts, Request
from keepword.policy.model.people import Asker, RightKind, WayAnswer
from keepword.policy.model.policy import Policy
from keepword.policy.model.vocabulary import Principle, Way
from keepword.storage.sql import statement


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
    kept += [keep_whole(unit) for unit in staying]
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


def destroy_due(work: Work, subject: UUID, due_units: Iterable[UUID]) -> UUID | None:
    """Destroy the units of one person whose day has come; the entry that says so (P64).

    None where none is left whose day it is: a statute has had them kept meanwhile.
    """
    wanted = set(due_units)
    units.moved(work, subject)  # first: whoever changes a person locks the person before the units
    ending = [u for u in units_of(work, subject) if u.unit in wanted and u.is_over(work.today)]
    if not ending:
        return None
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
    """Erase what one visit brought in, but for what a statute keeps (PIPA 36). Consents that were
    given with it end, once nothing of it is left.

    The visit that a membership stands on is not erased beside the membership: there would be a
    log-in left and no member. To take the wish for a leaving would end services that nobody named
    (P72), so the person is told to leave, which erases it (P69); withdrawing the consent to it is
    answered alike.

    Raises:
        NoSuchPerson: there is no such record of such a person.
        LeaveInstead: a membership stands on it.
    """
    is_member = _lock_member(work, asked.subject)
    units.moved(work, asked.subject)
    found = [u for u in units_of(work, asked.subject) if u.record == asked.record]
    if not found:
        raise NoSuchPerson
    question = recording.of_request(
        subject=asked.subject, record=asked.record, channel=asked.channel
    )
    answers = [_asked(work, asked, unit) for unit in found]
    refused = [answer for answer in answers if isinstance(answer, Denied)]
    if len(refused) == len(found):
        work.record("erase", asked.subject, question, recording.of_decision(refused[0]))
        return refused[0]
    if is_member and _carries_membership(work.policy, found[0].point):
        raise LeaveInstead.of_record()
    known = linking.identity_at_last(work, asked.subject, [unit.unit for unit in found])
    destroyed: list[Destroyed] = []
    kept: list[Kept] = []
    for unit, answer in zip(found, answers, strict=True):
        may_go = answer.items if isinstance(answer, Allowed) else frozenset()
        let_go(work, asked.subject, unit, may_go, destroyed, kept)
    ended = [] if kept else end_given_with(work, asked.subject, asked.record)
    link = None if kept else linking.keep(work, asked.subject, known)
    entry = work.record(
        "erase",
        asked.subject,
        question,
        {"outcome": "done", "citations": list(clauses_of(work.policy, Principle.DESTRUCTION))},
        recording.of_consents(ended),
        of_ending(destroyed, kept),
        linking.of_link(link),
    )
    return Left(entry, tuple(destroyed), tuple(kept), ())


def _lock_member(work: Work, subject: UUID) -> bool:
    """Whether this is somebody whose membership, if they have one, has not ended; locked."""
    work.cursor.execute(
        "SELECT FROM vault.subject WHERE subject = %s AND ended_at IS NULL FOR UPDATE", (subject,)
    )
    return work.cursor.fetchone() is not None


def _carries_membership(policy: Policy, point: str) -> bool:
    membership = policy.withdrawal.membership if policy.withdrawal else None
    return membership is not None and policy.point_index[point].service == membership


def _asked(work: Work, asked: Erasing, unit: Unit) -> Decision:
    request = Request(
        act=Act.ERASE,
        actor=work.acting.actor,
        point=unit.point,
        items=frozenset(unit.items),
        channel=asked.channel,
    )
    so = Facts(
        identity_verified=work.acting.identity_verified,
        due=unit.due,
        held_until=facts.keeping(unit.due, unit.held_until, work.today),
    )
    return work.decide(request, so)


def ending_services(policy: Policy) -> tuple[str, ...]:
    """The membership's service and all that end with it (P72)."""
    if policy.withdrawal is None:
        return ()
    found = [policy.withdrawal.membership]
    for service in found:
        found += [s.id for s in policy.meta.services if s.ends_with == service]
    return tuple(found)


def _judge(
    work: Work, subject: UUID, ending: Iterable[Unit], *, due: date | None
) -> tuple[list[Destroyed], list[Kept]]:
    """Ask the engine of every unit what may go, and let it go."""
    destroyed: list[Destroyed] = []
    kept: list[Kept] = []
    for unit in ending:
        may_go = _may_go(work, unit, due or unit.due)
        let_go(work, subject, unit, may_go, destroyed, kept)
    return destroyed, kept


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
    for unit in units_of(work, subject):
        (ending if unit.point in points else staying).append(unit)
    return ending, staying


def _end_consents(work: Work, subject: UUID) -> None:
    """Every consent ends with the membership; the ledger keeps that they were given."""
    work.cursor.execute(
        "SELECT consent FROM custody.consent WHERE subject = %s AND withdrawn_at IS NULL",
        (subject,),
    )
    end_consents(work, subject, [row[0] for row in work.cursor.fetchall()])
    work.cursor.execute("DELETE FROM custody.consent WHERE subject = %s", (subject,))
    work.cursor.execute(
        statement("keepword.custody", "end_suspensions"), {"subject": subject, "now": work.now}
    )


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
    """Units whose day has come, by person; at most `most`. All these persons are locked, before the
    first key goes: whoever erases one of them at the same moment waits, or we do, but not both."""
    work.cursor.execute(statement("keepword.custody", "due"), {"today": work.today, "most": most})
    found: dict[UUID, list[UUID]] = {}
    for subject, unit in work.cursor.fetchall():
        found.setdefault(subject, []).append(unit)
    units.lock_people(work, found)
    return found
