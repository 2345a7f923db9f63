"""People are found by what a house declares, however it was written, and by nothing else (P82)."""

from __future__ import annotations

import hashlib
import struct
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepword.foundation.personal import Personal
from keepword.vault.blind_index import (
    CANONICAL,
    TAG_BYTES,
    IndexKey,
    Kind,
    canonical,
    claim_lock,
    day,
    digits,
    folded,
    last_four,
    name,
    searched,
    tag,
    unveiled,
    veiled,
)
from keepword.vault.errors import UnknownIndex
from tests.vault.places import GENERATIONS, KEYS, TEXT

KEY = IndexKey(1, 1, bytes(range(32)), bytes(reversed(range(32))))
INDEXES = sorted(CANONICAL)
TEXTS = ("email", "login-id")
NUMBERS = ("hospital-registration-number", "mobile-phone")


def hmac_by_hand(key: bytes, message: bytes) -> bytes:
    """RFC 2104 as it is written."""
    block = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in block) + message).digest()
    return hashlib.sha256(bytes(b ^ 0x5C for b in block) + inner).digest()


def digest_by_hand(key: bytes, tenant: str, index: str, number: int, text: str) -> bytes:
    """The documented message, written out."""
    message = b""
    for part in (
        b"keepword/blind-index",
        tenant.encode("utf-8", "surrogatepass"),
        index.encode(),
        struct.pack(">Q", number),
        text.encode("utf-8", "surrogatepass"),
    ):
        message += struct.pack(">I", len(part)) + part
    return hmac_by_hand(key, message)[:16]


def made(index: str, text: str, key: IndexKey = KEY, tenant: str = "t") -> bytes | None:
    """The tag of a value as it was written; None where nothing of it is searched by."""
    found = searched(CANONICAL, index, [Personal(text)])
    return tag(key, tenant, index, found) if found else None


@given(KEYS, TEXT, st.sampled_from(INDEXES), GENERATIONS, TEXT)
def test_a_bare_tag_is_the_documented_hmac(
    key: bytes, tenant: str, index: str, number: int, text: str
) -> None:
    """As release 0.2 wrote it: the generation of the tag is not part of it."""
    by = IndexKey(7, number, key, None)
    assert tag(by, tenant, index, text) == digest_by_hand(key, tenant, index, number, text)


@given(KEYS, KEYS, TEXT, st.sampled_from(INDEXES), GENERATIONS, TEXT)
def test_a_veiled_tag_is_one_block_of_aes_over_it(
    key: bytes, veil: bytes, tenant: str, index: str, number: int, text: str
) -> None:
    bare = tag(IndexKey(1, number, key, None), tenant, index, text)
    under = tag(IndexKey(2, number, key, veil), tenant, index, text)
    assert under == veiled(veil, bare) != bare


def test_the_veil_is_the_published_cipher() -> None:
    """FIPS 197, appendix C.3."""
    key = bytes(range(32))
    plain = bytes.fromhex("00112233445566778899aabbccddeeff")
    assert veiled(key, plain).hex() == "8ea2b7ca516745bfeafc49904b496089"


@given(KEYS, KEYS, st.lists(st.binary(min_size=16, max_size=16), max_size=5))
def test_a_veil_is_taken_off_without_knowing_a_value(
    old: bytes, new: bytes, digests: list[bytes]
) -> None:
    """What a turn does with every tag; equal ones stay equal, and no others become so."""
    all_of_them = b"".join(digests)
    moved = veiled(new, unveiled(old, veiled(old, all_of_them)))
    assert unveiled(new, moved) == unveiled(None, all_of_them) == all_of_them
    tags = [moved[at : at + 16] for at in range(0, len(moved), 16)]
    assert [tags.index(t) for t in tags] == [digests.index(d) for d in digests]


@given(KEYS, KEYS, TEXT, TEXT, GENERATIONS, GENERATIONS, st.none() | KEYS)
def test_keys_tenants_indexes_and_numbers_never_meet(
    key: bytes,
    other_key: bytes,
    tenant: str,
    other_tenant: str,
    one: int,
    two: int,
    veil: bytes | None,
) -> None:
    """The same digits as four indexes' values, and under everything else that can differ."""
    places = {
        (k, t, i, n)
        for k in (key, other_key)
        for t in (tenant, other_tenant)
        for i in INDEXES
        for n in (one, two)
    }
    tags = {tag(IndexKey(1, n, k, veil), t, i, "01055512345") for k, t, i, n in places}
    assert len(tags) == len(places)


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
    assert made(index, written) == made(index, otherwise)


@pytest.mark.parametrize("index", NUMBERS)
@pytest.mark.parametrize(
    ("written", "otherwise"),
    [("010-5551-2345", "01055512345"), ("(010) 5551.2345", "01055512345"), ("１２３", "123")],
)
def test_writings_of_one_number_are_one(index: str, written: str, otherwise: str) -> None:
    assert made(index, written) == made(index, otherwise)


@pytest.mark.parametrize("index", TEXTS)
@pytest.mark.parametrize(
    ("one", "other"), [("gaon", "gaon1"), ("ga on", "gaon"), ("a.b@x", "ab@x"), ("가온", "가은")]
)
def test_different_names_stay_different(index: str, one: str, other: str) -> None:
    assert made(index, one) != made(index, other)


@given(TEXT)
def test_what_is_canonical_stays(text: str) -> None:
    for rule in (folded, digits, day, name, last_four):
        assert rule(rule(text)) == rule(text)


