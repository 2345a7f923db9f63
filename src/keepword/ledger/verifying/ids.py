"""Whether an id may stand twice, without having the server sort or hash all of them.

Of each id its last eight bytes are kept (of a UUID those are random), eight bytes an entry. Where
they differ the ids do; where two are the same, whoever asks lets the server compare whole ids.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable

from keepword.ledger.verifying.rows import Row

AT_ONCE = 250_000
"""Ids that are compared at a time, in some 20 MB."""

_TAIL = 8
_NUMBERS = "Q"
_END = 2 ** (8 * _TAIL)


def tails_of(rows: Iterable[Row]) -> bytes:
    """The ends of rows' ids, in ascending order of what they are as numbers of this machine."""
    found = array(_NUMBERS, b"".join([row.raw_id[_TAIL:] for row in rows]))
    return array(_NUMBERS, sorted(found)).tobytes()


class Tails:
    """The ends of all ids."""

    def __init__(self) -> None:
        self._parts: list[array[int]] = []

    def take(self, tails: bytes) -> None:
        """Those of one chunk, as `tails_of` gives them."""
        self._parts.append(array(_NUMBERS, tails))

    def may_repeat(self, at_once: int = AT_ONCE) -> bool:
        """Whether any of them stands twice; False means that no id does."""
        shares = sum(map(len, self._parts)) // at_once + 1
        bounds = [_END * share // shares for share in range(shares + 1)]
        return any(map(self._repeats, bounds, bounds[1:]))

    def _repeats(self, low: int, high: int) -> bool:
        held, count = set[int](), 0
        for part in self._parts:
            some = part[bisect_left(part, low) : bisect_left(part, high)]
            held.update(some)
            count += len(some)
        return len(held) < count
