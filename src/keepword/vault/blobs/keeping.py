"""Blobs of one tenant: upload first, then the row; keys as their unit's (P66, P82).

The object is durable before the row is written, and the row stands in the caller's transaction. A
crash in between leaves an object without a row, under a key that was never written anywhere:
`tidying` removes it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import LiteralString, NamedTuple, NoReturn
from uuid import UUID

from keepword.storage.sql import Cursor, statement
from keepword.vault.blobs.address import Address
from keepword.vault.blobs.errors import BlobStoreFailed
from keepword.vault.blobs.reading import Reader
from keepword.vault.blobs.store import BlobStore
from keepword.vault.blobs.stream import Chunk, Sizes, seal_stream
from keepword.vault.errors import SealBroken
from keepword.vault.holder import KeyName
from keepword.vault.keys import UnitKey
from keepword.vault.keytree import new_key
from keepword.vault.sealing import KEY_BYTES, Scheme, encoded, seal, unseal
from keepword.vault.vault import Vault


class Row(NamedTuple):
    """A row of `vault.blob`, without the subject that it was asked for."""

    blob: UUID
    record: UUID
    item: str
    unit: UUID
    generation: int
    object: UUID
    size: int
    sealed: bytes
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class Uploaded:
    """An object that is durable and that nothing refers to yet."""

    address: Address
    object: UUID
    size: int
    key: bytes = field(repr=False)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not pickled")


@dataclass(frozen=True, slots=True)
class Blob:
    """A blob that can be read: `open` asks the object store, nothing before does."""

    address: Address
    media_type: str
    size: int
    stored_at: datetime
    object: UUID = field(repr=False)
    key: bytes = field(repr=False)
    store: BlobStore = field(repr=False)

    def open(self) -> Reader:
        """Its bytes, to be read whole or in part.

        Raises:
            SealBroken: cut, longer than it was, exchanged, or under another key.
            NoBlob: the object is not there.
            BlobStoreFailed: the store cannot be asked.
        """
        sealed = self.store.size(self.object)
        if sealed != Sizes(self.size).sealed:
            raise SealBroken
        return Reader(self.key, self.address, sealed, partial(self.store.read, self.object))

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not pickled")


class Blobs:
    """One tenant's blobs; for threads.

    Args:
        tenant: whose data; part of every seal.
        store: where the sealed bytes lie.
        scheme: by which their keys are sealed, as the values of their unit.
    """

    def __init__(self, tenant: str, store: BlobStore, scheme: Scheme = Scheme.GCM) -> None:
        self.tenant = tenant
        self.store = store
        self.scheme = scheme

    def upload(
        self, cur: Cursor, address: Address, object_name: UUID, chunks: Iterable[Chunk]
    ) -> Uploaded:
        """Seal and store what `chunks` are in one. An exception out of them passes.

        Takes no lock but its own object's, so it may last: no key is written, no turn waits.

        Raises:
            BlobStoreFailed: it could not be stored.
        """
        cur.execute(_sql("hold"), {"object": object_name})
        key = new_key()
        sealed = self.store.put(object_name, seal_stream(key, address, chunks))
        return Uploaded(address, object_name, Sizes.of_sealed(sealed).plain, key)

    def give_up(self, uploaded: Uploaded) -> None:
        """Delete an object that gets no row; where that fails, tidying does it later."""
        try:
            self.store.delete(uploaded.object)
        except BlobStoreFailed:
            return

    def keep(
        self, cur: Cursor, key: UnitKey, uploaded: Uploaded, media_type: str, now: datetime
    ) -> None:
        """The row of an uploaded blob, under its unit's key."""
        address = uploaded.address
        sealed = _seal(key, address, uploaded.key, media_type, self.scheme)
        row = address._asdict() | {
            "generation": key.generation,
            "object": uploaded.object,
            "size": uploaded.size,
            "sealed": sealed,
            "now": now,
        }
        cur.execute(_sql("add"), row)

    def of_item(self, cur: Cursor, subject: UUID, point: str, item: str) -> list[Row]:
        """The blobs of an item at a collection point, of the newest record first."""
        cur.execute(_sql("of_item"), {"subject": subject, "point": point, "item": item})
        return list(map(Row._make, cur.fetchall()))

    def unlock(self, key: UnitKey, row: Row) -> Blob:
        """A blob with its own key, by its unit's key of the row's generation.

        Raises:
            SealBroken: the row was changed or moved, or the key is another.
        """
        address = _address(self.tenant, key, row)
        own, media_type = _unseal(key, address, row)
        return Blob(address, media_type, row.size, row.stored_at, row.object, own, self.store)


def rekey(cur: Cursor, vault: Vault, new: UnitKey) -> int:
    """Take a unit's blobs over to a new generation of its key; how many.

    Only their keys are sealed again: no byte of a blob is read.

    Raises:
        SealBroken: a row was changed or moved.
        ErasedError, NoKey: their unit has no key of their generation.
    """
    cur.execute(_sql("of_unit"), {"subject": new.subject, "unit": new.unit})
    rows = list(map(Row._make, cur.fetchall()))
    names = {row.generation: KeyName(new.subject, new.unit, row.generation) for row in rows}
    old = vault.open_keys(list(names.values())) if rows else {}
    for row in rows:
        address = _address(vault.tenant, new, row)
        own, media_type = _unseal(old[names[row.generation]], address, row)
        sealed = _seal(new, address, own, media_type, vault.scheme)
        taken = {"subject": new.subject, "blob": row.blob, "generation": new.generation}
        cur.execute(_sql("rekey"), taken | {"sealed": sealed})
    return len(rows)


def let_go_units(cur: Cursor, subject: UUID, units: Collection[UUID], now: datetime) -> None:
    """The blobs of units that are erased in this transaction.

    What counts is that the units' keys are destroyed with it; the objects are deleted after it.
    """
    gone = {"subjects": [subject] * len(units), "units": list(units), "now": now}
    cur.execute(_sql("let_go_many"), gone)


def let_go_item(cur: Cursor, subject: UUID, record: UUID, item: str, now: datetime) -> None:
    """The blobs of an item that is taken out of a unit which goes on under a new key."""
    gone = {"subject": subject, "record": record, "item": item, "now": now}
    cur.execute(_sql("let_go_item"), gone)


def _address(tenant: str, key: UnitKey, row: Row) -> Address:
    return Address(tenant, key.subject, row.record, row.item, key.unit, row.blob)


def _seal(key: UnitKey, address: Address, own: bytes, media_type: str, scheme: Scheme) -> bytes:
    return seal(key.key, own + encoded(media_type), address.of_key(key.generation), scheme)


def _unseal(key: UnitKey, address: Address, row: Row) -> tuple[bytes, str]:
    plain = unseal(key.key, row.sealed, address.of_key(row.generation))
    return plain[:KEY_BYTES], plain[KEY_BYTES:].decode("utf-8", "surrogatepass")


def _sql(name: str) -> LiteralString:
    return statement("keepword.vault", f"blob_{name}")
