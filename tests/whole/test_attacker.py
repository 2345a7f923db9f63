"""The attacker's test: an erased person opens before the root turn, and never after it (P66).

The attacker has a dump, a base backup and all WAL, from before and after; and every key that exists
when they come: all rows of today's key store, every file of the keys' folder, a quorum of the
escrow holders' shares. Only copies of *roots* that are gone are not theirs: that is what destroying
them means. Telephone numbers are tried out over a range in which those of the erased are; a larger
one adds wrong numbers only, and could find nothing that the right ones do not.

What the law has the log keep of who a person was (name, birth date, log-in id) is sealed in the
separate store until the log's term ends; the erased are known here by telephone and e-mail. That
link has a test of its own: it opens for its term, and not after it.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connections
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from keepword.clients import answered, calls
from keepword.clients.calls import Answer
from keepword.custody import link_keys, linking
from keepword.custody.answers import Left, Opened
from keepword.custody.asking import Leaving
from keepword.custody.door import Door
from keepword.foundation.personal import Personal
from keepword.mail import delivery, outbox
from keepword.mail.outbox import MailMessage
from keepword.runtime import config, house, root_turns
from keepword.runtime.postgres.cluster import Plan
from keepword.runtime.postgres.embedded import EmbeddedPostgres
from keepword.safeguards import log_term
from keepword.vault import escrow, turning, turns
from keepword.vault.local import LocalHolder
from keepword.vault.providers.keyfile import KeyFiles
from keepword.vault.vault import Vault
from tests import databases
from tests.custody.scene import NOW, joined, joining, look, person
from tests.mail.post import Box
from tests.whole.attacker import Attacker, Loot, roots_among, wal

LATER = NOW + timedelta(days=4)
"""When mail that cannot be delivered was given up, and answers were forgotten."""

NUMBERS = [f"0105555{n:04}" for n in range(10_000)]
"""Every number that made-up people are given."""

TABLES = (
    "SELECT schemaname, tablename FROM pg_tables "
    "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
)


@dataclass
class House:
    """A door on a database of its own, its key folder, and what an attacker may read of both."""

    door: Door
    holder: LocalHolder
    keys: Path
    shares: list[str]
    database: str

    def join(self, number: int) -> UUID:
        """Somebody with this telephone number, and an e-mail address made of it."""
        phone, login = f"0105555{number:04}", f"member.{number:04}"
        email = f"canary.{number:04}@example.com"
        return joined(
            self.door,
            asked=joining(login_id=login, mobile_phone=phone, email=email),
        )

    def write(self, number: int, now: datetime) -> None:
        """A mail to them is on its way, and a call with their number was answered."""
        account, words = uuid4(), MailMessage("left", "en", "Hello", "A letter", "BCDF")
        with self.door.act(log_term.SYSTEM, now) as act:
            to = Personal(f"letter.{number:04}@example.com")
            outbox.queue(act.cursor, act.vault, to, words, now)
            said = call_of(number)
            call = calls.asked(act.cursor, act.vault, account, str(number), said, now)
            calls.keep(act.cursor, call, Answer(201, "{}"))

    def empty_the_outbox(self, now: datetime) -> None:
        """Mail leaves, answers are forgotten, and their days end."""
        box = Box()
        assert delivery.deliver_due(now, vault=self.door.vault, transport=box)
        assert answered.forget_old(now)
        assert delivery.end_days(now, vault=self.door.vault) == 1
        assert calls.end_days(now, vault=self.door.vault) == 1

    def leave(self, subject: UUID) -> None:
        """Erased with all that is held."""
        with self.door.act(person(subject), NOW) as act:
            assert isinstance(act.leave(Leaving(subject, "web")), Left)

    def end_the_link(self, now: datetime) -> None:
        """Its last day is over: the link goes, and the key of the month with it."""
        with self.door.act(log_term.SYSTEM, now) as act:
            (found,) = linking.over(act.cursor, now.date(), 10)
            linking.end(act.cursor, found)
            assert link_keys.destroy_spent(act.cursor, act.vault, now)

    def rows(self) -> bytes:
        """Every row of every table, now."""
        with connections["default"].cursor() as cur:
            cur.execute(TABLES)
            found = []
            for schema, table in cur.fetchall():
                cur.execute(f'SELECT t::text FROM "{schema}"."{table}" t')
                found += [row[0] for row in cur.fetchall()]
        return "\n".join(found).encode()

    def secrets(self) -> set[bytes]:
        """Every key outside the database: what the files say, and what enough shares open."""
        found = set()
        for path in self.keys.iterdir():
            with suppress(ValueError):
                found.add(bytes.fromhex(path.read_text("latin-1").strip()))
            if path.suffix == ".sealed":
                generation = int(re.sub(r"\D", "", path.name))
                sealed = path.read_bytes()
                tenant = self.door.vault.tenant
                found.add(escrow.open_root(self.shares, sealed, tenant, generation))
        return {secret for secret in found if len(secret) == 32}


@dataclass
class Server:
    """PostgreSQL as its superuser sees it, and its files."""

    embedded: EmbeddedPostgres

    def connect(self) -> psycopg.Connection[Any]:
        """The superuser."""
        return psycopg.connect(self.embedded.admin(), autocommit=True)

    def run(self, program: str, *given: str) -> None:
        """One of PostgreSQL's own programs."""
        plan = Plan.read(self.embedded.cluster.plan)
        access = conninfo_to_dict(self.embedded.admin())
        named = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
        environment = os.environ | {to: str(access[name]) for name, to in named.items()}
        path = Path(plan.prefix) / "bin" / program
        subprocess.run([path, *given], env=environment, check=True, capture_output=True)


