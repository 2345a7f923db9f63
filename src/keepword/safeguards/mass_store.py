"""Requests to erase many people, between their tables and the frozen value (`mass_states`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

from keepword.safeguards.mass_errors import NoSuchErasure
from keepword.safeguards.mass_states import (
    LAPSE,
    Kind,
    MassErasure,
    Progress,
    Scope,
    Step,
)
from keepword.storage.sql import Cursor, statement

MOST = 200
"""Requests that are listed at once."""

ASKING = 0x4D41_5353
"""Advisory lock of whoever asks: "MASS" in ASCII. Two small requests at once count each other."""


HOUSE = UUID(int=0)
"""Who carries requests out: the house itself."""


def read(cur: Cursor, erasure: UUID) -> MassErasure:
    """One request.

    Raises:
        NoSuchErasure: there is none with this id.
    """
    found = _read(cur, erasure)
    if not found:
        raise NoSuchErasure
    return found[0]


def take(cur: Cursor, erasure: UUID) -> MassErasure:
    """One request, locked until the transaction ends.

    Raises:
        NoSuchErasure: there is none with this id.
    """
    cur.execute(_sql("lock"), {"erasure": erasure})
    return read(cur, erasure)


def listed(cur: Cursor) -> tuple[MassErasure, ...]:
    """Every request, the newest first; at most `MOST`."""
    return _read(cur, None)


def due(cur: Cursor, now: datetime) -> tuple[UUID, ...]:
    """Requests to be carried out or gone on with now, the oldest first."""
    cur.execute(_sql("due"), {"now": now, "lapsed": now - LAPSE})
    return tuple(row[0] for row in cur.fetchall())


def small_since(cur: Cursor, now: datetime, span: timedelta) -> int:
    """People of requests within the last `span` that needed no approval; nobody else asks until
    this transaction ends."""
    cur.execute("SELECT pg_advisory_xact_lock(%s)", (ASKING,))
    cur.execute(_sql("small_since"), {"since": now - span})
    row = cur.fetchone()
    return int(row[0]) if row else 0


def put_people(cur: Cursor, erasure: UUID, pages: Iterable[list[UUID]]) -> int:
    """Put people on the list of a request that is about to be added; how many, each once."""
    total = 0
    for page in pages:
        cur.execute(_sql("put_people"), {"erasure": erasure, "subjects": page})
        total += cur.rowcount
    return total


def take_people(cur: Cursor, erasure: UUID, most: int) -> list[UUID]:
    """The next people, taken off the list with this transaction."""
    cur.execute(_sql("take_people"), {"erasure": erasure, "most": most})
    return [row[0] for row in cur.fetchall()]


def add(cur: Cursor, made: MassErasure) -> None:
    """A new request."""
    asked = made.asked
    values = {
        "erasure": made.id,
        "kind": made.scope.kind.value,
        "name": made.scope.name,
        "people": made.people,
        "asked_by": asked.account,
        "asked_at": asked.at,
        "asked_in": asked.entry,
        "needs": made.needs,
        "not_before": made.not_before,
    }
    cur.execute(_sql("ask"), values)


def approve(cur: Cursor, approved: MassErasure) -> None:
    """The last approval of a request."""
    last = approved.approvals[-1]
    cur.execute(_sql("approve"), {"erasure": approved.id, **_of(last)})
    if approved.not_before is not None:
        wait = {"erasure": approved.id, "not_before": approved.not_before}
        cur.execute(_sql("wait"), wait)


def stop(cur: Cursor, erasure: UUID, by: Step) -> None:
    """A request that was stopped."""
    cur.execute(_sql("stop"), {"erasure": erasure, **_of(by)})


def advance(cur: Cursor, before: MassErasure, after: MassErasure) -> None:
    """How far a request has come."""
    progress, finished = after.progress, after.finished
    values = {
        "erasure": after.id,
        "begun_at": after.begun_at,
        "people": progress.people,
        "erased": progress.erased,
        "units": progress.units,
        "kept": progress.kept,
        "entries": list(progress.entries[len(before.progress.entries) :]),
        "finished_at": finished.at if finished else None,
        "finished_in": finished.entry if finished else None,
    }
    cur.execute(_sql("advance"), values)


def _read(cur: Cursor, erasure: UUID | None) -> tuple[MassErasure, ...]:
    cur.execute(_sql("read"), {"erasure": erasure, "most": MOST})
    rows = cur.fetchall()
    cur.execute(_sql("approvals"), {"erasures": [row[0] for row in rows]})
    approvals: dict[UUID, list[Step]] = {}
    for of, *step in cur.fetchall():
        approvals.setdefault(of, []).append(Step(*step))
    return tuple(_made(row, approvals) for row in rows)


def _made(row: Iterable[Any], approvals: Mapping[UUID, list[Step]]) -> MassErasure:
    cells: Iterator[Any] = iter(row)
    erasure, kind, name, people = (next(cells) for _ in range(4))
    asked = Step(next(cells), next(cells), next(cells))
    needs, not_before = next(cells), next(cells)
    stopped = _step(next(cells), next(cells), next(cells))
    begun_at = next(cells)
    through, erased, units, kept, entries, finished_at, finished_in = cells
    return MassErasure(
        id=erasure,
        scope=Scope(Kind(kind), name),
        people=people,
        asked=asked,
        needs=needs,
        approvals=tuple(approvals.get(erasure, ())),
        not_before=not_before,
        stopped=stopped,
        progress=Progress(through, erased, units, kept, tuple(entries)),
        begun_at=begun_at,
        finished=_step(HOUSE, finished_at, finished_in),
    )


def _step(account: UUID | None, at: datetime | None, entry: UUID | None) -> Step | None:
    if account is None or at is None or entry is None:
        return None
    return Step(account, at, entry)


def _of(step: Step) -> dict[str, object]:
    return {"account": step.account, "at": step.at, "entry": step.entry}


def _sql(name: str) -> LiteralString:
    return statement("keepword.safeguards", f"mass_{name}")
