"""Rows of keys that a root turn could not open: taken out of its way as they are, and named (P66).

One damaged row must not hold up what everybody else was promised. The turn notes it with what it
held, says so in the log, and goes on: nobody else's key is touched, and no erasure that may have
had a key on a damaged page of data keys becomes final with that turn.

What such a row held opens no more once the root that it lay under is gone. A copy of the keys from
before the damage has its own copy of that root: it is the way back, for as long as it is kept.
"""

from __future__ import annotations

from datetime import datetime
from logging import getLogger
from typing import LiteralString, NamedTuple
from uuid import UUID

from keepword.foundation.errors import Message
from keepword.storage.sql import Cursor, statement
from keepword.vault.errors import VaultError
from keepword.vault.holder import KeyName

PAGE, KEY_PAGE, DATA_KEY = "page", "key-page", "data-key"
"""Kinds of rows: a single page key, a page of data keys, a fresh data key."""

_log = getLogger("keepword.vault")


class Broken(NamedTuple):
    """A row that did not open. `name`: a page's name, the first id of a page of data keys, or
    subject/unit/generation; `root` what it should lie under; `found` the turn that met it."""

    kind: str
    name: str
    root: int
    found: int
    found_at: datetime


class BrokenKeyRow(VaultError):
    """A row of the key store was damaged or changed; the turn went round it."""

    code = "broken-key-row"
    way_out = Message(
        "Keep every copy of the keys from before the damage and look for its cause; what the row "
        "held comes back from such a copy only (`keepword restore`).",
        "손상되기 전의 키 사본을 모두 보존하고 원인을 찾으세요. 이 행의 키는 그 사본으로만 "
        "되살릴 수 있습니다(`keepword restore`).",
    )

    def __init__(self, row: Broken) -> None:
        self.row = row
        super().__init__(
            f"Turn {row.found} found a row of keys that does not open: {row.kind} '{row.name}'.",
            f"{row.found}번 교체에서 열리지 않는 키 행을 찾았습니다: {row.kind} '{row.name}'.",
        )


def listed(cur: Cursor) -> list[Broken]:
    """Every row that a turn went round, oldest first; `BrokenKeyRow` says it to people."""
    cur.execute(_sql("list"))
    return [Broken(*row) for row in cur.fetchall()]


def set_aside_page(cur: Cursor, page: str, turn: int) -> None:
    """Take a single page key out of the way; no other is ever made in its name."""
    cur.execute(_sql("page"), {"page": page, "turn": turn})
    _say(cur)


def set_aside_key_page(cur: Cursor, first: UUID, turn: int) -> UUID | None:
    """Take a page of data keys out of the way; whose keys were on it: everybody's from `first` up
    to the id that is answered (None: to the end). What was erased of theirs waits for another turn.
    """
    cur.execute(_sql("key_page"), {"first": first, "turn": turn})
    _say(cur)
    cur.execute(_sql("wait"), {"first": first, "turn": turn})
    row = cur.fetchone()
    until: UUID | None = row[0] if row else None
    return until


def set_aside_data_key(cur: Cursor, key: KeyName, root: int, wrapped: bytes, turn: int) -> None:
    """Note a fresh key that does not open; its row was taken already."""
    name = f"{key.subject}/{key.unit}/{key.generation}"
    row = {"kind": DATA_KEY, "name": name, "root": root, "turn": turn, "wrapped": wrapped}
    cur.execute(_sql("data_key"), row)
    _say(cur)


def _say(cur: Cursor) -> None:
    """In the log, without a name: `keepword keys status` has them."""
    if cur.rowcount:
        _log.error(f"a row of keys does not open ({BrokenKeyRow.code})")


def _sql(name: str) -> LiteralString:
    return statement("keepword.vault", f"broken_{name}")
