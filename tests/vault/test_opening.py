"""Opening many at once is the same as opening one after the other (P82)."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepword.foundation.personal import Personal
from keepword.vault.errors import NoKey, SealBroken
from keepword.vault.holder import KeyName
from keepword.vault.key_page import name_bytes
from keepword.vault.opening import Sealed, open_all
from keepword.vault.sealing import Scheme, seal, seal_personal, unseal_personal
from tests.vault.places import KEYS, PLACES, TEXT, Place

TENANT = "meadow"
_KEY = bytes(range(32))
SEALED = st.tuples(PLACES, KEYS, TEXT, st.sampled_from(Scheme))


def _row(place: Place, sealed: bytes) -> Sealed:
    return Sealed(
        place.subject.bytes,
        place.record.bytes,
        place.item,
        place.unit.bytes,
        place.generation,
        sealed,
    )


def _one_by_one(places: list[Place], rows: list[Sealed], keys: list[bytes]) -> list[Personal]:
    """The naive way."""
    return [
        unseal_personal(key, row.sealed, place.aad())
        for place, row, key in zip(places, rows, keys, strict=True)
    ]


@given(TEXT, st.lists(SEALED, max_size=6))
def test_both_ways_agree_by_any_scheme(
    tenant: str, drawn: list[tuple[Place, bytes, str, Scheme]]
) -> None:
    places = [_of(place, tenant) for place, _, _, _ in drawn]
    keys = [key for _, key, _, _ in drawn]
    rows = [
        _row(place, seal_personal(key, Personal(text), place.aad(), scheme))
        for place, (_, key, text, scheme) in zip(places, drawn, strict=True)
    ]
    opened = open_all(tenant, rows, keys)
    assert opened == _one_by_one(places, rows, keys)
    assert opened == [Personal(text) for _, _, text, _ in drawn]


@given(PLACES, PLACES, st.sampled_from(Scheme))
def test_what_does_not_open_alone_does_not_open_among_others(
    place: Place, strange: Place, scheme: Scheme
) -> None:
    """At another place, whichever part of the address differs."""
    at = _of(place, TENANT)
    good = _row(at, seal_personal(_KEY, Personal("값"), at.aad(), scheme))
    for other in at.others(_of(strange, TENANT)):
        moved = _row(other, good.sealed)
        with pytest.raises(SealBroken):
            open_all(TENANT, [good, moved], [_KEY, _KEY])
    if strange.tenant != TENANT:
        with pytest.raises(SealBroken):
            open_all(strange.tenant, [good], [_KEY])


@given(PLACES, st.sampled_from(Scheme), st.data())
def test_any_changed_byte_refuses(place: Place, scheme: Scheme, data: st.DataObject) -> None:
    at = _of(place, TENANT)
    sealed = bytearray(seal_personal(_KEY, Personal("값"), at.aad(), scheme))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        open_all(TENANT, [_row(at, bytes(sealed))], [_KEY])


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x02" + bytes(27), b"\x03" + bytes(40)])
def test_what_is_no_seal_refuses(sealed: bytes) -> None:
    with pytest.raises(SealBroken):
        open_all(TENANT, [Sealed(bytes(16), bytes(16), "email", bytes(16), 1, sealed)], [_KEY])


@given(PLACES)
def test_what_is_no_text_does_not_show_itself(place: Place) -> None:
    at = _of(place, TENANT)
    row = _row(at, seal(_KEY, b"canary\xff", at.aad()))
    with pytest.raises(SealBroken) as raised:
        open_all(TENANT, [row], [_KEY])
    assert raised.value.__cause__ is None
    assert "canary" not in str(raised.value)


@given(PLACES)
def test_a_row_names_its_key_as_pages_do(place: Place) -> None:
    name = KeyName(place.subject, place.unit, place.generation)
    assert _row(place, b"").key_name == name_bytes(name)


def test_a_generation_that_no_key_can_have_is_no_key() -> None:
    for generation in (-1, 2**32):
        with pytest.raises(NoKey):
            _ = Sealed(os.urandom(16), bytes(16), "email", bytes(16), generation, b"").key_name


def test_as_many_keys_as_rows() -> None:
    with pytest.raises(ValueError, match="shorter"):
        open_all(TENANT, [Sealed(bytes(16), bytes(16), "email", bytes(16), 1, b"")], [])


def _of(place: Place, tenant: str) -> Place:
    return Place(tenant, place.subject, place.record, place.item, place.unit, place.generation)
