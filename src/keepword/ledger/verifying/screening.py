"""The quick look: what passes it is right, whatever does not is examined in full.

It opens a body, compares its commitment, id, time, month and tag, and reads its writer's number,
for bodies of a known shape. It names nothing: that is left to `bodies.look`, which sees whatever
was not passed here.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography.exceptions import InvalidTag

from keepword.ledger.entries import SUBJECT, TAG, time_ms_of
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

    def unpassed(self, rows: Iterable[Row], shapes: Shapes, numbers: Numbers) -> list[Row]:
        """Those of this month's entries that are not seen to be right; of others the number is
        noted.

        One loop without a call for each step: it runs for every entry of the log.
        """
        left: list[Row] = []
        begin, end, opened, tag_of, read = (
            self._begin, self._end, self._open, self._tag, shapes.read
        )  # fmt: skip
        for row in rows:
            _, id_, raw_id, _, time_ms, committed, sealed, tag, many = row
            fields = None
            if begin <= time_ms < end and not many:
                try:
                    plain = opened(sealed[:_IV], sealed[_IV:], raw_id + _time(time_ms))
                except (InvalidTag, ValueError):
                    pass
                else:
                    if sha256(plain).digest() == committed:
                        fields = read(plain[_NONCE:])
            if fields is None:
                left.append(row)
                continue
            said, at, writer, number, subject = fields
            if said == id_ and int(at) == time_ms and tag_of(subject) == tag:
                numbers[writer].append(int(number))
            else:
                left.append(row)
        return left

    def _tag(self, subject: str) -> bytes | None:
        """`entries.subject_tag`: HMAC (RFC 2104 §2), with the key's part hashed once for all."""
        digits = subject.replace("-", "")
        try:
            person = bytes.fromhex(digits)
        except ValueError:
            return None
        if 2 * len(person) != len(digits) or len(person) != SUBJECT:
            return None  # no id (or one with spaces, which are none of `UUID`'s)
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(person)
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
