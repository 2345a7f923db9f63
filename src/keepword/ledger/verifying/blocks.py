"""Blocks of 256 entries, as a full tile has them: their hashes, and the tree over blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from keepword.ledger import merkle
from keepword.ledger.merkle import HASH, Frontier
from keepword.ledger.tiles import WIDTH


@dataclass(frozen=True, slots=True)
class Block:
    """Up to 256 entries. `root` over them; `leaves` their hashes one after the other, kept only
    where the block is not full or a signed tree ends within it."""

    width: int
    root: bytes
    leaves: bytes = b""


def block_of(hashes: Sequence[bytes], index: int, marks: Iterable[int]) -> Block:
    """The block number `index` of these leaf hashes; `marks`: sizes at which trees were signed."""
    first = index * WIDTH
    within = any(first < mark < first + WIDTH for mark in marks)
    kept = b"".join(hashes) if within or len(hashes) < WIDTH else b""
    return Block(len(hashes), merkle.root_of(hashes), kept)


def split(joined: bytes) -> list[bytes]:
    """Hashes that stand one after the other."""
    return [joined[at : at + HASH] for at in range(0, len(joined), HASH)]


RECORD = b"\x00\x29\x01"
"""How an entry of ours begins in a bundle: its length (41), its version."""

_LENGTH = len(RECORD) + 8 + HASH


def hashes_of_bundle(data: bytes) -> list[bytes] | None:
    """Leaf hashes of a bundle that holds entries of ours and nothing else; None for another."""
    count, rest = divmod(len(data), _LENGTH)
    if rest or any(data[at::_LENGTH] != RECORD[at : at + 1] * count for at in range(len(RECORD))):
        return None
    return [
        sha256(b"\x00" + data[at + 2 : at + _LENGTH]).digest()
        for at in range(0, len(data), _LENGTH)
    ]


class Growth:
    """The tree as its blocks come, with its root at the sizes that were signed.

    Args:
        marks: those sizes.
        older: roots of the full blocks that are taken as they are.
    """

    def __init__(self, marks: Iterable[int], older: Sequence[bytes] = ()) -> None:
        self._marks = set(marks)
        self._blocks = Frontier().grown(older)
        self._tail: list[bytes] = []
        self._whole = True
        self._roots: dict[int, bytes] = {}
        self._note(self.size)

    @property
    def size(self) -> int:
        """Entries so far."""
        return self._blocks.size * WIDTH + len(self._tail)

    def add(self, block: Block) -> None:
        """The next block; after one that is not full, or after a break, none counts."""
        if self._tail or not self._whole:
            return
        leaves = split(block.leaves)
        for taken in range(1, len(leaves)):
            if self.size + taken in self._marks:
                self._roots[self.size + taken] = self._with(leaves[:taken]).root()
        if block.width == WIDTH:
            self._blocks = self._blocks.grown([block.root])
        else:
            self._tail = leaves
        self._note(self.size)

    def break_off(self) -> None:
        """What follows is not known: no tree is larger than this."""
        self._whole = False

    def frontier(self) -> Frontier | None:
        """The whole tree; None where a part of it is not known."""
        return self._with(self._tail) if self._whole else None

    def root_at(self, size: int) -> bytes | None:
        """The root when there were so many entries; None if there never were."""
        return self._roots.get(size)

    def _note(self, size: int) -> None:
        if size in self._marks and self._whole:
            self._roots[size] = self._with(self._tail).root()

    def _with(self, leaves: Sequence[bytes]) -> Frontier:
        """A tree of full blocks has the hashes of a tree of its entries."""
        full = Frontier(self._blocks.size * WIDTH, self._blocks.hashes)
        return full.grown(leaves)
