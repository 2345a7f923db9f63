"""An entry: its leaf in the tree, its sealed body, the tag by which its person's entries are found.

    leaf (41 bytes) = 0x01 ‖ time u64 big-endian (Unix ms) ‖ SHA-256(nonce32 ‖ canonical body)
    sealed          = IV (12) ‖ AES-256-GCM(nonce32 ‖ canonical body)

A hash of the body alone could be found by guessing (few accounts, few people, guessable times); the
nonce makes it a commitment. Once body and nonce are gone the leaf says nothing, and the tree stays
valid. All keys come from the month's key by HKDF-Expand (RFC 5869 §2.3), one for each use.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from keepword.ledger import canonical
from keepword.ledger.errors import BodyClosed, NotAnEntry, NotCanonical

NONCE = 32
"""Bytes of the nonce that a commitment is made with."""

LEAF = 41
"""Bytes of a leaf."""

LEAF_VERSION = 1

KEY = 32
"""Bytes of a month's key."""

TAG = 16
"""Bytes of a subject's tag."""

_IV = 12
_GCM_TAG = 16
_BODY_KEY = b"keepword/ledger/body/v1"
_IV_KEY = b"keepword/ledger/iv/v1"
_TAG_KEY = b"keepword/ledger/tag/v1"
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
    bound = _bound(entry, time_ms)
    iv = hmac.digest(_derived(month_key, _IV_KEY), bound + nonce + body, "sha256")[:_IV]
    return iv + AESGCM(_derived(month_key, _BODY_KEY)).encrypt(iv, nonce + body, bound)


def open_text(month_key: bytes, entry: UUID, time_ms: int, sealed: bytes) -> tuple[bytes, bytes]:
    """Nonce and canonical body of an entry, as they were sealed.

    Raises:
        BodyClosed: another key, another entry's, another time, or changed bytes.
    """
    if len(sealed) < _IV + NONCE + _GCM_TAG:
        raise _closed()
    cipher = AESGCM(_derived(month_key, _BODY_KEY))
    try:
        opened = cipher.decrypt(sealed[:_IV], sealed[_IV:], _bound(entry, time_ms))
    except InvalidTag:
        raise _closed() from None
    return opened[:NONCE], opened[NONCE:]


def open_body(
    month_key: bytes, entry: UUID, time_ms: int, sealed: bytes
) -> tuple[bytes, dict[str, Any]]:
    """Nonce and body of an entry.

    Raises:
        BodyClosed: it does not open, or what is in it is no canonical object.
    """
    nonce, text = open_text(month_key, entry, time_ms, sealed)
    return nonce, read_body(text)


def read_body(text: bytes) -> dict[str, Any]:
    """The body of a canonical text.

    Raises:
        BodyClosed: it is none.
    """
    try:
        body = canonical.decode(text)
    except NotCanonical:
        raise _closed() from None
    if not isinstance(body, dict):
        raise _closed()
    return body


def subject_tag(month_key: bytes, subject: UUID) -> bytes:
    """The tag of a person's entries in one month; without the key it leads to nobody."""
    return hmac.digest(_derived(month_key, _TAG_KEY), subject.bytes, "sha256")[:TAG]


def _derived(month_key: bytes, use: bytes) -> bytes:
    """HKDF-Expand to 32 bytes, which is one block; the month's key is uniformly random already."""
    if len(month_key) != KEY:
        raise NotAnEntry("A month's key has 32 bytes.", "월별 키는 32바이트입니다.")
    return hmac.digest(month_key, use + b"\x01", "sha256")


def _bound(entry: UUID, time_ms: int) -> bytes:
    if not 0 <= time_ms < 2**63:
        raise _no_time()
    return entry.bytes + time_ms.to_bytes(8, "big")


def _closed() -> BodyClosed:
    return BodyClosed("The body of an entry does not open.", "항목의 본문이 열리지 않습니다.")


def _no_time() -> NotAnEntry:
    return NotAnEntry("The time of an entry is out of range.", "항목의 시각이 범위를 벗어났습니다.")
