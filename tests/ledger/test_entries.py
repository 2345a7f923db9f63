"""A leaf hides its body and binds it; a sealed body opens only where it belongs (P88)."""

from __future__ import annotations

import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from hypothesis import given
from hypothesis import strategies as st

from keepword.ledger import canonical, entries, month_keys
from keepword.ledger.errors import BodyClosed, LedgerError, NotAnEntry, NotCanonical

KEY, NONCE = bytes(range(32)), bytes(range(32, 64))
ENTRY = UUID("6f1d2a52-0c39-4a53-8d3f-3b1fbe8a7a01")
BODY = {"act": "use", "items": ["email"], "n": 1}
TEXT = canonical.encode(BODY)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
values = st.recursive(
    texts | st.booleans() | st.integers(-canonical.LARGEST, canonical.LARGEST),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def test_the_sample_of_rfc_8785_is_sorted_by_utf_16_units() -> None:
    """RFC 8785 §3.2.3."""
    names = {"€": 1, "\r": 2, "\ufb33": 3, "1": 4, "😀": 5, "\u0080": 6, "ö": 7}
    expected = '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}'
    assert canonical.encode(names).decode() == expected


def test_text_is_escaped_as_rfc_8785_has_it() -> None:
    """§3.2.2.2: the short escapes, lower-case \\u00xx, and everything else as it is."""
    raw = "\u20ac$\u000f\u000aA'B\"\\\b\t\f\r\x7f한/"
    expected = '"€$\\u000f\\nA\'B\\"\\\\\\b\\t\\f\\r\x7f한/"'
    assert canonical.encode(raw).decode() == expected


@given(values)
def test_a_value_has_one_text(value: canonical.Value) -> None:
    text = canonical.encode(value)
    assert canonical.decode(text) == value
    assert canonical.encode(canonical.read(text)) == text


def _naive(value: Any) -> str:
    """RFC 8785 §3.2.3 word for word."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{_naive(name)}:{_naive(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_naive, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


@given(values)
def test_names_are_in_order_whichever_way_they_are_written(value: canonical.Value) -> None:
    assert canonical.encode(value).decode() == _naive(value)


@pytest.mark.parametrize(
    "value",
    [
        None, 1.0, b"", {1: "a"}, [None], {"a": None}, "\ud800", {"\udfff": 1}, 2**53, object(),
        {"a": {1, 2}},
    ],
)  # fmt: skip
def test_other_values_have_no_text(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical.encode(value)


def test_what_is_nested_too_deeply_has_no_text() -> None:
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(NotCanonical):
        canonical.encode(deep)
    with pytest.raises(NotCanonical):
        canonical.read(b"[" * 100_000)


@pytest.mark.parametrize(
    "text",
    [
        b"", b"\xff", b"{", b'{"b":1,"a":2}', b'{"a": 1}', b'{"a":1,"a":1}', b"1.0", b"1e2",
        b"null", b"NaN", b"-0", b'"\\u0041"', b'"\\/"', b"01", b" 1", b"9007199254740992",
        b"1" * 5000, b'"\\ud800"',
    ],
)  # fmt: skip
def test_other_texts_are_not_canonical(text: bytes) -> None:
    with pytest.raises(NotCanonical):
        canonical.decode(text)


def test_a_leaf_is_41_bytes_and_reads_back() -> None:
    committed = entries.commitment(NONCE, TEXT)
    leaf = entries.leaf(1_700_000_000_123, committed)
    assert len(leaf) == entries.LEAF
    assert leaf[:9].hex() == "010000018bcfe5687b"
    assert entries.read_leaf(leaf) == (1_700_000_000_123, committed)


@pytest.mark.parametrize("raw", [b"", bytes(41), b"\x01" * 40, b"\x01" * 42, b"\x02" * 41])
def test_what_is_no_leaf_is_refused(raw: bytes) -> None:
    with pytest.raises(NotAnEntry):
        entries.read_leaf(raw)


@pytest.mark.parametrize(("at", "committed"), [(-1, bytes(32)), (2**63, bytes(32)), (0, b"")])
def test_what_cannot_be_a_leaf_is_refused(at: int, committed: bytes) -> None:
    with pytest.raises(NotAnEntry):
        entries.leaf(at, committed)


def test_the_same_body_under_another_nonce_is_another_commitment() -> None:
    assert entries.commitment(NONCE, TEXT) != entries.commitment(bytes(32), TEXT)
    with pytest.raises(NotAnEntry):
        entries.commitment(NONCE[:-1], TEXT)


def test_a_sealed_body_opens_where_it_belongs() -> None:
    sealed = entries.seal_body(KEY, ENTRY, 5, NONCE, TEXT)
    assert entries.open_body(KEY, ENTRY, 5, sealed) == (NONCE, BODY)
    assert b"email" not in sealed
    assert NONCE not in sealed


def test_sealing_another_body_never_repeats_the_iv() -> None:
    one = entries.seal_body(KEY, ENTRY, 5, NONCE, TEXT)
    two = entries.seal_body(KEY, ENTRY, 5, NONCE, canonical.encode({**BODY, "n": 2}))
    assert one[:12] != two[:12]


@pytest.mark.parametrize("what", ["key", "entry", "time", "cut", "empty"])
def test_a_sealed_body_opens_nowhere_else(what: str) -> None:
    sealed = entries.seal_body(KEY, ENTRY, 5, NONCE, TEXT)
    tries = {
        "key": (bytes(32), ENTRY, 5, sealed),
        "entry": (KEY, UUID(int=1), 5, sealed),
        "time": (KEY, ENTRY, 6, sealed),
        "cut": (KEY, ENTRY, 5, sealed[:-1]),
        "empty": (KEY, ENTRY, 5, b""),
    }
    with pytest.raises(BodyClosed):
        entries.open_body(*tries[what])


@pytest.mark.parametrize("text", [b"[]", b"1", b"\xff", b""])
def test_a_sealed_body_that_is_no_object_does_not_open(text: bytes) -> None:
    sealed = entries.seal_body(KEY, ENTRY, 5, NONCE, text)
    with pytest.raises(BodyClosed):
        entries.open_body(KEY, ENTRY, 5, sealed)
    with pytest.raises(BodyClosed):
        entries.read_body(text)


def test_a_body_that_is_not_canonical_is_found_when_verifying() -> None:
    with pytest.raises(BodyClosed):
        entries.read_body(b"{ }")


def test_any_flipped_byte_keeps_a_body_shut() -> None:
    sealed = entries.seal_body(KEY, ENTRY, 5, NONCE, TEXT)
    for at in range(len(sealed)):
        spoilt = bytearray(sealed)
        spoilt[at] ^= 1
        with pytest.raises(BodyClosed):
            entries.open_body(KEY, ENTRY, 5, bytes(spoilt))


def test_a_persons_tag_changes_with_the_months_key() -> None:
    tag = entries.subject_tag(KEY, ENTRY)
    assert len(tag) == entries.TAG
    assert tag == entries.subject_tag(KEY, ENTRY)
    assert tag != entries.subject_tag(bytes(32), ENTRY)
    assert tag != entries.subject_tag(KEY, UUID(int=1))


PEOPLE = [UUID(int=n).bytes for n in (9, 4, 7)]
SECRET = bytes(range(64, 96))


def test_the_people_of_an_act_open_where_they_belong_in_their_order() -> None:
    sealed = entries.seal_people(KEY, ENTRY, 5, SECRET, PEOPLE)
    assert entries.open_people(KEY, ENTRY, 5, sealed) == (SECRET, PEOPLE)
    assert not [each for each in (SECRET, *PEOPLE) if each in sealed]


@pytest.mark.parametrize("what", ["key", "entry", "time", "cut", "empty", "a body"])
def test_the_people_of_an_act_open_nowhere_else(what: str) -> None:
    sealed = entries.seal_people(KEY, ENTRY, 5, SECRET, PEOPLE)
    tries = {
        "key": (bytes(32), ENTRY, 5, sealed),
        "entry": (KEY, UUID(int=1), 5, sealed),
        "time": (KEY, ENTRY, 6, sealed),
        "cut": (KEY, ENTRY, 5, sealed[:-1]),
        "empty": (KEY, ENTRY, 5, b""),
        "a body": (KEY, ENTRY, 5, entries.seal_body(KEY, ENTRY, 5, NONCE, b"{}")),
    }
    with pytest.raises(BodyClosed):
        entries.open_people(*tries[what])


@pytest.mark.parametrize(
    ("secret", "people"), [(bytes(31), PEOPLE), (SECRET, [bytes(15)]), (SECRET, [bytes(33)])]
)
def test_what_is_no_secret_or_no_id_is_not_sealed(secret: bytes, people: list[bytes]) -> None:
    with pytest.raises(NotAnEntry):
        entries.seal_people(KEY, ENTRY, 5, secret, people)


@given(st.lists(st.binary(min_size=16, max_size=16), unique=True, max_size=40))
def test_the_tags_of_people_are_in_order_and_each_is_its_persons(people: list[bytes]) -> None:
    """AES-256 by another way: one block of CBC without an IV is one block of ECB."""
    tags = entries.people_tags(KEY, people)
    parts = [tags[at : at + 16] for at in range(0, len(tags), 16)]
    derived = hmac.digest(KEY, b"keepword/ledger/people-tag/v1\x01", "sha256")
    naive = [Cipher(AES(derived), CBC(bytes(16))).encryptor().update(each) for each in people]
    assert parts == sorted(naive)
    assert tags == entries.people_tags(KEY, people[::-1])
    assert [entries.people_tags(KEY, [each]) for each in people] == naive


def test_keys_of_a_month_are_remembered_for_a_minute_and_let_go() -> None:
    now = 0.0
    remembered = month_keys._Remembered(lambda: now)
    first = remembered.of(KEY)
    assert remembered.of(bytes(bytearray(KEY))) is first
    now = month_keys.KEPT_FOR
    second = remembered.of(KEY)
    assert second is not first
    remembered.forget()
    assert remembered.of(KEY) is not second


def test_few_months_are_remembered_at_once() -> None:
    remembered = month_keys._Remembered(lambda: 0.0)
    first = remembered.of(KEY)
    for n in range(month_keys.MONTHS):
        remembered.of(n.to_bytes(32, "big"))
    assert remembered.of(KEY) is not first


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33)])
def test_a_months_key_has_32_bytes(key: bytes) -> None:
    with pytest.raises(LedgerError):
        entries.subject_tag(key, ENTRY)
    with pytest.raises(LedgerError):
        entries.seal_body(key, ENTRY, 5, NONCE, TEXT)


@pytest.mark.parametrize(
    ("now", "month"),
    [
        ("2026-06-30T14:59:59.999+00:00", 202606),
        ("2026-06-30T15:00:00+00:00", 202607),
        ("2026-12-31T15:00:00+00:00", 202701),
        ("2026-07-01T00:00:00+09:00", 202607),
        ("2026-06-30T23:00:00-10:00", 202607),
    ],
)
def test_months_are_koreas(now: str, month: int) -> None:
    at = datetime.fromisoformat(now)
    assert entries.month_of(at) == month
    assert entries.month_of_ms(entries.time_ms_of(at)) == month


def test_time_is_whole_milliseconds_rounded_down() -> None:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    assert entries.time_ms_of(epoch + timedelta(microseconds=1999)) == 1
    with pytest.raises(NotAnEntry):
        entries.month_of_ms(2**62)
