"""A ledger of the tests' own: a scratch database on their server, and a folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.db import connections
from psycopg.sql import SQL, Identifier

from keepword.ledger import inbox
from keepword.ledger.entries import month_of
from keepword.ledger.integrator import integrate
from keepword.ledger.reading import Reader
from keepword.ledger.signing import Signer
from keepword.ledger.verifying import Report, verify_database
from keepword.ledger.writer import InboxRow, Writer
from keepword.storage.sql import Cursor, statement
from tests import databases

ORIGIN = "ledger.example/meadow"
NOW = datetime(2026, 7, 23, 9, 30, tzinfo=UTC)
CHILD_OF_MAY, GONE = UUID(int=0xA1), UUID(int=0xA2)
"""Two made-up people, known by their ids only."""


def month_key(month: int) -> bytes:
    """A key for each month; what the vault does elsewhere."""
    return hashlib.sha256(f"month {month}".encode()).digest()


SCHEMA = (
    "0001_ledger",
    "0002_ledger",
    "0002_marks",
    "0002_indexes",
    "0002_superseded",
    "0002_open_month",
)
"""The migrations' SQL, in order."""


def _lay(connection: psycopg.Connection[Any]) -> None:
    for name in SCHEMA:
        connection.execute(statement("keepword.ledger", name))


class Scratch:
    """One database with the ledger's tables and nothing else."""

    def __init__(self) -> None:
        found = dict(connections["default"].get_connection_params())
        self._server = found | {"dbname": "postgres"}
        self._name = f"ledger_{uuid4().hex}"
        self._parameters = found | {"dbname": self._name}
        with psycopg.connect(**found, autocommit=True) as server:
            server.execute(SQL("CREATE DATABASE {}").format(Identifier(self._name)))
        with self.connect() as own:
            _lay(own)

    def connect(self) -> psycopg.Connection[Any]:
        """A fresh autocommit connection."""
        return psycopg.connect(**self._parameters, autocommit=True)

    def empty(self) -> None:
        """As it was made."""
        with self.connect() as own:
            own.execute("DROP SCHEMA ledger CASCADE")
            _lay(own)

    def drop(self) -> None:
        """Remove the database."""
        with psycopg.connect(**self._server, autocommit=True) as server:
            databases.drop(server, self._name)


@dataclass
class Book:
    """A ledger in use: one connection, one writer, one signer."""

    scratch: Scratch
    folder: Path
    connection: psycopg.Connection[Any]
    writer: Writer = field(default_factory=lambda: Writer(uuid4()))

    def __post_init__(self) -> None:
        self.signer = self.new_signer()

    @property
    def public(self) -> Path:
        """The published files."""
        return self.folder / "public"

    @property
    def reader(self) -> Reader:
        """Opens entries."""
        return Reader(month_key)

    def new_signer(self) -> Signer:
        """The signer as a process that was started just now has it."""
        return Signer.make_or_read(self.folder / "keys", ORIGIN)

    def restart(self) -> None:
        """A new process: nothing is remembered but what files and database hold."""
        self.connection.close()
        self.connection = self.scratch.connect()
        self.signer = self.new_signer()

    def prepare(self, at: int = 0, writer: Writer | None = None, **body: Any) -> InboxRow:
        """A row of `at` seconds after `NOW`; `subject` also gives its tag."""
        now = NOW + timedelta(seconds=at)
        subject = body.get("subject")
        return (writer or self.writer).prepare(
            {"act": "use", "outcome": "allowed", **body},
            entry=uuid4(),
            nonce=hashlib.sha256(uuid4().bytes).digest(),
            now=now,
            month_key=month_key(month_of(now)),
            subject=UUID(subject) if subject else None,
        )

    def record(self, at: int = 0, writer: Writer | None = None, **body: Any) -> UUID:
        """One act, committed; the id of its entry."""
        row = self.prepare(at, writer, **body)
        with self.cursor() as cur:
            inbox.insert(cur, row)
        (writer or self.writer).confirm()
        return row.entry

    def fill(self, count: int, at: int = 0) -> list[UUID]:
        """Several acts in one transaction, a second apart."""
        rows = [self.prepare(at + step) for step in range(count)]
        with self.connection.pipeline(), self.cursor() as cur:
            for row in rows:
                inbox.insert(cur, row)
        self.writer.confirm()
        return [row.entry for row in rows]

    def integrate(self, **how: int) -> int:
        """One round of the integrator."""
        return integrate(self.connection, self.signer, self.public, **how)

    def verify(self) -> Report:
        """Everything against everything, in a snapshot."""
        with self.cursor() as cur:
            cur.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            return verify_database(
                cur, self.reader, self.public, self.signer.verifier, self.signer.state
            )

    def findings(self) -> list[tuple[str, str]]:
        """Code and place of what `verify` finds."""
        return [(finding.code, finding.where) for finding in self.verify().findings]

    @contextmanager
    def cursor(self) -> Iterator[Cursor]:
        """A cursor in a transaction that commits."""
        with self.connection.transaction(), self.connection.cursor() as cur:
            yield cur

    def run(self, sql: str, *values: Any) -> None:
        """What somebody with the database's password might do."""
        with self.cursor() as cur:
            cur.execute(sql.encode(), values or None)

    def one(self, sql: str, *values: Any) -> Any:
        """The first value that a query finds."""
        with self.cursor() as cur:
            found = cur.execute(sql.encode(), values or None).fetchone()
            return found[0] if found else None
