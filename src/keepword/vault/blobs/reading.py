"""Reading a sealed blob, whole or in part: what is given out was authenticated before (P82).

Opening authenticates the end first, so a blob that was cut or added to gives out nothing at all.
Of a blob that was changed in between, the bytes before the change come out and then `SealBroken`:
whoever reads to the end without it has had the whole blob.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from keepword.vault.blobs.address import Address
from keepword.vault.blobs.errors import BadRange
from keepword.vault.blobs.stream import HEADER_BYTES, SEGMENT, Segments, Sizes, Span
from keepword.vault.errors import SealBroken
from keepword.vault.sealing import TAG_BYTES

Read = Callable[[Sequence[Span]], list[memoryview]]
"""Gives the bytes of these spans of an object."""

AT_ONCE = 2
"""Segments that are fetched together; the next ones are on their way meanwhile."""


class Reader:
    """A blob that is open; its size is authenticated. For one thread at a time.

    Args:
        key: the blob's own key.
        address: where it belongs.
        sealed: bytes of the object.
        read: gives parts of the object.
        segment: bytes of a segment; another than version 1's in tests only.

    Raises:
        SealBroken: cut, longer than it was, of another place, or under another key.
    """

    def __init__(
        self, key: bytes, address: Address, sealed: int, read: Read, segment: int = SEGMENT
    ) -> None:
        self._sizes = Sizes.of_sealed(sealed, segment)
        self._read = read
        self._final = self._sizes.segments - 1
        ends = [Span(0, HEADER_BYTES), self._sizes.span(self._final, self._final + 1)]
        header, tail = read(ends)
        self._segments = Segments(key, bytes(header), address)
        self._tail = self._segments.open(self._final, tail, last=True)

    @property
    def size(self) -> int:
        """Bytes of the blob."""
        return self._sizes.plain

    def stream(self) -> Iterator[bytes]:
        """The whole blob, in pieces of at most a segment.

        Raises:
            SealBroken, NoBlob, BlobStoreFailed: while it is read; what came before is not whole.
        """
        return self.open_range(0, self.size)

    def open_range(self, begin: int, end: int) -> Iterator[bytes]:
        """The bytes from `begin` up to `end`; reads the segments that hold them, and no others.

        Raises:
            BadRange: not a part of the blob.
            SealBroken, NoBlob, BlobStoreFailed: while it is read.
        """
        if not 0 <= begin <= end <= self.size:
            raise BadRange(self.size)
        return self._cut(begin, end)

    def _cut(self, begin: int, end: int) -> Iterator[bytes]:
        if begin == end:
            return
        segment = self._sizes.segment
        number = begin // segment
        for plain in self._opened(number, -(-end // segment)):
            at = number * segment
            whole = begin <= at and at + len(plain) <= end
            yield plain if whole else plain[max(0, begin - at) : end - at]
            number += 1

    def _opened(self, first: int, stop: int) -> Iterator[bytes]:
        """The segments from `first` up to `stop`, opened; the final one is open already."""
        number, before_last = first, min(stop, self._final)
        each = self._sizes.segment + TAG_BYTES
        for window in self._windows(first, before_last):
            for at in range(0, len(window), each):
                yield self._segments.open(number, window[at : at + each], last=False)
                number += 1
        if number < before_last:  # the store gave less than the object has
            raise SealBroken
        if stop > self._final:
            yield self._tail

    def _windows(self, first: int, stop: int) -> Iterator[memoryview]:
        """Some segments at once, and the next ones fetched while these are used."""
        spans = (
            self._sizes.span(at, min(at + AT_ONCE, stop)) for at in range(first, stop, AT_ONCE)
        )
        if stop - first <= AT_ONCE:
            for span in spans:
                yield from self._read([span])
            return
        with ThreadPoolExecutor(1, "blob") as ahead:
            coming = ahead.submit(self._read, [next(spans)])
            for span in spans:
                window = coming.result()
                coming = ahead.submit(self._read, [span])
                yield from window
            yield from coming.result()
