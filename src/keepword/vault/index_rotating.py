"""Another digest key for every index, while people are searched for (P66, P82).

At the beginning each index gets a generation over the next digest key: whoever writes a tag writes
it there from then on, whoever searches asks under both. Then each value is opened once and tagged
anew, person by person, and the tag under the older key goes in the same transaction. At the end the
older generations are dropped with their keys; final, as everything, at the root turn. Tags of
release 0.2, which have no veil, end this way.

A turn re-veils tags without knowing a value. So that it does not meet an index in between, whoever
rotates holds the turn's lock too.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

from keepword.foundation.errors import Message
from keepword.storage.sql import Cursor, statement
from keepword.vault.errors import VaultError
from keepword.vault.index_keys import FIRST, add_generation, generations
from keepword.vault.rotating import PEOPLE_AT_ONCE
from keepword.vault.store import LOCK


class Older(NamedTuple):
    """Generations that are to end: `generations[i]` is one of `indexes[i]`."""

    indexes: list[str]
    generations: list[int]


@dataclass(frozen=True, slots=True)
class Tagged:
    """What a person is found by: an item of a record, erased with its unit."""

    index: str
    record: UUID
    item: str
    unit: UUID


class Value(NamedTuple):
    """A sealed value of a record."""

    item: str
    unit: UUID
    generation: int
    sealed: bytes


class TagsLeft(VaultError):
    """As long as one tag lies under it, the older key cannot go. Search works by either."""

    code = "tags-left"
    way_out = Message(
        "Run `keepword doctor`, mend or erase what does not open, then run "
        "`keepword keys rotate --index` again.",
        "`keepword doctor`로 확인해 열리지 않는 값을 바로잡거나 파기한 뒤 "
        "`keepword keys rotate --index`를 다시 실행하세요.",
    )

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(
            f"{count} tags keep the older index keys alive: their values do not open.",
            f"값이 열리지 않는 색인 {count}개 때문에 이전 색인 키를 폐기하지 못했습니다.",
        )


def begin(cur: Cursor, there: Collection[str]) -> None:
    """The next digest key for those of the indexes there are that have any; the transaction has the
    key store to itself."""
    _alone(cur)
    cur.execute(_sql("indexes"))
    for index in [row[0] for row in cur.fetchall() if row[0] in there]:
        if not generations(cur, index):
            add_generation(cur, index, FIRST, FIRST)
        known = generations(cur, index)
        number = max(int(digest.rpartition("/")[2]) for _, digest, _ in known)
        add_generation(cur, index, known[0][0] + 1, number + 1)


def older(cur: Cursor) -> Older:
    """The generations over another digest key than their index's newest."""
    cur.execute(_sql("old_generations"))
    rows = cur.fetchall()
    return Older([row[0] for row in rows], [row[1] for row in rows])


def people(cur: Cursor, old: Older, since: UUID) -> list[UUID]:
    """The next people after `since` with tags under older generations."""
    cur.execute(_sql("found_by"), _of(old) | {"since": since, "most": PEOPLE_AT_ONCE})
    return [row[0] for row in cur.fetchall()]


def count_people(cur: Cursor, old: Older) -> int:
    """How many people have tags under older generations."""
    return _count(cur, "count_found_by", old)


def tags(cur: Cursor, old: Older, subject: UUID) -> list[Tagged]:
    """What a person is found by under older generations; the caller holds the person's lock."""
    cur.execute(_sql("tags"), _of(old) | {"subject": subject})
    return [Tagged(*row) for row in cur.fetchall()]


def values(cur: Cursor, subject: UUID, record: UUID, items: Sequence[str]) -> list[Value]:
    """The values of these items, in their order; those that are gone are left out."""
    cur.execute(_sql("values"), {"subject": subject, "record": record, "items": list(items)})
    return list(map(Value._make, cur.fetchall()))


def drop_tags(cur: Cursor, old: Older, subject: UUID, each: Tagged) -> None:
    """Take away what an item is found by under older generations."""
    named = {"subject": subject, "index": each.index, "record": each.record, "item": each.item}
    cur.execute(_sql("drop_tags"), _of(old) | named)


def end(cur: Cursor, old: Older) -> int:
    """Drop the older generations and their keys, unless tags are left under them; how many are.

    The transaction has the key store to itself.
    """
    _alone(cur)
    left = _count(cur, "any_tags", old)
    if not left:
        cur.execute(_sql("drop_generations"), _of(old))
        cur.execute(_sql("drop_pages"))
    return left


def _alone(cur: Cursor) -> None:
    cur.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))


def _count(cur: Cursor, name: str, old: Older) -> int:
    cur.execute(_sql(name), _of(old))
    row = cur.fetchone()
    return int(row[0]) if row else 0


def _of(old: Older) -> dict[str, Any]:
    return {"indexes": old.indexes, "generations": old.generations}


def _sql(name: str) -> LiteralString:
    return statement("keepword.vault", f"rotate_{name}")
