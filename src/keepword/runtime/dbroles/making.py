"""Making roles that are missing: by whoever may, or as SQL for somebody who may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import psycopg
from psycopg import sql

from keepword.runtime.dbroles import scram
from keepword.runtime.dbroles.names import SERVING, Role, user

Connection = psycopg.Connection[Any]

LIMIT = 100
"""Connections a role may have at once: one that has gone wild leaves some to the others."""

ATTRIBUTES = sql.SQL(
    "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT {limit}"
).format(limit=sql.Literal(LIMIT))
"""What a serving role may beyond its tables: connect."""


def may_make(connection: Connection) -> bool:
    """Whether whoever is connected may make roles."""
    row = connection.execute(
        "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    return row == (True,)


def make(connection: Connection, name: str, password: str) -> None:
    """Make one role. The server is told a verifier and never the password."""
    connection.execute(_create(name, scram.verifier(password)))


def set_password(connection: Connection, name: str, password: str) -> None:
    """Give a role this password."""
    connection.execute(_alter(name, scram.verifier(password)))


def script(passwords: Mapping[Role, str]) -> Iterator[str]:
    """The SQL that makes these roles or gives them these passwords; nothing in it is secret.

    Rights are not in it: the owner gives them at the next start.
    """
    yield "-- Roles of Keepword, for whoever may make roles on this server; may be run again."
    yield "-- The owner of the database gives them their rights at the next start."
    for role, password in passwords.items():
        name, verifier = user(role), scram.verifier(password)
        create = _create(name, verifier).as_string()
        alter = _alter(name, verifier).as_string()
        yield (
            "DO $keepword$ BEGIN\n"
            f"  IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN\n"
            f"    {alter};\n"
            "  ELSE\n"
            f"    {create};\n"
            "  END IF;\n"
            "END $keepword$;"
        )


def lacking(present: Iterable[str]) -> tuple[Role, ...]:
    """Serving roles that the server does not have."""
    there = frozenset(present)
    return tuple(role for role in SERVING if user(role) not in there)


def _create(name: str, verifier: str) -> sql.Composed:
    return sql.SQL("CREATE ROLE {} {} PASSWORD {}").format(
        sql.Identifier(name), ATTRIBUTES, sql.Literal(verifier)
    )


def _alter(name: str, verifier: str) -> sql.Composed:
    """Its other attributes only a superuser may name; the doctor looks at them."""
    return sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(
        sql.Identifier(name), sql.Literal(verifier)
    )
