"""Loading the demo: accounts, then a year of events, each an act of its own at the door."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID

from keepword.accounts.models import Staff
from keepword.custody.acting import Acting
from keepword.custody.door import Door
from keepword.demo import accounts
from keepword.demo.happening import MEMBERSHIP, Stage
from keepword.demo.people import MadeUp, make_people
from keepword.demo.timeline import YEAR, timeline
from keepword.foundation.personal import Personal
from keepword.policies.desk import Task, TaskBook
from keepword.policy.decisions.question import Actor

PEOPLE = 200
SEED = 20210114
LOOKS = 3
"""Looks that a person meets with in a year, on the average."""

MEMBERS = 3
"""The first people of the list: they can be signed in as."""

API_TASKS = ("booking", "membership", "news", "service-desk")
"""What the demo's API client may do."""


def load(
    door: Door,
    book: TaskBook,
    now: datetime,
    demo_json: Path,
    new_id: Callable[[], UUID],
    tell: Callable[[int, int], None],
) -> int:
    """Fill an empty house; how many events happened. `tell(done, of)` shows how far it is."""
    start = now - YEAR
    system = Acting(Actor.SYSTEM, UUID(int=0), source="", task="demo")
    with door.act(system, start) as act:
        made = accounts.engage(act, book, new_id)
    client = accounts.connect_client(door, book, API_TASKS, start, new_id)
    people = make_people(PEOPLE, SEED)
    known = _known(people)
    stage = Stage(door, book, _by_department(staff for staff, _ in made), _secrets(known), new_id)
    events = timeline(people, _tasks(book), now, SEED, looks=LOOKS)
    for done, event in enumerate(events, start=1):
        stage.happen(event)
        if done % 250 == 0 or done == len(events):
            tell(done, len(events))
    logins = [*known.values(), *(login for _, login in made)]
    accounts.write(demo_json, logins, client)
    return len(events)


def _known(people: Iterable[MadeUp]) -> Mapping[int, accounts.Login]:
    """Log-ins of the members one can be."""
    return {
        person.number: accounts.Login("member", person.login, accounts.password(), "")
        for person in people
        if person.number <= MEMBERS
    }


def _secrets(known: Mapping[int, accounts.Login]) -> Mapping[int, Personal]:
    return {number: Personal(login.password) for number, login in known.items()}


def _tasks(book: TaskBook) -> tuple[Task, ...]:
    return tuple(task for task in book if MEMBERSHIP in task.points)


def _by_department(staff: Iterable[Staff]) -> Mapping[str, tuple[Staff, ...]]:
    found: dict[str, tuple[Staff, ...]] = {}
    for one in staff:
        found[one.department] = (*found.get(one.department, ()), one)
    return found
