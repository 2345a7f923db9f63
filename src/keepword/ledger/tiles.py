"""Tiles (C2SP tlog-tiles): where 256 hashes of the tree lie together, and the entries beside them.

    tile/<L>/<N>[.p/<W>]       hashes of level L*8, up to 256 of 32 bytes
    tile/entries/<N>[.p/<W>]   (u16 length ‖ entry), one for each hash of tile/0/<N>

`N` in groups of three digits, all but the last prefixed with x: 1234067 → x001/x234/067.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from keepword.ledger import merkle
from keepword.ledger.errors import NotATile
from keepword.ledger.merkle import HASH
from keepword.ledger.text import from_decimal

WIDTH = 256
"""Hashes in a full tile."""

HEIGHT = 8
"""Levels of the tree in one level of tiles."""

ENTRIES = -1
"""The level that stands for entry bundles."""

_PATH = re.compile(
    r"tile/(entries|[0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/)*)([0-9]{3})(?:\.p/([0-9]{1,3}))?"
)


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """One tile; `level` is ENTRIES for an entry bundle; `width` hashes or entries of 256."""

    level: int
    index: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        if not (ENTRIES <= self.level < 64 and self.index >= 0 and 0 < self.width <= WIDTH):
            raise _no_tile()

    @property
    def full(self) -> Tile:
        """The same tile once it is full."""
        return Tile(self.level, self.index)

    @property
    def partial(self) -> bool:
        """Whether more will come to stand in it."""
        return self.width < WIDTH

    @property
    def path(self) -> str:
        """Where it is served, below the log's address."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        digits = str(self.index)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        number = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        return f"tile/{level}/{number}" + (f".p/{self.width}" if self.partial else "")


def parse_path(path: str) -> Tile:
    """The tile that is served at `path`.

    Raises:
        NotATile: no tile has this path.
    """
    match = _PATH.fullmatch(path)
    if match is None:
        raise _no_tile()
    level = ENTRIES if match[1] == "entries" else int(match[1])
    width = WIDTH if match[4] is None else from_decimal(match[4])
    found = Tile(level, int(match[2].replace("x", "").replace("/", "") + match[3]), width or 0)
    if found.path != path:
        raise _no_tile()
    return found


def tiles_of(size: int, since: int = 0) -> Iterator[Tile]:
    """Every tile and bundle of a tree of `size` that a tree of `since` has not in this width.

    Bundles and tiles of level 0 first; each level after the one it is made from.
    """
    for level in range(ENTRIES, 64):
        reach = HEIGHT * max(level, 0)
        before, hashes = since >> reach, size >> reach
        if hashes == 0:
            return
        if hashes == before:
            continue
        first, full = before // WIDTH, hashes // WIDTH
        yield from (Tile(level, index) for index in range(first, full))
        if hashes % WIDTH:
            yield Tile(level, full, hashes % WIDTH)


def split(data: bytes, width: int) -> list[bytes]:
    """The hashes of a tile.

    Raises:
        NotATile: not as many as `width`.
    """
    if len(data) != width * HASH:
        raise _no_tile()
    return [data[at : at + HASH] for at in range(0, len(data), HASH)]


def bundle(entries: Iterable[bytes]) -> bytes:
    """Entries as a bundle holds them."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unbundle(data: bytes, width: int) -> list[bytes]:
    """The entries of a bundle.

    Raises:
        NotATile: not as many as `width`, or cut off.
    """
    found: list[bytes] = []
    at = 0
    while at < len(data) and len(found) < width:
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        found.append(data[at + 2 : end])
        at = end
    if at != len(data) or len(found) != width:
        raise _no_tile()
    return found


Fetch = Callable[[Tile], bytes]
"""Brings a tile's bytes; raises NotATile where there are none."""


def source(fetch: Fetch, size: int) -> merkle.Source:
    """The hashes of a tree of `size`, read from its tiles; a tile is fetched once.

    Raises (when asked):
        NotATile: a tile is missing or has not the width that a tree of this size has.
    """

    @lru_cache(maxsize=64)
    def hashes_of(level: int, index: int) -> Sequence[bytes]:
        width = min(WIDTH, (size >> HEIGHT * level) - index * WIDTH)
        if width <= 0:
            raise _no_tile()
        return split(fetch(Tile(level, index, width)), width)

    def hash_at(level: int, place: int) -> bytes:
        above = level % HEIGHT
        first = place << above
        held = hashes_of(level // HEIGHT, first // WIDTH)
        begin = first % WIDTH
        found = held[begin : begin + (1 << above)]
        if len(found) != 1 << above:
            raise _no_tile()
        return merkle.root_of(found)

    return hash_at


def _no_tile() -> NotATile:
    return NotATile("A tile is missing or not whole.", "타일이 없거나 온전하지 않습니다.")
