"""What a restored house obeys before it opens: erasures and withdrawals since the data were taken.

The key store knows them (P66, P71). Everything happens in the caller's transaction, which has the
key store to itself. Afterwards data and key store fit: each value has its key, each key its values,
each tag its item.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from keepword.runtime.backup import inventory
from keepword.storage.sql import Cursor, statement
from keepword.vault.local import LocalHolder
from keepword.vault.store import LOCK

_PACKAGE = "keepword.runtime.backup"


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a restore kept as it is today.

    `items` values stayed erased, `lost` ones have no key among these keys, `consents` stayed
    withdrawn, `members` had left, `spare` younger units ended with their keys, `links` of the
    separate store have no key. `people` were indexed anew, `blobs` put back.
    """

    items: int
    lost: int
    consents: int
    members: int
    spare: int
    links: int
    people: int = 0
    blobs: int = 0


def replay(cur: Cursor, holder: LocalHolder, now: datetime) -> Replayed:
    """Bring loaded data to what today's keys say. Doing it again changes nothing more.

    Args:
        cur: in a transaction.
        holder: opens the pages of keys.
        now: when younger units end.

    Raises:
        SealBroken, NoKey: the key store is damaged, or lies under another root.
    """
    cur.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
    inventory.list_keys(cur, holder)
    _run(cur, "going")
    lost = _count(cur, "lost")
    items = _run(cur, "items") - lost
    _run(cur, "units")
    _run(cur, "records")
    cur.execute(statement("keepword.vault", "blob_let_go_gone"))
    _run(cur, "leavers")
    consents = _run(cur, "consents")
    members = _run(cur, "members")
    _run(cur, "suspensions")
    _run(cur, "ended")
    _run(cur, "moved")
    spare = _run(cur, "spare_units", {"now": now})
    for step in ("spare_tags", "in_use_again", "rotations"):
        _run(cur, step)
    links = _run(cur, "links")
    _run(cur, "link_keys")
    return Replayed(items, lost, consents, members, spare, links)


def wanted_objects(cur: Cursor) -> list[UUID]:
    """Objects of blobs that are held after all this."""
    cur.execute(statement(_PACKAGE, "wanted_objects"))
    return [row[0] for row in cur.fetchall()]


def _run(cur: Cursor, name: str, given: Mapping[str, Any] | None = None) -> int:
    cur.execute(statement(_PACKAGE, name), given)
    return cur.rowcount


def _count(cur: Cursor, name: str) -> int:
    cur.execute(statement(_PACKAGE, name))
    row = cur.fetchone()
    return int(row[0]) if row else 0
