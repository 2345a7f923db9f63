"""Sealing: authenticated encryption, bound to the place where the sealed bytes lie (P82).

    sealed = version (1 byte) ‖ nonce (12) ‖ ciphertext ‖ tag (16)

| version | scheme | a nonce that came twice under one key |
|---|---|---|
| 0x01 | AES-256-GCM, NIST SP 800-38D | shows two values' difference, and lets others be forged |
| 0x02 | AES-256-GCM-SIV, RFC 8452 | shows at most that two values at one place are equal |

Nonces are random: a key may seal 2^32 times, and a unit's key seals a few dozen times; so the
second is for houses that do not trust a machine's randomness (snapshots of virtual machines). Every
known version opens everywhere at any time: processes may seal by different schemes meanwhile.

The associated data names the place, so that bytes moved to another row, person, unit, generation
or tenant do not open. Parts are length-prefixed: no two places share their associated data.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV

from keepword.foundation.errors import Message
from keepword.foundation.personal import Personal
from keepword.vault.errors import SealBroken, VaultError

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
VERSION = b"\x01"
"""The version of keys and of whatever names no scheme."""

OVERHEAD = len(VERSION) + NONCE_BYTES + TAG_BYTES
"""By how many bytes sealed is longer than plain, by any scheme."""


class Scheme(IntEnum):
    """How values are sealed; the number is the version byte."""

    GCM = 1
    GCM_SIV = 2

    @property
    def version(self) -> bytes:
        """What sealed bytes begin with."""
        return bytes((self,))


class Cipher(Protocol):
    """One key of one scheme, as `cryptography` has it."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes:
        """Ciphertext and tag."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes:
        """The plain bytes, or InvalidTag."""


CIPHERS: Mapping[int, Callable[[bytes], Cipher]] = MappingProxyType(
    {Scheme.GCM.value: AESGCM, Scheme.GCM_SIV.value: AESGCMSIV}
)
"""What opens and seals, by version."""

_ITEM = "keepword/item"


class BadSealing(VaultError):
    """No scheme of this number, or one that this machine's OpenSSL does not have."""

    code = "bad-sealing"
    way_out = Message(
        "Write KEEPWORD_SEALING=1 (AES-256-GCM) or 2 (AES-256-GCM-SIV, needs OpenSSL 3.2).",
        "KEEPWORD_SEALING=1(AES-256-GCM) 또는 2(AES-256-GCM-SIV, OpenSSL 3.2 필요)로 쓰세요.",
    )

    def __init__(self) -> None:
        super().__init__(
            "KEEPWORD_SEALING names no scheme that values can be sealed by here.",
            "KEEPWORD_SEALING의 봉인 방식을 여기서는 쓸 수 없습니다.",
        )


def scheme_named(text: str) -> Scheme:
    """The scheme of a setting: its number; AES-256-GCM where nothing is said.

    Raises:
        BadSealing: no such scheme, or not on this machine.
    """
    found = next((each for each in Scheme if text.strip() == str(each.value)), None)
    if found is None and text.strip():
        raise BadSealing
    scheme = found or Scheme.GCM
    try:
        CIPHERS[scheme](bytes(KEY_BYTES))
    except UnsupportedAlgorithm:
        raise BadSealing from None
    return scheme


def framed(domain: str, *parts: bytes) -> bytes:
    """`domain` and `parts` in one, each behind its length (4 bytes, big-endian): injective."""
    return _framed(encoded(domain), *parts)


def _framed(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def encoded(text: str) -> bytes:
    """`text` as UTF-8.

    Lone surrogates pass: an encoding error would carry the whole text in the exception.
    """
    return text.encode("utf-8", "surrogatepass")


def number(value: int) -> bytes:
    """A generation as 8 bytes, big-endian."""
    return value.to_bytes(8, "big")


def place_head(tenant: str) -> bytes:
    """What every item's place of a tenant begins with."""
    return framed(_ITEM, encoded(tenant))


def item_aad(
    tenant: str, subject: UUID, record: UUID, item: str, unit: UUID, generation: int
) -> bytes:
    """The associated data of one item's value: its whole address."""
    return place_head(tenant) + _framed(
        subject.bytes,
        record.bytes,
        encoded(item),
        unit.bytes,
        number(generation),
    )


def seal(key: bytes, plain: bytes, aad: bytes, scheme: Scheme = Scheme.GCM) -> bytes:
    """`plain` sealed under `key` (32 bytes) for the place `aad`, with a nonce of its own."""
    nonce = os.urandom(NONCE_BYTES)
    return scheme.version + nonce + CIPHERS[scheme](key).encrypt(nonce, plain, aad)


def unseal(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """What `seal` was given, by whichever scheme.

    Raises:
        SealBroken: any byte differs, key or place are others, or nobody knows this version.
    """
    cipher = CIPHERS.get(sealed[0]) if len(sealed) >= OVERHEAD else None
    if cipher is None:
        raise SealBroken
    nonce, rest = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return cipher(key).decrypt(nonce, rest, aad)
    except InvalidTag:
        raise SealBroken from None


def seal_personal(key: bytes, value: Personal, aad: bytes, scheme: Scheme = Scheme.GCM) -> bytes:
    """A personal value, sealed as its UTF-8 bytes."""
    return seal(key, encoded(value.reveal()), aad, scheme)


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
