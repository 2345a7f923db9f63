"""Roots in force: what every page key is wrapped under (P66).

There is one root, and two while a turn goes on. Each process that holds keys asks the provider for
a root when it first meets a page that lies under it.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from keepword.storage.sql import Cursor, statement
from keepword.vault import escrow
from keepword.vault.errors import NoKey, ProviderFailed, SealBroken, WrongRoot, WrongTenant
from keepword.vault.keytree import unwrap_page_key, wrap_page_key
from keepword.vault.providers import Kept, Provider

FIRST = 1

_PROOF = b"keepword/root"
_WRAPPING = b"keepword/root/wrapping"


class Root:
    """A root of one generation, in memory; shows nothing of itself."""

    def __init__(self, generation: int, secret: bytes) -> None:
        self.generation = generation
        # One key, one use: what wraps is derived from the root and is not what proves it.
        self._wrapping = hmac.digest(secret, _WRAPPING, hashlib.sha256)
        self.proof = hmac.digest(secret, _PROOF, hashlib.sha256)

    def wrap(self, page: str, key: bytes) -> bytes:
        """The key of `page`, wrapped."""
        return wrap_page_key(self._wrapping, self.generation, page, key)

    def unwrap(self, page: str, wrapped: bytes) -> bytes:
        """The key of `page`.

        Raises:
            SealBroken: not wrapped by this root for this page, or changed.
        """
        return unwrap_page_key(self._wrapping, self.generation, page, wrapped)


class Row(NamedTuple):
    """A row of `keystore.root`."""

    generation: int
    tenant: str
    proof: bytes
    provider: str
    kept: Kept
    destroyed_at: datetime | None


class Made(NamedTuple):
    """A root at its provider, before the key store knows it."""

    kept: Kept
    root: Root


class Roots:
    """The roots of one tenant, opened as they are met; for threads.

    Args:
        tenant: whose key store this is.
        providers: by name; new roots are made by `provider`.
        provider: the name of the one that makes new roots.
        folder: where the escrow holders' public key lies, if there are any.
    """

    def __init__(
        self,
        tenant: str,
        providers: Mapping[str, Provider],
        provider: str,
        folder: Path | None = None,
    ) -> None:
        self.tenant = tenant
        self.providers = providers
        self.provider = providers[provider]
        self.escrow = folder
        self._lock = threading.Lock()
        self._open: dict[int, Root] = {}

    def prepare(self, cur: Cursor, now: datetime) -> None:
        """A key store without any root is given one; another root's or tenant's is refused.

        Raises:
            WrongRoot, WrongTenant: this key store is not ours.
        """
        row = _newest(cur)
        if row is None:
            self.add(cur, self.create(FIRST), now)
            row = _newest(cur)
        if row is None:
            raise WrongRoot
        if row.tenant != self.tenant:
            raise WrongTenant(row.tenant)
        self._in_force(row)

    def create(self, generation: int) -> Made:
        """Make the root of a generation, durable at its provider (and in escrow) when this returns:
        the key store does not know it yet. Providers may be slow: nobody should wait meanwhile.

        Raises:
            ProviderFailed: it could not.
        """
        kept = self.provider.create(generation)
        secret = self.provider.secret(kept)
        if self.escrow is not None:
            escrow.write(self.escrow, self.tenant, generation, secret)
        return Made(kept, Root(generation, secret))

    def add(self, cur: Cursor, made: Made, now: datetime) -> None:
        """Tell the key store of a root that was made."""
        generation = made.root.generation
        cur.execute(
            statement("keepword.vault", "make_root"),
            {
                "generation": generation,
                "tenant": self.tenant,
                "proof": made.root.proof,
                "provider": self.provider.name,
                "handle": made.kept.handle,
                "sealed": made.kept.sealed,
                "step": "done" if generation == FIRST else "keys",
                "now": now,
            },
        )

    def newest(self, cur: Cursor) -> Root:
        """What new pages are wrapped under.

        Raises:
            WrongRoot: the key store has none, or not this one.
        """
        known = rows(cur)
        if not known:
            raise WrongRoot
        for row in known:
            if row.destroyed_at is not None:
                self.forget(row.generation)  # another process turned
        return self._in_force(known[-1])

    def of(self, cur: Cursor, generation: int) -> Root:
        """The root of a generation.

        Raises:
            WrongRoot: it is not the one that the key store lies under.
            NoKey: it was destroyed.
        """
        with self._lock:
            found = self._open.get(generation)
        if found is not None:
            return found
        row = _one(cur, generation)
        if row is None:
            raise WrongRoot
        return self._opened(row)

    def of_row(self, cur: Cursor, generation: int) -> Root:
        """The root that a row names, which may name any.

        Raises:
            SealBroken: there is no such root any more, or never was: the row is not as it was.
            NoKey, WrongRoot, ProviderFailed: there is, and it cannot be had.
        """
        try:
            return self.of(cur, generation)
        except (NoKey, WrongRoot):
            for row in rows(cur):
                if row.generation == generation and row.destroyed_at is None:
                    raise
            raise SealBroken from None

    def forget(self, generation: int) -> None:
        """Whoever destroyed a root does not keep it in memory."""
        with self._lock:
            self._open.pop(generation, None)

    def provider_of(self, row: Row) -> Provider:
        """Who keeps this root.

        Raises:
            ProviderFailed: it is not configured here.
        """
        found = self.providers.get(row.provider)
        if found is None:
            raise ProviderFailed(row.provider, "is not configured.", "설정되어 있지 않습니다.")
        return found

    def _in_force(self, row: Row) -> Root:
        try:
            return self._opened(row)
        except NoKey:  # nobody destroyed the newest: it is not here
            raise WrongRoot from None

    def _opened(self, row: Row) -> Root:
        with self._lock:
            found = self._open.get(row.generation)
            if found is not None and hmac.compare_digest(found.proof, row.proof):
                return found
            if row.tenant != self.tenant:
                raise WrongTenant(row.tenant)
            root = Root(row.generation, self.provider_of(row).secret(row.kept))
            if not hmac.compare_digest(root.proof, row.proof):
                raise WrongRoot
            self._open[row.generation] = root
            return root


def rows(cur: Cursor) -> list[Row]:
    """Every root that the key store knows, oldest first."""
    cur.execute(statement("keepword.vault", "read_roots"))
    return [_row(found) for found in cur.fetchall()]


def _newest(cur: Cursor) -> Row | None:
    known = rows(cur)
    return known[-1] if known else None


def _one(cur: Cursor, generation: int) -> Row | None:
    return next((row for row in rows(cur) if row.generation == generation), None)


def _row(found: tuple[object, ...]) -> Row:
    generation, tenant, proof, provider, handle, sealed, destroyed = found
    kept = Kept(str(handle), bytes(sealed))  # type: ignore[call-overload]  # bytea
    return Row(generation, tenant, proof, provider, kept, destroyed)  # type: ignore[arg-type]  # by columns
