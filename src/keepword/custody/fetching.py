"""Fetch: a look at the blobs of one item (P5, P16, P87, P104; PIPA 15, 18, 25).

Decided and recorded in the transaction; nothing is read from the object store before it has
committed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from keepword.custody import copies, facts, recording
from keepword.custody.answers import Recorded
from keepword.custody.errors import NotYetRecorded
from keepword.custody.work import Work
from keepword.foundation.personal import Personal
from keepword.policy.decisions.answer import Allowed, Denied
from keepword.policy.decisions.question import Act, Request
from keepword.vault.blobs.keeping import Blob, Blobs, Row
from keepword.vault.holder import KeyName


@dataclass(frozen=True, slots=True)
class Fetching:
    """A look at the blobs of one item; `blob`: only this one, else all of the newest record."""

    subject: UUID
    point: str
    item: str
    blob: UUID | None = None
    purpose: str | None = None
    reason: Personal | None = None
    statute: str | None = None
    emergency: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """A look that was allowed. The blobs can be read once the look is on record."""

    entry: UUID
    allowed: Allowed
    recorded: Recorded = field(repr=False)
    found: tuple[Blob, ...] = field(repr=False)

    @property
    def blobs(self) -> tuple[Blob, ...]:
        """What is held of the item; may be empty.

        Raises:
            NotYetRecorded: the transaction has not committed (fail closed, P87).
        """
        if not self.recorded.done:
            raise NotYetRecorded
        return self.found


def fetch(work: Work, blobs: Blobs, asked: Fetching) -> Fetched | Denied:
    """Open the blobs of an item for a purpose.

    Raises:
        NoSuchPerson: unknown, or gone.
    """
    # Nobody changes what the decision rests on until the look is on record.
    work.cursor.execute("SELECT FROM vault.subject WHERE subject = %s FOR SHARE", (asked.subject,))
    situation = facts.load(work.cursor, asked.subject, asked.point)
    there = blobs.of_item(work.cursor, asked.subject, asked.point, asked.item)
    wanted = [row for row in there if asked.blob in (None, row.blob)]
    meant = {row.unit for row in wanted}
    among = [held for held in situation.held if held.unit in meant] or None
    decision, opening = copies.decide(work, _request(work, asked), situation, among)
    if isinstance(decision, Denied):
        work.record("use", asked.subject, _question(asked), recording.of_decision(decision))
        return decision
    open_units = {held.unit for held in opening}
    living = [row for row in wanted if row.unit in open_units]
    rows = [row for row in living if row.record == living[0].record]
    found = _unlock(work, blobs, asked.subject, rows)
    allowed = decision._replace(items=frozenset({asked.item} if found else ()))
    named = {"blobs": sorted(str(row.blob) for row in rows)} if rows else {}
    answer = recording.of_decision(allowed) | named
    entry = work.record("use", asked.subject, _question(asked), answer)
    return Fetched(entry, allowed, work.recorded, found)


def _unlock(work: Work, blobs: Blobs, subject: UUID, rows: list[Row]) -> tuple[Blob, ...]:
    names = [KeyName(subject, row.unit, row.generation) for row in rows]
    keys = work.vault.open_keys(list(dict.fromkeys(names)))
    return tuple(blobs.unlock(keys[name], row) for name, row in zip(names, rows, strict=True))


def _request(work: Work, asked: Fetching) -> Request:
    return Request(
        act=Act.USE,
        actor=work.acting.actor,
        point=asked.point,
        items=frozenset({asked.item}),
        purpose=asked.purpose,
        reason=bool(asked.reason),
        statute=asked.statute,
        emergency=asked.emergency,
    )


def _question(asked: Fetching) -> recording.Body:
    return recording.of_request(
        subject=asked.subject,
        point=asked.point,
        purpose=asked.purpose,
        statute=asked.statute,
        emergency=asked.emergency,
        why=asked.reason,
    )
