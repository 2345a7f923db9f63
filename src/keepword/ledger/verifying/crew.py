"""Several processes that examine segments, and one that does without.

A log of a million entries is a matter of computing, so it is shared out: each process has a
connection of its own, in the very snapshot of the one that asks, and takes one segment after the
other. They are started anew rather than forked: a fork would carry threads' locks, connections and
keys along that are none of its business.
"""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import psycopg

from keepword.ledger.verifying.scene import Ground, Scene
from keepword.ledger.verifying.segments import Seen, examine
from keepword.storage.sql import Cursor

WORTH_IT = 40_000
"""Entries from which on more than one process is started."""

_AHEAD = 4
"""Segments that are given out for each process before the first result is taken."""

_scene: Scene | None = None
"""The scene of a process of the crew."""

Segment = tuple[int, int]
"""First place, and the one after the last."""


def processes_for(entries: int) -> int:
    """How many processes examine a log of this many entries: one for each core we may use."""
    return len(os.sched_getaffinity(0)) if entries >= WORTH_IT else 1


def seen(
    scene: Scene, segments: Sequence[Segment], processes: int, *, keep: int = _AHEAD
) -> Iterator[Seen]:
    """What each segment shows, in their order; by this process alone, or by several."""
    if processes < 2:
        yield from (examine(scene, begin, end) for begin, end in segments)
        return
    with _pool(scene, processes) as pool:
        given: list[Future[Seen]] = []
        for begin, end in segments:
            given.append(pool.submit(_examine, begin, end))
            if len(given) == keep * processes:
                yield given.pop(0).result()
        while given:
            yield given.pop(0).result()


@contextlib.contextmanager
def _pool(scene: Scene, processes: int) -> Iterator[ProcessPoolExecutor]:
    snapshot = _snapshot(scene.cur)
    info = scene.cur.connection.info
    parameters = {**info.get_parameters(), "password": info.password}
    pool = ProcessPoolExecutor(
        processes,
        mp_context=get_context("spawn"),
        initializer=_enter,
        initargs=(parameters, snapshot, scene.ground),
    )
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _snapshot(cur: Cursor) -> str:
    cur.execute("SELECT pg_export_snapshot()")
    found = cur.fetchone()
    assert found is not None
    return str(found[0])


def _enter(parameters: dict[str, Any], snapshot: str, ground: Ground) -> None:
    """A process of the crew begins: it reads what the one that asks reads."""
    global _scene  # noqa: PLW0603 - what a pool's process keeps between its tasks
    gc.disable()  # rows have no cycles, and looking for some costs more than all the rest
    connection = psycopg.connect(**parameters, autocommit=True)
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    connection.execute(psycopg.sql.SQL("SET TRANSACTION SNAPSHOT {}").format(snapshot))
    _scene = Scene(connection.cursor(), ground)


def _examine(begin: int, end: int) -> Seen:
    assert _scene is not None
    return examine(_scene, begin, end)
