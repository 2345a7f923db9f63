"""Blind index: people are found by exact values that the database never sees (P82).

A tag is HMAC-SHA256 (RFC 2104) of the canonical text, cut to 16 bytes, under a key of the index's
own; tenant, index and generation are part of the message, so tags of different indexes never meet.
The values have few bits (a mobile number: 27), so whoever has tags *and* key can try them all:
tags lie in the key store, never in a data backup, and the key is not in the database in clear.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Callable, Mapping

from keepword.foundation.personal import Personal
from keepword.vault.errors import UnknownIndex
from keepword.vault.sealing import encoded, framed, number

TAG_BYTES = 16
"""128 bits: among a hundred million values, two share a tag with a chance of 2^-75."""

_DOMAIN = "keepword/blind-index"


def folded(text: str) -> str:
    """Text whose case and compatibility forms do not matter, without spaces around it.

    The compatibility caseless match of the Unicode Standard, 3.13, D146.
    """
    once = unicodedata.normalize("NFKD", unicodedata.normalize("NFD", text).casefold())
    return unicodedata.normalize("NFKC", once.casefold()).strip()


def digits(text: str) -> str:
    """The decimal digits of `text`, of whatever script, as ASCII."""
    return "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())


CANONICAL: Mapping[str, Callable[[str], str]] = {
    "login-id": folded,
    "email": folded,
    "mobile-phone": digits,
    "hospital-registration-number": digits,
}
"""Every index, and what makes two writings of a value the same value."""


def tag(key: bytes, tenant: str, index: str, generation: int, value: Personal) -> bytes | None:
    """The tag of `value` (16 bytes); none where nothing is left of it to search by.

    Raises:
        UnknownIndex: no such index.
    """
    canonical = CANONICAL.get(index)
    if canonical is None:
        raise UnknownIndex(index)
    text = canonical(value.reveal())
    if not text:
        return None
    message = framed(_DOMAIN, encoded(tenant), encoded(index), number(generation), encoded(text))
    return hmac.digest(key, message, hashlib.sha256)[:TAG_BYTES]
