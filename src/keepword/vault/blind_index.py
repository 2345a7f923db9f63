"""Blind index: people are found by values that the database never sees (P82).

Which indexes there are, and of what they are made, is the house's to say: `Vault` is given a table
of names and kinds. Here is only what each kind makes of its values, and the tag of that.

A tag is HMAC-SHA256 (RFC 2104) of the canonical text, cut to 16 bytes, under a key of the index's
own, beneath a veil (`index_keys`); tenant, index and the key's number are part of the message, so
tags of different indexes never meet.
The values have few bits (a mobile number: 27), so whoever has tags *and* key can try them all:
tags lie in the key store, never in a data backup, and the key is not in the database in clear.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

from keepword.foundation.personal import Personal
from keepword.vault.errors import UnknownIndex
from keepword.vault.sealing import encoded, framed, number

TAG_BYTES = 16
"""128 bits: among a hundred million values, two share a tag with a chance of 2^-75."""

_DOMAIN = "keepword/blind-index"
_CLAIM = "keepword/claim"

LAST = 4
"""Digits of a number that people are asked for instead of all."""

_NUMBER = re.compile(r"\d+")
_BETWEEN = "\x1f"


def folded(text: str) -> str:
    """Text whose case and compatibility forms do not matter, without spaces around it.

    The compatibility caseless match of the Unicode Standard, 3.13, D146.
    """
    once = unicodedata.normalize("NFKD", unicodedata.normalize("NFD", text).casefold())
    return unicodedata.normalize("NFKC", once.casefold()).strip()


def digits(text: str) -> str:
    """The decimal digits of `text`, of whatever script, as ASCII."""
    return "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())


def day(text: str) -> str:
    """The day that `text` names in the order year, month, day, as YYYY-MM-DD (ISO 8601); empty
    where it names none."""
    match _NUMBER.findall(text):
        case [whole] if len(whole) == len("YYYYMMDD"):
            parts = whole[:4], whole[4:6], whole[6:]
        case [year, month, of_month] if len(year) == len("YYYY"):
            parts = year, month, of_month
        case _:
            return ""
    try:
        return date(*map(int, parts)).isoformat()
    except (ValueError, OverflowError):
        return ""


def name(text: str) -> str:
    """A name, `folded` and without any space: some write them with one, others without."""
    once = unicodedata.normalize("NFKD", unicodedata.normalize("NFD", text).casefold())
    apart = unicodedata.normalize("NFKD", once.casefold())
    return unicodedata.normalize("NFKC", "".join(apart.split()))


def last_four(text: str) -> str:
    """The last four decimal digits; empty where there are fewer."""
    found = digits(text)
    return found[-LAST:] if len(found) >= LAST else ""


class Kind(StrEnum):
    """What an index makes of the values that it is given."""

    EXACT_FOLDED = "exact-folded"
    EXACT_DIGITS = "exact-digits"
    EXACT_DATE = "exact-date"
    LAST_FOUR = "last-four"
    BIRTH_DATE_AND_NAME = "birth-date-and-name"


_RULES: Mapping[Kind, tuple[Callable[[str], str], ...]] = {
    Kind.EXACT_FOLDED: (folded,),
    Kind.EXACT_DIGITS: (digits,),
    Kind.EXACT_DATE: (day,),
    Kind.LAST_FOUR: (last_four,),
    Kind.BIRTH_DATE_AND_NAME: (day, name),
}
"""For each value of a kind, in their order: what makes two writings of it the same."""

CANONICAL: Mapping[str, Kind] = {
    "login-id": Kind.EXACT_FOLDED,
    "email": Kind.EXACT_FOLDED,
    "mobile-phone": Kind.EXACT_DIGITS,
    "hospital-registration-number": Kind.EXACT_DIGITS,
}
"""The indexes of a vault that is given no table."""


@dataclass(frozen=True, slots=True)
class IndexKey:
    """The keys of one generation of an index; `number` is that of the digest key."""

    generation: int
    number: int
    digest: bytes = field(repr=False)
    veil: bytes | None = field(repr=False)


def canonical(kind: Kind, texts: Sequence[str]) -> str:
    """What the values of an index of this kind are searched by; empty where one of them leaves
    nothing to search by."""
    parts = [rule(text) for rule, text in zip(_RULES[kind], texts, strict=True)]
    return _BETWEEN.join(parts) if all(parts) else ""


def searched(table: Mapping[str, Kind], index: str, values: Sequence[Personal]) -> str:
    """The canonical text of values in an index of `table`.

    Raises:
        UnknownIndex: the table has no such index.
    """
    kind = table.get(index)
    if kind is None:
        raise UnknownIndex(index)
    return canonical(kind, [value.reveal() for value in values])


def tag(key: IndexKey, tenant: str, index: str, text: str) -> bytes:
    """The tag of a canonical text (16 bytes)."""
    message = framed(_DOMAIN, encoded(tenant), encoded(index), number(key.number), encoded(text))
    digest = hmac.digest(key.digest, message, hashlib.sha256)[:TAG_BYTES]
    return digest if key.veil is None else veiled(key.veil, digest)


def claim_lock(key: bytes, index: str, text: str) -> int:
    """The lock of whoever wants a text for one person only.

    Keyed: the server's table of locks shows nothing that could be tried out.
    """
    message = framed(_CLAIM, encoded(index), encoded(text))
    return int.from_bytes(hmac.digest(key, message, hashlib.sha256))


def veiled(veil: bytes, digests: bytes) -> bytes:
    """Digests, 16 bytes each, under a veil."""
    encryptor = Cipher(AES(veil), ECB()).encryptor()  # one block each, see index_keys
    return encryptor.update(digests) + encryptor.finalize()


def unveiled(veil: bytes | None, tags: bytes) -> bytes:
    """The digests of tags, 16 bytes each."""
    if veil is None:
        return tags
    decryptor = Cipher(AES(veil), ECB()).decryptor()
    return decryptor.update(tags) + decryptor.finalize()
