"""Names the entries behind a repeated number: their chunk is read once more."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from keepword.ledger.entries import open_body
from keepword.ledger.errors import BodyClosed, NotAnEntry
from keepword.ledger.verifying.counters import Counters, Run
from keepword.ledger.verifying.report import Finding
from keepword.ledger.verifying.rows import CHUNK, INBOX, Row, stored, waiting
from keepword.ledger.verifying.scene import Scene

MOST = 100
"""Repeats that are named one by one; of others the numbers are told, which is quick."""


def repeated(scene: Scene, counters: Counters) -> Iterator[Finding]:
    """Every number of a writer that stands twice, with the entry that repeats it."""
    repeats = counters.twice()
    for run, beside in islice(repeats, MOST):
        named = list(_entries(scene, run))
        for row, number in named[1:] if beside and len(named) > 1 else named:
            yield Finding("number-twice", f"{row.where} ({run.writer} #{number})")
    for run, _ in repeats:
        yield Finding("number-twice", f"{run.writer} #{run.first}–{run.last}")


def _entries(scene: Scene, run: Run) -> Iterator[tuple[Row, int]]:
    """Entries of a chunk with one of these numbers."""
    for row in _rows(scene, run.place):
        key = scene.ground.keys.get(row.month)
        try:
            body = open_body(key, row.entry, row.time_ms, row.sealed)[1] if key else {}
        except (BodyClosed, NotAnEntry):
            continue
        number = body.get("n")
        if body.get("w") == run.writer and type(number) is int and run.first <= number <= run.last:
            yield row, number


def _rows(scene: Scene, place: int) -> Iterator[Row]:
    if place == INBOX:
        for chunk in waiting(scene.cur):
            yield from chunk
    else:
        yield from stored(scene.cur, scene.ground.months, place, place + CHUNK)
