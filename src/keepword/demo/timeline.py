"""A year at the invented hospital: what happens when, the same every time for the same seed.

Pure: who, what and when. Doing it is `load`'s business.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from keepword.demo.people import MadeUp
from keepword.policies.desk import Task

YEAR = timedelta(days=365)


class Kind(StrEnum):
    """What can happen."""

    JOIN = "join"
    BOOK = "book"
    LOOK = "look"
    PRY = "pry"  # a look without a grant: refused, and on record
    EMERGENCY = "emergency"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    LEAVE = "leave"


_RANK = {kind: rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens to one person. `staff` counts among the staff of its department."""

    at: datetime
    kind: Kind
    person: MadeUp
    task: Task | None = None
    purpose: str = ""
    staff: int = 0

    def at_task(self) -> Task:
        """The task of a look; every look has one.

        Raises:
            LookupError: the event is no look.
        """
        if self.task is None:
            raise LookupError(self.kind)
        return self.task


def timeline(
    people: Sequence[MadeUp], tasks: Sequence[Task], until: datetime, seed: int, *, looks: int
) -> list[Event]:
    """Every event of the year before `until`, in order."""
    lots = random.Random(seed)
    start = until - YEAR
    events: list[Event] = []
    for person in people:
        events += _life(person, tasks, start, until, lots, looks)
    return sorted(events, key=lambda e: (e.at, e.person.number, _RANK[e.kind]))


def _life(
    person: MadeUp,
    tasks: Sequence[Task],
    start: datetime,
    until: datetime,
    lots: random.Random,
    looks: int,
) -> Iterator[Event]:
    """One person's year: joining early, seen now and then, some leave."""
    joined = _within(start, start + (until - start) * 0.6, lots)
    yield Event(joined, Kind.JOIN, person)
    end = until - timedelta(hours=1)
    leaves = person.number > 20 and lots.random() < 0.06
    if leaves:
        end = _within(joined + timedelta(days=30), until, lots)
    if lots.random() < 0.3:
        yield Event(_within(joined, end, lots), Kind.BOOK, person)
    for _ in range(lots.randrange(looks * 2 + 1)):
        task = lots.choice(tasks)
        purpose = lots.choice(task.purposes)
        yield Event(_within(joined, end, lots), Kind.LOOK, person, task, purpose, lots.randrange(9))
    if lots.random() < 0.12:
        task = lots.choice(tasks)
        yield Event(_within(joined, end, lots), Kind.PRY, person, task, task.purposes[0])
    if person.number % 50 == 7:
        yield Event(_within(joined, end, lots), Kind.EMERGENCY, person)
    if lots.random() < 0.2:
        yield Event(_within(joined, end, lots), Kind.CORRECT, person)
    if person.wants_mail and lots.random() < 0.25:
        yield Event(_within(joined, end, lots), Kind.WITHDRAW, person)
    if leaves:
        yield Event(end, Kind.LEAVE, person)


def _within(start: datetime, end: datetime, lots: random.Random) -> datetime:
    """A moment between the two, to the second, by day: the hospital's desks sleep at night."""
    seconds = int(max(end - start, timedelta(seconds=1)).total_seconds())
    moment = start + timedelta(seconds=lots.randrange(seconds))
    return moment.replace(microsecond=0)
