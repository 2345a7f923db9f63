"""A sealed value opens at its own place, under its own key, unchanged, and nowhere else (P82)."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from keepword.foundation.personal import Personal
from keepword.vault.errors import SealBroken
from keepword.vault.sealing import (
    OVERHEAD,
    framed,
    seal,
    seal_personal,
    unseal,
    unseal_personal,
)
from tests.vault.places import KEYS, PLACES, TEXT, Place

KEY = bytes(range(32))


@given(KEYS, TEXT, PLACES)
def test_what_is_sealed_opens(key: bytes, text: str, place: Place) -> None:
    sealed = seal_personal(key, Personal(text), place.aad())
    assert unseal_personal(key, sealed, place.aad()) == Personal(text)


@given(KEYS, st.binary(max_size=60), PLACES)
def test_the_format_is_version_nonce_ciphertext_tag(key: bytes, plain: bytes, place: Place) -> None:
    """Read by hand, as a tool that knows only the format would."""
    sealed = seal(key, plain, place.aad())
    assert len(sealed) == len(plain) + OVERHEAD
    assert sealed[0] == 1
    assert AESGCM(key).decrypt(sealed[1:13], sealed[13:], place.aad()) == plain


@given(st.binary(max_size=30), st.data())
def test_any_changed_byte_refuses(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(seal(KEY, plain, b"place"))
    where = data.draw(st.integers(0, len(sealed) - 1))
    sealed[where] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        unseal(KEY, bytes(sealed), b"place")


@given(st.binary(max_size=30), st.binary(min_size=1, max_size=40))
def test_more_or_less_refuses(plain: bytes, more: bytes) -> None:
    sealed = seal(KEY, plain, b"place")
    for wrong in (sealed + more, more + sealed, sealed[: -len(more)], b""):
        with pytest.raises(SealBroken):
            unseal(KEY, wrong, b"place")


@given(PLACES, PLACES)
def test_no_other_place_opens_it(place: Place, strange: Place) -> None:
    """Another row, item, person, unit, generation or tenant."""
    sealed = seal_personal(KEY, Personal("값"), place.aad())
    for moved in place.others(strange):
        with pytest.raises(SealBroken):
            unseal_personal(KEY, sealed, moved.aad())


@given(KEYS)
def test_no_other_key_opens_it(key: bytes) -> None:
    sealed = seal(KEY, b"plain", b"place")
    if key != KEY:
        with pytest.raises(SealBroken):
            unseal(key, sealed, b"place")


@given(PLACES, PLACES)
def test_two_places_never_share_their_associated_data(one: Place, other: Place) -> None:
    assert (one.aad() == other.aad()) == (one == other)


PARTS = st.lists(st.binary(max_size=6), max_size=5)


@given(TEXT, PARTS, TEXT, PARTS)
def test_framing_is_injective(
    one: str, parts: list[bytes], other: str, others: list[bytes]
) -> None:
    """However the parts are cut: ("ab", "c") is not ("a", "bc")."""
    same = (one, parts) == (other, others)
    assert (framed(one, *parts) == framed(other, *others)) == same


@given(st.binary(min_size=1, max_size=20), st.integers(0, 20))
def test_a_part_cut_in_two_is_another_message(part: bytes, where: int) -> None:
    assert framed("d", part) != framed("d", part[:where], part[where:])


def test_the_same_value_is_never_sealed_alike() -> None:
    """Equal values do not show as equal (nonces differ)."""
    assert len({seal(KEY, b"plain", b"place") for _ in range(100)}) == 100


def test_what_is_no_text_does_not_show_itself() -> None:
    sealed = seal(KEY, b"canary\xff", b"place")
    with pytest.raises(SealBroken) as raised:
        unseal_personal(KEY, sealed, b"place")
    assert raised.value.__cause__ is None
    assert "canary" not in str(raised.value)
