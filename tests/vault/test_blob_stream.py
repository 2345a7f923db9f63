"""The sealed form of blobs: against a naive reading of its specification, and under tampering."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable, Iterator, Sequence
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from keepword.vault.blobs.address import Address
from keepword.vault.blobs.errors import BadRange
from keepword.vault.blobs.reading import Reader
from keepword.vault.blobs.stream import (
    HEADER_BYTES,
    SEGMENT,
    Segments,
    Sizes,
    Span,
    seal_stream,
)
from keepword.vault.errors import SealBroken
from keepword.vault.sealing import TAG_BYTES
from tests.vault.places import KEYS, TEXT

SMALL = 64
"""A segment of these tests: every boundary is near."""

EACH = SMALL + TAG_BYTES
KEY = bytes(range(32))
HERE = Address("meadow", UUID(int=1), UUID(int=2), "footage", UUID(int=3), UUID(int=4))
ADDRESSES = st.builds(
    Address,
    tenant=TEXT,
    subject=st.uuids(),
    record=st.uuids(),
    item=TEXT,
    unit=st.uuids(),
    blob=st.uuids(),
)
PLAIN = st.binary(max_size=5 * SMALL) | st.integers(0, 5).map(lambda n: bytes(n * SMALL))


def _seal(plain: bytes, key: bytes = KEY, address: Address = HERE) -> bytes:
    return b"".join(seal_stream(key, address, [plain], SMALL))


class _Object:
    """An object in memory, and which of its bytes were asked for."""

    def __init__(self, sealed: bytes) -> None:
        self.sealed = sealed
        self.asked: list[Span] = []

    def read(self, spans: Sequence[Span]) -> list[memoryview]:
        self.asked += spans
        return [memoryview(self.sealed)[span.begin : span.end] for span in spans]

    def open(self, key: bytes = KEY, address: Address = HERE) -> Reader:
        return Reader(key, address, len(self.sealed), self.read, SMALL)


def _open(sealed: bytes, key: bytes = KEY, address: Address = HERE) -> bytes:
    return b"".join(_Object(sealed).open(key, address).stream())


def _naive(key: bytes, address: Address, salt: bytes, plain: bytes) -> bytes:
    """The specification in `stream`, on whole buffers, with nothing of the code under test."""
    parts = [
        b"keepword/blob",
        address.tenant.encode("utf-8", "surrogatepass"),
        address.subject.bytes,
        address.record.bytes,
        address.item.encode("utf-8", "surrogatepass"),
        address.unit.bytes,
        address.blob.bytes,
    ]
    place = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    extracted = hmac.digest(salt, key, hashlib.sha256)
    derived = hmac.digest(extracted, place + b"\x01", hashlib.sha256)
    header = b"\x01" + salt
    pieces = [plain[at : at + SMALL] for at in range(0, len(plain), SMALL)] or [b""]
    return header + b"".join(
        AESGCM(derived).encrypt(
            number.to_bytes(11, "big") + (b"\x01" if number == len(pieces) - 1 else b"\x00"),
            piece,
            header + place,
        )
        for number, piece in enumerate(pieces)
    )


@given(key=KEYS, address=ADDRESSES, plain=PLAIN)
def test_the_sealed_form_is_the_specified_one(key: bytes, address: Address, plain: bytes) -> None:
    """P82: byte for byte."""
    sealed = _seal(plain, key, address)
    assert sealed == _naive(key, address, sealed[1:HEADER_BYTES], plain)
    assert _open(sealed, key, address) == plain


@given(plain=PLAIN, cuts=st.lists(st.integers(0, 5 * SMALL), max_size=12))
def test_how_it_comes_in_makes_no_difference(plain: bytes, cuts: list[int]) -> None:
    edges = sorted({0, len(plain), *(cut for cut in cuts if cut < len(plain))})
    chunks = [plain[a:b] for a, b in zip([0, *edges], [*edges, len(plain)], strict=True)]
    sealed = b"".join(seal_stream(KEY, HERE, iter(chunks), SMALL))
    assert _open(sealed) == plain


@given(plain=PLAIN, data=st.data())
def test_any_part_opens_alone(plain: bytes, data: st.DataObject) -> None:
    """Footage is played from anywhere: only the segments that hold the part are read."""
    begin = data.draw(st.integers(0, len(plain)))
    end = data.draw(st.integers(begin, len(plain)))
    there = _Object(_seal(plain))
    reader = there.open()
    there.asked.clear()
    assert b"".join(reader.open_range(begin, end)) == plain[begin:end]
    first, stop = begin // SMALL, -(-end // SMALL)
    last = Sizes(len(plain), SMALL).segments - 1
    wanted = range(first, min(stop, last)) if begin < end else range(0)
    assert sum(span.end - span.begin for span in there.asked) == EACH * len(wanted)


@pytest.mark.parametrize(("begin", "end"), [(-1, 2), (0, 101), (101, 101), (3, 2)])
def test_what_is_no_part_is_refused(begin: int, end: int) -> None:
    reader = _Object(_seal(bytes(100))).open()
    with pytest.raises(BadRange) as caught:
        reader.open_range(begin, end)
    assert caught.value.size == 100


@given(size=st.integers(0, 40 * SMALL))
def test_every_size_has_one_sealed_size(size: int) -> None:
    sealed = Sizes(size, SMALL).sealed
    assert Sizes.of_sealed(sealed, SMALL).plain == size


@given(sealed=st.integers(0, 40 * EACH))
def test_a_size_that_no_blob_has_does_not_open(sealed: int) -> None:
    possible = {Sizes(size, SMALL).sealed for size in range(41 * SMALL)}
    try:
        assert Sizes.of_sealed(sealed, SMALL).sealed == sealed
        assert sealed in possible
    except SealBroken:
        assert sealed not in possible


@given(plain=PLAIN, data=st.data())
def test_a_change_anywhere_is_noticed(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(_seal(plain))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        _open(bytes(sealed))


@given(plain=PLAIN, data=st.data())
def test_a_cut_end_gives_out_nothing(plain: bytes, data: st.DataObject) -> None:
    sealed = _seal(plain)
    with pytest.raises(SealBroken):
        _Object(sealed[: data.draw(st.integers(0, len(sealed) - 1))]).open()


FULL = bytes(os.urandom(4 * SMALL + 9))
"""Five segments, the last one short."""


def _segments(sealed: bytes) -> list[bytes]:
    return [sealed[at : at + EACH] for at in range(HEADER_BYTES, len(sealed), EACH)]


def _swapped(sealed: bytes, other: bytes) -> bytes:
    a, b, *rest = _segments(sealed)
    return sealed[:HEADER_BYTES] + b"".join([b, a, *rest])


def _repeated(sealed: bytes, other: bytes) -> bytes:
    a, b, *rest = _segments(sealed)
    return sealed[:HEADER_BYTES] + b"".join([a, a, b, *rest])


def _dropped_first(sealed: bytes, other: bytes) -> bytes:
    return sealed[:HEADER_BYTES] + b"".join(_segments(sealed)[1:])


def _dropped_middle(sealed: bytes, other: bytes) -> bytes:
    a, b, _, *rest = _segments(sealed)
    return sealed[:HEADER_BYTES] + b"".join([a, b, *rest])


def _foreign_segment(sealed: bytes, other: bytes) -> bytes:
    mine, theirs = _segments(sealed), _segments(other)
    return sealed[:HEADER_BYTES] + b"".join([mine[0], theirs[1], *mine[2:]])


def _unmarked_end(sealed: bytes, other: bytes) -> bytes:
    """The end as whoever has the blob's key and forgets the mark would write it."""
    parts = Segments(KEY, sealed[:HEADER_BYTES], HERE)
    last = parts.seal(4, FULL[4 * SMALL :], last=False)
    return sealed[:HEADER_BYTES] + b"".join([*_segments(sealed)[:-1], last])


