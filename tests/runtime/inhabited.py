"""Life in a house of its own, told in steps; the answers are JSON on standard output.

python -m tests.runtime.inhabited '[["join", "a", "b"], ["keepword", "backup", …], …]'

    join NAME…                     members; their subjects by name
    film                           somebody before a camera; subject and SHA-256 of the footage
    live LEAVES WITHDRAWS CORRECTS FILMED
    correct SUBJECT                a new e-mail address
    see SUBJECT…                   what is held of each, and what opens
    found TEXT…                    whose log-in id or e-mail address that is
    blobs                          objects in the store
    erased                         units on the list of the erased
    escrow                         an escrow, in force; its shares
    integrate                      the ledger's integrator, once; entries in the tree
    older                          the tables as they were one migration before
    killed ARGUMENT…               a restore that is killed before anything may open
    keepword ARGUMENT…             a command; its exit status and what it said
    typed TEXT ARGUMENT…           the same, with standard input
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import django

from keepword.foundation.errors import KeepwordError
from keepword.foundation.personal import Personal

NEW_ADDRESS = "moved.on@example.com"
FOOTAGE = b"footage " * 4096


def join(*names: str) -> dict[str, str]:
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


def film() -> str:
    """Somebody whom a camera saw, with the footage as a blob."""
    from keepword.custody.acting import Acting
    from keepword.custody.answers import Collected
    from keepword.custody.asking import Collecting
    from keepword.custody.storing import Stored, Storing
    from keepword.policy.decisions.question import Actor
    from keepword.runtime import clock, house

    camera = Acting(Actor.SYSTEM, UUID(int=8), source="192.0.2.30", task="camera-3")
    subject, record = uuid4(), uuid4()
    with house.door().act(camera, clock.now()) as act:
        seen = act.collect(Collecting("C20", subject, record, {"footage": Personal("3")}, ""))
        assert isinstance(seen, Collected)
    asked = Storing(subject, "C20", record, "footage", uuid4(), "video/mp4", channel="")
    with house.door().act(camera, clock.now()) as act:
        assert isinstance(act.store(asked, [FOOTAGE]), Stored)
    return str(subject)


def live(leaves: str, withdraws: str, corrects: str, filmed: str) -> dict[str, str]:
    """One leaves, one withdraws the consent to mail, one has a new address, footage is erased."""
    from keepword.custody.acting import Acting
    from keepword.custody.asking import Leaving, Withdrawing
    from keepword.policy.decisions.question import Actor
    from keepword.runtime import clock, house
    from tests.custody.scene import MAIL, person

    door, now = house.door(), clock.now() + timedelta(seconds=1)
    leaver, withdrawer = UUID(leaves), UUID(withdraws)
    with door.act(person(leaver), now) as act:
        act.leave(Leaving(leaver, "web"))
    mail = next(c.id for c in door.consents(withdrawer) if c.consent == MAIL)
    with door.act(person(withdrawer), now) as act:
        act.withdraw(Withdrawing(withdrawer, frozenset({mail}), "web"))
    correct(corrects)
    with door.act(Acting(Actor.SYSTEM, UUID(int=0), source="", task="destruction-run"), now) as act:
        gone = act.erase_many([UUID(filmed)])
        assert gone.units == 1
    return join("latecomer")


def correct(subject: str) -> None:
    """A new e-mail address."""
    from keepword.custody.asking import Correcting
    from keepword.runtime import clock, house
    from tests.custody.scene import person

    with house.door().act(person(UUID(subject)), clock.now()) as act:
        changes = {"email": Personal(NEW_ADDRESS)}
        act.correct(Correcting(UUID(subject), "C1", changes, "web"))


def see(*who: str) -> dict[str, Any]:
    """Of each: items held, the e-mail address, footage, refusals, whether they are a member."""
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
        if "footage" in seen["items"]:
            seen["footage"] = _footage(subject)
        for purpose in ("PU6", "PU16") if "email" in seen["items"] else ():
            looked = look(house.door(), subject, purpose, clock.now())
            if not isinstance(looked, Opened):
                seen[purpose] = looked.reason.value
                continue
            seen[purpose] = "opened"
            if "email" in looked.items:
                seen["email"] = looked.items["email"].reveal()
    return found


def _footage(subject: UUID) -> str:
    """SHA-256 of the footage, as somebody who may look sees it."""
    from keepword.custody.fetching import Fetched, Fetching
    from keepword.runtime import clock, house
    from tests.custody.scene import staff

    with house.door().act(staff("CV1"), clock.now()) as act:
        looked = act.fetch(Fetching(subject, "C20", "footage", purpose="CV1"))
    assert isinstance(looked, Fetched)
    digest = hashlib.sha256()
    for piece in looked.blobs[0].open().stream():
        digest.update(piece)
    return digest.hexdigest()


def found(*texts: str) -> dict[str, str | None]:
    """Whose log-in id or e-mail address each of these is."""
    from keepword.runtime import house

    def who(text: str) -> str | None:
        index = "email" if "@" in text else "login-id"
        subject = house.door().find(index, Personal(text))
        return str(subject) if subject else None

    return {text: who(text) for text in texts}


def blobs() -> int:
    """Objects in the store."""
    from keepword.runtime import house

    return sum(1 for _ in house.blobs().store.objects())


def erased() -> int:
    """Units on the list of the erased."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM keystore.erased_unit")
        return int(cursor.fetchone()[0])


