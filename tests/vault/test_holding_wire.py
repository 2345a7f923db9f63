"""What callers and holder say to each other: exact, bounded, and garbage is only ever refused."""

from __future__ import annotations

import pickle
import struct
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID, uuid4

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from keepword.vault import errors as vault_errors
from keepword.vault.errors import (
    BadPageName,
    NoHolder,
    NoKey,
    ProviderFailed,
    UnknownIndex,
    VaultError,
    WrongRoot,
    WrongTenant,
)
from keepword.vault.holder import FreshPage, KeyName, Tag
from keepword.vault.holding import answers, codes, frames, wire
from keepword.vault.holding.errors import BadFrame
from keepword.vault.holding.roles import Role

UUIDS = st.uuids()
GENERATIONS = st.integers(0, 2**32 - 1)
KEYS = st.binary(min_size=32, max_size=32)
TEXTS = st.text(st.characters(exclude_categories=()))  # lone surrogates too
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=50)
KEY_NAMES = st.builds(KeyName, UUIDS, UUIDS, GENERATIONS)

REQUESTS = st.one_of(
    st.builds(wire.Hello, st.sampled_from(Role), KEYS),
    st.just(wire.Ping()),
    st.just(wire.Check()),
    st.just(wire.AskPage()),
    st.builds(wire.Open, st.lists(KEY_NAMES, min_size=1, max_size=20)),
    st.builds(wire.Newest, UUIDS, UUIDS),
    st.builds(wire.PageKey, NAMES, st.booleans()),
    st.builds(wire.Tags, NAMES, st.lists(TEXTS, min_size=1, max_size=8), GENERATIONS),
)


def taken(frame: bytearray) -> tuple[int, bytearray]:
    """Kind and body of a frame, whose head must be right about it."""
    kind, size = frames.head(frame[: frames.HEAD.size])
    body = frame[frames.HEAD.size :]
    assert len(body) == size
    return kind, body


# ── requests ─────────────────────────────────────────────────────────────────────────────────


@given(REQUESTS)
def test_a_request_arrives_as_it_was_sent(request: wire.Request) -> None:
    assert wire.parse(*taken(wire.pack(request))) == request


KINDS = st.sampled_from([*frames.Kind]) | st.integers(0, 255)


@given(KINDS, st.binary(max_size=200))
@example(frames.Kind.TAGS, b"\0\0\0\0\1x\0\0\0\0")
@example(frames.Kind.TAGS, b"\0\0\0\0\1x\xff\xff\xff\xff")
@example(frames.Kind.PAGE_KEY, b"\1\xed\xa0\x80")
def test_bytes_are_one_request_or_none(kind: int, body: bytes) -> None:
    """P82: only the typed error escapes, and no two bodies mean the same."""
    try:
        request = wire.parse(kind, bytearray(body))
    except BadFrame:
        return
    assert taken(wire.pack(request)) == (kind, bytearray(body))


@given(REQUESTS, st.data())
def test_a_damaged_request_is_another_one_or_none(
    request: wire.Request, data: st.DataObject
) -> None:
    """Cut short, made longer, or a byte changed."""
    kind, body = taken(wire.pack(request))
    at = data.draw(st.integers(0, len(body)))
    damaged = data.draw(
        st.sampled_from([body[:at], body + body[:at], body[:at] + b"\xff" + body[at + 1 :]])
    )
    try:
        found = wire.parse(kind, damaged)
    except BadFrame:
        return
    assert taken(wire.pack(found)) == (kind, damaged)


@given(st.binary(max_size=8))
def test_a_head_is_checked_before_anything_is_read(raw: bytes) -> None:
    try:
        kind, size = frames.head(bytearray(raw))
    except BadFrame:
        return
    assert raw == struct.pack(">BBI", 1, kind, size)
    assert size <= 4_000_000


