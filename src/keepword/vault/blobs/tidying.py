"""Objects that nobody needs any more: deleted after their unit's erasure, or never finished.

Neither is what erases: an erased blob's key is destroyed in the act itself, and an object without
a row was sealed under a key that was never written down. Versions that a bucket keeps of deleted
objects, and copies in a backup, stay closed all the same.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import LiteralString
from uuid import UUID

from keepword.storage.sql import Cursor, statement
from keepword.vault.blobs.store import BlobStore

YOUNGEST = timedelta(hours=1)
"""No object that is younger is taken for an orphan."""

ASKED_AT_ONCE = 500
MOST = 1000
"""Orphans of one call: each takes a lock until the transaction ends."""


def delete_waiting(store: BlobStore, cur: Cursor, most: int) -> int:
    """Delete objects whose unit was erased, at most `most`; how many. Doing it again is harmless.

    Raises:
        BlobStoreFailed: to be tried again; what was deleted meanwhile is deleted.
    """
    cur.execute(_sql("waiting"), {"most": most})
    waiting = [row[0] for row in cur.fetchall()]
    for name in waiting:
        store.delete(name)
    cur.execute(_sql("deleted"), {"objects": waiting})
    return len(waiting)


def tidy_orphans(store: BlobStore, cur: Cursor, older_than: timedelta, most: int = MOST) -> int:
    """Delete objects that have no row and are older than this (an hour at least); how many.

    Age is counted by the store's own clock. One whose upload is still under way is left alone
    however old it is. Only for the house that the store belongs to: a restored copy of an older
    database does not know the objects stored since, and needs a copy of the store as well.

    Raises:
        BlobStoreFailed: to be tried again.
    """
    before = store.now() - max(older_than, YOUNGEST)
    old = (each.name for each in store.objects() if each.stored_at < before)
    deleted = 0
    while names := list(islice(old, ASKED_AT_ONCE)):
        for name in _unknown(cur, names):
            if deleted == most:
                return deleted
            if _abandoned(cur, name) and _unknown(cur, [name]):
                store.delete(name)
                deleted += 1
    return deleted + store.drop_unfinished(before)


def _unknown(cur: Cursor, names: list[UUID]) -> list[UUID]:
    cur.execute(_sql("unknown"), {"objects": list(names)})
    return [row[0] for row in cur.fetchall()]


def _abandoned(cur: Cursor, name: UUID) -> bool:
    cur.execute(_sql("abandoned"), {"object": name})
    return bool(cur.fetchall()[0][0])


def _sql(name: str) -> LiteralString:
    return statement("keepword.vault", f"blob_{name}")
