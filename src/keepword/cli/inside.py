"""The house from within, for verbs that need its database."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from keepword.runtime import config as configuration
from keepword.runtime.postgres.embedded import EmbeddedPostgres


@contextlib.contextmanager
def inside() -> Iterator[None]:
    """Django, a migrated database behind it, and the keys, for the length of the block.

    Raises:
        KeepwordError: no server, or keys that do not fit; see `keepword.runtime.errors`.
    """
    config = configuration.current()
    with contextlib.ExitStack() as stack:
        if config.embedded:
            server = EmbeddedPostgres(config.layout, os_user=config.os_user)
            stack.enter_context(server.hold())
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keepword.runtime.settings")
        import django

        django.setup()
        from django.db import connections

        from keepword.runtime import clock, house, migrating
        from keepword.runtime.backup import unfinished

        stack.callback(connections.close_all)
        unfinished.refuse(config)
        migrating.migrate(config)
        house.prepare(clock.now())
        yield
