"""Roles and rights at a start: what is missing is made where we may, and the table is applied."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from keepword.runtime import database
from keepword.runtime.config import Config
from keepword.runtime.dbroles import making, rights, secrets
from keepword.runtime.dbroles.names import SERVING, Role, user


def settle(config: Config, owner: psycopg.Connection[Any]) -> int:
    """Bring roles and rights of the database to the table; how many rights that changed.

    Roles that the owner may not make stay missing: their processes then connect as the owner, and
    `keepword doctor` says so. Those of the embedded server are made by its superuser
    (`runtime.postgres.roles`).

    Args:
        config: the house.
        owner: an autocommit connection of whoever owns the tables.

    Raises:
        GrantsUnfit: the table speaks of what the database does not have.
    """
    if config.embedded:
        return rights.apply(owner)
    _make_missing(config, owner)
    changed = rights.apply(owner)
    for role in SERVING:
        _try_password(config, role)
    return changed


def _make_missing(config: Config, owner: psycopg.Connection[Any]) -> None:
    """Make the roles that are missing, if whoever owns the tables may."""
    lacking = making.lacking(rights.present(owner))
    if not lacking or not making.may_make(owner):
        return
    for role in lacking:
        making.make(owner, user(role), secrets.kept_or_made(config.layout, role))


def _try_password(config: Config, role: Role) -> None:
    """A password is in force exactly while it opens; for whatever reason it may not.

    With none in force a process connects as the owner: it works, and the doctor says so.
    """
    password = secrets.kept(config.layout, role)
    if password is None:
        return
    named = make_conninfo(database.conninfo(config), user=user(role), password=password)
    try:
        psycopg.connect(named).close()
    except psycopg.OperationalError:
        secrets.lay_aside(config.layout, role)
    else:
        secrets.put_in_force(config.layout, role)
