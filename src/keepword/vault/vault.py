"""The vault: seals and opens items, keeps the keys of units, finds people by blind index.

What it writes stands in the caller's transaction, at READ COMMITTED, on the caller's cursor; keys
come from the holder, which may be another process. What is erased here has no key afterwards that
anybody is given; it becomes final for old copies at the root turn (P66).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from keepword.foundation.personal import Personal
from keepword.storage.sql import Cursor, statement
from keepword.vault.blind_index import CANONICAL, Kind, claim_lock, searched
from keepword.vault.errors import ErasedError, NoKey
from keepword.vault.holder import Holder, KeyName
from keepword.vault.key_page import name_bytes
from keepword.vault.keys import UnitKey
from keepword.vault.locking import lock
from keepword.vault.opening import Sealed, open_all
from keepword.vault.page_names import month_page, service_page
from keepword.vault.remembering import Remembering
from keepword.vault.sealing import Scheme, item_aad, seal_personal, unseal_personal
from keepword.vault.unit_keys import UnitKeys, any_erased


class Vault:
    """One tenant's vault; for threads.

    Args:
        tenant: whose data; part of every seal and tag.
        holder: who holds the keys.
        indexes: what people are found by, each with its kind.
        scheme: by which values are sealed; every one opens.
    """

    def __init__(
        self,
        tenant: str,
        holder: Holder,
        indexes: Mapping[str, Kind] = CANONICAL,
        scheme: Scheme = Scheme.GCM,
    ) -> None:
        self.tenant = tenant
        self.scheme = scheme
        self.indexes = indexes
        self._holder = holder
        self._keys = Remembering(holder)
        self._units = UnitKeys(holder, self._keys)

    def prepare(self, now: datetime) -> None:
        """Once before anything is served: does the key store lie under this root?

        A key store without any root is given one.

        Raises:
            WrongRoot: another root's key store.
            WrongTenant: another tenant's key store.
        """
        self._holder.prepare(now)

    def check(self) -> None:
        """Whether keys can be had.

        Raises:
            WrongRoot, WrongTenant, NoHolder: they cannot.
        """
        self._holder.check()

    def make_unit_key(self, cur: Cursor, subject: UUID, unit: UUID) -> UnitKey:
        """The first key of a unit, which is a fresh random id.

        Raises:
            ErasedError: the unit was erased.
            UnitHasKey: it has one.
        """
        return self._units.make(cur, subject, unit)

    def renew_unit_key(self, cur: Cursor, subject: UUID, unit: UUID, known: int = 0) -> UnitKey:
        """The next generation of a unit's key, beyond every one that there is.

        `known` is the highest that the caller saw: nearly always the highest there is (a restored
        backup's is not), and then nobody needs to be asked.

        Superseded generations stay: an older backup's sealed values need them. Erasing destroys
        them all.

        Raises:
            ErasedError: the unit was erased.
            NoKey: it never had a key.
        """
        return self._units.renew(cur, subject, unit, known)

    def open_keys(self, names: Sequence[KeyName]) -> dict[KeyName, UnitKey]:
        """The keys of these names.

        Raises:
            ErasedError: one of their units was erased.
            NoKey: one of them is nowhere.
            TooManyOpens: this process asks for more than it may.
        """
        wanted = list(dict.fromkeys(names))
        keys = self._keys.data([name_bytes(name) for name in wanted])
        return {name: UnitKey(*name, key) for name, key in zip(wanted, keys, strict=True)}

    def destroy_units(
        self, cur: Cursor, subject: UUID, units: Collection[UUID], now: datetime
    ) -> None:
        """Destroy every generation of these units' keys and their index rows, for ever (P66).

        Doing it again changes nothing. From the commit on nobody is given a key of theirs (another
        process forgets within a minute those that it was given before); what lies in a page blob
        leaves it at the turn. For many people see `mass.destroy_many`.
        """
        gone = {"subject": subject, "units": list(units), "now": now}
        lock(cur, subject.int)
        for step in ("note_erased", "drop_keys", "drop_unit_tags"):
            cur.execute(_sql(step), gone)
        self._keys.ended(subject, units)

    def seal(self, key: UnitKey, record: UUID, item: str, value: Personal) -> bytes:
        """`value` as the item of a record, sealed under its unit's key."""
        return seal_personal(key.key, value, self._place(key, record, item), self.scheme)

    def open(self, key: UnitKey, record: UUID, item: str, sealed: bytes) -> Personal:
        """The value that was sealed as this item of this record.

        Raises:
            SealBroken: changed, of another place, or under another key.
        """
        return unseal_personal(key.key, sealed, self._place(key, record, item))

    def open_many(self, rows: Sequence[Sealed]) -> list[Personal]:
        """Many values at once, in their order.

        Raises:
            ErasedError, NoKey, TooManyOpens: as `open_keys`; nothing is opened.
            SealBroken: one of them was changed or moved.
        """
        return open_all(self.tenant, rows, self._keys.data([row.key_name for row in rows]))

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
        beside: Sequence[Personal] = (),
    ) -> None:
        """Make a person findable by this value, as long as the unit is not erased.

        `beside` are the further values of an index that is made of several. A value of which
        nothing is left to search by (a number without digits) is not indexed.

        Raises:
            UnknownIndex: nothing is searched by this.
            ErasedError: the unit was erased.
            NoKey: the key store has no keys for this index.
        """
        text = searched(self.indexes, index, (value, *beside))
        if not text:
            return
        lock(cur, subject.int)
        if any_erased(cur, subject, [unit]):
            raise ErasedError
        row = {"subject": subject, "index": index, "record": record, "item": item, "unit": unit}
        in_use = 0
        while True:
            newest = self._holder.tags(index, [text], in_use)[0][0]
            cur.execute(_sql("index"), row | {"generation": newest.generation, "tag": newest.tag})
            found = cur.fetchone()
            if found is None:
                raise NoKey
            in_use = found[0]
            if in_use == newest.generation:
                return

    def unindex(self, cur: Cursor, *, subject: UUID, record: UUID, item: str) -> None:
        """A person is no longer found by this item of this record."""
        lock(cur, subject.int)
        cur.execute(_sql("drop_item_tags"), {"subject": subject, "record": record, "item": item})

    def hold(self, cur: Cursor, subject: UUID) -> None:
        """Nothing of this person's is erased or moved by others until the transaction ends."""
        lock(cur, subject.int)

    def find(self, cur: Cursor, index: str, *values: Personal) -> list[UUID]:
        """Who holds exactly these values of an index; each person once.

        Raises:
            UnknownIndex: nothing is searched by this.
            TooManyOpens: this process searches more than it may.
        """
        text = searched(self.indexes, index, values)
        in_use = 0
        while text:
            tags = self._holder.tags(index, [text], in_use)[0]
            cur.execute(
                _sql("find"),
                {
                    "index": index,
                    "generations": [tag.generation for tag in tags],
                    "tags": [tag.tag for tag in tags],
                },
            )
            rows = cur.fetchall()
            in_use = rows[0][0]
            if in_use <= tags[0].generation:
                return sorted({row[1] for row in rows if row[1] is not None})
        return []

    def claim(self, cur: Cursor, index: str, value: Personal) -> bool:
        """Whether nobody holds this value; nobody else can claim it until the transaction ends.

        Raises:
            UnknownIndex: nothing is searched by this.
        """
        text = searched(self.indexes, index, (value,))
        if not text:
            return False
        lock(cur, claim_lock(self.secret_key("claims"), index, text))
        return not self.find(cur, index, value)

    def month_key(self, month: int) -> bytes:
        """The key of a month's log bodies (32 bytes); `month` is YYYYMM.

        Raises:
            BadPageName: no such month.
            NoKey: it was destroyed.
        """
        return self._keys.service(month_page(month))

    def secret_key(self, name: str) -> bytes:
        """The key of a service's own secrets (32 bytes), such as `totp` or `outbox`.

        Raises:
            BadPageName: the name is no slug.
        """
        return self._keys.service(service_page(name))

    def destroy_page(self, cur: Cursor, page: str, now: datetime) -> None:
        """Destroy the key of a page for ever; final for old copies at the root turn."""
        lock(cur, 0)
        for step in ("note_destroyed_page", "drop_page"):
            cur.execute(_sql(step), {"page": page, "now": now})
        self._keys.drop(page)

    def _place(self, key: UnitKey, record: UUID, item: str) -> bytes:
        return item_aad(self.tenant, key.subject, record, item, key.unit, key.generation)


def _sql(name: str) -> LiteralString:
    return statement("keepword.vault", name)
