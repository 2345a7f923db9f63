"""The keys of blind indexes, by generation: a digest key, and a veil that every turn renews (P82).

    digest = HMAC-SHA256(digest key, tenant ‖ index ‖ text)[:16]
    tag    = AES-256(veil key, digest)                              one block, FIPS 197

A digest alone could be tried out with the live digest key against an old copy of the index: there
are few telephone numbers. The veil is another key for each generation; it dies with the root that
it lay under, and the next turn re-veils every tag without knowing a value. Sixteen random-looking
bytes are one block, so the bare block cipher is the right tool: a permutation that only its key
knows, equal for equal digests and nothing else.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, LiteralString

from keepword.storage.sql import Cursor, statement
from keepword.vault.blind_index import IndexKey
from keepword.vault.errors import UnknownIndex
from keepword.vault.store import KEPT_FOR

if TYPE_CHECKING:
    from keepword.vault.local import LocalHolder

FIRST = 1

Generation = tuple[int, str, str | None]
"""Generation, page of the digest key, page of the veil."""


class IndexKeys:
    """The generations of each index that are in use, opened; for threads."""

    def __init__(self, holder: LocalHolder) -> None:
        self._holder = holder
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, tuple[IndexKey, ...]]] = {}

    def in_use(self, index: str, at_least: int = 0) -> tuple[IndexKey, ...]:
        """Newest first, that of `at_least` known to be among them; the first is made where there
        is none.

        Raises:
            UnknownIndex: nothing is searched by this.
        """
        if index not in self._holder.indexes:  # before a page is made for it
            raise UnknownIndex(index)
        with self._lock:
            until, keys = self._known.get(index, (0.0, ()))
            if until > time.monotonic() and keys[0].generation >= at_least:
                return keys
        keys = self._load(index)
        with self._lock:
            self._known[index] = (time.monotonic() + KEPT_FOR, keys)
        return keys

    def forget(self) -> None:
        """Look anew at the next question."""
        with self._lock:
            self._known.clear()

    def _load(self, index: str) -> tuple[IndexKey, ...]:
        with self._holder.connections.cursor() as cur:
            found = generations(cur, index)
            if not found:
                add_generation(cur, index, FIRST, FIRST)
                found = generations(cur, index)
        return tuple(self.opened(*each) for each in found)

    def opened(self, generation: int, digest: str, veil: str | None) -> IndexKey:
        """The keys of one generation."""
        holder = self._holder
        return IndexKey(
            generation,
            int(digest.rpartition("/")[2]),
            holder.page_key(digest, make=True),
            holder.page_key(veil, make=True) if veil else None,
        )


def generations(cur: Cursor, index: str) -> list[Generation]:
    """Generation, page of the digest key, page of the veil; newest first."""
    cur.execute(_sql("index_generations"), {"index": index})
    return cur.fetchall()


def add_generation(cur: Cursor, index: str, generation: int, digest: int) -> None:
    """A generation with a veil of its own, over the `digest`-th digest key."""
    cur.execute(
        _sql("add_index_generation"),
        {
            "index": index,
            "generation": generation,
            "digest": f"index/{index}/{digest}",
            "veil": f"veil/{index}/{generation}",
        },
    )


def _sql(name: str) -> LiteralString:
    return statement("keepword.vault", name)
