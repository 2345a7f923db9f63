"""The roles and the database of the embedded server, seen to by its superuser at each start.

Nobody of ours connects as the superuser otherwise: taking over any of our processes gives no files
of the server, no programs and no other role. What a role may do with which table is another matter
(`runtime.dbroles.table`), seen to by the owner of the tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import sql

from keepword.runtime.dbroles import making, scram
from keepword.runtime.dbroles.names import Role, user

OWNER = "keepword"
"""Owns the database and all that is in it; the name that release 0.1.0 gave it."""

DATABASE = "keepword"

_OTHERS = ("postgres", "template1")
"""Databases that come with every server; nobody who serves has anything to do there."""


def name(role: Role) -> str:
    """The name of a role on the embedded server."""
    return OWNER if role is Role.OWNER else user(role)


def ensure(admin: psycopg.Connection[Any], passwords: Mapping[Role, str]) -> None:
    """Make roles and database where they are missing; give a role its password again if need be.

    `admin` is an autocommit superuser.
    """
    kept = _verifiers(admin)
    for role, password in passwords.items():
        if name(role) not in kept:
            making.make(admin, name(role), password)
        elif not scram.fits(password, kept[name(role)]):
            making.set_password(admin, name(role), password)
    if not _exists(admin, DATABASE):
        _make_database(admin)
    if _open_to_everybody(admin):
        _close_others(admin)


def _verifiers(admin: psycopg.Connection[Any]) -> dict[str, str | None]:
    return dict(admin.execute("SELECT rolname, rolpassword FROM pg_authid").fetchall())


def _exists(admin: psycopg.Connection[Any], database: str) -> bool:
    found = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,))
    return found.fetchone() is not None


def _make_database(admin: psycopg.Connection[Any]) -> None:
    names = {"database": sql.Identifier(DATABASE), "role": sql.Identifier(OWNER)}
    admin.execute(sql.SQL("CREATE DATABASE {database} OWNER {role}").format(**names))
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {database} FROM PUBLIC").format(**names))


def _open_to_everybody(admin: psycopg.Connection[Any]) -> bool:
    found = admin.execute(
        "SELECT 1 FROM pg_database, aclexplode(COALESCE(datacl, acldefault('d', datdba))) AS a "
        "WHERE datname = ANY(%s) AND a.grantee = 0",
        (list(_OTHERS),),
    )
    return found.fetchone() is not None


def _close_others(admin: psycopg.Connection[Any]) -> None:
    """The owner may still connect there: that is how further databases are made."""
    for each in _OTHERS:
        names = {"database": sql.Identifier(each), "role": sql.Identifier(OWNER)}
        admin.execute(sql.SQL("REVOKE ALL ON DATABASE {database} FROM PUBLIC").format(**names))
        admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {database} TO {role}").format(**names))