def _marked_early(sealed: bytes, other: bytes) -> bytes:
    parts = Segments(KEY, sealed[:HEADER_BYTES], HERE)
    mine = _segments(sealed)
    mine[2] = parts.seal(2, FULL[2 * SMALL : 3 * SMALL], last=True)
    return sealed[:HEADER_BYTES] + b"".join(mine)


def _empty_end(sealed: bytes, other: bytes) -> bytes:
    """Four full segments and an empty last one: the same blob in another form."""
    parts = Segments(KEY, sealed[:HEADER_BYTES], HERE)
    mine = _segments(sealed)[:4]
    return sealed[:HEADER_BYTES] + b"".join([*mine, parts.seal(4, b"", last=True)])


TAMPERINGS: dict[str, Callable[[bytes, bytes], bytes]] = {
    "empty": lambda sealed, other: b"",
    "header only": lambda sealed, other: sealed[:HEADER_BYTES],
    "cut by a byte": lambda sealed, other: sealed[:-1],
    "cut at a segment": lambda sealed, other: sealed[: HEADER_BYTES + 4 * EACH],
    "cut in the header": lambda sealed, other: sealed[: HEADER_BYTES - 1],
    "a byte appended": lambda sealed, other: sealed + b"\0",
    "a segment appended": lambda sealed, other: sealed + sealed[HEADER_BYTES:][:EACH],
    "another blob appended": lambda sealed, other: sealed + other,
    "two segments exchanged": _swapped,
    "a segment repeated": _repeated,
    "the first segment gone": _dropped_first,
    "a middle segment gone": _dropped_middle,
    "a segment of another blob": _foreign_segment,
    "the header of another blob": lambda s, other: other[:HEADER_BYTES] + s[HEADER_BYTES:],
    "another blob": lambda sealed, other: other,
    "an unknown version": lambda sealed, other: b"\x02" + sealed[1:],
    "an end without its mark": _unmarked_end,
    "a mark before the end": _marked_early,
    "an empty end": _empty_end,
}


