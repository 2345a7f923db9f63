"""Bringing the database to this release, once, however many starts race for it.

Tables first, then who may do what with them (`runtime.dbroles`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.core.management import call_command

from keepword.runtime import database, readiness
from keepword.runtime.config import Config
from keepword.runtime.dbroles.settling import settle
from keepword.runtime.errors import DatabaseTooOld

ADVISORY_LOCK = 0x4B45_4550_574F_5244
"""Key of the advisory lock that whoever migrates holds: "KEEPWORD" in ASCII."""


def migrate(config: Config) -> int:
    """Apply what is missing; how many migrations that was.

    Raises:
        DatabaseUnreachable, DatabaseTooOld: nothing was changed.
        GrantsUnfit: rights are given on what is not there.
    """
    with _alone(config) as owner:
        before = readiness.pending()
        if before:
            call_command("migrate", interactive=False, verbosity=0)
        settle(config, owner)
        return before


@contextmanager
def _alone(config: Config) -> Iterator[psycopg.Connection[Any]]:
    """Hold the advisory lock on a connection of the owner's, which is given."""
    with database.connect(config, autocommit=True) as connection:
        version = connection.info.server_version
        if version < database.OLDEST * 10_000:
            raise DatabaseTooOld(str(connection.info.parameter_status("server_version")))
        connection.execute("SELECT pg_advisory_lock(%s)", (ADVISORY_LOCK,))
        yield connection
