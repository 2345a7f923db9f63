"""Opening many items at once: the same seals as `sealing.item_aad`, from raw columns (P82).

A look over four hundred people must not cost four hundred UUID objects: addresses stay the bytes
that the database sent. `tests/vault/test_opening.py` holds both ways against each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cryptography.exceptions import InvalidTag

from keepword.foundation.personal import Personal
from keepword.vault.errors import NoKey, SealBroken
from keepword.vault.sealing import (
    CIPHERS,
    NONCE_BYTES,
    OVERHEAD,
    VERSION,
    encoded,
    number,
    place_head,
)

_BEGIN = len(VERSION)
_BODY = _BEGIN + NONCE_BYTES
_ID = (16).to_bytes(4, "big")
_NUMBER = (8).to_bytes(4, "big")


class Sealed(NamedTuple):
    """One sealed value with its address; ids are their 16 bytes."""

    subject: bytes
    record: bytes
    item: str
    unit: bytes
    generation: int
    sealed: bytes

    @property
    def key_name(self) -> bytes:
        """The name of the key that it lies under, as `key_page.name_bytes` writes it.

        Raises:
            NoKey: no key has such a generation.
        """
        try:
            return self.subject + self.unit + self.generation.to_bytes(4, "big")
        except OverflowError:  # a row can say anything
            raise NoKey from None


def open_all(tenant: str, rows: Iterable[Sealed], keys: Iterable[bytes]) -> list[Personal]:
    """The values, each under its own key.

    Raises:
        SealBroken: one of them was changed or moved, its key is another, or nobody knows its
            version.
    """
    head = place_head(tenant)
    ciphers = dict(CIPHERS)
    items: dict[str, bytes] = {}
    found: list[Personal] = []
    for (subject, record, item, unit, generation, sealed), key in zip(rows, keys, strict=True):
        named = items.get(item)
        if named is None:
            text = encoded(item)
            named = items[item] = len(text).to_bytes(4, "big") + text + _ID
        place = b"".join(
            (head, _ID, subject, _ID, record, named, unit, _NUMBER, number(generation))
        )
        cipher = ciphers.get(sealed[0]) if len(sealed) >= OVERHEAD else None
        if cipher is None:
            raise SealBroken
        try:
            plain = cipher(key).decrypt(sealed[_BEGIN:_BODY], sealed[_BODY:], place)
            found.append(Personal(plain.decode("utf-8", "surrogatepass")))
        except (InvalidTag, UnicodeDecodeError):  # the second carries the bytes
            raise SealBroken from None
    return found
