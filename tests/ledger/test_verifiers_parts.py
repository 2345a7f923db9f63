"""The parts of the verifier against naive ones; and whatever stands in a file or a row, only what
is expected comes of it (P88)."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keepword.ledger import canonical, entries, merkle, tiles
from keepword.ledger.errors import NotATile, NotCanonical, NotInOrder
from keepword.ledger.merkle import Frontier
from keepword.ledger.notes import SigningKey
from keepword.ledger.verifying import blocks, ids, verify_export
from keepword.ledger.verifying.blocks import Growth, block_of
from keepword.ledger.verifying.bodies import look
from keepword.ledger.verifying.catalogue import KINDS
from keepword.ledger.verifying.pruning import closed_runs, joined, prunings_of
from keepword.ledger.verifying.report import Finding
from keepword.ledger.verifying.rows import Row
from tests.ledger import naive
from tests.ledger.book import month_key

MONTH = 202607
ID = UUID(int=0xE0)
AT = 1_784_799_000_000
few = settings(max_examples=30, deadline=None)


def row(**column: Any) -> Row:
    """A row of which nothing is right but what is given."""
    return Row(0, str(ID), ID.bytes, MONTH, AT, b"", b"", None, many=False)._replace(**column)


@few
@given(st.integers(0, 600), st.integers(0, 2), st.data())
def test_a_tree_of_blocks_has_the_roots_of_its_entries(
    size: int, older: int, data: st.DataObject
) -> None:
    entries_ = [at.to_bytes(3, "big") for at in range(size)]
    older = min(older, size // 256)
    marks = data.draw(st.sets(st.integers(older * 256, 700), max_size=4))
    hashes = list(map(merkle.leaf_hash, entries_))
    growth = Growth(marks, [naive.mth(entries_[at * 256 :][:256]) for at in range(older)])
    for index in range(older, -(-size // 256)):
        growth.add(block_of(hashes[index * 256 :][:256], index, marks))
    for mark in marks:
        wanted = naive.mth(entries_[:mark]) if mark <= size else None
        assert growth.root_at(mark) == wanted
    assert growth.frontier() == Frontier().grown(hashes)


@given(st.lists(st.lists(st.integers(0, 30) | st.sampled_from([2**64 - 1, 2**63]))), st.data())
def test_a_repeated_id_is_suspected_however_ids_are_shared_out(
    chunks: list[list[int]], data: st.DataObject
) -> None:
    """Against counting them; and one whose end alone repeats is left to the server."""
    tails = ids.Tails()
    for chunk in chunks:
        heads = data.draw(st.lists(st.binary(min_size=8, max_size=8), min_size=len(chunk)))
        raw = [head + tail.to_bytes(8, "little") for head, tail in zip(heads, chunk, strict=False)]
        tails.take(ids.tails_of([row(raw_id=each) for each in raw]))
    flat = [tail for chunk in chunks for tail in chunk]
    wanted = len(set(flat)) < len(flat)
    assert {tails.may_repeat(at_once) for at_once in (1, 3, 1000)} == {wanted}


def test_after_a_break_no_larger_tree_is_known() -> None:
    hashes = [merkle.leaf_hash(bytes([at])) for at in range(3)]
    growth = Growth({0, 3})
    growth.break_off()
    growth.add(block_of(hashes, 0, {3}))
    assert growth.root_at(3) is None
    assert growth.frontier() is None
    assert growth.root_at(0) == merkle.EMPTY


@given(st.lists(st.binary(max_size=3) | st.just(b"\x01" + bytes(40)), max_size=5), st.binary())
def test_a_bundle_is_hashed_at_once_or_entry_by_entry(held: list[bytes], junk: bytes) -> None:
    data = tiles.bundle(held)
    at_once = blocks.hashes_of_bundle(data)
    ours = all(each[:1] == b"\x01" and len(each) == entries.LEAF for each in held)
    assert at_once == (list(map(merkle.leaf_hash, held)) if ours else None)
    for width in (0, 1, len(held), 256):
        for each in (data, data + junk, junk):
            try:
                found = tiles.unbundle(each, width)
            except NotATile:
                continue
            assert tiles.bundle(found) == each


@given(st.integers(-2, 2**64), st.binary(max_size=70))
def test_a_frontier_is_one_or_none(size: int, packed: bytes) -> None:
    with contextlib.suppress(NotInOrder):
        assert Frontier.read(size, packed).packed() == packed


@settings(few, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(
            ["checkpoint", "vkey", "tile/0/000", "tile/0/000.p/1", "tile/entries/000.p/1"]
        ),
        st.binary(max_size=60)
        | st.just(SigningKey("log", bytes(32)).sign("log\n1\nAAAA\n").encode()),
    )
)
def test_of_any_files_there_is_a_report(tmp_path: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    report = verify_export(tmp_path, SigningKey("log", bytes(32)).verifier)
    assert not report.ok
    assert {each.code for each in report.findings} <= KINDS.keys()
    for path in files:
        (tmp_path / path).unlink()


@given(
    st.binary(max_size=80),
    st.binary(max_size=40),
    st.none() | st.binary(max_size=20),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-(2**31), 2**31 - 1),
)
def test_of_any_row_there_are_findings(
    sealed: bytes, commitment: bytes, tag: bytes | None, time_ms: int, month: int
) -> None:
    any_row = row(sealed=sealed, commitment=commitment, tag=tag, time_ms=time_ms, month=month)
    looked = look(any_row, month_key(MONTH), lambda _: (sealed, tag))
    assert set(looked.codes) <= KINDS.keys()
    assert looked.codes


values = st.recursive(
    st.text(max_size=4) | st.booleans() | st.integers(-9, 2**53 - 1),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=4,
)


@given(
    st.dictionaries(
        st.sampled_from(
            ["v", "id", "at", "w", "n", "act", "outcome", "subject", "people", "continues"]
        ),
        values,
    ),
    st.booleans(),
)
def test_of_any_body_there_are_findings(body: dict[str, Any], many: bool) -> None:
    """Sealed and committed to by somebody who holds the key."""
    whole = {"v": 1, "id": str(ID), "at": AT, "w": "a", "n": 1, "act": "use", "outcome": "allowed"}
    for said in (body, whole | body):
        try:
            text = canonical.encode(said)
        except NotCanonical:
            continue
        held = row(
            sealed=entries.seal_body(month_key(MONTH), ID, AT, bytes(32), text),
            commitment=entries.commitment(bytes(32), text),
            many=many,
        )
        looked = look(held, month_key(MONTH), lambda _: (b"", None))
        assert set(looked.codes) <= KINDS.keys()
        if text == canonical.encode(whole):
            assert looked.codes == (("people-closed",) if many else ())


@given(st.dictionaries(st.sampled_from(["months", "first", "last"]), values))
def test_of_any_announcement_there_is_a_pruning_or_a_finding(body: dict[str, Any]) -> None:
    findings: list[Finding] = []
    said = list(prunings_of([(row(place=1000), body)], findings))
    assert len(said) + len(findings) == 1
    assert {each.code for each in findings} <= {"prune-malformed"}


@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from([202606, MONTH])), unique=True))
def test_runs_without_bodies_hold_each_row_once(places: list[tuple[int, int]]) -> None:
    rows = [row(place=place, month=month) for place, month in sorted(places)]
    runs = list(closed_runs(rows))
    assert sorted(places) == sorted(
        (place, run.month) for run in runs for place in range(run.first, run.last + 1)
    )
    assert list(joined(runs)) == runs


@pytest.mark.parametrize("code", sorted(KINDS))
def test_every_code_has_a_part_and_words(code: str) -> None:
    record = Finding(code, "somewhere").as_record()
    assert record["code"] == code
    assert record["message"]["ko"]
    assert record["means"]["en"]