@pytest.mark.parametrize(
    "raw",
    [
        struct.pack(">BBI", 2, frames.Kind.PING, 0),
        struct.pack(">BBI", 1, frames.Kind.PING, 4_000_001),
        struct.pack(">BBI", 1, frames.Kind.OPEN, 2**32 - 1),
    ],
    ids=["another version", "too long", "far too long"],
)
def test_another_version_or_too_much_is_refused(raw: bytes) -> None:
    with pytest.raises(BadFrame):
        frames.head(bytearray(raw))


def test_a_request_names_at_most_ten_thousand_keys() -> None:
    name = KeyName(uuid4(), uuid4(), 1)
    kind, body = taken(wire.pack(wire.Open([name] * 10_000)))
    assert len(body) == 36 * 10_000
    assert wire.parse(kind, body) == wire.Open([name] * 10_000)
    with pytest.raises(BadFrame):
        wire.parse(kind, body + body[:36])
    with pytest.raises(BadFrame):
        wire.pack(wire.Open([name] * 10_001))


@pytest.mark.parametrize(
    "request_",
    [
        wire.Open([]),
        wire.PageKey("", make=False),
        wire.PageKey("x" * 201, make=False),
        wire.Tags("email", []),
        wire.Tags("", ["a"]),
        wire.Tags("email", ["a"] * 10_001),
        wire.Tags("email", ["a"], -1),
        wire.Tags("email", ["a" * 4_000_000]),
        wire.Hello(Role.WEB, bytes(31)),
    ],
    ids=lambda request: type(request).__name__,
)
def test_what_has_no_form_is_not_sent(request_: wire.Request) -> None:
    with pytest.raises(BadFrame):
        wire.pack(request_)


@pytest.mark.parametrize("generation", [-1, 2**32])
def test_no_key_has_such_a_generation(generation: int) -> None:
    with pytest.raises(NoKey):
        wire.pack(wire.Open([KeyName(uuid4(), uuid4(), generation)]))


@given(UUIDS)
def test_ids_arrive_as_ids(subject: UUID) -> None:
    found = wire.parse(*taken(wire.pack(wire.Newest(subject, subject))))
    assert isinstance(found, wire.Newest)
    assert (found.subject, hash(found.subject), str(found.subject), found.subject.is_safe) == (
        subject, hash(subject), str(subject), subject.is_safe,
    )  # fmt: skip
    assert pickle.loads(pickle.dumps(found.subject)) == subject
    assert min([found.subject, UUID(int=0)]) == UUID(int=0)


def test_no_token_and_no_value_is_shown() -> None:
    """P82."""
    shown = repr((wire.Hello(Role.WEB, b"k" * 32), wire.Tags("email", ["kim@example.org"])))
    assert "kkk" not in shown
    assert "kim" not in shown


def test_a_value_that_is_no_utf8_is_in_no_error() -> None:
    """P82: an encoding error would carry all of it."""
    frame = wire.pack(wire.Tags("email", ["kim@example.org"]))
    frame[-1] = 0xFF
    with pytest.raises(BadFrame) as refused:
        wire.parse(*taken(frame))
    assert "kim" not in str(refused.value)
    assert refused.value.__suppress_context__


# ── answers ──────────────────────────────────────────────────────────────────────────────────

TAGS = st.lists(
    st.lists(st.builds(Tag, GENERATIONS, st.binary(min_size=16, max_size=16)), max_size=3).map(
        tuple
    ),
    max_size=6,
)


def body_of(frame: bytearray) -> bytearray:
    kind, body = taken(frame)
    assert kind == frames.Kind.DONE
    return body


@given(st.lists(KEYS, max_size=20), GENERATIONS, TAGS, NAMES)
def test_an_answer_arrives_as_it_was_given(
    keys: list[bytes], generation: int, tags: list[tuple[Tag, ...]], page: str
) -> None:
    answers.read_nothing(body_of(answers.done()))
    assert answers.read_keys(body_of(answers.keys(keys)), len(keys)) == keys
    assert answers.read_generation(body_of(answers.generation(generation))) == generation
    assert answers.read_tags(body_of(answers.tags(tags)), len(tags)) == tags
    fresh = FreshPage(page, bytes(range(32)))
    assert answers.read_page(body_of(answers.page(fresh))) == fresh


