"""The plain side: one table with values in clear, one durable audit row an operation.

The fastest fair thing: psycopg, prepared statements, binary results, data and audit row in one
transaction. The audit row says what the law names: account, time, source, task, and whose data it
was. As in our log, a person's entries are those about them alone and those about many people in
which they were included.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg

from benchmarks.gdprbench.workload import (
    PURPOSES,
    USERS,
    Operation,
    has_objected,
    held_until,
    is_expired,
    record_of,
    subject_of,
    value_of,
)

_TABLES = """
CREATE SCHEMA {schema};
SET search_path = {schema};
CREATE TABLE record (
    key uuid PRIMARY KEY, usr uuid NOT NULL, pur text NOT NULL, ttl date NOT NULL,
    obj text[] NOT NULL, dec integer NOT NULL, acl integer NOT NULL, shr integer NOT NULL,
    src integer NOT NULL, cat integer NOT NULL, held date, data text NOT NULL
);
CREATE INDEX ON record (usr);
CREATE INDEX ON record (pur);
CREATE TABLE audit (
    id uuid PRIMARY KEY, at timestamptz NOT NULL, account uuid NOT NULL, source text NOT NULL,
    task text NOT NULL, act text NOT NULL, usr uuid, people uuid[], outcome text NOT NULL
);
CREATE INDEX ON audit (usr, at);
CREATE INDEX ON audit USING gin (people) WITH (fastupdate = off);
"""


def make(connection: psycopg.Connection[Any]) -> None:
    """The tables of both plain sides: with an audit row for each operation, and bare."""
    for schema in ("plain", "bare"):
        connection.execute(_TABLES.replace("{schema}", schema))
    connection.execute("RESET search_path")


_AUDIT = "INSERT INTO audit VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
_INSERT = "INSERT INTO record VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_READ = "SELECT usr, key, data FROM record WHERE ttl > %s AND NOT pur = ANY(obj) AND "
_ACCOUNT = uuid4()

Answer = list[tuple[UUID, UUID, str]]


class Plain:
    """One client's connection.

    Args:
        connection: autocommit, durable.
        audited: whether each operation writes its audit row.
        today: the day of the run.
    """

    def __init__(self, connection: psycopg.Connection[Any], *, audited: bool, today: date) -> None:
        self._connection = connection
        connection.execute("SET search_path = plain" if audited else "SET search_path = bare")
        connection.prepare_threshold = 1
        self._cur = connection.cursor(binary=True)
        self._audited = audited
        self._today = today
        self._do: dict[str, Callable[[Operation], Answer]] = {
            "read-key": self._read_key,
            "read-user": self._read_user,
            "read-purpose": self._read_purpose,
            "insert-key": self._insert,
            "update-key": self._update,
            "delete-key": self._delete,
            "hold-purpose": self._hold,
            "object-user": self._object,
            "inspect-user": self._inspect,
            "logs-user": self._logs,
            "verify-key": self._verify,
        }

    def run(self, operation: Operation) -> Answer:
        """Do one operation; the records that it answers with."""
        if not self._audited:
            return self._do[operation.kind](operation)
        with self._connection.transaction():
            return self._do[operation.kind](operation)

    def _read_key(self, op: Operation) -> Answer:
        return self._read(op, "key = %s", record_of(op.key))

    def _read_user(self, op: Operation) -> Answer:
        return self._read(op, "usr = %s", subject_of(op.user))

    def _read_purpose(self, op: Operation) -> Answer:
        return self._read(op, "pur = %s", f"PU{op.purpose + 1}")

    def _read(self, op: Operation, which: str, value: object) -> Answer:
        self._cur.execute(f"{_READ}{which}", (self._today, value))
        rows = self._cur.fetchall()
        people = sorted({row[0] for row in rows}) if op.kind == "read-purpose" else None
        self._audit(op, None if people else subject_of(op.user), people)
        return rows

    def _insert(self, op: Operation) -> Answer:
        self._cur.execute(_INSERT, row_of(op.key, 0, self._today))
        return self._audit(op, subject_of(op.user))

    def _update(self, op: Operation) -> Answer:
        self._cur.execute(
            "UPDATE record SET data = %s WHERE key = %s",
            (value_of(op.key, op.number), record_of(op.key)),
        )
        return self._audit(op, subject_of(op.user))

    def _delete(self, op: Operation) -> Answer:
        self._cur.execute("DELETE FROM record WHERE key = %s", (record_of(op.key),))
        return self._audit(op, subject_of(op.user))

    def _hold(self, op: Operation) -> Answer:
        until = held_until(self._today, op)
        self._cur.execute(
            "WITH meant AS (SELECT key FROM record WHERE pur = %s ORDER BY key FOR UPDATE) "
            "UPDATE record r SET held = %s FROM meant WHERE r.key = meant.key RETURNING usr",
            (f"PU{op.purpose + 1}", until),
        )
        people = sorted({row[0] for row in self._cur.fetchall()})
        return self._audit(op, None, people)

    def _object(self, op: Operation) -> Answer:
        """The person's objection to another purpose than the key's comes or goes."""
        purpose = f"PU{(op.purpose + 1) % PURPOSES + 1}"
        change = "array_append(obj, %s)" if op.number % 2 else "array_remove(obj, %s)"
        self._cur.execute(
            "WITH meant AS (SELECT key FROM record WHERE usr = %s ORDER BY key FOR UPDATE) "
            f"UPDATE record r SET obj = {change} FROM meant WHERE r.key = meant.key",
            (subject_of(op.user), purpose),
        )
        return self._audit(op, subject_of(op.user))

    def _inspect(self, op: Operation) -> Answer:
        self._cur.execute(
            "SELECT usr, key, pur, ttl, obj, dec, acl, shr, src, cat, held FROM record "
            "WHERE usr = %s",
            (subject_of(op.user),),
        )
        rows = self._cur.fetchall()
        self._audit(op, subject_of(op.user))
        return [(row[0], row[1], "") for row in rows]

    def _logs(self, op: Operation) -> Answer:
        self._cur.execute(
            "SELECT id, at, account, source, task, act, outcome FROM audit "
            "WHERE usr = %s OR people @> ARRAY[%s::uuid] ORDER BY at DESC LIMIT 200",
            (subject_of(op.user), subject_of(op.user)),
        )
        self._cur.fetchall()
        return self._audit(op, subject_of(op.user))

    def _verify(self, op: Operation) -> Answer:
        self._cur.execute("SELECT 1 FROM record WHERE key = %s", (record_of(op.key),))
        there = self._cur.fetchone() is not None
        self._audit(op, subject_of(op.user))
        return [(subject_of(op.user), record_of(op.key), "")] if there else []

    def _audit(self, op: Operation, usr: UUID | None, people: list[UUID] | None = None) -> Answer:
        if self._audited:
            row = (uuid4(), datetime.now(UTC), _ACCOUNT, "192.0.2.7", "bench", op.kind, usr, people)
            self._cur.execute(_AUDIT, (*row, "done"))
        return []


def row_of(key: int, version: int, today: date) -> tuple[Any, ...]:
    """A key's row with its metadata."""
    ttl = today - timedelta(days=1) if is_expired(key) else today + timedelta(days=1000)
    purpose = f"PU{key % PURPOSES + 1}"
    objected = [purpose] if has_objected(key) else []
    return (
        record_of(key), subject_of(key % USERS), purpose, ttl, objected, key % 2,
        key % 10, key % 10, key % 10, key % 10, None, value_of(key, version),
    )  # fmt: skip
