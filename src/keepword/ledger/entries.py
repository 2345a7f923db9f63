"""An entry: its leaf in the tree, its sealed body, the tag by which its person's entries are found.

    leaf (41 bytes) = 0x01 ‖ time u64 big-endian (Unix ms) ‖ SHA-256(nonce32 ‖ canonical body)
    sealed          = IV (12) ‖ AES-256-GCM(nonce32 ‖ canonical body)

A hash of the body alone could be found by guessing (few accounts, few people, guessable times); the
nonce makes it a commitment. Once body and nonce are gone the leaf says nothing, and the tree stays
valid. All keys come from the month's key, one for each use (`ledger.month_keys`).

An act on many people is one entry (`ledger.bulk`): beside its body stand these people, sealed in
the same way, and their tags.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from keepword.ledger import canonical
from keepword.ledger.errors import BodyClosed, NotAnEntry, NotCanonical
from keepword.ledger.month_keys import KEY, keys_of

__all__ = [
    "KEY", "LEAF", "LEAF_VERSION", "NONCE", "SECRET", "SUBJECT", "TAG", "commitment", "leaf",
    "month_of", "month_of_ms", "open_body", "open_people", "open_text", "people_tags", "read_body",
    "read_leaf", "seal_body", "seal_people", "subject_tag", "time_ms_of",
]  # fmt: skip

NONCE = 32
"""Bytes of the nonce that a commitment is made with."""

LEAF = 41
"""Bytes of a leaf."""

LEAF_VERSION = 1

TAG = 16
"""Bytes of a subject's tag."""

SECRET = 32
"""Bytes of the secret from which the nonces of an act's people come."""

SUBJECT = 16
"""Bytes of a person's id."""

