"""The vault: seals and opens items, keeps the keys of units, finds people by blind index.

Everything but `prepare` happens in the caller's transaction, at READ COMMITTED, on the caller's
cursor; only page keys are made on a connection of their own (see `pages`). What is erased here
has no key afterwards; it becomes final for old copies at the root turn (P66).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import LiteralString, NoReturn
from uuid import UUID

from keepword.foundation.personal import Personal
from keepword.storage.sql import Cursor, statement
from keepword.vault import blind_index
from keepword.vault.errors import BadPageName, ErasedError, NoKey, UnitHasKey, UnknownIndex
from keepword.vault.keys import UnitKey
from keepword.vault.keytree import new_key, unwrap_data_key, wrap_data_key
from keepword.vault.pages import Connect, Pages
from keepword.vault.providers import Root
from keepword.vault.sealing import item_aad, seal_personal, unseal_personal

FIRST_GENERATION = 1
INDEX_GENERATION = 1
"""Of the index keys; it moves when they are rotated."""

_SERVICE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LOCK_BITS = 63


class Vault:
    """One tenant's vault; for threads.

    Args:
        tenant: whose data; part of every seal and tag.
        root: the root key.
        connect: opens a fresh autocommit connection, for page keys and for `prepare`.
    """

    def __init__(self, tenant: str, root: Root, connect: Connect) -> None:
        self.tenant = tenant
        self._pages = Pages(tenant, root, connect)

    def prepare(self, now: datetime) -> None:
        """Once before anything is served: does the key store lie under this root?

        A key store without any root is given this one.

        Raises:
            WrongRoot: another root's key store.
            WrongTenant: another tenant's key store.
        """
        self._pages.prepare(now)

    # ── keys of units ────────────────────────────────────────────────────────────────────────

    def make_unit_key(self, cur: Cursor, subject: UUID, unit: UUID) -> UnitKey:
        """The first key of a unit.

        Raises:
            ErasedError: the unit was erased.
            UnitHasKey: it has one.
        """
        _lock(cur, subject.int)
        return self._add_key(cur, subject, unit, FIRST_GENERATION)

    def renew_unit_key(self, cur: Cursor, subject: UUID, unit: UUID) -> UnitKey:
        """The next generation of a unit's key.

        Superseded generations stay: an older backup's sealed values need them. `unit_keys` no
        longer gives them, and erasing destroys them all.

        Raises:
            ErasedError: the unit was erased.
            NoKey: it never had a key.
        """
        _lock(cur, subject.int)
        newest = self.unit_keys(cur, subject, [unit])[unit]
        return self._add_key(cur, subject, unit, newest.generation + 1)

    def unit_keys(self, cur: Cursor, subject: UUID, units: Collection[UUID]) -> dict[UUID, UnitKey]:
        """The newest key of each unit.

        Raises:
            ErasedError: one of them was erased.
            NoKey: one of them never had a key.
        """
        wanted = {"subject": subject, "units": list(units)}
        cur.execute(_sql("newest_keys"), wanted)
        rows = cur.fetchall()
        if len(rows) != len(set(units)):
            _no_key(cur, subject, units)
        return {row[0]: self.open_unit_key(cur, subject, *row) for row in rows}

    def open_unit_key(
        self, cur: Cursor, subject: UUID, unit: UUID, generation: int, page: str, wrapped: bytes
    ) -> UnitKey:
        """A key from the columns of `keystore.data_key` that a joined read brought along.

        Raises:
            NoKey: its page is gone.
            SealBroken: the columns do not belong together, or were changed.
        """
        page_key = self._pages.key(cur, page)
        key = unwrap_data_key(page_key, subject, unit, generation, wrapped)
        return UnitKey(subject, unit, generation, key)

    def destroy_units(
        self, cur: Cursor, subject: UUID, units: Collection[UUID], now: datetime
    ) -> None:
        """Destroy every generation of these units' keys and their index rows, for ever (P66).

        Doing it again changes nothing. Each person takes one lock of the transaction; some
        thousands of persons in one transaction outgrow PostgreSQL's lock table.
        """
        gone = {"subject": subject, "units": list(units), "now": now}
        _lock(cur, subject.int)
        for step in ("note_erased", "drop_keys", "drop_unit_tags"):
            cur.execute(_sql(step), gone)

    # ── items ────────────────────────────────────────────────────────────────────────────────

    def seal(self, key: UnitKey, record: UUID, item: str, value: Personal) -> bytes:
        """`value` as the item of a record, sealed under its unit's key."""
        return seal_personal(key.key, value, self._place(key, record, item))

    def open(self, key: UnitKey, record: UUID, item: str, sealed: bytes) -> Personal:
        """The value that was sealed as this item of this record.

        Raises:
            SealBroken: changed, of another place, or under another key.
        """
        return unseal_personal(key.key, sealed, self._place(key, record, item))

    # ── finding people ───────────────────────────────────────────────────────────────────────

    def index(
        self,
        cur: Cursor,
        *,
        subject: UUID,
        index: str,
        record: UUID,
        item: str,
        unit: UUID,
        value: Personal,
    ) -> None:
        """Make a person findable by this value, as long as the unit has a key.

        A value of which nothing is left to search by (a number without digits) is not indexed.

        Raises:
            UnknownIndex: nothing is searched by this.
            ErasedError: the unit was erased.
            NoKey: the unit has no key.
        """
        tag = self._tag(cur, index, value)
        if tag is None:
            return
        cur.execute(
            _sql("index"),
            {
                "subject": subject,
                "index": index,
                "generation": INDEX_GENERATION,
                "tag": tag,
                "record": record,
                "item": item,
                "unit": unit,
            },
        )
        if not cur.rowcount:
            _no_key(cur, subject, [unit])

    def unindex(self, cur: Cursor, *, subject: UUID, record: UUID, item: str) -> None:
        """A person is no longer found by this item of this record."""
        cur.execute(_sql("drop_item_tags"), {"subject": subject, "record": record, "item": item})

    def find(self, cur: Cursor, index: str, value: Personal) -> list[UUID]:
        """Who holds exactly this value; each person once.

        Raises:
            UnknownIndex: nothing is searched by this.
        """
        tag = self._tag(cur, index, value)
        return [] if tag is None else _holders(cur, index, tag)

    def claim(self, cur: Cursor, index: str, value: Personal) -> bool:
        """Whether nobody holds this value; nobody else can claim it until the transaction ends.

        A value of which nothing is left to search by is nobody's to claim.

        Raises:
            UnknownIndex: nothing is searched by this.
        """
        tag = self._tag(cur, index, value)
        if tag is None:
            return False
        _lock(cur, int.from_bytes(tag))
        return not _holders(cur, index, tag)

    # ── keys of services ─────────────────────────────────────────────────────────────────────

    def month_key(self, cur: Cursor, month: int) -> bytes:
        """The key of a month's log bodies (32 bytes); `month` is YYYYMM.

        Raises:
            BadPageName: no such month.
        """
        if not (100001 <= month <= 999912 and 1 <= month % 100 <= 12):
            raise BadPageName(str(month))
        return self._pages.key_or_make(cur, f"ledger/{month}")

    def secret_key(self, cur: Cursor, name: str) -> bytes:
        """The key of a service's own secrets (32 bytes), such as `totp` or `outbox`.

        Raises:
            BadPageName: the name is no slug.
        """
        if not _SERVICE.fullmatch(name):
            raise BadPageName(name)
        return self._pages.key_or_make(cur, f"service/{name}")

    # ─────────────────────────────────────────────────────────────────────────────────────────

    def _add_key(self, cur: Cursor, subject: UUID, unit: UUID, generation: int) -> UnitKey:
        page, page_key = self._pages.for_new_key()
        key = UnitKey(subject, unit, generation, new_key())
        cur.execute(
            _sql("make_key"),
            {
                "subject": subject,
                "unit": unit,
                "generation": generation,
                "page": page,
                "wrapped": wrap_data_key(page_key, subject, unit, generation, key.key),
            },
        )
        if not cur.rowcount:
            if _any_erased(cur, subject, [unit]):
                raise ErasedError
            raise UnitHasKey
        return key

    def _place(self, key: UnitKey, record: UUID, item: str) -> bytes:
        return item_aad(self.tenant, key.subject, record, item, key.unit, key.generation)

    def _tag(self, cur: Cursor, index: str, value: Personal) -> bytes | None:
        if index not in blind_index.CANONICAL:  # before a page is made for it
            raise UnknownIndex(index)
        key = self._pages.key_or_make(cur, f"index/{index}/{INDEX_GENERATION}")
        return blind_index.tag(key, self.tenant, index, INDEX_GENERATION, value)


def _holders(cur: Cursor, index: str, tag: bytes) -> list[UUID]:
    cur.execute(_sql("find"), {"index": index, "generation": INDEX_GENERATION, "tag": tag})
    return [row[0] for row in cur.fetchall()]


def _no_key(cur: Cursor, subject: UUID, units: Collection[UUID]) -> NoReturn:
    """Say why there is none."""
    raise ErasedError if _any_erased(cur, subject, units) else NoKey


def _any_erased(cur: Cursor, subject: UUID, units: Collection[UUID]) -> bool:
    cur.execute(_sql("any_erased"), {"subject": subject, "units": list(units)})
    row = cur.fetchone()
    return row is not None and bool(row[0])


def _lock(cur: Cursor, wide: int) -> None:
    """Wait for whoever holds this lock; ours until the transaction ends."""
    cur.execute(_sql("lock"), {"lock": wide & ((1 << _LOCK_BITS) - 1)})


def _sql(name: str) -> LiteralString:
    return statement("keepword.vault", name)
