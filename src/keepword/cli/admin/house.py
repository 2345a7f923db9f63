"""The house as a command at the terminal needs it: a database behind it, and who acts."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from keepword.cli.inside import inside
from keepword.foundation.errors import Message
from keepword.runtime.wording import in_one_line, languages

if TYPE_CHECKING:  # what touches Django is imported once Django is set up
    from keepword.custody.act import Act

TASK = "terminal"
"""The task that what is done at the terminal is recorded under."""


@contextlib.contextmanager
def acting() -> Iterator[Act]:
    """One act of whoever has the terminal: the system itself, from no network address."""
    from keepword.custody.acting import Acting
    from keepword.policy.decisions.question import Actor
    from keepword.runtime import clock, house

    with inside():
        system = Acting(Actor.SYSTEM, UUID(int=0), source="", task=TASK)
        with house.door().act(system, clock.now()) as act:
            yield act


def say(*, en: str, ko: str) -> str:
    """A line in the terminal's language."""
    return in_one_line(Message(en=en, ko=ko), languages(os.environ))
