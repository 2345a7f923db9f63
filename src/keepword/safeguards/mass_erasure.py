"""Erasing a great many people: asked, approved by two, held up for a day, then worked off (P64).

Up to a configured size a request is carried out at once. Above it two officers approve, neither of
whom asked, and after the second approval it may be stopped for a while. Small requests add up: who
asks for many small ones in a row asks for a large one.

Who is on the list is settled when it is asked for; what goes of them, when it is carried out: of
each of them everything that is held then, but for what a rule or a statute keeps. That is what the
approvers confirm (`mass_texts`).

Carried out by chunks, each one act: its people come off the list, are erased, and the entry says
so, or none of it. A run that was killed goes on with whoever is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from psycopg.errors import DeadlockDetected

from keepword.custody import selecting
from keepword.custody.act import Act
from keepword.custody.acting import Acting
from keepword.custody.door import Door
from keepword.custody.errors import LedgerShut
from keepword.foundation.errors import UnknownId
from keepword.foundation.personal import Personal
from keepword.policy.decisions.question import Actor
from keepword.policy.model import Policy
from keepword.safeguards import mass_errors as errors
from keepword.safeguards import mass_store as store
from keepword.safeguards import mass_texts as texts
from keepword.safeguards.mass_states import Kind, MassErasure, Progress, Scope, Step

__all__ = ["CHUNK", "SYSTEM", "Limits", "approve", "ask", "step", "stop"]

CHUNK: Final = 4_000
"""People that one act erases: the key store is that act's alone until it commits."""

TRIES: Final = 5
"""How often a chunk is tried whose locks others hold the other way round."""

LONGEST_REASON: Final = 500

OFFICER: Final = "officer"
ASKERS: Final = (OFFICER, "office")
"""Roles that ask and stop: the privacy office, as with reviews. Officers approve."""

TASK: Final = "mass-erasure"
SYSTEM: Final = Acting(Actor.SYSTEM, store.HOUSE, source="", task=TASK)
"""Who carries it out: the house itself."""

Also = Callable[[Act, Sequence[UUID]], None]
"""What else goes with people, in the act that erases them."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`at_once` people need no approval; `delay` passes between the last approval and the
    beginning, and is also the span in which small requests add up."""

    at_once: int = 100
    delay: timedelta = timedelta(hours=24)
    approvers: int = 2


def ask(
    door: Door,
    act: Act,
    erasure: UUID,
    scope: Scope,
    reason: Personal,
    *,
    listed: Iterable[UUID] = (),
    limits: Limits,
) -> MassErasure:
    """Ask for it; on record with its reason, which stands in the sealed entry and nowhere else.

    Args:
        door: for the policy.
        act: the asker's, in a role of `ASKERS`.
        erasure: a fresh random id.
        scope: who is meant.
        reason: why; words of a member of staff.
        listed: the people, where the scope is a list. Of whom nothing is held are passed over.
        limits: of this house.

    Raises:
        NotForThisRole, ReasonNeeded, NobodyToErase: nothing was asked for.
        UnknownId: no such point or service.
    """
    _role(act, ASKERS)
    said = reason.reveal().strip()
    if not 0 < len(said) <= LONGEST_REASON:
        raise errors.ReasonNeeded
    earlier = store.small_since(act.cursor, act.now, limits.delay)
    people = store.put_people(act.cursor, erasure, _pages(door.loaded.policy, act, scope, listed))
    if not people:
        raise errors.NobodyToErase
    needs = 0 if people + earlier <= limits.at_once else limits.approvers
    entry = act.note(
        "ask-erasure",
        erasure=str(erasure),
        kind=scope.kind.value,
        name=scope.name,
        count=people,
        approvals=needs,
        why=said,
    )
    asked = Step(act.acting.account, act.now, entry)
    not_before = None if needs else act.now
    made = MassErasure(erasure, scope, people, asked, needs, not_before=not_before)
    store.add(act.cursor, made)
    return made


