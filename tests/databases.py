"""Databases of single tests: dropped whatever still holds on to them."""

from __future__ import annotations

import time
from typing import Any

import psycopg
from psycopg import errors, sql

_PATIENCE = 10.0
_BETWEEN = 0.1


def drop(server: psycopg.Connection[Any], name: str) -> None:
    """Remove the database `name`; `server` is an autocommit connection to another one.

    Only a superuser may end an autovacuum worker that is at work in it; it is soon gone by itself.
    """
    gone = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            server.execute(gone)
        except errors.InsufficientPrivilege:
            if time.monotonic() > until:
                raise
            time.sleep(_BETWEEN)
        else:
            return
