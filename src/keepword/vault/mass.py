"""Erasing many people at once: what `Vault.destroy_units` does, in a few statements (P64, P66)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from keepword.storage.sql import Cursor, statement
from keepword.vault.store import LOCK

_STEPS = (
    "note_many_erased",
    "drop_many_keys",
    "drop_many_tags",
    "drop_many_items",
    "drop_many_units",
    "blob_let_go_many",
)


def destroy_many(
    cur: Cursor, subjects: Sequence[UUID], units: Sequence[UUID], now: datetime
) -> None:
    """Destroy units (`units[i]` is one of `subjects[i]`) with their keys, tags and values.

    The transaction has the key store to itself from here on, instead of one lock a person: some
    thousands of persons are a step of good size. Doing it again changes nothing.
    """
    cur.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
    gone = {"subjects": list(subjects), "units": list(units), "now": now}
    for step in _STEPS:
        cur.execute(_sql(step), gone)
    drop_empty_records(cur, subjects)


def drop_empty_records(cur: Cursor, subjects: Sequence[UUID]) -> None:
    """Remove the records of these people that hold nothing any more."""
    cur.execute(_sql("drop_empty_records"), {"subjects": list(subjects)})


def _sql(name: str) -> LiteralString:
    return statement("keepword.vault", name)
