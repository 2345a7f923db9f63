"""What people are found by: kept true through joining, correcting, erasing (P66, P82).

Which indexes there are is the policy's to say (`policies.indexes`), the tags are the vault's. A tag
dies with its unit; one that is made of several items names the unit of the first, so wherever an
item goes, tags that it was part of are dropped as well: nothing of it may be tried out by them.
A vault that was not told of an index (`Vault.indexes`) neither writes nor finds by it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import LiteralString, NamedTuple
from uuid import UUID

from keepword.custody.work import Work
from keepword.foundation.personal import Personal
from keepword.policies import desk
from keepword.policies.indexes import Index
from keepword.policy.model.policy import Policy
from keepword.storage.sql import Cursor, statement
from keepword.vault.blind_index import Kind
from keepword.vault.errors import ErasedError, NoKey, SealBroken
from keepword.vault.holder import KeyName
from keepword.vault.vault import Vault


class Detail(NamedTuple):
    """Something to find a person by: an index, and its values in canonical form, in its order."""

    by: str
    values: tuple[Personal, ...]


class Held(NamedTuple):
    """A value that is held, and the unit that it dies with."""

    unit: UUID
    value: Personal


class _Row(NamedTuple):
    """A row of `held_of_subject.sql`."""

    record: UUID
    point: str
    item: str
    unit: UUID
    generation: int
    sealed: bytes


def kinds(policy: Policy) -> Mapping[str, Kind]:
    """The policy's indexes as the vault and the key holder are told of them."""
    return {index.id: Kind(index.canonical) for index in desk.indexes(policy)}


def unique(policy: Policy) -> tuple[tuple[str, str], ...]:
    """The unique indexes, each with the item that it is made of."""
    return tuple((index.id, index.names[0]) for index in desk.indexes(policy).unique)


def who(vault: Vault, cursor: Cursor, details: Sequence[Detail]) -> list[UUID]:
    """Everybody of whom all of these details are true; nobody where there are none.

    Raises:
        UnknownIndex: nothing is searched by one of them.
        TooManyOpens: this process searches more than it may.
    """
    found = [set(vault.find(cursor, each.by, *each.values)) for each in details]
    return sorted(set.intersection(*found)) if found else []


def make(work: Work, subject: UUID, record: UUID, point: str, held: Mapping[str, Held]) -> None:
    """Make a person findable by what a visit brought in."""
    for index in _known(work.vault, work.policy):
        if index.at(point) and held.keys() >= set(index.names):
            _put(work.vault, work.cursor, subject, record, index, held)


def follow(
    work: Work,
    subject: UUID,
    record: UUID,
    items: Collection[str],
    values: Mapping[str, Personal],
) -> None:
    """After items of a record changed or went: all that they are part of is indexed anew.

    The transaction holds the lock of the key store already.

    Args:
        items: the items that changed or went.
        values: values of the record as they are now, as far as the caller has them open.

    Raises:
        NoKey, SealBroken, TooManyOpens: another item of an index cannot be opened.
    """
    touched = {i.id: i for item in items for i in desk.indexes(work.policy).over(item)}
    if not touched:
        return
    drop = {"subject": subject, "record": record, "indexes": list(touched)}
    work.cursor.execute(_sql("drop_index_tags"), drop)
    wanted = {name for index in touched.values() for name in index.names}
    rows = {r.item: r for r in _rows(work.cursor, subject, wanted) if r.record == record}
    for index in _known(work.vault, work.policy):
        if index.id not in touched or not rows.keys() >= set(index.names):
            continue
        if index.at(rows[index.names[0]].point):
            parts = {name: _now(work.vault, subject, rows[name], values) for name in index.names}
            _put(work.vault, work.cursor, subject, record, index, parts)


def drop_partial(work: Work, subjects: Sequence[UUID]) -> None:
    """After values of these people went: so do tags that they were part of, and tags of indexes
    that nobody declares any more. The transaction holds the lock of the key store already."""
    book = desk.indexes(work.policy)
    if not book.indexes:
        return
    several = [(index.id, item) for index in book for item in index.names[1:]]
    work.cursor.execute(
        _sql("drop_partial_tags"),
        {
            "subjects": list(subjects),
            "declared": list(book.names),
            "indexes": [index for index, _ in several],
            "items": [item for _, item in several],
        },
    )