@dataclass
class Archive:
    """All WAL since it was opened."""

    folder: Path
    first: str

    def read(self) -> bytes:
        """As one stream."""
        return wal(path for path in self.folder.iterdir() if path.name >= self.first)


@pytest.fixture
def server(transactional_db: None) -> Server:
    """The tests' own server."""
    return Server(EmbeddedPostgres(config.current().layout))


@pytest.fixture
def archive(server: Server) -> Iterator[Archive]:
    """No WAL is removed meanwhile."""
    with server.connect() as admin:
        row = admin.execute(
            "SELECT pg_walfile_name(lsn) FROM pg_create_physical_replication_slot('attacker', true)"
        ).fetchone()
        assert row is not None
        yield Archive(server.embedded.cluster.data / "pg_wal", row[0])
        admin.execute("SELECT pg_drop_replication_slot('attacker')")


@pytest.fixture
def attacked(
    server: Server, archive: Archive, transactional_db: None, tmp_path: Path
) -> Iterator[House]:
    """A house on a copy of the tests' database, where everything is committed."""
    settings, name = connections["default"].settings_dict, f"attacked_{uuid4().hex}"
    template = settings["NAME"]
    connections["default"].close()
    with server.connect() as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER keepword").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        settings["NAME"] = name
        _without_keys()
        try:
            yield from _furnished(tmp_path / "keys", name)
        finally:
            connections["default"].close()
            settings["NAME"] = template
            databases.drop(admin, name)


def _without_keys() -> None:
    """Other tests may have left keys under roots of their own."""
    with connections["default"].cursor() as cur:
        cur.execute(
            "SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') FROM pg_tables "
            "WHERE schemaname IN ('keystore', 'apart')"
        )
        cur.execute(f"TRUNCATE {cur.fetchone()[0]}")


def _furnished(keys: Path, name: str) -> Iterator[House]:
    def connect() -> psycopg.Connection[Any]:
        return psycopg.connect(**connections["default"].get_connection_params(), autocommit=True)

    public, shares = escrow.make(3, 2)
    keys.mkdir(mode=0o700)
    escrow.publish(keys, public)
    tenant = house.loaded().policy.meta.id
    holder = LocalHolder(tenant, {"file": KeyFiles(keys)}, connect, "file", keys)
    with closing(holder.connections):
        vault = Vault(tenant, holder)
        vault.prepare(NOW)
        door = Door(house.loaded(), house.law(), vault, house.blobs())
        with door.act(log_term.SYSTEM, NOW) as act:
            link_keys.prepare(act.cursor, holder, NOW)
        yield House(door, holder, keys, shares[:2], name)


