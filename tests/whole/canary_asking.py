"""Asks the door of a house that does not run about people; the answers are JSON.

    python -m tests.whole.canary_asking SUBJECT…

Of each: what is held, whether they are a member still, and what a look for each of two purposes
comes to: `opened`, the reason of a refusal, or the name of the error.
"""

from __future__ import annotations

import json
import sys
from typing import Any
from uuid import UUID

import django

from keepword.foundation.errors import KeepwordError

PURPOSES = ("PU6", "PU16")
"""The membership itself, and news, which takes a consent of its own."""


def main(people: list[str]) -> None:
    """Answer, with the house's database running meanwhile."""
    from keepword.runtime import config
    from keepword.runtime.postgres.embedded import EmbeddedPostgres

    settings = config.current()
    with EmbeddedPostgres(settings.layout).hold():
        django.setup()
        from django.db import connections

        from keepword.runtime import clock, house

        house.prepare(clock.now())
        print(json.dumps({subject: _of(UUID(subject)) for subject in people}))
        connections.close_all()


def _of(subject: UUID) -> dict[str, Any]:
    from keepword.people import credentials
    from keepword.runtime import house

    held = sorted(holding.item for holding in house.door().holdings(subject))
    member = credentials.epoch_of(subject) is not None
    return {"items": held, "member": member, **{p: _look(subject, p) for p in PURPOSES}}


def _look(subject: UUID, purpose: str) -> str:
    from keepword.custody.answers import Opened
    from keepword.runtime import clock, house
    from tests.custody.scene import look

    try:
        looked = look(house.door(), subject, purpose, clock.now())
    except KeepwordError as error:
        return type(error).__name__
    return "opened" if isinstance(looked, Opened) else looked.reason.value


if __name__ == "__main__":
    main(sys.argv[1:])