def index_anew(work: Work, subject: UUID) -> int:
    """Make all that a person is found by from what is held, under the newest keys: when indexes
    were declared or taken back, when their keys rotate, after a restore. Doing it again changes
    nothing. It is no look: values go from the vault into the vault, and nothing is on record here.

    How many tags stay as they are, because a value does not open.

    Raises:
        UnknownIndex: the vault was not told of an index that the policy declares.
    """
    vault, cur, book = work.vault, work.cursor, desk.indexes(work.policy)
    cur.execute("SELECT FROM vault.subject WHERE subject = %s FOR UPDATE", (subject,))
    vault.hold(cur, subject)
    rows = _rows(cur, subject, {name for index in book for name in index.names})
    held, shut = _open_all(vault, subject, rows)
    places = dict.fromkeys((row.record, row.point) for row in rows)
    due = [
        (record, index)
        for record, point in places
        for index in book
        if index.at(point) and all((record, n) in held or (record, n) in shut for n in index.names)
    ]
    left = [(r, i.id) for r, i in due if any((r, name) in shut for name in i.names)]
    stays = {"records": [r for r, _ in left], "indexes": [i for _, i in left]}
    cur.execute(_sql("drop_all_tags"), {"subject": subject} | stays)
    for record, index in due:
        if (record, index.id) not in left:
            parts = {name: held[record, name] for name in index.names}
            _put(vault, cur, subject, record, index, parts)
    return len(left)


def missing(cursor: Cursor, policy: Policy, since: UUID, most: int) -> list[UUID]:
    """The next people after `since` who are not found by something that they hold, or are found by
    what they hold no more, or by an index that nobody declares: `index_anew` mends each.

    A value that leaves nothing to search by has no tag, so its holder is always among them.
    """
    book = desk.indexes(policy)
    places = [
        (index.id, point.id)
        for index in book
        for point in policy.points
        if index.at(point.id) and set(index.names) <= set(point.items())
    ]
    parts = [(index.id, item) for index in book for item in index.names]
    cursor.execute(
        _sql("not_found_by"),
        {
            "indexes": [index for index, _ in places],
            "points": [point for _, point in places],
            "of": [index for index, _ in parts],
            "items": [item for _, item in parts],
            "declared": list(book.names),
            "since": since,
            "most": most,
        },
    )
    return [row[0] for row in cursor.fetchall()]


def _known(vault: Vault, policy: Policy) -> tuple[Index, ...]:
    """What the policy declares and this vault was told of."""
    return tuple(index for index in desk.indexes(policy) if index.id in vault.indexes)


def _put(
    vault: Vault,
    cursor: Cursor,
    subject: UUID,
    record: UUID,
    index: Index,
    held: Mapping[str, Held],
) -> None:
    """Write a tag. It names the first item and its unit."""
    first, *others = (held[name] for name in index.names)
    vault.index(
        cursor,
        subject=subject,
        index=index.id,
        record=record,
        item=index.names[0],
        unit=first.unit,
        value=first.value,
        beside=[other.value for other in others],
    )


def _rows(cursor: Cursor, subject: UUID, items: Iterable[str]) -> list[_Row]:
    wanted = {"subject": subject, "items": sorted(items)}
    cursor.execute(_sql("held_of_subject"), wanted)
    return [_Row(*row) for row in cursor.fetchall()]


def _open_all(
    vault: Vault, subject: UUID, rows: Iterable[_Row]
) -> tuple[dict[tuple[UUID, str], Held], set[tuple[UUID, str]]]:
    """Values by record and item, and those that do not open. What is erased is in neither."""
    held: dict[tuple[UUID, str], Held] = {}
    shut: set[tuple[UUID, str]] = set()
    for row in rows:
        try:
            held[row.record, row.item] = _now(vault, subject, row, {})
        except ErasedError:
            continue
        except (NoKey, SealBroken):
            shut.add((row.record, row.item))
    return held, shut


def _now(vault: Vault, subject: UUID, row: _Row, values: Mapping[str, Personal]) -> Held:
    """The value of a row; opened, unless it is among `values`."""
    if row.item in values:
        return Held(row.unit, values[row.item])
    name = KeyName(subject, row.unit, row.generation)
    key = vault.open_keys([name])[name]
    return Held(row.unit, vault.open(key, row.record, row.item, row.sealed))


def _sql(name: str) -> LiteralString:
    return statement("keepword.custody", name)
