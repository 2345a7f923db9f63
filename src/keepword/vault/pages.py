"""Page keys: what lies between the root and everything else that has a key.

A page is durable before anything depends on it: it is made on a connection of its own, and is
committed there, before the caller's transaction uses its key.
"""

from __future__ import annotations

import hmac
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Any, LiteralString
from uuid import uuid4

import psycopg

from keepword.storage.sql import Cursor, statement
from keepword.vault.errors import NoKey, WrongRoot, WrongTenant
from keepword.vault.keytree import new_key
from keepword.vault.providers import Root

KEYS_A_PAGE = 256
"""Data keys that a process puts on one page before it opens a fresh one."""

CACHED_PAGES = 4096
"""Page keys that a process remembers, the last used ones: a million data keys' worth."""

Connect = Callable[[], psycopg.Connection[Any]]
Wrapped = tuple[int, bytes]


class Pages:
    """The page keys of one tenant, opened as they are wanted.

    Args:
        tenant: whose key store this is.
        root: what page keys are wrapped under.
        connect: opens a fresh autocommit connection; each statement on it is durable.
    """

    def __init__(self, tenant: str, root: Root, connect: Connect) -> None:
        self._tenant = tenant
        self._root = root
        self._connect = connect
        self._cache = _Cache(CACHED_PAGES)
        self._opening = threading.Lock()
        self._open: tuple[str, bytes] | None = None
        self._room = 0

    def prepare(self, now: datetime) -> None:
        """Write down which root this key store lies under, or check that it is this one.

        Raises:
            WrongRoot: it is another.
            WrongTenant: it is another tenant's.
        """
        with self._connect() as own, own.cursor() as cur:
            cur.execute(_sql("make_root"), {**self._signature(), "now": now})
            cur.execute(_sql("read_root"))
            row = cur.fetchone()
        if row is None:
            raise WrongRoot
        generation, tenant, proof = row
        if tenant != self._tenant:
            raise WrongTenant(tenant)
        if generation != self._root.generation:
            raise WrongRoot
        if not hmac.compare_digest(proof, self._root.proof()):
            raise WrongRoot

    def key(self, cur: Cursor, page: str) -> bytes:
        """The key of a page that is there.

        Raises:
            NoKey: there is no such page.
            WrongRoot: it lies under another root.
            SealBroken: it does not open.
        """
        found = self._find(cur, page)
        if found is None:
            raise NoKey
        return found

    def key_or_make(self, cur: Cursor, page: str) -> bytes:
        """The key of a page, made durable first where it is not there.

        Raises:
            WrongRoot: it lies, or would lie, under another root than the one in force.
            SealBroken: it does not open.
        """
        return self._find(cur, page) or self._make(page)

    def for_new_key(self) -> tuple[str, bytes]:
        """The data page that this process fills, and its key; a fresh one when it is full.

        Raises:
            WrongRoot: the key store does not know this root.
        """
        with self._opening:
            if self._open is None or not self._room:
                page = f"data/{uuid4()}"
                self._open = (page, self._make(page))
                self._room = KEYS_A_PAGE
            self._room -= 1
            return self._open

    def _find(self, cur: Cursor, page: str) -> bytes | None:
        cached = self._cache.get(page)
        if cached is not None:
            return cached
        wrapped = _read(cur, page)
        return None if wrapped is None else self._unwrap(page, wrapped)

    def _make(self, page: str) -> bytes:
        """Make a page; if another process was first, its key counts."""
        wrapped = self._root.wrap(page, new_key())
        with self._connect() as own, own.cursor() as cur:
            values = {**self._signature(), "page": page, "wrapped": wrapped}
            cur.execute(_sql("make_page"), values)
            there = _read(cur, page)
        if there is None:
            raise WrongRoot
        return self._unwrap(page, there)

    def _unwrap(self, page: str, wrapped: Wrapped) -> bytes:
        generation, sealed = wrapped
        if generation != self._root.generation:
            raise WrongRoot
        key = self._root.unwrap(page, sealed)
        self._cache.put(page, key)
        return key

    def _signature(self) -> dict[str, object]:
        """What a row of `keystore.root` says of this root and tenant."""
        return {
            "generation": self._root.generation,
            "tenant": self._tenant,
            "proof": self._root.proof(),
        }


class _Cache:
    """The last used keys by name, at most `most`; for threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._keys: OrderedDict[str, bytes] = OrderedDict()

    def get(self, name: str) -> bytes | None:
        with self._lock:
            key = self._keys.get(name)
            if key is not None:
                self._keys.move_to_end(name)
            return key

    def put(self, name: str, key: bytes) -> None:
        with self._lock:
            self._keys[name] = key
            self._keys.move_to_end(name)
            if len(self._keys) > self._most:
                self._keys.popitem(last=False)


def _read(cur: Cursor, page: str) -> Wrapped | None:
    cur.execute(_sql("read_page"), {"page": page})
    row = cur.fetchone()
    return None if row is None else (row[0], row[1])


def _sql(name: str) -> LiteralString:
    return statement("keepword.vault", name)
