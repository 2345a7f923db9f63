"""Store: a photograph, scan, recording or footage comes in as an item of a record (P82, P87, P104).

Decided as that item's collection. An item that the record did not have gets a unit of its own, so
that it can be destroyed alone; further blobs of an item lie in its unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

from keepword.custody import facts, recording, units
from keepword.custody.errors import MovedMeanwhile
from keepword.custody.work import Work
from keepword.foundation.errors import KeepwordError, Message
from keepword.foundation.personal import Personal
from keepword.policy.decisions.answer import Allowed, Decision, Denied
from keepword.policy.decisions.question import Act, Request
from keepword.policy.model.collection import Requirement
from keepword.policy.model.vocabulary import ItemClass
from keepword.vault.blobs.address import Address
from keepword.vault.blobs.keeping import Blobs, Uploaded
from keepword.vault.blobs.stream import Chunk
from keepword.vault.holder import KeyName
from keepword.vault.keys import UnitKey

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,62}/[a-z0-9][a-z0-9.+-]{0,62}")


class NoSuchRecord(KeepwordError):
    """The person has no record with this id at this point, or it is gone."""

    code = "no-such-record"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "There is no such record of this person.", "이 정보주체에게 해당 기록이 없습니다."
            ),
            Message("Collect the record first, then add the file.", "기록을 먼저 접수하세요."),
        )


class BadMediaType(KeepwordError):
    """Not a media type such as `image/jpeg` (RFC 6838, 4.2), or one with parameters."""

    code = "bad-media-type"

    def __init__(self) -> None:
        super().__init__(
            Message("This kind of file has no proper name.", "파일 형식 이름이 올바르지 않습니다."),
            Message(
                "Name it as `image/jpeg` or `video/mp4` are named.",
                "`image/jpeg`, `video/mp4`처럼 쓰세요.",
            ),
        )


@dataclass(frozen=True, slots=True)
class Storing:
    """A blob for an item of a record; the fields are those of `Collecting`.

    `blob` is chosen by the caller: the same one twice is stored once.
    """

    subject: UUID
    point: str
    record: UUID
    item: str
    blob: UUID
    media_type: str
    channel: str
    purpose: str | None = None
    roles: frozenset[str] = frozenset()
    born: date | None = field(default=None, repr=False)
    circumstances: frozenset[str] = frozenset()
    practitioner: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """A blob is in; without an entry if it had come in before (nothing was changed)."""

    blob: UUID
    size: int
    entry: UUID | None
    allowed: Allowed | None

    @property
    def again(self) -> bool:
        """Whether this very blob was there."""
        return self.entry is None


class _Held(NamedTuple):
    """What the record holds: its items, and where the wanted one lies if it is among them."""

    items: frozenset[str]
    unit: UUID | None
    generation: int


def store(work: Work, blobs: Blobs, asked: Storing, chunks: Iterable[Chunk]) -> Stored | Denied:
    """Take in a blob. An exception out of `chunks` passes: nothing was stored.

    The upload comes before everything that others would have to wait for.

    Raises:
        NoSuchPerson, NoSuchRecord: unknown, or gone.
        BadMediaType: the caller's mistake.
        MovedMeanwhile: the record was changed while the blob came in.
        BlobStoreFailed: the object store did not take it.
    """
    if not _MEDIA_TYPE.fullmatch(asked.media_type):
        raise BadMediaType
    before = _before(work, asked)
    if before is not None:
        return before
    held, decision = _judge(work, asked)
    if isinstance(decision, Denied):
        return _refuse(work, asked, decision)
    place = Address(
        blobs.tenant,
        asked.subject,
        asked.record,
        asked.item,
        held.unit or work.new_id(),
        asked.blob,
    )
    uploaded = blobs.upload(work.cursor, place, work.new_id(), chunks)
    try:
        taken = _take_in(work, blobs, asked, uploaded, held)
    except BaseException:
        blobs.give_up(uploaded)
        raise
    if isinstance(taken, Denied):
        blobs.give_up(uploaded)
    return taken


def _before(work: Work, asked: Storing) -> Stored | None:
    """The answer to a blob that has come in before; the same one at the same moment waits."""
    work.cursor.execute("SELECT pg_advisory_xact_lock(%s)", (asked.blob.int >> 65,))
    work.cursor.execute(
        "SELECT size FROM vault.blob WHERE subject = %s AND blob = %s", (asked.subject, asked.blob)
    )
    row = work.cursor.fetchone()
    return None if row is None else Stored(asked.blob, row[0], None, None)


def _judge(work: Work, asked: Storing) -> tuple[_Held, Decision]:
    """What the record holds, and whether the item may join it.

    The question is about all that the record is made of: what a point requires is required of the
    record, not of each blob.
    """
    situation = facts.load(work.cursor, asked.subject, asked.point)
    held = _held(work, asked)
    request = Request(
        act=Act.COLLECT,
        actor=work.acting.actor,
        point=asked.point,
        items=held.items | _one_way(work, asked.point) | {asked.item},
        purpose=asked.purpose,
        channel=asked.channel,
    )
    so = replace(
        situation.facts(work.acting),
        born=asked.born,
        roles=asked.roles,
        circumstances=asked.circumstances,
        practitioner=asked.practitioner,
    )
    return held, work.decide(request, so)


def _held(work: Work, asked: Storing) -> _Held:
    work.cursor.execute(
        "SELECT i.item, i.unit, i.generation FROM vault.record r "
        "LEFT JOIN vault.item i ON i.subject = r.subject AND i.record = r.record "
        "WHERE r.subject = %s AND r.record = %s AND r.point = %s",
        (asked.subject, asked.record, asked.point),
    )
    rows = work.cursor.fetchall()
    if not rows:
        raise NoSuchRecord
    unit, generation = next(((u, g) for item, u, g in rows if item == asked.item), (None, 0))
    return _Held(frozenset(item for item, _, _ in rows if item), unit, generation)


def _one_way(work: Work, point: str) -> frozenset[str]:
    """Credentials that the point requires: given with the record, and not in the vault (P81)."""
    kinds = work.policy.item_index
    return frozenset(
        entry.item
        for entry in work.policy.point_index[point].entries
        if entry.requirement is Requirement.REQUIRED
        and kinds[entry.item].kind is ItemClass.CREDENTIAL
    )


def _take_in(
    work: Work, blobs: Blobs, asked: Storing, uploaded: Uploaded, before: _Held
) -> Stored | Denied:
    """The rows, if it is still so what the upload began with."""
    work.cursor.execute("SELECT FROM vault.subject WHERE subject = %s FOR UPDATE", (asked.subject,))
    held, decision = _judge(work, asked)
    if isinstance(decision, Denied):
        return _refuse(work, asked, decision)
    if held.unit != before.unit:
        raise MovedMeanwhile
    unit = uploaded.address.unit
    key = _key_of(work, asked, unit, held.generation) if held.unit else _begin(work, asked, unit)
    blobs.keep(work.cursor, key, uploaded, asked.media_type, work.now)
    units.moved(work, asked.subject)
    allowed = decision._replace(items=frozenset({asked.item}))
    answer = recording.of_decision(allowed) | {"blobs": [str(asked.blob)]}
    entry = work.record("collect", asked.subject, _visit(asked), answer)
    return Stored(asked.blob, uploaded.size, entry, allowed)


def _key_of(work: Work, asked: Storing, unit: UUID, generation: int) -> UnitKey:
    name = KeyName(asked.subject, unit, generation)
    return work.vault.open_keys([name])[name]


def _begin(work: Work, asked: Storing, unit: UUID) -> UnitKey:
    """A unit for an item that the record did not have; what it holds in text is the media type."""
    point = work.policy.point_index[asked.point]
    (period,) = units.by_period(work, point, (asked.item,))
    # The unit's id is part of what was sealed, so it was drawn before.
    units.open_unit(replace(work, new_id=lambda: unit), asked.subject, asked.record, period)
    key = work.vault.make_unit_key(work.cursor, asked.subject, unit)
    sealed = work.vault.seal(key, asked.record, asked.item, Personal(asked.media_type))
    work.cursor.execute(
        "INSERT INTO vault.item (subject, record, item, unit, generation, sealed) "
        "VALUES (%s, %s, %s, %s, %s, %s)",
        (asked.subject, asked.record, asked.item, unit, key.generation, sealed),
    )
    return key


def _refuse(work: Work, asked: Storing, denied: Denied) -> Denied:
    work.record("collect", asked.subject, _visit(asked), recording.of_decision(denied))
    return denied


def _visit(asked: Storing) -> recording.Body:
    return recording.of_request(
        subject=asked.subject,
        point=asked.point,
        record=asked.record,
        purpose=asked.purpose,
        channel=asked.channel,
    )