def _drink(sealed: bytes, into: bytearray) -> None:
    for piece in _Object(sealed).open().stream():
        into += piece


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_tampering_is_noticed(tampering: str) -> None:
    """P82: a typed error, and never the whole blob."""
    mine = _seal(FULL)
    theirs = _seal(FULL, address=HERE._replace(blob=uuid4()))
    came_out = bytearray()
    with pytest.raises(SealBroken):
        _drink(TAMPERINGS[tampering](mine, theirs), came_out)
    assert FULL.startswith(came_out)
    assert came_out != FULL


@given(address=ADDRESSES, strange=ADDRESSES, plain=st.binary(max_size=SMALL))
def test_a_blob_opens_at_its_address_only(address: Address, strange: Address, plain: bytes) -> None:
    """P82: another person, record, item, unit, blob or tenant."""
    sealed = _seal(plain, address=address)
    for part in Address._fields:
        moved = address._replace(**{part: getattr(strange, part)})
        if moved != address:
            with pytest.raises(SealBroken):
                _open(sealed, address=moved)


@given(key=KEYS, other=KEYS)
def test_another_key_opens_nothing(key: bytes, other: bytes) -> None:
    sealed = _seal(b"a face", key)
    if key != other:
        with pytest.raises(SealBroken):
            _open(sealed, other)


def test_the_key_of_a_blob_is_bound_to_its_generation() -> None:
    """What a row seals: another generation's seal of the same key does not pass for this one's."""
    assert HERE.of_key(1) != HERE.of_key(2)
    assert HERE.of_key(1) != HERE.of_bytes()


def test_a_store_that_gives_less_is_noticed() -> None:
    """Whole segments that are missing from an answer are not taken for the end."""
    there = _Object(_seal(FULL))
    reader = there.open()
    there.sealed = there.sealed[: HEADER_BYTES + 2 * EACH]
    with pytest.raises(SealBroken):
        b"".join(reader.stream())


def test_many_windows_are_read_in_their_order() -> None:
    plain = os.urandom(23 * SMALL + 1)
    there = _Object(_seal(plain))
    assert b"".join(there.open().stream()) == plain
    assert [span.begin for span in there.asked[2:]] == sorted({s.begin for s in there.asked[2:]})


def test_whoever_stops_reading_stops_the_store() -> None:
    """A player that is closed: nothing is fetched for it any more."""
    there = _Object(_seal(bytes(40 * SMALL)))
    pieces = there.open().stream()
    next(pieces)
    assert isinstance(pieces, Iterator)
    pieces.close()  # type: ignore[attr-defined]
    asked = len(there.asked)
    assert asked <= 4
    assert list(pieces) == []
    assert len(there.asked) == asked


def test_the_size_of_a_segment_is_part_of_the_version() -> None:
    assert SEGMENT == 1 << 20
