"""Makes inbox rows: an entry ready to be written in the transaction of the act itself.

Every body carries its writer and a counter without gaps. A number is used up only by a commit that
is known to have happened, so a row that is taken out before it is integrated leaves a gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from keepword.ledger import bulk, canonical
from keepword.ledger.entries import (
    commitment,
    month_of,
    people_tags,
    seal_body,
    seal_people,
    subject_tag,
    time_ms_of,
)
from keepword.ledger.errors import LedgerError, NotAnEntry, ReservedField

BODY_VERSION = 1

RESERVED = frozenset({"v", "id", "at", "w", "n", "continues", "people"})
"""Fields of a body that only the writer fills in."""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """Exactly the columns of `ledger.inbox`. Of one person: `tag`; of many: `people`, `tags`."""

    entry: UUID
    month: int
    time_ms: int
    commitment: bytes
    sealed: bytes
    tag: bytes | None
    people: bytes | None = None
    tags: bytes | None = None


def _check(body: dict[str, Any], subject: UUID | None) -> None:
    taken = RESERVED & body.keys()
    if taken:
        names = ", ".join(sorted(taken))
        raise ReservedField(
            f"Only the writer fills in {names}.", f"{names}은(는) 기록기만 채웁니다."
        )
    if body.get("subject") != (str(subject) if subject else None):
        raise NotAnEntry(
            "The body does not name the person it is filed under.",
            "본문이 분류된 정보주체를 적고 있지 않습니다.",
        )


class Writer:
    """One for every database connection in use; not shared between threads at once.

    Args:
        writer: a random id of its own.
        continues: where the outcome of a commit stayed unknown, the writer that is given up and
            its last number known to be committed; the first body says so.
    """

    def __init__(self, writer: UUID, continues: tuple[UUID, int] | None = None) -> None:
        self._writer = writer
        self._continues = continues
        self._confirmed = 0
        self._pending: list[InboxRow] = []

    @property
    def confirmed(self) -> tuple[UUID, int]:
        """Its id and its last number known to be committed: what a successor continues."""
        return self._writer, self._confirmed

    def prepare(
        self,
        body: dict[str, Any],
        *,
        entry: UUID,
        nonce: bytes,
        now: datetime,
        month_key: bytes,
        subject: UUID | None,
    ) -> InboxRow:
        """Seal `body` with `v`, `id`, `at`, `w` and the next number `n`.

        `subject` is whom it concerns, as the body says: its tag lets the person find the entry.

        Raises:
            ReservedField: the body has one of the writer's fields.
            NotAnEntry: the body names another subject, or none where there is one.
            NotCanonical: a value that bodies do not have.
        """
        _check(body, subject)
        tag = subject_tag(month_key, subject) if subject else None
        return self._row(body, entry, nonce, now, month_key, tag=tag)

    def prepare_many(
        self,
        body: dict[str, Any],
        *,
        entry: UUID,
        nonce: bytes,
        secret: bytes,
        now: datetime,
        month_key: bytes,
        subjects: Sequence[UUID] | Sequence[bytes],
    ) -> InboxRow:
        """As `prepare`, for one act on many people: each of them finds it, and themselves only.

        The body gets `people`: how many, and the root over them (`ledger.bulk`).

        Args:
            secret: 32 random bytes, from which the people's nonces come.
            subjects: whom it concerns, each once, as ids or their 16 bytes; their order is kept.

        Raises:
            ReservedField: the body has one of the writer's fields.
            NotAnEntry: the body names a subject, nobody is concerned, or somebody twice.
            NotCanonical: a value that bodies do not have.
        """
        _check(body, None)
        ids = [each.bytes if isinstance(each, UUID) else each for each in subjects]
        people = {"n": len(ids), "root": bulk.root(secret, ids).hex()}
        return self._row(
            body | {"people": people},
            entry,
            nonce,
            now,
            month_key,
            people=seal_people(month_key, entry, time_ms_of(now), secret, ids),
            tags=people_tags(month_key, ids),
        )

    def take_back(self, row: InboxRow) -> None:
        """The last prepared row was not written after all: its number is free again."""
        if not self._pending or self._pending[-1] is not row:
            raise LedgerError(
                "Only the last row can be taken back.", "마지막 행만 되돌릴 수 있습니다."
            )
        self._pending.pop()

    def confirm(self) -> None:
        """The transaction committed: its numbers are used up."""
        self._confirmed += len(self._pending)
        self._pending.clear()

    def forget(self) -> None:
        """The transaction rolled back: its numbers are free again."""
        self._pending.clear()

    def _row(
        self,
        body: dict[str, Any],
        entry: UUID,
        nonce: bytes,
        now: datetime,
        month_key: bytes,
        **found_by: bytes | None,
    ) -> InboxRow:
        time_ms = time_ms_of(now)
        text = canonical.encode(body | self._own(entry, time_ms))
        row = InboxRow(
            entry=entry,
            month=month_of(now),
            time_ms=time_ms,
            commitment=commitment(nonce, text),
            sealed=seal_body(month_key, entry, time_ms, nonce, text),
            tag=found_by.get("tag"),
            people=found_by.get("people"),
            tags=found_by.get("tags"),
        )
        self._pending.append(row)
        return row

    def _own(self, entry: UUID, time_ms: int) -> dict[str, Any]:
        number = self._confirmed + len(self._pending) + 1
        own: dict[str, Any] = {"v": BODY_VERSION, "id": str(entry), "at": time_ms}
        own |= {"w": str(self._writer), "n": number}
        if number == 1 and self._continues is not None:
            last, reached = self._continues
            own["continues"] = {"w": str(last), "n": reached}
        return own
