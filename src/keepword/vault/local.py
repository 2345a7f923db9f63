"""The key holder itself: opens pages under the root, and what lies on them (P66, P82).

It reads the key store on connections of its own, so it sees what is committed. A page that it
makes is durable before anything depends on it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import LiteralString
from uuid import UUID, uuid4

from keepword.storage.sql import Cursor, statement
from keepword.vault import blind_index, key_page
from keepword.vault.errors import ErasedError, NoKey, WrongRoot
from keepword.vault.holder import FreshPage, KeyName, Tag
from keepword.vault.index_keys import IndexKeys
from keepword.vault.keytree import new_key, unwrap_data_key
from keepword.vault.providers import Provider
from keepword.vault.roots import Roots
from keepword.vault.store import MAKING, Connect, Connections, Remembered

CACHED_PAGES = 4096
"""Single page keys in memory at once."""

CACHED_KEY_PAGES = 2048
"""Opened pages of data keys in memory at once: some 18 MB."""


LOOKS = 4
"""How often a key is looked for: each step of a turn moves it once, and three may meet it."""


class LocalHolder:
    """Holds the keys of one tenant, in the process that may know the root; for threads.

    Args:
        tenant: whose key store this is.
        providers: where roots are kept, by name.
        connect: opens a fresh autocommit connection to the key store.
        provider: which of them makes new roots.
        folder: the keys' folder, for whoever holds the root in escrow.
        indexes: the blind indexes there are; no key is made for any other.
    """

    def __init__(
        self,
        tenant: str,
        providers: Mapping[str, Provider],
        connect: Connect,
        provider: str = "file",
        folder: Path | None = None,
        indexes: Collection[str] = tuple(blind_index.CANONICAL),
    ) -> None:
        self.tenant = tenant
        self.indexes = frozenset(indexes)
        self.roots = Roots(tenant, providers, provider, folder)
        self.connections = Connections(connect)
        self._pages: Remembered[str] = Remembered(CACHED_PAGES)
        self._key_pages: Remembered[UUID] = Remembered(CACHED_KEY_PAGES)
        self._indexes = IndexKeys(self)

    def prepare(self, now: datetime) -> None:
        """See `Holder.prepare`."""
        with self.connections.transaction() as cur:
            self.roots.prepare(cur, now)

    def check(self) -> None:
        """See `Holder.check`."""
        with self.connections.cursor() as cur:
            self.roots.newest(cur)

    def fresh_page(self) -> FreshPage:
        """See `Holder.fresh_page`."""
        name = f"data/{uuid4()}"
        return FreshPage(name, self.page_key(name, make=True))

    def open(self, names: Sequence[KeyName]) -> list[bytes]:
        """See `Holder.open`."""
        found: dict[KeyName, bytes] = {}
        missing: Sequence[KeyName] = names
        with self.connections.cursor() as cur:
            for _ in range(LOOKS):
                found |= self._fresh(cur, missing)
                missing = [name for name in names if name not in found]
                if missing:
                    found |= self._packed(cur, missing)
                    missing = [name for name in names if name not in found]
                if not missing:
                    return [found[name] for name in names]
                # A turn may have moved it between two looks, or to a page that was read before.
                self._key_pages.clear()
        raise NoKey

    def newest(self, subject: UUID, unit: UUID) -> int:
        """See `Holder.newest`."""
        with self.connections.cursor() as cur:
            cur.execute(_sql("newest_key"), {"subject": subject, "unit": unit})
            row = cur.fetchone()
            erased, fresh, first = row or (False, 0, None)
            if erased:
                raise ErasedError
            packed = 0
            if first is not None:  # not as remembered: two keys never have one name
                packed = key_page.newest(self._read_key_page(cur, first) or b"", subject, unit)
        if not max(fresh, packed):
            raise NoKey
        return max(fresh, packed)

    def page_key(self, page: str, *, make: bool) -> bytes:
        """See `Holder.page_key`. The row is looked at each time: from the commit on that destroys
        it nobody is given the key of a page."""
        with self.connections.cursor() as cur:
            found = self._read(cur, page) or self._read(cur, page)
        if found is None:
            self._pages.drop(page)
            if not make:
                raise NoKey
            found = self._make(page)
        self._pages.put(page, found)
        return found

    def tags(self, index: str, texts: Sequence[str], at_least: int = 0) -> list[tuple[Tag, ...]]:
        """See `Holder.tags`."""
        keys = self._indexes.in_use(index, at_least)
        return [
            tuple(
                Tag(each.generation, blind_index.tag(each, self.tenant, index, text))
                for each in keys
            )
            for text in texts
        ]

    def forget(self) -> None:
        """Let go of every key in memory but the roots: after a turn, or an erasure."""
        self._pages.clear()
        self._key_pages.clear()
        self._indexes.forget()

    def cached(self, page: str) -> bytes | None:
        """A page's key, if it is in memory."""
        return self._pages.get(page)

    # ─────────────────────────────────────────────────────────────────────────────────────────

    def _fresh(self, cur: Cursor, names: Sequence[KeyName]) -> dict[KeyName, bytes]:
        """Keys that lie on fresh pages; an erased unit's is nobody's."""
        cur.execute(
            _sql("fresh_keys"),
            {
                "subjects": [name.subject for name in names],
                "units": [name.unit for name in names],
                "generations": [name.generation for name in names],
            },
            prepare=True,
        )
        found: dict[KeyName, bytes] = {}
        for subject, unit, generation, page, wrapped, erased in cur.fetchall():
            if erased:
                raise ErasedError
            page_key = self._pages.get(page) or self._read(cur, page)
            if page_key is None:
                continue  # packed meanwhile
            self._pages.put(page, page_key)
            key = unwrap_data_key(page_key, subject, unit, generation, wrapped)
            found[KeyName(subject, unit, generation)] = key
        return found

    def _packed(self, cur: Cursor, names: Sequence[KeyName]) -> dict[KeyName, bytes]:
        """Keys that lie in page blobs."""
        subjects = list({name.subject for name in names})
        cur.execute(_sql("which_key_pages"), {"subjects": subjects}, prepare=True)
        pages = dict(cur.fetchall())
        found: dict[KeyName, bytes] = {}
        for name in names:
            first = pages.get(name.subject)
            if first is None:
                continue
            key = key_page.find(self._key_page(cur, first), key_page.name_bytes(name))
            if key is not None:
                found[name] = key
        return found

    def _key_page(self, cur: Cursor, first: UUID) -> bytes:
        cached = self._key_pages.get(first)
        if cached is not None:
            return cached
        plain = self._read_key_page(cur, first)
        if plain is None:
            return b""
        self._key_pages.put(first, plain)
        return plain

    def _read_key_page(self, cur: Cursor, first: UUID) -> bytes | None:
        cur.execute(_sql("read_key_page"), {"first": first}, prepare=True)
        row = cur.fetchone()
        if row is None:
            return None
        root, wrapped, sealed, keys = row
        page_key = self._unwrapped(cur, root, key_page.page_name(first), wrapped)
        if page_key is None:
            return None
        return key_page.open_page(page_key, self.tenant, first, keys, sealed)

    def _read(self, cur: Cursor, page: str) -> bytes | None:
        cur.execute(_sql("read_page"), {"page": page})
        row = cur.fetchone()
        return None if row is None else self._unwrapped(cur, row[0], page, row[1])

    def _unwrapped(self, cur: Cursor, root: int, page: str, wrapped: bytes) -> bytes | None:
        """A page's key; None where its root was destroyed since it was read: it lies under the
        next one by now."""
        try:
            return self.roots.of(cur, root).unwrap(page, wrapped)
        except NoKey:
            return None

    def _make(self, page: str) -> bytes:
        """Make a page; if another was first, its key counts. Never one that was destroyed.

        Raises:
            NoKey: it was destroyed.
            WrongRoot: the key store lies under another root.
        """
        with self.connections.transaction() as cur:
            # No root comes into force between the look at the newest and the page under it: a turn
            # that did not see the page would destroy what it lies under.
            cur.execute("SELECT pg_advisory_xact_lock_shared(%s)", (MAKING,))
            root = self.roots.newest(cur)
            made = {
                "page": page,
                "generation": root.generation,
                "proof": root.proof,
                "wrapped": root.wrap(page, new_key()),
            }
            cur.execute(_sql("make_page"), made)
            there = self._read(cur, page)
            if there is None:
                cur.execute(_sql("was_destroyed"), {"page": page})
                raise NoKey if cur.fetchone() else WrongRoot
        return there


def _sql(name: str) -> LiteralString:
    return statement("keepword.vault", name)
