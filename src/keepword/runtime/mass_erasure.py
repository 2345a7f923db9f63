"""Erasing a great many people in the running house: the worker's part of `safeguards.mass_erasure`.

One chunk a call, so that the worker's other duties get their turns in between.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from keepword.custody import selecting
from keepword.custody.act import Act
from keepword.custody.door import Door
from keepword.people import ending
from keepword.runtime import config
from keepword.safeguards import mass_erasure
from keepword.safeguards import mass_store as store
from keepword.safeguards.mass_erasure import CHUNK, Limits
from keepword.safeguards.mass_states import MassErasure

LIMITS: Final = Limits(at_once=config.current().mass_size)
"""What this house asks for (`KEEPWORD_MASS_SIZE`)."""

_LOG_IN: Final = "login-id"

Progress = Callable[[MassErasure], None]
"""Told the request after each chunk."""


def quiet(erasure: MassErasure) -> None:
    """Tell nobody."""


def due(now: datetime) -> tuple[UUID, ...]:
    """Requests to be carried out or gone on with now, the oldest first."""
    with transaction.atomic():
        connection.ensure_connection()
        with connection.connection.cursor() as cur:
            return store.due(cur, now)


def work_off(door: Door, now: datetime, chunk: int = CHUNK) -> int:
    """The worker's duty: the next chunk of the oldest request that is due; how many people."""
    waiting = due(now)
    if not waiting:
        return 0
    return _chunk(door, waiting[0], now, chunk)[1]


def finish(
    door: Door,
    erasure: UUID,
    now: Callable[[], datetime],
    progress: Progress = quiet,
    chunk: int = CHUNK,
) -> MassErasure:
    """One request to its end, chunk by chunk.

    Raises:
        MassErasureRefused: it is not to be carried out now.
        LedgerShut, OutcomeUnknown: the database; the next call goes on from there.
    """
    while True:
        done, _ = _chunk(door, erasure, now(), chunk)
        progress(done)
        if done.finished is not None:
            return done


def _chunk(door: Door, erasure: UUID, now: datetime, chunk: int) -> tuple[MassErasure, int]:
    through: list[UUID] = []

    def log_ins(act: Act, people: Sequence[UUID]) -> None:
        """Who has no log-in id any more has no log-in either."""
        through[:] = people
        kept = selecting.with_item(act.cursor, people, _LOG_IN)
        ending.remove_many(act.cursor, [each for each in people if each not in kept])

    return mass_erasure.step(door, erasure, now, log_ins, chunk), len(through)