def approve(door: Door, act: Act, erasure: UUID, confirmed: int, limits: Limits) -> MassErasure:
    """One approval, on record with the text that was confirmed.

    Args:
        door: for the policy.
        act: the approver's, an officer.
        erasure: which request.
        confirmed: the number of people that the approver confirmed.
        limits: of this house.

    Raises:
        NoSuchErasure, NotForThisRole, AnotherText, Stopped, ApprovedAlready, AskerApproves,
        SamePersonTwice: nothing was approved.
    """
    _role(act, (OFFICER,))
    found = store.take(act.cursor, erasure)
    if confirmed != found.people:
        raise errors.AnotherText
    text = texts.confirmation(found, door.loaded.policy, limits.delay)
    found.check_approval(act.acting.account)
    entry = act.note(
        "approve-erasure", erasure=str(erasure), count=found.people, notice=texts.notice(text)
    )
    approved = found.approved(Step(act.acting.account, act.now, entry), limits.delay)
    store.approve(act.cursor, approved)
    return approved


def stop(act: Act, erasure: UUID) -> MassErasure:
    """Stop it, on record, before it begins.

    Raises:
        NoSuchErasure, NotForThisRole, Stopped, TooLateToStop: nothing was stopped.
    """
    found = store.take(act.cursor, erasure)
    mine = {found.asked.account, *(each.account for each in found.approvals)}
    if act.acting.account not in mine:
        _role(act, ASKERS)
    found.check_stop()
    entry = act.note("stop-erasure", erasure=str(erasure))
    stopped = Step(act.acting.account, act.now, entry)
    store.stop(act.cursor, erasure, stopped)
    return found.stopped_by(stopped)


def nothing(act: Act, people: Sequence[UUID]) -> None:
    """Nothing else goes with them."""


def step(
    door: Door, erasure: UUID, now: datetime, also: Also = nothing, chunk: int = CHUNK
) -> MassErasure:
    """The next chunk of a request, in one act; with the last one the summary goes on record.

    Raises:
        NoSuchErasure, NotYetApproved, DelayRuns, Stopped, Lapsed, Finished: nothing is to be done.
        LedgerShut, OutcomeUnknown: the database; the next call goes on from there.
    """
    tries = 0
    while True:
        try:
            with door.act(SYSTEM, now) as act:
                return _step(act, erasure, also, chunk)
        except LedgerShut as error:
            tries += 1
            if tries == TRIES or not isinstance(error.__cause__, DeadlockDetected):
                raise


def _step(act: Act, erasure: UUID, also: Also, chunk: int) -> MassErasure:
    before = store.take(act.cursor, erasure)
    before.check_due(act.now)
    people = sorted(store.take_people(act.cursor, erasure, chunk))
    after = before
    if people:
        done = act.erase_many(people)
        also(act, people)
        entries = (done.entry,) if done.entry is not None else ()
        more = Progress(len(people), done.people, done.units, done.kept, entries)
        after = before.advanced(more, act.now)
    if len(people) < chunk:
        after = after.finished_in(Step(store.HOUSE, act.now, _summary(act, after)))
    store.advance(act.cursor, before, after)
    return after


def _summary(act: Act, done: MassErasure) -> UUID:
    progress = done.progress
    return act.note(
        "mass-erasure",
        erasure=str(done.id),
        asked=str(done.asked.entry),
        approved=[str(each.entry) for each in done.approvals],
        count=progress.people,
        erased=progress.erased,
        units=progress.units,
        kept=progress.kept,
        entries=[str(entry) for entry in progress.entries],
    )


def _pages(policy: Policy, act: Act, scope: Scope, listed: Iterable[UUID]) -> Iterable[list[UUID]]:
    """The people who are meant, page by page."""
    if scope.kind is Kind.FILE:
        return selecting.held_of(act.cursor, listed)
    if scope.kind is Kind.POINT:
        points = [scope.name] if scope.name in policy.point_index else []
    else:
        points = [point.id for point in policy.points if point.service == scope.name]
    if not points:
        raise UnknownId(scope.name)
    return selecting.at_points(act.cursor, points)


def _role(act: Act, wanted: tuple[str, ...]) -> None:
    if act.acting.actor is not Actor.STAFF or act.acting.role not in wanted:
        raise errors.NotForThisRole
