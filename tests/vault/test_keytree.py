"""A wrapped key unwraps under its parent, at its own place, and nowhere else (P66, P82)."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepword.vault.errors import SealBroken
from keepword.vault.keytree import (
    new_key,
    unwrap_data_key,
    unwrap_page_key,
    wrap_data_key,
    wrap_page_key,
)
from tests.vault.places import GENERATIONS, KEYS, TEXT

Unit = tuple[UUID, UUID, int]
UNITS = st.tuples(st.uuids(), st.uuids(), GENERATIONS)
PARENT = bytes(range(32))
CHILD = bytes(range(100, 132))


@given(KEYS, GENERATIONS, TEXT, KEYS)
def test_a_page_key_unwraps(root: bytes, generation: int, page: str, key: bytes) -> None:
    wrapped = wrap_page_key(root, generation, page, key)
    assert unwrap_page_key(root, generation, page, wrapped) == key
    assert key not in wrapped


@given(KEYS, UNITS, KEYS)
def test_a_data_key_unwraps(page_key: bytes, unit: Unit, key: bytes) -> None:
    wrapped = wrap_data_key(page_key, *unit, key)
    assert unwrap_data_key(page_key, *unit, wrapped) == key
    assert key not in wrapped


@given(GENERATIONS, TEXT, GENERATIONS, TEXT)
def test_a_page_key_is_of_one_page_and_root_generation(
    generation: int, page: str, other: int, strange: str
) -> None:
    wrapped = wrap_page_key(PARENT, generation, page, CHILD)
    for wrong in {(other, page), (generation, strange)} - {(generation, page)}:
        with pytest.raises(SealBroken):
            unwrap_page_key(PARENT, *wrong, wrapped)


@given(UNITS, UNITS)
def test_a_data_key_is_of_one_person_unit_and_generation(unit: Unit, strange: Unit) -> None:
    wrapped = wrap_data_key(PARENT, *unit, CHILD)
    swapped = (unit[1], unit[0], unit[2])
    moved = {
        (strange[0], unit[1], unit[2]),
        (unit[0], strange[1], unit[2]),
        (unit[0], unit[1], strange[2]),
        swapped,
    }
    for wrong in moved - {unit}:
        with pytest.raises(SealBroken):
            unwrap_data_key(PARENT, *wrong, wrapped)


@given(KEYS, UNITS)
def test_no_other_parent_unwraps(parent: bytes, unit: Unit) -> None:
    if parent == PARENT:
        return
    with pytest.raises(SealBroken):
        unwrap_data_key(parent, *unit, wrap_data_key(PARENT, *unit, CHILD))
    with pytest.raises(SealBroken):
        unwrap_page_key(parent, 1, "data/x", wrap_page_key(PARENT, 1, "data/x", CHILD))


@given(UNITS, st.data())
def test_any_changed_byte_refuses(unit: Unit, data: st.DataObject) -> None:
    wrapped = bytearray(wrap_data_key(PARENT, *unit, CHILD))
    wrapped[data.draw(st.integers(0, len(wrapped) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        unwrap_data_key(PARENT, *unit, bytes(wrapped))


def test_the_levels_do_not_mix() -> None:
    """A page key is not taken for a data key, even if an attacker may name things."""
    subject, unit = UUID(int=1), UUID(int=2)
    with pytest.raises(SealBroken):
        unwrap_page_key(PARENT, 1, "", wrap_data_key(PARENT, subject, unit, 1, CHILD))


@given(st.binary(max_size=64).filter(lambda key: len(key) != 32))
def test_what_is_no_key_is_not_unwrapped(short: bytes) -> None:
    with pytest.raises(SealBroken):
        unwrap_page_key(PARENT, 1, "p", wrap_page_key(PARENT, 1, "p", short))


def test_keys_are_fresh() -> None:
    assert len({new_key() for _ in range(100)}) == 100
    assert {len(new_key()) for _ in range(10)} == {32}