@pytest.mark.django_db(transaction=True)
def test_the_erased_open_before_the_root_turn_and_never_after(
    attacked: House, server: Server, archive: Archive, tmp_path: Path
) -> None:
    packed = {n: attacked.join(n) for n in (1111, 2222, 3333)}
    assert turning.turn(attacked.holder, NOW) is not None
    fresh = {n: attacked.join(n) for n in (4444, 5555, 6666)}
    for number in (*packed, *fresh):
        attacked.write(number, NOW)
    dump, base = tmp_path / "dump.sql", tmp_path / "base"
    server.run("pg_dump", f"--file={dump}", "--format=plain", attacked.database)
    server.run("pg_basebackup", f"--pgdata={base}", "--wal-method=none", "--checkpoint=fast")
    copies = Copies(dump.read_bytes(), _files_of(server, base, attacked.database))

    gone = {1111: packed.pop(1111), 6666: fresh.pop(6666)}
    stays = packed | fresh
    for subject in gone.values():
        attacked.leave(subject)
    before = copies.attacked(attacked, archive.read())
    assert found_by(before) == {*gone, *stays}
    assert tried_out_by(before) == {*gone, *stays}
    assert written_to(before) == called_by(before) == {*gone, *stays}

    attacked.empty_the_outbox(LATER)
    assert turning.turn(attacked.holder, LATER) is not None
    later = {7777: attacked.join(7777)}
    attacked.write(7777, LATER)
    after = copies.attacked(attacked, archive.read())
    assert found_by(after) == {*stays, *later}
    assert tried_out_by(after) == {*stays, *later}
    assert written_to(after) == called_by(after) == {*later}

    for number, subject in {**stays, **later}.items():
        assert isinstance(look(attacked.door, subject), Opened)
        phone = Personal(f"010-5555-{number}")
        assert attacked.door.find("mobile-phone", phone) == subject
    for number in gone:
        assert attacked.door.find("mobile-phone", Personal(f"0105555{number}")) is None


@pytest.mark.django_db(transaction=True)
def test_the_sealed_link_opens_for_its_term_and_never_after(
    attacked: House, server: Server, archive: Archive, tmp_path: Path
) -> None:
    """P87: who it was is known as long as the log has to name them; then nobody learns it, from no
    copy. The end of a link's key alone brings about the turn that makes it final."""
    attacked.leave(attacked.join(1111))
    dump = tmp_path / "dump.sql"
    server.run("pg_dump", f"--file={dump}", "--format=plain", attacked.database)
    copies = Copies(dump.read_bytes(), b"")
    assert turning.turn(attacked.holder, LATER) is not None
    within = copies.attacked(attacked, archive.read())
    assert found_by(within) == set()
    assert any(b"member.1111" in said for said in within.linked())

    over = NOW + timedelta(days=3 * 366)
    with attacked.holder.connections.cursor() as cur:
        before = turns.status(cur)
    attacked.end_the_link(over)
    with attacked.holder.connections.cursor() as cur:
        status = turns.status(cur)
    assert before is not None
    assert status is not None
    assert (before.anything_waits, status.waiting, status.anything_waits) == (False, 0, True)
    assert root_turns.turn_if_due(attacked.holder, over + timedelta(days=1)) == 1
    assert copies.attacked(attacked, archive.read()).linked() == set()


@dataclass
class Copies:
    """What was copied in time: a dump as text, and the database's files as they are."""

    dump: bytes
    files: bytes

    def attacked(self, house: House, all_wal: bytes) -> Attacker:
        """Somebody who has these, all WAL, and every key that there is now."""
        loot = Loot()
        loot.read_text(self.dump)
        loot.read_text(house.rows())
        with connections["default"].cursor() as cur:
            cur.execute("SELECT proof FROM keystore.root")
            proofs = {bytes(row[0]) for row in cur.fetchall()}
        for raw in (self.files, all_wal):
            loot.read_raw(raw)
        made = Attacker(loot, house.door.vault.tenant, roots_among(house.secrets(), proofs))
        made.derive()
        return made


def found_by(attacker: Attacker) -> set[int]:
    """Whose e-mail address is among what any key opens."""
    address = re.compile(rb"canary\.(\d{4})@example\.com")
    return {int(n) for plain in attacker.plaintexts() for n in address.findall(plain)}


def call_of(number: int) -> str:
    """A call of the API that names somebody by their number."""
    return f"POST /api/people 0105555{number:04}"


def written_to(attacker: Attacker) -> set[int]:
    """Whose mail any key opens."""
    address = re.compile(rb"letter\.(\d{4})@example\.com")
    return {int(n) for plain in attacker.plaintexts() for n in address.findall(plain)}


def called_by(attacker: Attacker) -> set[int]:
    """Whose number is found by trying out calls against the answers that were kept."""
    return {int(call[-4:]) for call in attacker.calls(map(call_of, range(10_000)))}


def tried_out_by(attacker: Attacker) -> set[int]:
    """Whose telephone number is found by trying out all of them."""
    return {int(phone[-4:]) for phone in attacker.tried_out("mobile-phone", NUMBERS)}


def _files_of(server: Server, base: Path, database: str) -> bytes:
    """The files of one database in a base backup."""
    with server.connect() as admin:
        row = admin.execute(
            "SELECT oid FROM pg_database WHERE datname = %s", (database,)
        ).fetchone()
    assert row is not None
    return b"".join(path.read_bytes() for path in sorted((base / "base" / str(row[0])).iterdir()))
