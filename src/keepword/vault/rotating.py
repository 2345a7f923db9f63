"""Rotations: which are under way, how far they have come, and who is next (P82).

    data     every unit gets the next generation of its key, and its values are sealed under it
    sealing  the same for units with a value by another scheme than the one in force: one key never
             seals by two schemes
    index    every index gets another digest key (`index_rotating`)

The house runs meanwhile. A rotation goes through people in the order of their ids, each in a short
transaction that also says so here: one that was killed goes on with the next person.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import LiteralString, NamedTuple
from uuid import UUID

from keepword.foundation.errors import Message
from keepword.storage.sql import Cursor, statement
from keepword.vault.errors import VaultError
from keepword.vault.sealing import Scheme

ROTATE = 0x524F_5441
"""Advisory lock of whoever rotates: "ROTA" in ASCII."""

PEOPLE_AT_ONCE = 200
"""People that are looked up at once; each has a transaction of their own."""


class Kind(StrEnum):
    """What is rotated."""

    DATA = "data"
    SEALING = "sealing"
    INDEX = "index"


class Standing(NamedTuple):
    """A rotation. `position` is the last person who is done; `left` could not be done."""

    begun_at: datetime
    position: UUID
    done: int
    total: int
    left: int
    finished_at: datetime | None

    @property
    def under_way(self) -> bool:
        """Whether it is to go on."""
        return self.finished_at is None


class RotationBusy(VaultError):
    """One at a time: nothing was changed."""

    code = "rotation-busy"
    way_out = Message("Try again when it is done.", "끝난 뒤 다시 실행하세요.")

    def __init__(self) -> None:
        super().__init__(
            "Another process is rotating keys or turning the root.",
            "다른 프로세스가 키를 회전하거나 최상위 키를 교체하고 있습니다.",
        )


def standing(cur: Cursor, kind: Kind) -> Standing | None:
    """The last rotation of a kind, under way or finished; None where there was none."""
    cur.execute(_sql("standing"), {"kind": kind})
    row = cur.fetchone()
    return None if row is None else Standing(*row)


def begin(cur: Cursor, kind: Kind, total: int, now: datetime) -> None:
    """A rotation begins; there is none of this kind under way."""
    cur.execute(_sql("begin"), {"kind": kind, "total": total, "now": now})


def reached(cur: Cursor, kind: Kind, subject: UUID, left: int) -> None:
    """One person more is done, with so much of theirs left over."""
    cur.execute(_sql("reached"), {"kind": kind, "subject": subject, "left_over": left})


def again(cur: Cursor, kind: Kind) -> None:
    """Go through people from the first on once more."""
    cur.execute(_sql("again"), {"kind": kind})


def finish(cur: Cursor, kind: Kind, now: datetime) -> None:
    """The rotation of this kind is done."""
    cur.execute(_sql("finish"), {"kind": kind, "now": now})


def people(cur: Cursor, since: UUID, other_than: Scheme | None) -> list[UUID]:
    """The next people after `since` with sealed values, or with any by another scheme than this."""
    cur.execute(
        _sql("people"), {"since": since, "most": PEOPLE_AT_ONCE, "version": _version(other_than)}
    )
    return [row[0] for row in cur.fetchall()]


def count_people(cur: Cursor, other_than: Scheme | None) -> int:
    """How many people `people` goes through in all."""
    cur.execute(_sql("count_people"), {"version": _version(other_than)})
    row = cur.fetchone()
    return int(row[0]) if row else 0


def units(cur: Cursor, subject: UUID, other_than: Scheme | None) -> list[UUID]:
    """A person's units with sealed values, or with any by another scheme than this."""
    cur.execute(_sql("units"), {"subject": subject, "version": _version(other_than)})
    return [row[0] for row in cur.fetchall()]


def _version(scheme: Scheme | None) -> bytes | None:
    return scheme.version if scheme else None


def _sql(name: str) -> LiteralString:
    return statement("keepword.vault", f"rotate_{name}")