ALIKE = st.text(st.sampled_from("aAａ1１- "), max_size=4)
"""Short texts that are often two writings of one value."""
EXACT = {Kind.EXACT_FOLDED: folded, Kind.EXACT_DIGITS: digits, Kind.EXACT_DATE: day}


@given(st.sampled_from(INDEXES), ALIKE, ALIKE)
def test_only_the_canonical_text_counts(index: str, one: str, other: str) -> None:
    rule = EXACT[CANONICAL[index]]
    assert (made(index, one) == made(index, other)) == (rule(one) == rule(other))


@given(st.sampled_from(list(EXACT)), TEXT)
def test_an_exact_index_is_of_the_value_alone(kind: Kind, text: str) -> None:
    """And so its tags are those of before houses declared their indexes."""
    assert canonical(kind, [text]) == EXACT[kind](text)


WRITINGS = ("{0.year:04}{0.month:02}{0.day:02}", "{0}", "{0.year:04}. {0.month}. {0.day}.")


@given(st.dates(), st.sampled_from(WRITINGS))
def test_a_day_is_found_however_it_is_written(when: date, form: str) -> None:
    assert day(form.format(when)) == when.isoformat()


@pytest.mark.parametrize(
    "written", ["1990년 2월 3일", "１９９０-０２-０３", "1990/2/3", " 19900203 "]
)
def test_writings_of_one_day_are_one(written: str) -> None:
    assert day(written) == "1990-02-03"


@pytest.mark.parametrize(
    "text", ["", "90-02-03", "1990-02", "1990-02-30", "1990-13-01", "0000-01-01", "199002031",
             "1990-02-03-04", "1990-" + "9" * 30 + "-1", "1990-" + "1" * 5000 + "-1"]
)  # fmt: skip
def test_what_names_no_day_is_none(text: str) -> None:
    assert day(text) == ""


@given(TEXT)
def test_the_last_four_digits_are_the_end_of_all_digits(text: str) -> None:
    whole, last = digits(text), last_four(text)
    assert last == ("" if len(whole) < 4 else whole[len(whole) - 4 :])


@pytest.mark.parametrize(
    ("one", "other"),
    [("김 하늘", "김하늘"), (" GAON\tNuri ", "gaon nuri"), ("Straße", "STRASSE"),
     ("가온", unicodedata.normalize("NFD", "가 온")), ("ｇａｏｎ\u3000누리", "gaon누리")],
)  # fmt: skip
def test_writings_of_one_persons_name_are_one(one: str, other: str) -> None:
    assert name(one) == name(other)


def test_different_persons_names_stay_different() -> None:
    assert len({name(each) for each in ("가온누리", "가온누", "나온누리", "가온-누리")}) == 4


DAYS = st.dates().map(date.isoformat) | st.sampled_from(["", "가온", "1990"])


@given(DAYS, TEXT, DAYS, TEXT)
def test_a_birth_date_and_a_name_are_found_by_both_or_not_at_all(
    born: str, called: str, other_born: str, other_called: str
) -> None:
    def both(one: str, two: str) -> str:
        return canonical(Kind.BIRTH_DATE_AND_NAME, [one, two])

    assert bool(both(born, called)) == bool(day(born) and name(called))
    if both(born, called) and both(other_born, other_called):
        same = (day(born), name(called)) == (day(other_born), name(other_called))
        assert (both(born, called) == both(other_born, other_called)) == same


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_takes_as_many_values_as_it_is_made_of(kind: Kind) -> None:
    right = 2 if kind is Kind.BIRTH_DATE_AND_NAME else 1
    for count in (0, 1, 2, 3):
        if count != right:
            with pytest.raises(ValueError, match="zip"):
                canonical(kind, ["1990-02-03"] * count)


@pytest.mark.parametrize(
    ("index", "text"), [("login-id", " \t"), ("email", ""), ("mobile-phone", "없음")]
)
def test_nothing_is_not_searched_by(index: str, text: str) -> None:
    assert searched(CANONICAL, index, [Personal(text)]) == ""


@pytest.mark.parametrize("index", ["personal-name", "resident-registration-number", ""])
def test_nothing_else_is_searchable(index: str) -> None:
    with pytest.raises(UnknownIndex):
        searched(CANONICAL, index, [Personal("x")])


def test_a_table_of_its_own_is_all_that_a_house_searches_by() -> None:
    table = {"mobile-phone-last-four": Kind.LAST_FOUR}
    assert searched(table, "mobile-phone-last-four", [Personal("010-5551-2345")]) == "2345"
    with pytest.raises(UnknownIndex):
        searched(table, "mobile-phone", [Personal("010-5551-2345")])


@pytest.mark.parametrize("veil", [None, KEY.veil])
def test_a_tag_is_short(veil: bytes | None) -> None:
    assert len(tag(IndexKey(1, 1, KEY.digest, veil), "t", "email", "x")) == TAG_BYTES


def test_a_key_is_not_shown() -> None:
    key = IndexKey(1, 1, b"canary-digest", b"canary-veil")
    assert "canary" not in f"{key!r} {key}"


@given(KEYS, KEYS, st.sampled_from(INDEXES), st.sampled_from(INDEXES), ALIKE, ALIKE)
def test_a_claim_is_of_one_value_of_one_index_under_one_key(
    key: bytes, other_key: bytes, index: str, other_index: str, text: str, other: str
) -> None:
    one, two = (key, index, text), (other_key, other_index, other)
    assert (claim_lock(*one) == claim_lock(*two)) == (one == two)
