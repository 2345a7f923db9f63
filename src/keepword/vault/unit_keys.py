"""Making the keys of destruction units: a first one, and the ones after it (P66)."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import LiteralString
from uuid import UUID

from keepword.storage.sql import Cursor, statement
from keepword.vault.errors import ErasedError, NoKey, UnitHasKey
from keepword.vault.fresh_pages import FreshPages
from keepword.vault.holder import FreshPage, Holder, KeyName
from keepword.vault.key_page import name_bytes
from keepword.vault.keys import UnitKey
from keepword.vault.keytree import new_key, wrap_data_key
from keepword.vault.locking import lock
from keepword.vault.remembering import Remembering

FIRST_GENERATION = 1


class UnitKeys:
    """Wraps new keys on the fresh page of this process; for threads.

    Args:
        holder: gives fresh pages, and knows what lies on packed ones.
        remembered: where a key of one's own is found before it is committed.
    """

    def __init__(self, holder: Holder, remembered: Remembering) -> None:
        self._holder = holder
        self._remembered = remembered
        self._fresh = FreshPages(holder)

    def make(self, cur: Cursor, subject: UUID, unit: UUID) -> UnitKey:
        """See `Vault.make_unit_key`."""
        lock(cur, subject.int)
        return self._add(cur, subject, unit, FIRST_GENERATION)

    def renew(self, cur: Cursor, subject: UUID, unit: UUID, known: int) -> UnitKey:
        """See `Vault.renew_unit_key`."""
        lock(cur, subject.int)
        if known:
            with suppress(UnitHasKey):
                return self._add(cur, subject, unit, known + 1)
        if any_erased(cur, subject, [unit]):
            raise ErasedError
        return self._add(cur, subject, unit, self._newest(cur, subject, unit) + 1)

    def _add(self, cur: Cursor, subject: UUID, unit: UUID, generation: int) -> UnitKey:
        name = KeyName(subject, unit, generation)
        key, certain = new_key(), generation > FIRST_GENERATION
        page = self._fresh.take()
        while True:
            made, is_open, erased, certain = _put(cur, page, name, key, certain)
            if made:
                self._remembered.made(name_bytes(name), key)
                return UnitKey(*name, key)
            if erased:
                raise ErasedError
            if not certain:
                self._must_have_none(subject, unit)
                certain = True
            elif is_open:
                raise UnitHasKey
            if not is_open:
                self._fresh.closed(page)
                page = self._fresh.take()

    def _must_have_none(self, subject: UUID, unit: UUID) -> None:
        """Ask the holder, who alone can read packed pages.

        Raises:
            UnitHasKey: there is a key.
            ErasedError: the unit was erased.
        """
        try:
            self._holder.newest(subject, unit)
        except NoKey:
            return
        raise UnitHasKey

    def _newest(self, cur: Cursor, subject: UUID, unit: UUID) -> int:
        """The highest generation: this transaction's own, which the holder cannot see, included."""
        cur.execute(_sql("own_newest"), {"subject": subject, "unit": unit})
        row = cur.fetchone()
        own = int(row[0]) if row else 0
        try:
            return max(own, self._holder.newest(subject, unit))
        except NoKey:
            if not own:
                raise
            return own


def _put(
    cur: Cursor, page: FreshPage, name: KeyName, key: bytes, certain: bool
) -> tuple[bool, bool, bool, bool]:
    """Write the key; see `make_key.sql` for what is answered."""
    wrapped = wrap_data_key(page.key, *name, key)
    row = name._asdict() | {"page": page.name, "wrapped": wrapped, "certain": certain}
    cur.execute(_sql("make_key"), row)
    return cur.fetchone() or (False, True, False, True)


def any_erased(cur: Cursor, subject: UUID, units: Collection[UUID]) -> bool:
    """Whether one of these units was erased."""
    cur.execute(_sql("any_erased"), {"subject": subject, "units": list(units)})
    row = cur.fetchone()
    return row is not None and bool(row[0])


def _sql(name: str) -> LiteralString:
    return statement("keepword.vault", name)
