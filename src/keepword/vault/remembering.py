"""What a process remembers of the keys that its holder gave it: for a minute, then wiped (P82)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from keepword.vault.errors import NoKey
from keepword.vault.holder import Holder
from keepword.vault.key_page import UNIT, read_name
from keepword.vault.store import Remembered

CACHED_KEYS = 100_000
"""Data keys in memory at once."""

CACHED_SERVICES = 64
"""Keys of months and services in memory at once."""


class Remembering:
    """Keys from the holder, each asked for once a minute at most; for threads."""

    def __init__(self, holder: Holder) -> None:
        self._holder = holder
        self._data: Remembered[bytes] = Remembered(CACHED_KEYS)
        self._services: Remembered[str] = Remembered(CACHED_SERVICES)
        self._made: Remembered[bytes] = Remembered(CACHED_KEYS)
        self._ended: Remembered[bytes] = Remembered(CACHED_KEYS)

    def data(self, names: Sequence[bytes]) -> list[bytes]:
        """Data keys by the bytes of their names (`key_page.name_bytes`), in their order.

        Raises:
            ErasedError, NoKey, TooManyOpens: see `Holder.open`.
        """
        found = self._data.get_many(names)
        ended = self._ended.get_many([name[:UNIT] for name in names]) if self._ended else []
        if any(each is not None for each in ended):
            return self._asked(names, keep=False)
        missing = list(dict.fromkeys(n for n, key in zip(names, found, strict=True) if not key))
        if not missing:
            return [key for key in found if key]
        fresh = dict(zip(missing, self._asked(missing, keep=True), strict=True))
        return [key or fresh[name] for name, key in zip(names, found, strict=True)]

    def made(self, name: bytes, key: bytes) -> None:
        """A data key that this process made itself: its transaction may use it at once.

        It is given only where the holder knows none: a transaction that was rolled back leaves no
        key that another process's counts for.
        """
        self._made.put(name, key)

    def ended(self, subject: UUID, units: Iterable[UUID]) -> None:
        """Units that this process erases: what it remembers of them counts no more.

        Their transaction may come to nothing, and others may ask meanwhile: so the holder is asked
        each time, until everything that was remembered before is forgotten anyway.
        """
        self._ended.put_many({subject.bytes + unit.bytes: b"" for unit in units})

    def _asked(self, names: Sequence[bytes], *, keep: bool) -> list[bytes]:
        """From the holder, which knows what is committed; else from what was made here."""
        try:
            keys = self._holder.open([read_name(name) for name in names])
        except NoKey:
            return [self._one(name) for name in names]
        if keep:
            self._data.put_many(dict(zip(names, keys, strict=True)))
        return keys

    def _one(self, name: bytes) -> bytes:
        try:
            return self._holder.open([read_name(name)])[0]
        except NoKey:
            own = self._made.get(name)
            if own is None or self._ended.get(name[:UNIT]) is not None:
                raise
            return own

    def service(self, page: str) -> bytes:
        """The key of a page that is all one key, made where there is none."""
        found = self._services.get(page)
        if found is None:
            found = self._holder.page_key(page, make=True)
            self._services.put(page, found)
        return found

    def drop(self, page: str) -> None:
        """Forget a page's key."""
        self._services.drop(page)
