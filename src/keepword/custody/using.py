"""Use: look at one person's data for a purpose (P5, P16; PIPA 15, 18).

One statement reads and records; the values leave once the transaction has committed.
"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from keepword.custody import copies, facts, recording
from keepword.custody.answers import Opened
from keepword.custody.asking import Using
from keepword.custody.errors import MovedMeanwhile
from keepword.custody.work import Work
from keepword.foundation.personal import Personal
from keepword.ledger.writer import InboxRow
from keepword.policy.decisions.answer import Denied
from keepword.policy.decisions.question import Act, Request
from keepword.storage.sql import statement
from keepword.vault.holder import KeyName

TRIES = 5
"""How often a look is decided anew when the person's situation moved under it."""


def use(work: Work, asked: Using) -> Opened | Denied:
    """Open the items that the purpose opens, among those that are held.

    Raises:
        NoSuchPerson: unknown, or gone.
        MovedMeanwhile: the person's data kept changing.
    """
    for _ in range(TRIES):
        situation = facts.load(work.cursor, asked.subject, asked.point)
        judged = copies.decide(work, _request(work, asked), situation)
        decision = judged.decision
        if isinstance(decision, Denied):
            work.record("use", asked.subject, _question(asked), recording.of_decision(decision))
            return decision
        row = work.row("use", asked.subject, _question(asked), recording.of_decision(decision))
        values = _read(work, asked, situation.version, judged.newest(), row)
        if values is not None:
            return Opened(row.entry, decision, work.recorded, values)
        work.writer.take_back(row)
    raise MovedMeanwhile


def _read(
    work: Work, asked: Using, version: int, opening: tuple[facts.Held, ...], row: InboxRow
) -> dict[str, Personal] | None:
    """The values, opened; none if the situation moved since it was loaded."""
    cur = work.cursor
    cur.execute(
        statement("keepword.custody", "read"),
        {
            "subject": asked.subject,
            "version": version,
            "records": [copy.record for copy in opening],
            "items": [copy.item for copy in opening],
            "entry": row.entry,
            "month": row.month,
            "time_ms": row.time_ms,
            "commitment": row.commitment,
            "body": row.sealed,
            "tag": row.tag,
        },
        prepare=True,
    )
    rows = cur.fetchall()
    if not rows:
        return None
    return _opened(work, asked.subject, [_Sealed._make(row) for row in rows if row[0]])


class _Sealed(NamedTuple):
    """A row of `read.sql`; all of it is absent where nothing is held."""

    item: str
    record: UUID
    unit: UUID
    generation: int
    sealed: bytes


def _opened(work: Work, subject: UUID, rows: list[_Sealed]) -> dict[str, Personal]:
    """The values; nothing of a unit that was erased since opens (`ErasedError`)."""
    names = {row.item: KeyName(subject, row.unit, row.generation) for row in rows}
    keys = work.vault.open_keys(list(set(names.values())))
    return {
        row.item: work.vault.open(keys[names[row.item]], row.record, row.item, row.sealed)
        for row in rows
    }


def _request(work: Work, asked: Using) -> Request:
    return Request(
        act=Act.USE,
        actor=work.acting.actor,
        point=asked.point,
        items=asked.items,
        purpose=asked.purpose,
        reason=bool(asked.reason),
        statute=asked.statute,
        emergency=asked.emergency,
    )


def _question(asked: Using) -> recording.Body:
    return recording.of_request(
        subject=asked.subject,
        point=asked.point,
        purpose=asked.purpose,
        statute=asked.statute,
        emergency=asked.emergency,
        why=asked.reason,
    )
