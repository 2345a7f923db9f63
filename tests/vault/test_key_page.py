"""A page of data keys against a plain dictionary (P66): whatever is on it, and nothing else."""

from __future__ import annotations

import struct
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepword.vault import key_page
from keepword.vault.errors import NoKey, SealBroken
from keepword.vault.holder import KeyName
from keepword.vault.key_page import ENTRY, NAME, UNIT
from tests.vault.places import KEYS, TEXT

Keys = dict[KeyName, bytes]

FEW = st.sampled_from([UUID(int=n) for n in (0, 1, 2**64, 2**127 + 3, 2**128 - 1)])
"""Few enough that people share a page and units have several keys."""

NAMES = st.builds(KeyName, FEW, FEW, st.sampled_from([1, 2, 3, 256, 2**32 - 1]))

ALIKE = st.sampled_from([bytes(32), b"\x01" * 32, b"\xff" * 32]) | KEYS
"""Keys that could be taken for parts of a name."""

CONTENTS = st.dictionaries(NAMES, ALIKE, max_size=12)


def by_hand(keys: Keys) -> bytes:
    """The documented layout, written out."""
    return b"".join(
        name.subject.bytes + name.unit.bytes + struct.pack(">I", name.generation) + keys[name]
        for name in sorted(keys, key=lambda n: (n.subject.bytes, n.unit.bytes, n.generation))
    )


def entries(keys: Keys) -> list[bytes]:
    """As packing hands them in."""
    return [key_page.name_bytes(name) + key for name, key in keys.items()]


def page(keys: Keys) -> bytes:
    """A page with these keys."""
    return key_page.merged(b"", entries(keys))


@given(CONTENTS)
def test_a_page_is_laid_out_as_documented(keys: Keys) -> None:
    plain = page(keys)
    assert plain == by_hand(keys)
    assert key_page.split(plain) == sorted(entries(keys))
    assert [key_page.read_name(e[:NAME]) for e in key_page.split(plain)] == sorted(keys)


@given(CONTENTS, NAMES)
def test_a_key_is_found_if_it_is_there(keys: Keys, name: KeyName) -> None:
    plain = page(keys)
    for wanted in {*keys, name}:
        assert key_page.find(plain, key_page.name_bytes(wanted)) == keys.get(wanted)


@given(CONTENTS, FEW, FEW)
def test_the_newest_generation_is_that_of_the_unit(keys: Keys, subject: UUID, unit: UUID) -> None:
    own = [name.generation for name in keys if name[:2] == (subject, unit)]
    assert key_page.newest(page(keys), subject, unit) == max(own, default=0)


@given(CONTENTS, st.lists(st.tuples(FEW, FEW), max_size=6))
def test_units_go_with_all_their_keys(keys: Keys, gone: list[tuple[UUID, UUID]]) -> None:
    left = key_page.without(page(keys), [s.bytes + u.bytes for s, u in gone])
    assert left == by_hand({name: key for name, key in keys.items() if name[:2] not in gone})


@given(CONTENTS, CONTENTS)
def test_pages_merge_as_dictionaries_do(keys: Keys, more: Keys) -> None:
    """What is on both is the same on both: a key has one name, and a name one key."""
    more = {name: keys.get(name, key) for name, key in more.items()}
    assert key_page.merged(page(keys), entries(more)) == by_hand(keys | more)


@st.composite
def deceiving(draw: st.DrawFn) -> tuple[Keys, KeyName]:
    """A page whose first entries hold the bytes of a name where no name stands: across the border
    of two entries, or inside a key."""
    wanted = KeyName(UUID(int=draw(st.integers(2**127, 2**128 - 1))), draw(st.uuids()), 1)
    trap = key_page.name_bytes(wanted)
    at = draw(st.integers(1, ENTRY - 1))
    noise = draw(st.binary(min_size=2 * ENTRY - NAME, max_size=2 * ENTRY - NAME))
    raw = noise[:at] + trap + noise[at:]
    found: Keys = {}
    for entry in (raw[:ENTRY], raw[ENTRY:]):
        found[key_page.read_name(entry[:NAME])] = entry[NAME:]
    return found, wanted