def escrow() -> list[str]:
    """An escrow of three people, two of whom open; their shares."""
    from keepword.runtime import root_escrow

    made = root_escrow.make(3, 2, replace=False)
    root_escrow.put_in_force(made.public)
    return made.shares


def integrate() -> int:
    """What waits is in the tree, and published."""
    from keepword.ledger import integrator
    from keepword.runtime import config, database, house

    settings = config.current()
    with database.connect(settings) as connection:
        integrator.integrate(connection, house.signer(), settings.layout.ledger_public)
        row = connection.execute("SELECT size FROM ledger.tree").fetchone()
    return int(row[0]) if row else 0


def older() -> None:
    """Take back `keepword_vault.0005_rotation` and all that came behind it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE keystore.rotation, keystore.superseded, keystore.broken")
        cursor.execute("ALTER TABLE keystore.destroyed_page DROP COLUMN turned")
        cursor.execute("DROP INDEX keystore.erased_unit_turned")
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'keepword_vault' AND name >= '0005'"
        )


def killed(*arguments: str) -> None:
    """The process ends where the last transaction would begin."""
    from keepword.runtime.backup import opening

    def die(*_: object) -> None:
        os._exit(9)

    opening.finish = die  # type: ignore[assignment]
    keepword(*arguments)


def keepword(*arguments: str) -> dict[str, Any]:
    """A command of ours in this process, as `cli.main.main` runs it."""
    from keepword.cli.exits import status_of
    from keepword.cli.main import cli
    from keepword.runtime.wording import refusal_lines

    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            status = cli.main(list(arguments), prog_name="keepword", standalone_mode=False) or 0
        except KeepwordError as error:
            status = status_of(error)
            said.writelines(f"{line}\n" for line in refusal_lines(error, ("en",)))
    return {"status": int(status), "said": said.getvalue()}


def typed(text: str, *arguments: str) -> dict[str, Any]:
    """The same, with standard input."""
    before, sys.stdin = sys.stdin, io.StringIO(text)
    try:
        return keepword(*arguments)
    finally:
        sys.stdin = before


COMMANDS: dict[str, Callable[..., Any]] = {"keepword": keepword, "typed": typed, "killed": killed}
LIFE: dict[str, Callable[..., Any]] = {
    "join": join, "film": film, "live": live, "correct": correct, "see": see, "found": found,
    "blobs": blobs, "erased": erased, "escrow": escrow,
    "integrate": integrate, "older": older,
}  # fmt: skip


@contextlib.contextmanager
def _server() -> Iterator[None]:
    """The embedded server for the length of the block, unless the house has one elsewhere."""
    from keepword.runtime import config
    from keepword.runtime.postgres.embedded import EmbeddedPostgres

    settings = config.current()
    with contextlib.ExitStack() as stack:
        if settings.embedded:
            stack.enter_context(EmbeddedPostgres(settings.layout).hold())
        yield


def _do(verb: str, *arguments: str) -> Any:
    """One step. A command finds the house as it is; life goes on in one that is prepared."""
    from django.db import connections

    from keepword.runtime import clock, config, house, migrating

    if verb in COMMANDS:
        return COMMANDS[verb](*arguments)
    migrating.migrate(config.current())
    house.prepare(clock.now())
    try:
        return LIFE[verb](*arguments)
    finally:
        house.local_holder().forget()
        house.local_holder().connections.close()
        connections.close_all()


def main(steps: str) -> None:
    """Do the steps, in order, in one process."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "keepword.runtime.settings"
    with _server():
        django.setup()
        print(json.dumps([_do(*step) for step in json.loads(steps)]))


if __name__ == "__main__":
    main(sys.argv[1])
