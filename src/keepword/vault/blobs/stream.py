"""The sealed form of a blob, in segments (P82): constant memory, and any part can be read alone.

    sealed   = header ‖ segment 0 ‖ segment 1 ‖ … ‖ last segment
    header   = version 0x01 ‖ salt (16 random bytes)
    segment  = AES-256-GCM of 1 MiB of the blob, the last one of what is left ‖ tag (16)
    key      = HKDF-SHA256 (RFC 5869) of the blob's own 32 random bytes, with the salt, for the
               blob's address; it seals this one stream
    nonce    = number of the segment (11 bytes, big-endian) ‖ 0x01 for the last segment, else 0x00
    aad      = header ‖ the blob's address (tenant, subject, record, item, unit, blob)

This is STREAM of Hoang, Reyhanitabar, Rogaway and Vizár, "Online Authenticated-Encryption and its
Nonce-Reuse Misuse-Resistance" (CRYPTO 2015), with the numbering of age (C2SP age.md, "Payload") and
the derived key of Tink (AES-GCM-HKDF Streaming). Segments that are missing, exchanged, repeated or
of another blob do not open at their place, and a cut end has no last segment. The last segment is
empty only when the blob is: every blob has one sealed size, and every sealed size one blob size.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from keepword.vault.blobs.address import Address
from keepword.vault.errors import SealBroken
from keepword.vault.sealing import KEY_BYTES, TAG_BYTES

Chunk = bytes | bytearray | memoryview
"""A part of a blob on its way; of any length."""

VERSION = b"\x01"
SALT_BYTES = 16
HEADER_BYTES = len(VERSION) + SALT_BYTES
SEGMENT = 1 << 20
"""Bytes of the blob in every segment but the last. Part of version 1 of the form."""

_COUNTER_BYTES = 11
_MORE, _LAST = b"\x00", b"\x01"


class Span(NamedTuple):
    """Bytes of an object, from `begin` up to `end`."""

    begin: int
    end: int


class Sizes:
    """The arithmetic of the form; `segment` differs from version 1 in tests only."""

    def __init__(self, plain: int, segment: int = SEGMENT) -> None:
        self.plain = plain
        self.segment = segment
        self.segments = max(1, -(-plain // segment))

    @classmethod
    def of_sealed(cls, sealed: int, segment: int = SEGMENT) -> Sizes:
        """From the size of the sealed form.

        Raises:
            SealBroken: no blob has this sealed size.
        """
        body = sealed - HEADER_BYTES
        segments = -(-body // (segment + TAG_BYTES))
        sizes = cls(max(0, body - segments * TAG_BYTES), segment)
        if sizes.sealed != sealed:
            raise SealBroken
        return sizes

    @property
    def sealed(self) -> int:
        """Bytes of the sealed form."""
        return HEADER_BYTES + self.plain + self.segments * TAG_BYTES

    def span(self, first: int, stop: int) -> Span:
        """Where the segments from `first` up to `stop` lie."""
        each = self.segment + TAG_BYTES
        end = HEADER_BYTES + stop * each
        return Span(HEADER_BYTES + first * each, min(end, self.sealed))


class Segments:
    """Seals and opens the segments of one stream."""

    def __init__(self, key: bytes, header: bytes, address: Address) -> None:
        if len(header) != HEADER_BYTES or header[:1] != VERSION:
            raise SealBroken
        place = address.of_bytes()
        derived = HKDF(SHA256(), KEY_BYTES, salt=header[1:], info=place).derive(key)
        self._cipher = AESGCM(derived)
        self._aad = header + place

    def seal(self, number: int, plain: Chunk, *, last: bool) -> bytes:
        """A segment sealed, in memory of its own: whoever uploads it may hold on to it."""
        return self._cipher.encrypt(_nonce(number, last=last), plain, self._aad)

    def open(self, number: int, sealed: Chunk, *, last: bool) -> bytes:
        """A segment opened.

        Raises:
            SealBroken: any byte differs, or it is of another place in this or another stream.
        """
        try:
            return self._cipher.decrypt(_nonce(number, last=last), sealed, self._aad)
        except InvalidTag:
            raise SealBroken from None


def seal_stream(
    key: bytes, address: Address, chunks: Iterable[Chunk], segment: int = SEGMENT
) -> Iterator[bytes]:
    """The sealed form of what `chunks` are in one, piece by piece; `key` is the blob's own."""
    header = VERSION + os.urandom(SALT_BYTES)
    segments = Segments(key, header, address)
    yield header
    held, filled, number = bytearray(segment), 0, 0
    try:
        for chunk in chunks:
            rest = memoryview(chunk).cast("B")
            while rest:
                if filled == segment:  # and more has come: it is not the last one
                    yield segments.seal(number, held, last=False)
                    filled, number = 0, number + 1
                taken = min(segment - filled, len(rest))
                held[filled : filled + taken] = rest[:taken]
                filled, rest = filled + taken, rest[taken:]
        yield segments.seal(number, memoryview(held)[:filled], last=True)
    finally:
        held[:] = bytes(segment)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_COUNTER_BYTES, "big") + (_LAST if last else _MORE)
