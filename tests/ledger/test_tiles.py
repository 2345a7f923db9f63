"""Tiles lie where C2SP tlog-tiles says, and hold what proofs need."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepword.ledger import merkle, tiles
from keepword.ledger.errors import NotATile
from keepword.ledger.merkle import Frontier, leaf_hash
from keepword.ledger.tiles import ENTRIES, Tile


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(0, 0), "tile/0/000"),
        (Tile(63, 999), "tile/63/999"),
        (Tile(2, 1000), "tile/2/x001/000"),
        (Tile(0, 273, 112), "tile/0/273.p/112"),
        (Tile(ENTRIES, 1234067, 8), "tile/entries/x001/x234/067.p/8"),
    ],
)
def test_a_tiles_path(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert tiles.parse_path(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "", "tile/0", "tile/0/0", "tile/0/1234", "tile/00/000", "tile/64/000", "tile/0/x000/001",
        "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/07", "tile/0/000/", "/tile/0/000",
        "tile/0/x001/x234/x067", "tile/entries", "tile/0/../000", "tile/-1/000", "tile/0/٠٠٠",
    ],
)  # fmt: skip
def test_what_is_no_path_of_a_tile_is_refused(path: str) -> None:
    with pytest.raises(NotATile):
        tiles.parse_path(path)


@given(st.text("tile/0123456789x.p-entries", max_size=30))
def test_of_any_path_a_tile_or_our_own_error_comes(path: str) -> None:
    with contextlib.suppress(NotATile):
        assert tiles.parse_path(path).path == path


def test_the_tiles_of_the_specifications_examples() -> None:
    """70 000: 273 full and one of 112; one full and one of 17; one of 1. 256: a level 1 of 1."""
    of_70000 = [tile for tile in tiles.tiles_of(70_000) if tile.level >= 0]
    assert [t for t in of_70000 if t.partial] == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert sum(not t.partial for t in of_70000) == 273 + 1
    assert list(tiles.tiles_of(256)) == [Tile(ENTRIES, 0), Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles.tiles_of(0)) == []


@given(st.integers(0, 200_000), st.integers(0, 3_000))
def test_growing_brings_exactly_the_tiles_that_are_new(old: int, more: int) -> None:
    grown = set(tiles.tiles_of(old + more))
    assert set(tiles.tiles_of(old + more, old)) == grown - set(tiles.tiles_of(old))


@given(st.lists(st.binary(max_size=60), min_size=1, max_size=256))
def test_a_bundle_reads_back(entries: list[bytes]) -> None:
    packed = tiles.bundle(entries)
    assert tiles.unbundle(packed, len(entries)) == entries
    for other in (packed[:-1], packed + b"\x00", packed + b"\x00\x00"):
        with pytest.raises(NotATile):
            tiles.unbundle(other, len(entries))
    with pytest.raises(NotATile):
        tiles.unbundle(packed, len(entries) + 1)


@given(st.binary(max_size=300), st.integers(0, 256))
def test_of_any_bytes_a_bundle_or_our_own_error_comes(data: bytes, width: int) -> None:
    with contextlib.suppress(NotATile):
        assert tiles.bundle(tiles.unbundle(data, width)) == data
    with contextlib.suppress(NotATile):
        assert len(tiles.split(data, width)) == width


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 700, 66_000])
def test_every_proof_can_be_read_from_tiles(size: int) -> None:
    hashes = [leaf_hash(str(index).encode()) for index in range(size)]
    source = tiles.source(_fetcher(hashes), size)
    root = Frontier().grown(hashes).root()
    assert merkle.root(source, size) == root
    for index in {0, size // 3, size - 1}:
        path = merkle.prove_inclusion(source, index, size)
        merkle.check_inclusion(hashes[index], index, size, path, root)
    for old in {1, size // 2, size - 1} - {0}:
        between = merkle.prove_consistency(source, old, size)
        before = Frontier().grown(hashes[:old]).root()
        merkle.check_consistency(old, before, size, root, between)


def _fetcher(hashes: list[bytes]) -> tiles.Fetch:
    levels = [hashes]
    while len(levels[-1]) >= tiles.WIDTH:
        below = levels[-1]
        full = range(len(below) // tiles.WIDTH)
        levels.append([merkle.root_of(below[n * 256 : (n + 1) * 256]) for n in full])

    def fetch(tile: Tile) -> bytes:
        first = tile.index * tiles.WIDTH
        return b"".join(levels[tile.level][first : first + tile.width])

    return fetch


def test_a_tile_that_is_cut_short_is_noticed() -> None:
    source = tiles.source(lambda tile: bytes(32 * tile.width - 1), 300)
    with pytest.raises(NotATile):
        merkle.root(source, 300)
    with pytest.raises(NotATile):
        tiles.source(lambda tile: bytes(32 * tile.width), 300)(0, 300)
