"""A house to measure: its own folder, the embedded server, and the shipped processes."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any


@contextmanager
def house(
    opens_a_minute: int, processes: tuple[str, ...] = ("keys", "integrator")
) -> Iterator[Any]:
    """A connection to the database of a migrated, prepared house in which `processes` run."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="kw-bench-"))
        os.environ |= {
            "KEEPWORD_VAR": folder,
            "KEEPWORD_OPENS_A_MINUTE": str(opens_a_minute),
            "KEEPWORD_WITNESS_QUORUM": "0",
            "DJANGO_SETTINGS_MODULE": "keepword.runtime.settings",
        }
        import django

        from keepword.runtime import config, services
        from keepword.runtime.postgres.embedded import EmbeddedPostgres

        config.current.cache_clear()
        settings = config.current()
        settings.layout.make()
        stack.enter_context(EmbeddedPostgres(settings.layout).hold())
        django.setup()
        from django.db import connections

        from keepword.runtime import clock, database, migrating
        from keepword.runtime import house as wiring

        connections["default"].settings_dict.update(database.django(settings))
        for cached in (wiring.local_holder, wiring.holder, wiring.vault, wiring.door):
            cached.cache_clear()
        stack.callback(connections.close_all)
        migrating.migrate(settings)
        wiring.prepare(clock.now())
        for service in services.SERVICES:
            if service.name in processes:
                running = services.Running(service, settings, os.environ)
                stack.callback(running.stop)
        while "keys" in processes and not settings.key_socket.exists():
            time.sleep(0.05)
        yield stack.enter_context(database.connect(settings, autocommit=True))


def durability(own: Any) -> dict[str, str]:
    """The settings that durability rests on: one server, so the same for both sides."""
    names = ("fsync", "synchronous_commit", "full_page_writes", "wal_level", "server_version")
    return {name: own.execute(f"SHOW {name}").fetchone()[0] for name in names}
