"""A scratch database on the tests' server, connected to as Django connects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import psycopg
from django.db import connections
from psycopg.sql import SQL, Identifier

from keepword.storage.sql import Cursor, statement
from tests import databases

TENANT = "meadow"
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TABLES = (
    "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('vault', 'keystore') "
    "ORDER BY schemaname, tablename"
)
"""Every table; pages before the roots that they refer to."""


@dataclass(frozen=True)
class Store:
    """One database: `connect` is what the vault is given."""

    name: str
    parameters: dict[str, Any]

    @classmethod
    def create(cls) -> Store:
        """A new database with the tables of the vault."""
        found = dict(connections["default"].get_connection_params())
        name = f"vault_{uuid4().hex}"
        with psycopg.connect(**found, autocommit=True) as server:
            server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        store = cls(name, found | {"dbname": name})
        with store.connect() as own:
            for migration in (
                "0001_vault",
                "0002_key_pages",
                "0003_blobs",
                "0005_rotation",
                "0006_what_waits",
            ):
                own.execute(statement("keepword.vault", migration))
        return store

    def hasty(self) -> Store:
        """The same database, where a commit does not wait for the disk: for thousands of commits
        none of which has to outlive the machine."""
        return Store(self.name, self.parameters | {"options": "-c synchronous_commit=off"})

    def connect(self) -> psycopg.Connection[Any]:
        """A fresh autocommit connection."""
        return psycopg.connect(**self.parameters, autocommit=True)

    @contextmanager
    def transaction(
        self, *, given_up: bool = False, cursor_factory: type[Cursor] | None = None
    ) -> Iterator[Cursor]:
        """A cursor in a transaction of its own connection, committed at the end or given up."""
        with self.connect() as own:
            own.cursor_factory = cursor_factory or own.cursor_factory
            with own.transaction(force_rollback=given_up), own.cursor() as cursor:
                yield cursor

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query finds among what is committed."""
        with self.connect() as own:
            return own.execute(sql).fetchall()

    def dump(self) -> str:
        """Every row of every table as PostgreSQL writes it (bytes in hexadecimal)."""
        with self.connect() as own:
            tables = own.execute(TABLES).fetchall()
            return "\n".join(
                row[0]
                for table in tables
                for row in own.execute(SQL("SELECT t::text FROM {} t").format(Identifier(*table)))
            )

    def empty(self) -> None:
        """Remove every row: of a few, deleting them is faster than new files for all tables."""
        with self.connect() as own, own.transaction():
            for table in own.execute(TABLES).fetchall():
                own.execute(SQL("DELETE FROM {}").format(Identifier(*table)))

    def drop(self) -> None:
        """Remove the database."""
        with psycopg.connect(**(self.parameters | {"dbname": "postgres"}), autocommit=True) as own:
            databases.drop(own, self.name)
