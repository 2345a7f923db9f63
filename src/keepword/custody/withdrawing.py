"""Withdraw: a consent ends, and what rested on it alone is erased (P68, P71; PIPA 37).

The consent to receive mail has two sides, the item that says so and the purpose it opens: ending
one ends the other. The policy's data say which belong together: an entry with purposes of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from keepword.custody import recording, units
from keepword.custody.answers import Withdrawn
from keepword.custody.asking import Withdrawing
from keepword.custody.errors import LeaveInstead, NoSuchPerson
from keepword.custody.work import Work
from keepword.policy.decisions.citing import clauses_of
from keepword.policy.decisions.question import Consent, ConsentKind
from keepword.policy.model.policy import Policy
from keepword.policy.model.vocabulary import Principle


@dataclass(frozen=True, slots=True, order=True)
class _Given:
    id: UUID
    consent: Consent
    record: UUID


def withdraw(work: Work, asked: Withdrawing) -> Withdrawn:
    """End consents; ending one that has ended changes nothing and is recorded all the same.

    Raises:
        NoSuchPerson: unknown, or gone.
        LeaveInstead: the consent to the required items of a service.
    """
    cur = work.cursor
    cur.execute(
        "SELECT FROM vault.subject WHERE subject = %s AND ended_at IS NULL FOR UPDATE",
        (asked.subject,),
    )
    if cur.fetchone() is None:
        raise NoSuchPerson
    living = _in_force(work, asked.subject)
    ending = _with_its_other_side(work.policy, living, asked.consents)
    if any(_carries_service(work.policy, given.consent) for given in ending):
        raise LeaveInstead
    end(work, asked.subject, [given.id for given in ending])
    erased = _erase_items(work, asked.subject, ending)
    units.moved(work, asked.subject)
    entry = work.record(
        "withdraw",
        asked.subject,
        recording.of_request(subject=asked.subject, channel=asked.channel),
        recording.of_consents((given.consent, given.id) for given in ending),
        {
            "outcome": "done",
            "citations": list(clauses_of(work.policy, Principle.WITHDRAWAL)),
            "items": sorted(erased),
        },
    )
    return Withdrawn(entry, tuple(given.id for given in ending), erased)


def end(work: Work, subject: UUID, consents: Iterable[UUID]) -> None:
    """Mark consents ended, here and in the key store, which a restored backup obeys."""
    listed = [(subject, consent, work.now) for consent in consents]
    work.cursor.executemany(
        "INSERT INTO keystore.withdrawn_consent (subject, consent, withdrawn_at) "
        "VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        listed,
    )
    work.cursor.executemany(
        "UPDATE custody.consent SET withdrawn_at = %s WHERE subject = %s AND consent = %s",
        [(now, person, consent) for person, consent, now in listed],
    )


def end_given_with(work: Work, subject: UUID, record: UUID) -> list[tuple[Consent, UUID]]:
    """End the consents that were given with a visit of which nothing is left; which those were."""
    ending = sorted(given for given in _in_force(work, subject) if given.record == record)
    end(work, subject, [given.id for given in ending])
    return [(given.consent, given.id) for given in ending]


def _in_force(work: Work, subject: UUID) -> list[_Given]:
    work.cursor.execute(
        "SELECT consent, kind, scope, item, record FROM custody.consent "
        "WHERE subject = %s AND withdrawn_at IS NULL",
        (subject,),
    )
    return [
        _Given(number, Consent(ConsentKind(kind), scope, item), record)
        for number, kind, scope, item, record in work.cursor.fetchall()
    ]


def _with_its_other_side(
    policy: Policy, living: list[_Given], wanted: frozenset[UUID]
) -> list[_Given]:
    chosen = [given for given in living if given.id in wanted]
    items = {(g.consent.scope, g.consent.item) for g in chosen if _is_of_item(g.consent)}
    purposes = {g.consent.scope for g in chosen if g.consent.kind is ConsentKind.PURPOSE}
    tied = [
        (point.id, entry.item, set(entry.purposes))
        for point in policy.points
        for entry in point.entries
        if entry.purposes
    ]
    for point, item, own in tied:
        if (point, item) in items:
            purposes |= own
        elif own <= purposes:
            items.add((point, item))
    return sorted(
        given
        for given in living
        if given in chosen
        or (_is_of_item(given.consent) and (given.consent.scope, given.consent.item) in items)
        or (given.consent.kind is ConsentKind.PURPOSE and given.consent.scope in purposes)
    )


def _is_of_item(consent: Consent) -> bool:
    return consent.kind in (ConsentKind.ITEM, ConsentKind.SENSITIVE)


def _carries_service(policy: Policy, consent: Consent) -> bool:
    if consent.kind is not ConsentKind.COLLECT:
        return False
    return policy.point_index[consent.scope].service is not None


def _erase_items(work: Work, subject: UUID, ending: list[_Given]) -> frozenset[str]:
    """The items whose own consent ended die at once, and their keys with them."""
    erased: set[str] = set()
    for given in ending:
        if not _is_of_item(given.consent):
            continue
        work.cursor.execute(
            "SELECT i.unit FROM vault.record r "
            "JOIN vault.item i ON i.subject = r.subject AND i.record = r.record "
            "WHERE r.subject = %s AND r.point = %s AND i.item = %s",
            (subject, given.consent.scope, given.consent.item),
        )
        for (unit,) in work.cursor.fetchall():
            units.take_out(work, subject, unit, {given.consent.item})
            erased.add(given.consent.item)
    return frozenset(erased)