@given(deceiving(), KEYS, st.booleans())
def test_the_bytes_of_a_name_elsewhere_fool_nobody(
    trap: tuple[Keys, KeyName], key: bytes, there: bool
) -> None:
    keys, wanted = trap
    if there:
        keys = keys | {wanted: key}
    name = key_page.name_bytes(wanted)
    # In whatever order: the trap must stay whole, which sorting could tear.
    for plain in (b"".join(entries(keys)), page(keys)):
        assert key_page.find(plain, name) == keys.get(wanted)
        assert key_page.newest(plain, wanted.subject, wanted.unit) == int(wanted in keys)
        left = key_page.split(key_page.without(plain, [name[:UNIT]]))
        assert sorted(left) == sorted(entries({n: k for n, k in keys.items() if n != wanted}))


@given(st.integers(1, ENTRY - 1), CONTENTS)
def test_half_an_entry_is_no_page(more: int, keys: Keys) -> None:
    with pytest.raises(SealBroken):
        key_page.split(page(keys) + bytes(more))


# ── cutting ──────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(st.integers(1, 9), max_size=12), st.integers(1, 4), st.data())
def test_a_page_is_cut_between_people(sizes: list[int], full: int, data: st.DataObject) -> None:
    """Nothing is lost, nobody is on two pages, and no piece is larger than it must be."""
    keys = {
        KeyName(UUID(int=who + 1), UUID(int=n), 1): bytes(32)
        for who, size in enumerate(sizes)
        for n in range(size)
    }
    plain, first = page(keys), data.draw(st.sampled_from([UUID(int=0), UUID(int=1)]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(key_page, "FULL", full)
        cut = list(key_page.cut(plain, first))
    assert b"".join(piece for _, piece in cut) == plain
    assert [at for at, _ in cut] == [
        first,
        *(UUID(bytes=piece[:16]) for _, piece in cut[1:]),
    ]
    people = [[e[:16] for e in key_page.split(piece)] for _, piece in cut]
    assert not any(set(one) & set(other) for one, other in pairwise(people))
    if len(plain) <= 2 * full * ENTRY:
        assert len(cut) == 1
    for piece in people[:-1] if len(cut) > 1 else []:
        assert len(piece) >= full
        assert len(piece) - piece.count(piece[-1]) < full


# ── sealing ──────────────────────────────────────────────────────────────────────────────────────


@given(KEYS, TEXT, FEW, CONTENTS)
def test_what_was_sealed_opens(key: bytes, tenant: str, first: UUID, keys: Keys) -> None:
    sealed = key_page.seal_page(key, tenant, first, page(keys))
    assert key_page.open_page(key, tenant, first, len(keys), sealed) == by_hand(keys)


@given(KEYS, TEXT, FEW, CONTENTS, st.data())
def test_elsewhere_it_does_not(
    key: bytes, tenant: str, first: UUID, keys: Keys, data: st.DataObject
) -> None:
    """Another key, tenant, place or number of keys; any byte changed; cut short or longer."""
    sealed = key_page.seal_page(key, tenant, first, page(keys))
    bit = data.draw(st.integers(0, 8 * len(sealed) - 1))
    changed = bytearray(sealed)
    changed[bit // 8] ^= 1 << bit % 8
    right = (key, tenant, first, len(keys), sealed)
    for at, wrong in (
        (0, bytes(b ^ 1 for b in key)),
        (1, tenant + "x"),
        (2, UUID(int=first.int ^ 1)),
        (3, len(keys) + 1),
        (3, len(keys) - 1),
        (4, bytes(changed)),
        (4, sealed[: data.draw(st.integers(0, len(sealed) - 1))]),
        (4, sealed + b"\0"),
    ):
        asked: list[Any] = [*right[:at], wrong, *right[at + 1 :]]
        with pytest.raises(SealBroken):
            key_page.open_page(*asked)


@pytest.mark.parametrize("generation", [-1, 2**32])
def test_a_generation_that_no_key_has_is_no_key(generation: int) -> None:
    """Whatever a row of the data says: a typed error."""
    with pytest.raises(NoKey):
        key_page.name_bytes(KeyName(UUID(int=1), UUID(int=2), generation))
