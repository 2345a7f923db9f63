"""Looking at somebody's data, through the door: decided, recorded, and only then shown.

P5, P16 (only for the task's purpose), P77, P85 (only with the right to it), P87 (every look is on
record, the vain ones too).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from keepword.custody import indexing
from keepword.custody.act import Act
from keepword.custody.acting import Acting
from keepword.custody.answers import Opened
from keepword.custody.asking import Using
from keepword.custody.door import Door
from keepword.custody.errors import NoSuchPerson
from keepword.policies.tasks import Task
from keepword.policy.decisions import Denied, Facts, Request, judge
from keepword.policy.decisions.question import Act as Verb
from keepword.policy.decisions.question import Actor
from keepword.policy.model import Policy
from keepword.site.desk.form import Asked
from keepword.site.desk.person import Sought

LOOK_UP = "look-up"
"""A search, as it is recorded; the value that was searched for is not."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one collection point answered."""

    point: str
    answer: Opened | Denied


@dataclass(frozen=True, slots=True)
class Vain:
    """A search that led to nobody, or (`several`) to more than one person, whom nobody is shown."""

    several: bool = False


def for_task(acting: Acting, task: Task, *, granted: bool) -> Acting:
    """`acting` at this task, with the rights that go with it and no others (P77)."""
    rights = frozenset(task.purposes) if granted else frozenset[str]()
    return replace(acting, task=task.id, grants=rights)


def look(
    door: Door, acting: Acting, now: datetime, task: Task, asked: Asked
) -> tuple[Seen, ...] | Vain:
    """Look at the person for the task. `acting` is at the task.

    Whoever has no right to the task learns nothing of whether anybody is there.

    Raises:
        KeepwordError: one of `keepword.custody.errors`; nothing was done.
    """
    try:
        return _look(door, acting, now, task, asked, gone=False)
    except NoSuchPerson:  # left between being found and being looked at
        return _look(door, acting, now, task, asked, gone=True)


def _look(
    door: Door, acting: Acting, now: datetime, task: Task, asked: Asked, *, gone: bool
) -> tuple[Seen, ...] | Vain:
    with door.act(acting, now) as act:
        found = [] if gone else search(act, asked.sought)
        subject = found[0] if len(found) == 1 else None
        held = held_of(door, subject)
        points = _points(door.loaded.policy, task.points, asked.purpose, held)
        if subject is not None:
            note_found(act, asked.sought, purpose=asked.purpose)
            return tuple(Seen(p, _use(act, subject, p, asked)) for p in points)
        if asked.purpose not in acting.grants:
            return (Seen(points[0], _without_right(door, act, points[0], asked)),)
        return note_vain(act, asked.sought, found, purpose=asked.purpose)


def search(act: Act, sought: Sought) -> list[UUID]:
    """Everybody whom it fits."""
    return indexing.who(act.vault, act.cursor, sought.details)


def note_found(act: Act, sought: Sought, **facts: Any) -> None:
    """Record by what somebody was found, where it was not by a value that is theirs alone."""
    if not sought.exact:
        act.note(LOOK_UP, outcome="done", by=list(sought.by), **facts)


def note_vain(act: Act, sought: Sought, found: list[UUID], **facts: Any) -> Vain:
    """Record a search that led to nobody or to several: by what, never the value."""
    several = len(found) > 1
    outcome = "several" if several else "failed"
    act.note(LOOK_UP, outcome=outcome, by=list(sought.by), **facts)
    return Vain(several)


def _use(act: Act, subject: UUID, point: str, asked: Asked) -> Opened | Denied:
    using = Using(subject, point, asked.purpose, reason=asked.reason, statute=asked.statute)
    return act.use(using)


def held_of(door: Door, subject: UUID | None) -> frozenset[str]:
    """The points that hold something of the person."""
    return frozenset(h.point for h in door.holdings(subject)) if subject else frozenset()


def _points(
    policy: Policy, points: Iterable[str], purpose: str, held: frozenset[str]
) -> tuple[str, ...]:
    """The task's points that serve the purpose and hold something; one at least, to answer."""
    known = [policy.point_index[point] for point in points]
    serving = [p.id for p in known if any(purpose in p.purposes_of(e) for e in p.entries)]
    serving += [p.id for p in known if not p.entries and purpose in p.purposes]
    every = serving or [p.id for p in known]
    return tuple(point for point in every if point in held) or tuple(every[:1])


def _without_right(door: Door, act: Act, point: str, asked: Asked) -> Denied:
    """The refusal that a person who is there would have brought about, word for word."""
    request = Request(Verb.USE, Actor.STAFF, point, purpose=asked.purpose)
    # Nothing is granted, so it cannot be anything but a refusal.
    decision = cast(Denied, judge(door.loaded.policy, door.law).decide(request, Facts(), act.now))
    act.note(
        LOOK_UP,
        by=list(asked.sought.by),
        outcome=decision.decision,
        reason=decision.reason.value,
        citations=list(decision.citations),
        purpose=asked.purpose,
        point=point,
    )
    return decision
