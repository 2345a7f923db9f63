"""Bringing the database to this release, once, however many starts race for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command

from keepword.runtime import database, readiness
from keepword.runtime.config import Config
from keepword.runtime.errors import DatabaseTooOld

ADVISORY_LOCK = 0x4B45_4550_574F_5244
"""Key of the advisory lock that whoever migrates holds: "KEEPWORD" in ASCII."""


def migrate(config: Config) -> int:
    """Apply what is missing; how many migrations that was.

    Raises:
        DatabaseUnreachable, DatabaseTooOld: nothing was changed.
    """
    with _alone(config):
        before = readiness.pending()
        if before:
            call_command("migrate", interactive=False, verbosity=0)
        return before


@contextmanager
def _alone(config: Config) -> Iterator[None]:
    """Hold the advisory lock on a connection of its own."""
    with database.connect(config, autocommit=True) as connection:
        version = connection.info.server_version
        if version < database.OLDEST * 10_000:
            raise DatabaseTooOld(str(connection.info.parameter_status("server_version")))
        connection.execute("SELECT pg_advisory_lock(%s)", (ADVISORY_LOCK,))
        yield
