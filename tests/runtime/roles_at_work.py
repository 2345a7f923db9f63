"""A day of a house in which every process connects as its own role; what was done, as JSON.

python -m tests.runtime.roles_at_work            all of it
python -m tests.runtime.roles_at_work prepare    tables, roles and rights, and nobody in it

Nothing here is refused: what the table of rights leaves out, nobody needs. The house's database has
to run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import django
import psycopg

from keepword.foundation.nodes import Text
from keepword.foundation.personal import Personal
from keepword.runtime import config, database
from keepword.runtime.dbroles.names import Role
from keepword.storage.sql import statement
from tests.runtime.house import House

HOSPITAL = Text(en="Hospital", ko="병원")
ADDRESS = "moved.on@example.com"
PASSWORD = "umbrella carousel pine"


@contextmanager
def serving_as(role: Role) -> Iterator[None]:
    """Django's connection is of this role."""
    from django.db import connections

    default = connections["default"]
    default.close()
    before = dict(default.settings_dict)
    default.settings_dict.update(database.django(config.current(), role))
    try:
        yield
    finally:
        default.close()
        default.settings_dict.update(before)


def open_as(role: Role) -> psycopg.Connection[Any]:
    """An autocommit connection of a role."""
    return database.connect(config.current(), role=role, autocommit=True)


LATER = timedelta(days=365 * 40)
"""When everything is due."""


def prepare() -> None:
    """Tables and rights, by the owner."""
    from keepword.runtime import migrating

    settings = config.current()
    migrating.migrate(settings)
    with open_as(Role.OWNER) as owner:
        there = owner.execute("SELECT to_regprocedure('ledger.open_month(integer)')").fetchone()
        if there == (None,):
            owner.execute(statement("keepword.ledger", "0002_open_month"))
    migrating.migrate(settings)


def web(door: Any, now: datetime) -> dict[str, object]:
    """People join, are looked at, correct, withdraw, sign in, and one leaves."""
    from keepword.custody.asking import Correcting, Leaving, Withdrawing
    from keepword.people import codes, credentials
    from tests.custody.scene import MAIL, joined, joining, look, person

    stays = joined(door, now, asked=joining(mail=True))
    leaves = joined(door, now, asked=joining(login_id="b.second", email="b.second@example.com"))
    with door.act(person(stays), now) as act:
        credentials.create(act.cursor, stays, Personal(PASSWORD), "ko", now)
        codes.issue(act, codes.CodeKind.RESET, Personal(ADDRESS), HOSPITAL, "ko", stays)
        act.correct(Correcting(stays, "C1", {"email": Personal(ADDRESS)}, "web"))
    consent = next(c.id for c in door.consents(stays) if c.consent == MAIL)
    with door.act(person(stays), now) as act:
        act.withdraw(Withdrawing(stays, frozenset({consent}), "web"))
    tried = credentials.verify(door, Personal("gaon.nuri"), Personal(PASSWORD))
    with door.act(credentials.as_whom(person(stays), tried), now) as act:
        credentials.judge(act, tried)
    with door.act(person(leaves), now) as act:
        act.leave(Leaving(leaves, "web"))
    looked = type(look(door, stays, "PU6", now)).__name__
    return {"looked": looked, "found": door.find("email", Personal(ADDRESS)) == stays}


def worker(door: Any, now: datetime) -> dict[str, int]:
    """The duties of the worker, long after: all that was made is due."""
    from keepword.clients import answered, calls
    from keepword.mail import delivery
    from keepword.mail.transports import FileTransport
    from keepword.people import tidy
    from keepword.runtime import root_turns

    transport = FileTransport(config.current().layout.outbox)
    send = partial(delivery.deliver_due, vault=door.vault, transport=transport)
    later = now + LATER
    with open_as(Role.OWNER) as owner:
        owner.execute("UPDATE vault.unit SET due = %s", (now.date(),))
    return {
        "mails": send(now),
        "turns": root_turns.record(door, now),
        "destroyed": door.destroy_due(later),
        "tidied": tidy.tidy(later),
        "answers": answered.forget_old(later),
        "days": delivery.end_days(later, vault=door.vault)
        + calls.end_days(later, vault=door.vault),
    }


def integrate() -> int:
    """The integrator takes everything in."""
    from keepword.ledger import integrator
    from keepword.runtime import house

    with open_as(Role.INTEGRATOR) as connection:
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT month FROM ledger.inbox")
            for (month,) in cursor.fetchall():
                cursor.execute("SELECT ledger.open_month(%s)", (month,))
        return integrator.integrate(
            connection, house.signer(), config.current().layout.ledger_public
        )


def run(var: Path, *words: str) -> str:
    """Do it in a process of its own, for the house in `var`; what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.runtime.roles_at_work", *words],
        env=House(var).env, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def main(*, only_prepare: bool) -> None:
    """Each in turn as who it is."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "keepword.runtime.settings"
    django.setup()
    from keepword.custody import link_keys
    from keepword.runtime import clock, house
    from keepword.safeguards import log_term
    from keepword.vault import turning

    prepare()
    if only_prepare:
        return
    now = clock.now()
    with patch.object(house, "_connect", partial(open_as, Role.KEYS)):
        holder, door = house.local_holder(), house.door()
    holder.prepare(now)
    done: dict[str, Any] = {}
    with serving_as(Role.WORKER), door.act(log_term.SYSTEM, now) as act:
        for when in (now, now + LATER):
            link_keys.prepare(act.cursor, holder, when)
    with serving_as(Role.WEB):
        done["web"] = web(door, now)
    turned = turning.turn(holder, now + timedelta(seconds=1))
    done["turned"] = turned is not None and turned.erased
    with serving_as(Role.WORKER):
        done["worker"] = worker(door, now)
    done["integrated"] = integrate()
    holder.connections.close()
    print(json.dumps(done))


if __name__ == "__main__":
    main(only_prepare="prepare" in sys.argv)