READERS: tuple[Callable[[bytearray], object], ...] = (
    answers.read_nothing,
    answers.read_code,
    answers.read_generation,
    answers.read_page,
    lambda body: answers.read_keys(body, 2),
    lambda body: answers.read_tags(body, 2),
)


@given(st.binary(max_size=120), st.sampled_from(READERS))
@example(b"\x01\x00\x00\x00\x01", READERS[-1])
@example(b"\x00\x00\x00", READERS[-1])
def test_a_false_answer_is_refused(body: bytes, read: Callable[[bytearray], object]) -> None:
    with suppress(BadFrame):  # nothing else escapes
        read(bytearray(body))


@given(st.lists(KEYS, min_size=1, max_size=5), st.integers(0, 5))
def test_as_many_keys_as_names(keys: list[bytes], asked: int) -> None:
    body = body_of(answers.keys(keys))
    if asked == len(keys):
        assert answers.read_keys(body, asked) == keys
    else:
        with pytest.raises(BadFrame):
            answers.read_keys(body, asked)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_key_of_another_length_is_not_given_out(size: int) -> None:
    """`struct` would pad it with zeros, or cut it."""
    with pytest.raises(BadFrame):
        answers.keys([bytes(size)])
    with pytest.raises(BadFrame):
        answers.page(FreshPage("data/x", bytes(size)))


def test_wiping_overwrites_the_buffer_itself() -> None:
    frame = answers.keys([b"k" * 32])
    seen = memoryview(frame)
    frames.wipe(frame)
    assert bytes(seen) == bytes(frames.HEAD.size + 32)


# ── errors ───────────────────────────────────────────────────────────────────────────────────

OPEN, TAGGING = wire.Open([]), wire.Tags("shoe-size", [])
PAGE = wire.PageKey("ledger/13", make=True)
TRAVELS: tuple[tuple[VaultError, wire.Request], ...] = (
    *((kind(), OPEN) for kind in (
        vault_errors.ErasedError, NoKey, vault_errors.UnitHasKey, vault_errors.SealBroken,
        WrongRoot, vault_errors.TooManyOpens, vault_errors.NotForYou, NoHolder,
    )),
    (UnknownIndex("shoe-size"), TAGGING),
    (BadPageName("ledger/13"), PAGE),
)  # fmt: skip


@pytest.mark.parametrize(("error", "asked"), TRAVELS, ids=lambda each: type(each).__name__)
def test_an_error_comes_out_as_it_went_in(error: VaultError, asked: wire.Request) -> None:
    kind, body = taken(answers.refused(codes.code_of(error)))
    found = codes.error_of(answers.read_code(body), asked)
    assert kind == frames.Kind.REFUSED
    assert (type(found), found.message, found.remedy) == (type(error), error.message, error.remedy)


@pytest.mark.parametrize(
    ("error", "arrives"),
    [
        (WrongTenant("another hospital"), WrongRoot),  # whose it is is the holder's to know
        (ProviderFailed("kms", "away", "응답 없음"), NoHolder),
        (BadFrame(), NoHolder),
    ],
    ids=lambda each: getattr(each, "code", ""),
)
def test_what_a_caller_cannot_mend_says_no_more_than_it_needs(
    error: VaultError, arrives: type[VaultError]
) -> None:
    assert type(codes.error_of(codes.code_of(error), OPEN)) is arrives


@given(st.text(st.characters(codec="ascii"), min_size=1, max_size=64))
@example(UnknownIndex.code)
@example(BadPageName.code)
@example(VaultError.code)
def test_an_unknown_code_is_no_holder(code: str) -> None:
    """So is one that has nothing to do with what was asked."""
    assume(code not in {error.code for error, asked in TRAVELS if asked is OPEN})
    assert type(codes.error_of(code, OPEN)) is NoHolder
