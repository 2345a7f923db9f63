"""People are found by an exact value, however it was written, and by nothing else (P82)."""

from __future__ import annotations

import hashlib
import struct
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepword.foundation.personal import Personal
from keepword.vault.blind_index import CANONICAL, TAG_BYTES, digits, folded, tag
from keepword.vault.errors import UnknownIndex
from tests.vault.places import GENERATIONS, KEYS, TEXT

KEY = bytes(range(32))
INDEXES = sorted(CANONICAL)
TEXTS = ("email", "login-id")
NUMBERS = ("hospital-registration-number", "mobile-phone")


def hmac_by_hand(key: bytes, message: bytes) -> bytes:
    """RFC 2104 as it is written."""
    block = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in block) + message).digest()
    return hashlib.sha256(bytes(b ^ 0x5C for b in block) + inner).digest()


def tag_by_hand(key: bytes, tenant: str, index: str, generation: int, text: str) -> bytes:
    """The documented message, written out."""
    message = b""
    for part in (
        b"keepword/blind-index",
        tenant.encode("utf-8", "surrogatepass"),
        index.encode(),
        struct.pack(">Q", generation),
        text.encode("utf-8", "surrogatepass"),
    ):
        message += struct.pack(">I", len(part)) + part
    return hmac_by_hand(key, message)[:16]


@given(KEYS, TEXT, st.sampled_from(INDEXES), GENERATIONS, TEXT)
def test_a_tag_is_the_documented_hmac(
    key: bytes, tenant: str, index: str, generation: int, text: str
) -> None:
    canonical = CANONICAL[index](text)
    made = tag(key, tenant, index, generation, Personal(text))
    expected = tag_by_hand(key, tenant, index, generation, canonical) if canonical else None
    assert made == expected


@given(KEYS, KEYS, TEXT, TEXT, GENERATIONS, GENERATIONS)
def test_keys_tenants_indexes_and_generations_never_meet(
    key: bytes, other_key: bytes, tenant: str, other_tenant: str, one: int, two: int
) -> None:
    """The same digits as four indexes' values, and under everything else that can differ."""
    value = Personal("01055512345")
    places = {
        (k, t, i, g)
        for k in (key, other_key)
        for t in (tenant, other_tenant)
        for i in INDEXES
        for g in (one, two)
    }
    assert len({tag(*place, value) for place in places}) == len(places)


@pytest.mark.parametrize("index", TEXTS)
@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ("Gaon.Nuri", "gaon.nuri"),
        ("GAON@EXAMPLE.COM", "gaon@example.com"),
        (" gaon\n", "gaon"),
        ("ｇａｏｎ", "gaon"),  # fullwidth
        ("straße", "STRASSE"),
        ("가온", unicodedata.normalize("NFD", "가온")),
        ("ﬁnn", "finn"),  # a ligature
    ],
)
def test_writings_of_one_name_are_one(index: str, written: str, otherwise: str) -> None:
    assert tag(KEY, "t", index, 1, Personal(written)) == tag(
        KEY, "t", index, 1, Personal(otherwise)
    )


@pytest.mark.parametrize("index", NUMBERS)
@pytest.mark.parametrize(
    ("written", "otherwise"),
    [("010-5551-2345", "01055512345"), ("(010) 5551.2345", "01055512345"), ("１２３", "123")],
)
def test_writings_of_one_number_are_one(index: str, written: str, otherwise: str) -> None:
    assert tag(KEY, "t", index, 1, Personal(written)) == tag(
        KEY, "t", index, 1, Personal(otherwise)
    )


@pytest.mark.parametrize("index", TEXTS)
@pytest.mark.parametrize(
    ("one", "other"), [("gaon", "gaon1"), ("ga on", "gaon"), ("a.b@x", "ab@x"), ("가온", "가은")]
)
def test_different_names_stay_different(index: str, one: str, other: str) -> None:
    assert tag(KEY, "t", index, 1, Personal(one)) != tag(KEY, "t", index, 1, Personal(other))


@given(TEXT)
def test_what_is_canonical_stays(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert digits(digits(text)) == digits(text)


ALIKE = st.text(st.sampled_from("aAａ1１- "), max_size=4)
"""Short texts that are often two writings of one value."""


@given(st.sampled_from(INDEXES), ALIKE, ALIKE)
def test_only_the_canonical_text_counts(index: str, one: str, other: str) -> None:
    canonical = CANONICAL[index]
    same = tag(KEY, "t", index, 1, Personal(one)) == tag(KEY, "t", index, 1, Personal(other))
    assert same == (canonical(one) == canonical(other))


@pytest.mark.parametrize(
    ("index", "text"), [("login-id", " \t"), ("email", ""), ("mobile-phone", "없음")]
)
def test_nothing_is_not_searched_by(index: str, text: str) -> None:
    assert tag(KEY, "t", index, 1, Personal(text)) is None


@pytest.mark.parametrize("index", ["personal-name", "resident-registration-number", ""])
def test_nothing_else_is_searchable(index: str) -> None:
    with pytest.raises(UnknownIndex):
        tag(KEY, "t", index, 1, Personal("x"))


def test_a_tag_is_short() -> None:
    assert len(tag(KEY, "t", "email", 1, Personal("x")) or b"") == TAG_BYTES
