"""A unit under the next generation of its key: values and blobs' keys are sealed anew (P66, P82).

Nothing becomes text on the way, and no byte of a blob is read: it has a key of its own, which is
sealed under its unit's.
"""

from __future__ import annotations

from datetime import datetime
from typing import LiteralString, NamedTuple
from uuid import UUID

from keepword.storage.sql import Cursor, statement
from keepword.vault import superseded
from keepword.vault.blobs.address import Address
from keepword.vault.blobs.keeping import Row
from keepword.vault.holder import KeyName
from keepword.vault.keys import UnitKey
from keepword.vault.sealing import Scheme, item_aad, seal, unseal
from keepword.vault.vault import Vault


class _Item(NamedTuple):
    """A row of `rotate_items.sql`."""

    record: UUID
    item: str
    generation: int
    sealed: bytes


class _Unit(NamedTuple):
    """A unit's rows with what they hold, opened."""

    items: list[tuple[_Item, bytes]]
    blobs: list[tuple[Row, bytes]]

    @property
    def generations(self) -> set[int]:
        """What they lie under."""
        return _generations([row for row, _ in self.items], [row for row, _ in self.blobs])


def renew(
    cur: Cursor, vault: Vault, subject: UUID, unit: UUID, scheme: Scheme, now: datetime
) -> None:
    """Seal everything of a unit under a new key, by `scheme`; the caller holds the person's lock.

    Raises:
        ErasedError: the unit was erased; nothing was changed.
        NoKey, SealBroken: something of it does not open; nothing was changed.
    """
    found = _opened(cur, vault, subject, unit)
    if not found.items and not found.blobs:
        return
    new = vault.renew_unit_key(cur, subject, unit)
    superseded.note(cur, new, found.generations, now)
    place = {"subject": subject, "unit": unit, "generation": new.generation}
    if found.items:
        rows = [row for row, _ in found.items]
        sealed = [
            seal(new.key, plain, _item_place(vault, new, row), scheme) for row, plain in found.items
        ]
        named = {"records": [row.record for row in rows], "items": [row.item for row in rows]}
        cur.execute(_sql("rotate_put_items"), place | named | {"sealed": sealed})
    if found.blobs:
        sealed = [
            seal(new.key, plain, _address(vault, new, row).of_key(new.generation), scheme)
            for row, plain in found.blobs
        ]
        blobs = [row.blob for row, _ in found.blobs]
        cur.execute(_sql("rotate_put_blobs"), place | {"blobs": blobs, "sealed": sealed})


def _opened(cur: Cursor, vault: Vault, subject: UUID, unit: UUID) -> _Unit:
    """All rows of a unit, locked, each opened under its own generation."""
    asked = {"subject": subject, "unit": unit}
    cur.execute(_sql("rotate_items"), asked)
    items = list(map(_Item._make, cur.fetchall()))
    cur.execute(_sql("blob_of_unit"), asked)
    blobs = list(map(Row._make, cur.fetchall()))
    names = [KeyName(subject, unit, each) for each in sorted(_generations(items, blobs))]
    opened = vault.open_keys(names)
    keys = {name.generation: key for name, key in opened.items()}
    return _Unit(
        [(row, _open_item(vault, keys[row.generation], row)) for row in items],
        [(row, _open_blob(vault, keys[row.generation], row)) for row in blobs],
    )


def _generations(items: list[_Item], blobs: list[Row]) -> set[int]:
    return {row.generation for row in items} | {row.generation for row in blobs}


def _open_item(vault: Vault, key: UnitKey, row: _Item) -> bytes:
    return unseal(key.key, row.sealed, _item_place(vault, key, row))


def _open_blob(vault: Vault, key: UnitKey, row: Row) -> bytes:
    return unseal(key.key, row.sealed, _address(vault, key, row).of_key(row.generation))


def _item_place(vault: Vault, key: UnitKey, row: _Item) -> bytes:
    return item_aad(vault.tenant, key.subject, row.record, row.item, key.unit, key.generation)


def _address(vault: Vault, key: UnitKey, row: Row) -> Address:
    return Address(vault.tenant, key.subject, row.record, row.item, key.unit, row.blob)


def _sql(name: str) -> LiteralString:
    return statement("keepword.vault", name)
