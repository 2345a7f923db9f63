"""The house as a command at the terminal needs it: a database behind it, and who acts."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from keepword.foundation.errors import Message
from keepword.runtime import config as configuration
from keepword.runtime.postgres.embedded import EmbeddedPostgres
from keepword.runtime.wording import in_one_line, languages

if TYPE_CHECKING:  # what touches Django is imported once Django is set up
    from keepword.custody.act import Act

TASK = "terminal"
"""The task that what is done at the terminal is recorded under."""


@contextlib.contextmanager
def django() -> Iterator[None]:
    """Django with a migrated database behind it, embedded or not, for the length of the block."""
    config = configuration.current()
    with contextlib.ExitStack() as stack:
        if config.embedded:
            server = EmbeddedPostgres(config.layout, os_user=config.os_user)
            stack.enter_context(server.hold())
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keepword.runtime.settings")
        import django

        django.setup()
        from django.db import connections

        from keepword.runtime import migrating

        migrating.migrate(config)
        stack.callback(connections.close_all)
        yield


@contextlib.contextmanager
def acting() -> Iterator[Act]:
    """One act of whoever has the terminal: the system itself, from no network address."""
    from keepword.custody.acting import Acting
    from keepword.policy.decisions.question import Actor
    from keepword.runtime import clock, house

    with django():
        now = clock.now()
        house.prepare(now)
        system = Acting(Actor.SYSTEM, UUID(int=0), source="", task=TASK)
        with house.door().act(system, now) as act:
            yield act


def say(*, en: str, ko: str) -> str:
    """A line in the terminal's language."""
    return in_one_line(Message(en=en, ko=ko), languages(os.environ))
