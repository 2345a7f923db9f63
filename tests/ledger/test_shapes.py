"""The quick look passes nothing that the full one would not (P88)."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepword.ledger import canonical, entries
from keepword.ledger.errors import NotCanonical
from keepword.ledger.verifying.bodies import look
from keepword.ledger.verifying.rows import Row
from keepword.ledger.verifying.screening import Month
from keepword.ledger.verifying.shapes import MOST, SPECIAL, SPECIAL_ACTS, Shapes
from tests.ledger.book import CHILD_OF_MAY, GONE, month_key

MONTH = 202607
AT = entries.time_ms_of(datetime(2026, 7, 3, tzinfo=UTC))
OWN = {"v": 1, "id": str(GONE), "at": AT, "w": "writer", "n": 7, "act": "use", "outcome": "allowed"}

texts = st.text(max_size=6)
values = st.recursive(
    texts | st.booleans() | st.integers(-(10**17), 10**17),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
fields = st.dictionaries(
    st.sampled_from(["actor", "items", "why", "withheld", "subject", "이름", "x\U0001f43e"])
    | texts,
    values | st.dictionaries(texts, texts, max_size=3),
    max_size=5,
)


def body_of(more: dict[str, Any]) -> bytes | None:
    try:
        return canonical.encode({**more, **OWN})
    except NotCanonical:
        return None


def read_in_full(text: bytes) -> tuple[str, ...] | None:
    """What a canonical text with our fields says."""
    try:
        body = canonical.decode(text)
    except NotCanonical:
        return None
    assert isinstance(body, dict)
    return (body["id"], str(body["at"]), body["w"], str(body["n"]), body.get("subject", ""))


@given(fields, st.data())
def test_a_text_that_fits_a_shape_is_canonical_and_says_the_same(
    more: dict[str, Any], data: st.DataObject
) -> None:
    text = body_of(more)
    if text is None:
        return
    shapes = Shapes()
    shapes.learn(json.loads(text))
    others = st.sampled_from([b'"', b"\\", b" ", b"0", b",", b"{", b"}", b"\n", b"\xff", b"null"])
    at = data.draw(st.integers(0, len(text)))
    until = data.draw(st.integers(at, min(len(text), at + 3)))
    spoilt = text[:at] + data.draw(others | st.just(b"")) + text[until:]
    for each in (text, spoilt):
        quick = shapes.read(each)
        assert quick is None or quick == read_in_full(each), each


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"subject": str(CHILD_OF_MAY)},
        {"actor": {"account": "a", "role": "b"}, "items": ["x", "y"], "human": True},
        {"withheld": {"a": "b", "c": "d"}},
        {"consents": [{"id": "a", "n": 3}], "none": {}, "nothing": []},
    ],
)
def test_the_next_one_of_a_shape_is_read_quickly(more: dict[str, Any]) -> None:
    shapes = Shapes()
    assert shapes.read(canonical.encode(OWN | more)) is None
    shapes.learn(OWN | more)
    text = canonical.encode(OWN | more | {"n": 8, "w": "another", "at": AT + 1})
    subject = more.get("subject", "")
    assert shapes.read(text) == (str(GONE), str(AT + 1), "another", "8", subject)


@pytest.mark.parametrize(
    "change",
    [
        {"items": ["a", "b", "c"]},
        {"items": []},
        {"withheld": {"z": "because"}},
        {"human": False},
        {"outcome": "denied"},
    ],
)
def test_what_varies_is_left_open(change: dict[str, Any]) -> None:
    shapes = Shapes()
    shapes.learn(OWN | {"items": ["x"], "withheld": {"a": "b", "c": "d"}, "human": True})
    text = canonical.encode(
        OWN | {"items": ["x"], "withheld": {"a": "b", "c": "d"}, "human": True} | change
    )
    assert shapes.read(text) is not None


@pytest.mark.parametrize("name", sorted(SPECIAL))
def test_special_bodies_are_never_read_quickly(name: str) -> None:
    shapes = Shapes()
    shapes.learn(OWN | {name: {}})
    assert shapes.read(canonical.encode(OWN | {name: {}})) is None


def test_special_acts_are_never_read_quickly() -> None:
    shapes = Shapes()
    for act in SPECIAL_ACTS:
        shapes.learn(OWN | {"act": act})
        assert shapes.read(canonical.encode(OWN | {"act": act})) is None


def test_a_special_act_is_not_taken_for_another_of_its_shape() -> None:
    shapes = Shapes()
    shapes.learn(OWN)
    assert shapes.read(canonical.encode(OWN)) is not None
    for act in SPECIAL_ACTS | {"provide"}:
        assert shapes.read(canonical.encode(OWN | {"act": act})) is None


def test_no_more_shapes_are_kept_than_that() -> None:
    shapes = Shapes()
    bodies = [OWN | {f"field{at}": "x"} for at in range(MOST + 1)]
    for body in bodies:
        shapes.learn(body)
    read = [shapes.read(canonical.encode(body)) is not None for body in bodies]
    assert read == [True] * MOST + [False]


class TestScreening:
    """A row passes only if nothing would be found in it."""

    @staticmethod
    def row(change: dict[str, Any], **column: Any) -> Row:
        body = {**OWN, "subject": str(CHILD_OF_MAY), **change}
        entry, nonce, key = GONE, hashlib.sha256(b"nonce").digest(), month_key(MONTH)
        text = canonical.encode(body)
        made = Row(
            place=5,
            id=str(entry),
            raw_id=entry.bytes,
            month=MONTH,
            time_ms=AT,
            commitment=entries.commitment(nonce, text),
            sealed=entries.seal_body(key, entry, AT, nonce, text),
            tag=entries.subject_tag(key, CHILD_OF_MAY),
            many=False,
        )
        return made._replace(**column)

    @pytest.fixture
    def shapes(self) -> Shapes:
        shapes = Shapes()
        shapes.learn({**OWN, "subject": str(CHILD_OF_MAY)})
        return shapes

    @pytest.mark.parametrize(
        ("change", "column"),
        [
            ({}, {}),
            ({"n": 9}, {}),
            ({"id": str(uuid4())}, {}),
            ({"at": AT + 1}, {}),
            ({"subject": str(GONE)}, {}),
            ({"v": 2}, {}),
            ({"n": 0}, {}),
            ({"n": 2**53 - 1}, {}),
            ({}, {"tag": None}),
            ({}, {"tag": bytes(16)}),
            ({}, {"commitment": bytes(32)}),
            ({}, {"commitment": b""}),
            ({}, {"sealed": b""}),
            ({}, {"sealed": bytes(100)}),
            ({}, {"time_ms": AT + 1}),
            ({}, {"time_ms": -1}),
            ({}, {"raw_id": UUID(int=1).bytes, "id": str(UUID(int=1))}),
        ],
    )
    def test_against_the_full_look(
        self, shapes: Shapes, change: dict[str, Any], column: dict[str, Any]
    ) -> None:
        row, numbers = self.row(change, **column), defaultdict[str, list[int]](list)
        passed = not Month(MONTH, month_key(MONTH)).unpassed([row], shapes, numbers)
        looked = look(row, month_key(MONTH), lambda _: (None, None))
        assert not passed or not looked.codes
        assert numbers == ({"writer": [looked.body["n"]]} if passed and looked.body else {})

    def test_what_is_right_passes(self, shapes: Shapes) -> None:
        numbers = defaultdict[str, list[int]](list)
        assert not Month(MONTH, month_key(MONTH)).unpassed([self.row({})], shapes, numbers)

    @pytest.mark.parametrize("month", [202601, 202602, 202612, 202407])
    def test_a_month_begins_and_ends_in_korea(self, shapes: Shapes, month: int) -> None:
        """As entries have it, at the very millisecond."""
        key = month_key(month)
        begin = datetime(month // 100, month % 100, 1, tzinfo=UTC) - timedelta(hours=9)
        for at in (entries.time_ms_of(begin) + step for step in (-1, 0, 1)):
            body = {**OWN, "subject": str(CHILD_OF_MAY), "at": at}
            text, nonce = canonical.encode(body), bytes(32)
            sealed = entries.seal_body(key, GONE, at, nonce, text)
            row = self.row({}, time_ms=at, month=month, sealed=sealed)._replace(
                commitment=entries.commitment(nonce, text),
                tag=entries.subject_tag(key, CHILD_OF_MAY),
            )
            numbers = defaultdict[str, list[int]](list)
            within = entries.month_of_ms(at) == month
            assert Month(month, key).unpassed([row], shapes, numbers) == ([] if within else [row])

    @pytest.mark.parametrize("month", [0, 202600, 202613, -202607, 99999999])
    def test_what_is_no_month_has_no_entries(self, shapes: Shapes, month: int) -> None:
        numbers = defaultdict[str, list[int]](list)
        assert Month(month, month_key(month)).unpassed([self.row({})], shapes, numbers)
