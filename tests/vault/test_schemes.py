"""Two schemes, told apart by the first byte: each opens everywhere, none as the other (P82)."""

from __future__ import annotations

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from hypothesis import given
from hypothesis import strategies as st

from keepword.foundation.personal import Personal
from keepword.vault import sealing
from keepword.vault.errors import SealBroken
from keepword.vault.sealing import (
    OVERHEAD,
    BadSealing,
    Scheme,
    scheme_named,
    seal,
    seal_personal,
    unseal,
    unseal_personal,
)
from tests.vault.places import KEYS, PLACES, TEXT, Place

KEY = bytes(range(32))
SCHEMES = st.sampled_from(Scheme)


@given(SCHEMES, KEYS, TEXT, PLACES)
def test_what_is_sealed_by_either_opens(scheme: Scheme, key: bytes, text: str, at: Place) -> None:
    sealed = seal_personal(key, Personal(text), at.aad(), scheme)
    assert sealed[0] == scheme
    assert unseal_personal(key, sealed, at.aad()) == Personal(text)


@given(KEYS, st.binary(max_size=60), PLACES)
def test_the_second_read_by_hand(key: bytes, plain: bytes, place: Place) -> None:
    """As a tool that knows only the format would."""
    sealed = seal(key, plain, place.aad(), Scheme.GCM_SIV)
    assert len(sealed) == len(plain) + OVERHEAD
    assert AESGCMSIV(key).decrypt(sealed[1:13], sealed[13:], place.aad()) == plain


@pytest.mark.parametrize(
    ("plain", "result"),
    [
        ("", "07f5f4169bbf55a8400cd47ea6fd400f"),
        ("0100000000000000", "c2ef328e5c71c83b843122130f7364b761e0b97427e3df28"),
    ],
)
def test_the_second_is_that_of_the_rfc(plain: str, result: str) -> None:
    """RFC 8452, appendix C.2."""
    key = bytes.fromhex("01" + "00" * 31)
    nonce = bytes.fromhex("03" + "00" * 11)
    assert unseal(key, b"\x02" + nonce + bytes.fromhex(result), b"") == bytes.fromhex(plain)


@given(SCHEMES, st.binary(max_size=30), st.data())
def test_any_changed_byte_refuses(scheme: Scheme, plain: bytes, data: st.DataObject) -> None:
    """The first one too: nothing opens by the other scheme."""
    sealed = bytearray(seal(KEY, plain, b"place", scheme))
    where = data.draw(st.integers(0, len(sealed) - 1))
    sealed[where] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        unseal(KEY, bytes(sealed), b"place")


@given(st.integers(0, 255).filter(lambda n: n not in tuple(Scheme)), st.binary(max_size=60))
def test_an_unknown_version_refuses(version: int, rest: bytes) -> None:
    with pytest.raises(SealBroken):
        unseal(KEY, bytes([version]) + rest, b"place")


@given(SCHEMES, st.integers(0, OVERHEAD - 1))
def test_half_a_seal_refuses(scheme: Scheme, length: int) -> None:
    with pytest.raises(SealBroken):
        unseal(KEY, seal(KEY, b"", b"place", scheme)[:length], b"place")


@pytest.mark.parametrize(
    ("text", "scheme"), [("", Scheme.GCM), ("1", Scheme.GCM), (" 2 ", Scheme.GCM_SIV)]
)
def test_a_setting_names_a_scheme(text: str, scheme: Scheme) -> None:
    assert scheme_named(text) is scheme


@pytest.mark.parametrize("text", ["0", "3", "gcm", "2.0", "二"])
def test_a_setting_that_names_none_is_refused(text: str) -> None:
    with pytest.raises(BadSealing):
        scheme_named(text)


def test_a_scheme_that_the_machine_lacks_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything was sealed by it."""

    def lacking(key: bytes) -> sealing.Cipher:
        raise UnsupportedAlgorithm("AES-GCM-SIV is not supported by this version of OpenSSL")

    monkeypatch.setattr(sealing, "CIPHERS", {1: sealing.CIPHERS[1], 2: lacking})
    assert scheme_named("1") is Scheme.GCM
    with pytest.raises(BadSealing):
        scheme_named("2")
