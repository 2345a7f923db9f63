"""The role and the database that Keepword works with, made by the superuser at each start.

The web process connects as a plain role that owns its one database and nothing else: taking it
over gives no files, no programs and no other role.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

ROLE = "keepword"
DATABASE = "keepword"


def ensure(admin: psycopg.Connection[tuple[object, ...]], password: str) -> None:
    """Make role and database where they are missing. `admin` is an autocommit superuser."""
    if not _exists(admin, "SELECT 1 FROM pg_roles WHERE rolname = %s", ROLE):
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(ROLE)))
        set_password(admin, password)
    if not _exists(admin, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
        names = {"database": sql.Identifier(DATABASE), "role": sql.Identifier(ROLE)}
        admin.execute(sql.SQL("CREATE DATABASE {database} OWNER {role}").format(**names))
        admin.execute(sql.SQL("REVOKE ALL ON DATABASE {database} FROM PUBLIC").format(**names))


def set_password(admin: psycopg.Connection[tuple[object, ...]], password: str) -> None:
    """Store the SCRAM verifier of `password`, computed here: the server never sees the password."""
    verifier = admin.pgconn.encrypt_password(
        password.encode(), ROLE.encode(), b"scram-sha-256"
    ).decode()
    admin.execute(
        sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(ROLE), sql.Literal(verifier))
    )


def _exists(admin: psycopg.Connection[tuple[object, ...]], query: sql.SQL | str, name: str) -> bool:
    return admin.execute(query, (name,)).fetchone() is not None