_IV = 12
_GCM_TAG = 16
_COUNTRY = timezone(timedelta(hours=9))
_MILLISECOND = timedelta(milliseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def month_of(now: datetime) -> int:
    """YYYYMM of an aware time, in Korea (UTC+9 all year): the month whose key seals the body."""
    local = now.astimezone(_COUNTRY)
    return local.year * 100 + local.month


def time_ms_of(now: datetime) -> int:
    """Whole milliseconds since 1970 of an aware time, rounded down."""
    return (now - _EPOCH) // _MILLISECOND


def month_of_ms(time_ms: int) -> int:
    """The month of an entry's time.

    Raises:
        NotAnEntry: a time outside the calendar.
    """
    try:
        return month_of(_EPOCH + time_ms * _MILLISECOND)
    except OverflowError:
        raise _no_time() from None


def commitment(nonce: bytes, body: bytes) -> bytes:
    """SHA-256(nonce ‖ canonical body), which binds the body and hides it."""
    if len(nonce) != NONCE:
        raise NotAnEntry("A nonce has 32 bytes.", "논스는 32바이트입니다.")
    return hashlib.sha256(nonce + body).digest()


def leaf(time_ms: int, committed: bytes) -> bytes:
    """The entry as it stands in the tree.

    Raises:
        NotAnEntry: a time before 1970 or beyond 64 bits, or a commitment that is no SHA-256.
    """
    if len(committed) != hashlib.sha256().digest_size:
        raise NotAnEntry("A commitment has 32 bytes.", "커밋값은 32바이트입니다.")
    if not 0 <= time_ms < 2**63:
        raise _no_time()
    return bytes([LEAF_VERSION]) + time_ms.to_bytes(8, "big") + committed


def read_leaf(raw: bytes) -> tuple[int, bytes]:
    """Time and commitment of a leaf.

    Raises:
        NotAnEntry: not 41 bytes of version 1.
    """
    if len(raw) != LEAF or raw[0] != LEAF_VERSION:
        raise NotAnEntry("Not a leaf of version 1.", "버전 1의 리프가 아닙니다.")
    return int.from_bytes(raw[1:9], "big"), raw[9:]


def seal_body(month_key: bytes, entry: UUID, time_ms: int, nonce: bytes, body: bytes) -> bytes:
    """Seal nonce and canonical body under the month's key, bound to the entry's id and time.

    The IV is a keyed digest of everything that goes in (as in AES-SIV, RFC 5297): it needs no
    randomness, and only sealing the same thing twice gives the same bytes.
    """
    if len(nonce) != NONCE:
        raise NotAnEntry("A nonce has 32 bytes.", "논스는 32바이트입니다.")
    keys = keys_of(month_key)
    return _sealed(keys.body, keys.iv, _bound(entry, time_ms), nonce + body)


def open_text(month_key: bytes, entry: UUID, time_ms: int, sealed: bytes) -> tuple[bytes, bytes]:
    """Nonce and canonical body of an entry, as they were sealed.

    Raises:
        BodyClosed: another key, another entry's, another time, or changed bytes.
    """
    plain = _opened(keys_of(month_key).body, _bound(entry, time_ms), sealed, NONCE)
    return plain[:NONCE], plain[NONCE:]


def open_body(
    month_key: bytes, entry: UUID, time_ms: int, sealed: bytes
) -> tuple[bytes, dict[str, Any]]:
    """Nonce and body of an entry of our own; whether it is canonical is for verifying to see.

    Raises:
        BodyClosed: it does not open, or what is in it is no object.
    """
    nonce, text = open_text(month_key, entry, time_ms, sealed)
    return nonce, _object(canonical.trusted, text)


def read_body(text: bytes) -> dict[str, Any]:
    """The body of a canonical text.

    Raises:
        BodyClosed: it is none.
    """
    return _object(canonical.decode, text)


def _object(read: Callable[[bytes], canonical.Value], text: bytes) -> dict[str, Any]:
    try:
        body = read(text)
    except NotCanonical:
        raise _closed() from None
    if not isinstance(body, dict):
        raise _closed()
    return body


def subject_tag(month_key: bytes, subject: UUID) -> bytes:
    """The tag of a person's entries in one month; without the key it leads to nobody."""
    return hmac.digest(keys_of(month_key).tag, subject.bytes, "sha256")[:TAG]


def seal_people(
    month_key: bytes, entry: UUID, time_ms: int, secret: bytes, subjects: Sequence[bytes]
) -> bytes:
    """Seal the people of an act: secret ‖ their ids of 16 bytes, in the order of their leaves.

    As `seal_body`, under a key of its own.
    """
    plain = secret + b"".join(subjects)
    if len(secret) != SECRET or len(plain) != SECRET + SUBJECT * len(subjects):
        raise NotAnEntry("A secret has 32 bytes, an id 16.", "비밀값은 32, ID는 16바이트입니다.")
    keys = keys_of(month_key)
    return _sealed(keys.people, keys.people_iv, _bound(entry, time_ms), plain)


def open_people(
    month_key: bytes, entry: UUID, time_ms: int, sealed: bytes
) -> tuple[bytes, list[bytes]]:
    """Secret and people (16 bytes each, in the order of their leaves) of an act on many.

    Raises:
        BodyClosed: another key, another entry's, another time, or changed bytes.
    """
    plain = _opened(keys_of(month_key).people, _bound(entry, time_ms), sealed, SECRET)
    if (len(plain) - SECRET) % SUBJECT:
        raise _closed()
    return plain[:SECRET], [plain[at : at + SUBJECT] for at in range(SECRET, len(plain), SUBJECT)]


def people_tags(month_key: bytes, subjects: Sequence[bytes]) -> bytes:
    """The tags of an act's people (ids of 16 bytes) in a month: 16 bytes each, in ascending order.

    AES-256 of the id under a key of this use. Of thousands of people an HMAC each would cost more
    than everything else, and a cipher on one block of a random id gives away as little: nothing
    but that the same person is meant, within the month. In order, they are found without reading
    all of them (of_subject.sql), and say nothing of the order of the leaves.
    """
    tags = keys_of(month_key).people_tags(b"".join(subjects))
    return b"".join(sorted([tags[at : at + TAG] for at in range(0, len(tags), TAG)]))


def _sealed(cipher: AESGCM, iv_key: bytes, bound: bytes, plain: bytes) -> bytes:
    iv = hmac.digest(iv_key, bound + plain, "sha256")[:_IV]
    return iv + cipher.encrypt(iv, plain, bound)


def _opened(cipher: AESGCM, bound: bytes, sealed: bytes, least: int) -> bytes:
    if len(sealed) < _IV + least + _GCM_TAG:
        raise _closed()
    try:
        return cipher.decrypt(sealed[:_IV], sealed[_IV:], bound)
    except InvalidTag:
        raise _closed() from None


def _bound(entry: UUID, time_ms: int) -> bytes:
    if not 0 <= time_ms < 2**63:
        raise _no_time()
    return entry.bytes + time_ms.to_bytes(8, "big")


def _closed() -> BodyClosed:
    return BodyClosed("The body of an entry does not open.", "항목의 본문이 열리지 않습니다.")


def _no_time() -> NotAnEntry:
    return NotAnEntry("The time of an entry is out of range.", "항목의 시각이 범위를 벗어났습니다.")
