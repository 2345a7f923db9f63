"""Life in a house of its own, told on the command line; the answers are JSON on standard output.

python -m tests.runtime.inhabited join NAME…      members; their subjects by name
python -m tests.runtime.inhabited live LEAVES WITHDRAWS CORRECTS
python -m tests.runtime.inhabited see SUBJECT…    what is held of each, and what opens
python -m tests.runtime.inhabited correct SUBJECT
python -m tests.runtime.inhabited free LOGIN…     whether nobody has it
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import ExitStack
from datetime import timedelta
from typing import Any
from uuid import UUID

import django

from keepword.foundation.personal import Personal

NEW_ADDRESS = "moved.on@example.com"


def join(names: list[str]) -> dict[str, str]:
    """Members who consent to mail, each with a row of the members' table."""
    from django.db import connection

    from keepword.runtime import clock, house
    from tests.custody.scene import joined, joining

    found = {}
    for name in names:
        asked = joining(mail=True, login_id=name, email=f"{name}@example.com")
        subject = joined(house.door(), clock.now(), asked=asked)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO people.member (subject, password, password_set_at, language, "
                "joined_at, last_seen_at) VALUES (%s, 'x', now(), 'ko', now(), now())",
                [subject],
            )
        found[name] = str(subject)
    return found


def live(who: list[str]) -> dict[str, str]:
    """One leaves, one withdraws the consent to mail, one has a new address."""
    from keepword.custody.asking import Leaving, Withdrawing
    from keepword.runtime import clock, house
    from tests.custody.scene import MAIL, person

    leaves, withdraws, corrects = map(UUID, who)
    door, now = house.door(), clock.now() + timedelta(seconds=1)
    with door.act(person(leaves), now) as act:
        act.leave(Leaving(leaves, "web"))
    mail = next(c.id for c in door.consents(withdraws) if c.consent == MAIL)
    with door.act(person(withdraws), now) as act:
        act.withdraw(Withdrawing(withdraws, frozenset({mail}), "web"))
    correct([str(corrects)])
    return join(["latecomer"])


def correct(who: list[str]) -> dict[str, str]:
    """A new e-mail address."""
    from keepword.custody.asking import Correcting
    from keepword.runtime import clock, house
    from tests.custody.scene import person

    (subject,) = map(UUID, who)
    with house.door().act(person(subject), clock.now()) as act:
        act.correct(Correcting(subject, "C1", {"email": Personal(NEW_ADDRESS)}, "web"))
    return {}


def see(who: list[str]) -> dict[str, Any]:
    """Of each: items held, the e-mail address, refusals, whether they are still a member."""
    from django.db import connection

    from keepword.custody.answers import Opened
    from keepword.runtime import clock, house
    from tests.custody.scene import look

    found: dict[str, Any] = {}
    for subject in map(UUID, who):
        seen = found[str(subject)] = {}
        seen["items"] = sorted(h.item for h in house.door().holdings(subject))
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM people.member WHERE subject = %s", [subject])
            seen["member"] = cursor.fetchone() == (1,)
        for purpose in ("PU6", "PU16") if seen["items"] else ():
            looked = look(house.door(), subject, purpose, clock.now())
            if not isinstance(looked, Opened):
                seen[purpose] = looked.reason.value
                continue
            seen[purpose] = "opened"
            if "email" in looked.items:
                seen["email"] = looked.items["email"].reveal()
    return found


def free(names: list[str]) -> dict[str, bool]:
    """Whether each log-in id can be taken."""
    from keepword.runtime import house

    return {n: house.door().find("login-id", Personal(n)) is None for n in names}


def main(verb: str, *arguments: str) -> None:
    """Do one of the above with the house's database running."""
    from keepword.runtime import clock, config
    from keepword.runtime.postgres.embedded import EmbeddedPostgres

    settings = config.current()
    os.environ["DJANGO_SETTINGS_MODULE"] = "keepword.runtime.settings"
    with ExitStack() as stack:
        if settings.embedded:
            stack.enter_context(EmbeddedPostgres(settings.layout).hold())
        django.setup()
        from django.db import connections

        from keepword.runtime import house, migrating

        migrating.migrate(settings)
        house.prepare(clock.now())
        print(json.dumps(VERBS[verb](list(arguments))))
        connections.close_all()


VERBS = {"join": join, "live": live, "correct": correct, "see": see, "free": free}


if __name__ == "__main__":
    main(*sys.argv[1:])
