"""The quick look: what passes it is right, whatever does not is examined in full.

It opens a body, compares its commitment, id, time, month and tag, and reads its writer's number,
for bodies of a known shape. It names nothing: that is left to `bodies.look`, which sees whatever
was not passed here.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography.exceptions import InvalidTag

from keepword.ledger.entries import TAG, time_ms_of
from keepword.ledger.month_keys import keys_of
from keepword.ledger.verifying.rows import Row
from keepword.ledger.verifying.shapes import Shapes

Numbers = defaultdict[str, list[int]]
"""Numbers by writer."""

_IV = 12
_NONCE = 32
_time = struct.Struct(">Q").pack
_AHEAD_OF_UTC = timedelta(hours=9)


class Month:
    """A month's key, ready to screen its entries."""

    def __init__(self, month: int, key: bytes) -> None:
        keys = keys_of(key)
        self._open = keys.body.decrypt
        self._inner, self._outer = (sha256(_padded(keys.tag, pad)) for pad in (0x36, 0x5C))
        self._begin, self._end = _bounds(month)

    def passes(self, row: Row, shapes: Shapes, numbers: Numbers) -> bool:
        """Whether the entry is right; then its number is noted."""
        if row.many or not self._begin <= row.time_ms < self._end:
            return False
        sealed = row.sealed
        try:
            bound = row.raw_id + _time(row.time_ms)
            opened = self._open(sealed[:_IV], sealed[_IV:], bound)
        except (InvalidTag, ValueError):
            return False
        if sha256(opened).digest() != row.commitment:
            return False
        fields = shapes.read(opened[_NONCE:])
        if fields is None:
            return False
        id_, at, writer, number, subject = fields
        if id_ != row.id or int(at) != row.time_ms or self._tag(subject) != row.tag:
            return False
        numbers[writer].append(int(number))
        return True

    def _tag(self, subject: str) -> bytes | None:
        """`entries.subject_tag`: HMAC (RFC 2104 §2), with the key's part hashed once for all."""
        if not subject:
            return None
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(bytes.fromhex(subject.replace("-", "")))
        outer.update(inner.digest())
        return outer.digest()[:TAG]


def _padded(key: bytes, pad: int) -> bytes:
    return bytes(each ^ pad for each in key.ljust(sha256().block_size, b"\0"))


def _bounds(month: int) -> tuple[int, int]:
    """First millisecond of a month in Korea, and of the next one; none for what is no month."""
    year, number = divmod(month, 100)
    try:
        begin = datetime(year, number, 1, tzinfo=UTC)
        end = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC)
    except (ValueError, OverflowError):
        return 0, 0
    return time_ms_of(begin - _AHEAD_OF_UTC), time_ms_of(end - _AHEAD_OF_UTC)
