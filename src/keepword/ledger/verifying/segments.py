"""One segment: 4,096 places of the tree, the entries that stand there, and their published files.

A segment knows nothing of the others. What it saw (roots of its blocks, runs of numbers, places
without an entry) is put together in order by whoever asked (`verifying.database`).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from keepword.ledger.entries import LEAF, LEAF_VERSION, leaf
from keepword.ledger.errors import NotAnEntry
from keepword.ledger.merkle import HASH, leaf_hash
from keepword.ledger.tiles import WIDTH
from keepword.ledger.verifying.blocks import Block, block_of
from keepword.ledger.verifying.counters import Claim, Run, runs_of
from keepword.ledger.verifying.ids import tails_of
from keepword.ledger.verifying.pruning import Closed, Pruning, closed_runs, prunings_of
from keepword.ledger.verifying.report import Finding
from keepword.ledger.verifying.rows import Row, stored
from keepword.ledger.verifying.scene import Bodies, Scene

_whole = struct.Struct(f">BQ{HASH}s").pack
"""A leaf of its version, time and commitment, whose length has to be looked at before."""

_LENGTH = LEAF.to_bytes(2, "big")
"""What stands before each entry of a bundle."""


@dataclass(slots=True)
class Seen:
    """What a segment showed.

    `blocks` are by the database's entries (zeroes stand for what is missing); `published` what the
    files have in their place, None for a block that is not whole. `missing` are places without an
    entry, first and last of each run.
    """

    entries: int
    findings: list[Finding]
    blocks: list[Block] = field(default_factory=list)
    published: list[Block | None] = field(default_factory=list)
    missing: list[tuple[int, int]] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    prunings: list[Pruning] = field(default_factory=list)
    closed: list[Closed] = field(default_factory=list)
    ids: bytes = b""
    """See `ids.tails_of`."""


def examine(scene: Scene, begin: int, end: int) -> Seen:
    """The entries with an index from `begin` up to `end`, beside the files of these places.

    Above 0, `begin` is a multiple of 256.
    """
    rows = stored(scene.cur, scene.ground.months, begin, end)
    bodies, findings = Bodies(), list[Finding]()
    scene.examine(rows, begin, bodies, findings)
    seen = Seen(len(rows), findings, claims=bodies.claims, ids=tails_of(rows))
    seen.runs = runs_of(bodies.numbers, begin)
    seen.closed = list(closed_runs(bodies.closed))
    seen.prunings = list(prunings_of(bodies.prunings, findings))
    first, last = max(begin, 0), max(end, 0)
    places = _places(rows, first, max(first, min(last, scene.ground.size)), findings)
    seen.missing = list(_missing(places, first))
    for at in range(0, last - first, WIDTH):
        _block(scene, (first + at) // WIDTH, places[at : at + WIDTH], seen)
    return seen


def _places(
    rows: Sequence[Row], begin: int, end: int, findings: list[Finding]
) -> Sequence[Row | None]:
    """The row at each place; of two with one index the first."""
    if [row.place for row in rows] == list(range(begin, end)):
        return rows
    places: list[Row | None] = [None] * (end - begin)
    for row in rows:
        if row.place < 0 or places[row.place - begin] is not None:
            findings.append(Finding("index-wrong", row.where))
        else:
            places[row.place - begin] = row
    return places


def _missing(places: Sequence[Row | None], begin: int) -> Iterator[tuple[int, int]]:
    first: int | None = None
    for index, row in enumerate(places, begin):
        if row is None and first is None:
            first = index
        elif row is not None and first is not None:
            yield first, index - 1
            first = None
    if first is not None:
        yield first, begin + len(places) - 1


def _block(scene: Scene, index: int, rows: Sequence[Row | None], seen: Seen) -> None:
    """A block of the database, and the same block as it was published."""
    marks, width = scene.ground.marks, scene.files.width(index)
    leaves, hashes = _hashed(rows, seen.findings)
    if rows:
        seen.blocks.append(block_of(hashes, index, marks))
    if not width:
        return
    bundle = b"".join(_LENGTH + (each or b"") for each in leaves[:width])
    if width <= len(rows) and scene.files.hold(index, bundle, b"".join(hashes[:width])):
        whole = width == len(rows)
        seen.published.append(seen.blocks[-1] if whole else block_of(hashes[:width], index, marks))
        return
    published = scene.files.block(index, seen.findings)
    seen.published.append(block_of(published, index, marks) if published is not None else None)
    for row, leaf_, own, said in zip(rows, leaves, hashes, published or (), strict=False):
        if row is not None and leaf_ is not None and own != said:
            seen.findings.append(Finding("published-otherwise", row.where))


def _hashed(
    rows: Sequence[Row | None], findings: list[Finding]
) -> tuple[list[bytes | None], list[bytes]]:
    """Leaves, None where there can be none, and their hashes, zeroes in their place."""
    packed = _packed(rows)
    if packed is not None:
        return list(packed), [sha256(b"\x00" + each).digest() for each in packed]
    leaves = [_leaf(row, findings) for row in rows]
    return leaves, [leaf_hash(each) if each is not None else bytes(HASH) for each in leaves]


def _packed(rows: Sequence[Row | None]) -> list[bytes] | None:
    """`entries.leaf` of all rows at once; None where one is missing or is no leaf."""
    given = list(filter(None, rows))
    if len(given) < len(rows) or any(len(row.commitment) != HASH for row in given):
        return None
    try:
        return [_whole(LEAF_VERSION, row.time_ms, row.commitment) for row in given]
    except struct.error:  # a time below zero
        return None


def _leaf(row: Row | None, findings: list[Finding]) -> bytes | None:
    if row is None:
        return None
    try:
        return leaf(row.time_ms, row.commitment)
    except NotAnEntry:
        findings.append(Finding("leaf-unfit", row.where))
        return None
