"""The door beside plain PostgreSQL: joins and looks, durable both ways, in the same run.

Plain is the fastest fair thing: psycopg, prepared statements, one table with the values in clear
and one audit row an act, in one transaction each, on the same server with the same settings.
Rounds of both alternate; one client.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

from benchmarks.measure import Figure

ROUNDS = 5
ACTS = 200
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_PLAIN = """
CREATE TABLE plain_person (
    id uuid PRIMARY KEY, member_type text, name text, login text UNIQUE, gender text, born date,
    phone text, email text
);
CREATE TABLE plain_audit (
    id uuid PRIMARY KEY, at timestamptz, account uuid, source text, person uuid, task text,
    purpose text, items text[]
);
"""
_JOIN = "INSERT INTO plain_person VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
_LOOK = (
    "SELECT member_type, name, login, gender, born, phone, email FROM plain_person WHERE id = %s"
)
_AUDIT = "INSERT INTO plain_audit VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
_ITEMS = [
    "member-type",
    "personal-name",
    "login-id",
    "gender",
    "date-of-birth",
    "mobile-phone",
    "email",
]


def door_beside_plain() -> list[Figure]:
    """Acts a second through the door and plainly, and how fast the log is integrated."""
    with _house() as (door, integrate):
        return _measure(door, integrate)


@contextmanager
def _house() -> Iterator[tuple[Any, Callable[[], int]]]:
    """A house of its own in a temporary folder, with an embedded server."""
    with tempfile.TemporaryDirectory(prefix="kw-bench-") as folder:
        os.environ["KEEPWORD_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "keepword.runtime.settings"
        import django

        from keepword.runtime import config
        from keepword.runtime.postgres.embedded import EmbeddedPostgres

        settings = config.current()
        settings.layout.make()
        with EmbeddedPostgres(settings.layout).hold():
            django.setup()
            from django.db import connection

            from keepword.ledger import integrator
            from keepword.runtime import database, house, migrating

            migrating.migrate(settings)
            house.prepare(NOW)
            with connection.cursor() as cursor:
                cursor.execute(_PLAIN)
            with database.connect(settings, autocommit=True) as own:
                public = settings.layout.ledger_public
                yield house.door(), lambda: integrator.integrate(own, house.signer(), public)
            connection.close()


def _measure(door: Any, integrate: Callable[[], int]) -> list[Figure]:
    from django.db import connection

    rates: dict[str, list[float]] = {
        name: [] for name in ("join", "look", "plain join", "plain look")
    }
    logged: list[float] = []
    for number in range(ROUNDS):
        people = _people(number)
        rates["join"].append(_timed(partial(_join, door), people))
        rates["look"].append(_timed(partial(_look, door), people))
        connection.ensure_connection()
        with connection.connection.cursor() as cursor:
            rates["plain join"].append(_timed(partial(_plain_join, cursor), people))
            rates["plain look"].append(_timed(partial(_plain_look, cursor), people))
        began, done = perf_counter(), 0
        while step := integrate():
            done += step
        logged.append(done / (perf_counter() - began))
    named = {
        "join": "joins through the door, one client",
        "plain join": "the same on plain PostgreSQL with an audit row",
        "look": "looks through the door, one client",
        "plain look": "the same on plain PostgreSQL with an audit row",
    }
    figures = [
        Figure(what, tuple(rates[name]), "a second", "reported") for name, what in named.items()
    ]
    return [
        *figures,
        Figure("ledger entries integrated and published", tuple(logged), "a second", "reported"),
    ]


def _people(number: int) -> list[tuple[UUID, int]]:
    """Ids and numbers of the people of one round."""
    return [(uuid4(), number * ACTS + n) for n in range(ACTS)]


def _timed(act: Callable[[UUID, int], None], people: list[tuple[UUID, int]]) -> float:
    began = perf_counter()
    for subject, number in people:
        act(subject, number)
    return len(people) / (perf_counter() - began)


def _join(door: Any, subject: UUID, number: int) -> None:
    from tests.custody.scene import joining, person

    asked = joining(subject=subject, login_id=f"bench{number}", email=f"bench{number}@example.com")
    with door.act(person(subject), NOW) as act:
        act.collect(asked)


def _look(door: Any, subject: UUID, _number: int) -> None:
    from tests.custody.scene import look

    assert look(door, subject).items


def _plain_join(cursor: Any, subject: UUID, number: int) -> None:
    with cursor.connection.transaction():
        cursor.execute(
            _JOIN,
            (subject, "general", "가온누리", f"bench{number}", "female", NOW.date(), "01055512345",
             f"bench{number}@example.com"),
            prepare=True,
        )  # fmt: skip
        _audit(cursor, subject, "join")


def _plain_look(cursor: Any, subject: UUID, _number: int) -> None:
    with cursor.connection.transaction():
        cursor.execute(_LOOK, (subject,), prepare=True)
        cursor.fetchone()
        _audit(cursor, subject, "look")


def _audit(cursor: Any, subject: UUID, task: str) -> None:
    cursor.execute(
        _AUDIT,
        (uuid4(), NOW, UUID(int=7), "192.0.2.9", subject, task, "PU6", _ITEMS),
        prepare=True,
    )
