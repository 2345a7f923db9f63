"""Sealing: AES-256-GCM, bound to the place where the sealed bytes lie (P82).

Sealed = version 0x01 ‖ nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes), NIST SP 800-38D. Nonces are
random: a key may seal 2^32 times, and a unit's key seals a few dozen times.

The associated data names the place, so that bytes moved to another row, person, unit, generation
or tenant do not open. Parts are length-prefixed: no two places share their associated data.
"""

from __future__ import annotations

import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from keepword.foundation.personal import Personal
from keepword.vault.errors import SealBroken

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
VERSION = b"\x01"
OVERHEAD = len(VERSION) + NONCE_BYTES + TAG_BYTES
"""By how many bytes sealed is longer than plain."""

_ITEM = "keepword/item"


def framed(domain: str, *parts: bytes) -> bytes:
    """`domain` and `parts` in one, each behind its length (4 bytes, big-endian): injective."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in (encoded(domain), *parts))


def encoded(text: str) -> bytes:
    """`text` as UTF-8.

    Lone surrogates pass: an encoding error would carry the whole text in the exception.
    """
    return text.encode("utf-8", "surrogatepass")


def number(value: int) -> bytes:
    """A generation as 8 bytes, big-endian."""
    return value.to_bytes(8, "big")


def item_aad(
    tenant: str, subject: UUID, record: UUID, item: str, unit: UUID, generation: int
) -> bytes:
    """The associated data of one item's value: its whole address."""
    return framed(
        _ITEM,
        encoded(tenant),
        subject.bytes,
        record.bytes,
        encoded(item),
        unit.bytes,
        number(generation),
    )


def seal(key: bytes, plain: bytes, aad: bytes) -> bytes:
    """`plain` sealed under `key` (32 bytes) for the place `aad`, with a nonce of its own."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, aad)


def unseal(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """What `seal` was given.

    Raises:
        SealBroken: any byte differs, or key or place are others.
    """
    if sealed[:1] != VERSION or len(sealed) < OVERHEAD:
        raise SealBroken
    nonce, rest = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, rest, aad)
    except InvalidTag:
        raise SealBroken from None


def seal_personal(key: bytes, value: Personal, aad: bytes) -> bytes:
    """A personal value, sealed as its UTF-8 bytes."""
    return seal(key, encoded(value.reveal()), aad)


def unseal_personal(key: bytes, sealed: bytes, aad: bytes) -> Personal:
    """The personal value that was sealed.

    Raises:
        SealBroken: any byte differs, key or place are others, or what was sealed is no text.
    """
    plain = unseal(key, sealed, aad)
    try:
        return Personal(plain.decode("utf-8", "surrogatepass"))
    except UnicodeDecodeError:  # carries the bytes
        raise SealBroken from None
