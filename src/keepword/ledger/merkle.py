"""The Merkle tree of RFC 6962 §2.1: hashes, growth, inclusion and consistency.

Nothing here knows where hashes are kept: a `Source` gives the hash of a complete subtree by its
level and place, and everything else follows. Verification is that of RFC 9162 §2.1.3.2 and
§2.1.4.2 (the same tree).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from keepword.ledger.errors import NotAProof, NotInOrder

HASH = 32
"""Bytes of a hash (SHA-256)."""

LARGEST = 2**63 - 1
"""Entries that a tree may have; the database counts in 64 bits with a sign."""

EMPTY = hashlib.sha256(b"").digest()
"""Root of the tree that has no entry."""

Source = Callable[[int, int], bytes]
"""`source(level, place)`: the hash over entries `place * 2**level` up to the next such place."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash of one entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def pairs(row: Sequence[bytes]) -> list[bytes]:
    """The hashes one level up over an even number of neighbours."""
    sha256 = hashlib.sha256
    return [
        sha256(b"\x01" + left + right).digest()
        for left, right in zip(row[::2], row[1::2], strict=True)
    ]


def fold(hashes: Sequence[bytes]) -> bytes:
    """Root over subtrees given largest first, each complete and smaller than the one before."""
    if not hashes:
        return EMPTY
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Root over a list of leaf hashes (or of equal subtrees)."""
    return Frontier().grown(hashes).root()


@dataclass(frozen=True, slots=True)
class Frontier:
    """A compact range from 0: the complete subtrees that make up a tree, largest first.

    One hash for each bit that is set in `size`; enough to grow on and to know the root.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        fits = 0 <= self.size <= LARGEST and len(self.hashes) == self.size.bit_count()
        if not fits or any(len(each) != HASH for each in self.hashes):
            raise NotInOrder(
                "The tree's size and its hashes do not fit.",
                "트리의 크기와 해시가 맞지 않습니다.",
            )

    @classmethod
    def read(cls, size: int, packed: bytes) -> Frontier:
        """From the database's form: 32 bytes each, largest first.

        Raises:
            NotInOrder: not as many hashes as the size asks for.
        """
        parts = range(0, len(packed), HASH)
        return cls(size, tuple(packed[at : at + HASH] for at in parts))

    def packed(self) -> bytes:
        """The database's form."""
        return b"".join(self.hashes)

    def grown(self, leaves: Iterable[bytes]) -> Frontier:
        """With these leaf hashes (or equal subtrees, where all of the tree are such) appended.

        Level by level: on each, what was left over there comes first, pairs go up, and an odd one
        at the end is left over.
        """
        row = list(leaves)
        size, bits, held = self.size + len(row), self.size, list(self.hashes)
        over: list[bytes] = []
        while row or bits:
            if bits & 1:
                row.insert(0, held.pop())
            if len(row) & 1:
                over.append(row.pop())
            row, bits = pairs(row), bits >> 1
        return Frontier(size, tuple(reversed(over)))

    def root(self) -> bytes:
        """The tree's root hash."""
        return fold(self.hashes)


def range_hash(source: Source, begin: int, end: int) -> bytes:
    """MTH over the entries from `begin` up to `end`, split where RFC 6962 splits."""
    width = end - begin
    if width.bit_count() == 1 and begin % width == 0:
        level = width.bit_length() - 1
        return source(level, begin >> level)
    middle = begin + _split(width)
    return node_hash(range_hash(source, begin, middle), range_hash(source, middle, end))


def root(source: Source, size: int) -> bytes:
    """Root of the tree of the first `size` entries."""
    return range_hash(source, 0, size) if size else EMPTY


def prove_inclusion(source: Source, index: int, size: int) -> list[bytes]:
    """PATH(index, D[size]) of RFC 6962 §2.1.1, the leaf's sibling first.

    Raises:
        NotAProof: there is no such entry in a tree of this size.
    """
    if not 0 <= index < size:
        raise NotAProof("There is no such entry in this tree.", "트리에 없는 항목입니다.")
    path: list[bytes] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(range_hash(source, middle, end))
            end = middle
        else:
            path.append(range_hash(source, begin, middle))
            begin = middle
    return path[::-1]


def prove_consistency(source: Source, old: int, new: int) -> list[bytes]:
    """PROOF(old, D[new]) of RFC 6962 §2.1.2; empty when one of the sizes is 0 or both are equal.

    Raises:
        NotAProof: the new tree is smaller.
    """
    if not 0 <= old <= new:
        raise NotAProof("The newer tree is smaller.", "새 트리가 더 작습니다.")
    if old in (0, new):
        return []
    path: list[bytes] = []
    begin, end, whole = 0, new, True
    while old != end:
        middle = begin + _split(end - begin)
        if old <= middle:
            path.append(range_hash(source, middle, end))
            end = middle
        else:
            path.append(range_hash(source, begin, middle))
            begin, whole = middle, False
    if not whole:
        path.append(range_hash(source, begin, end))
    return path[::-1]


def check_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """That the entry with the hash `leaf` is number `index` of the tree (RFC 9162 §2.1.3.2).

    Raises:
        NotAProof: it is not shown.
    """
    if not 0 <= index < size:
        raise NotAProof("There is no such entry in this tree.", "트리에 없는 항목입니다.")
    place, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise _not_shown()
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    if last or found != root:
        raise _not_shown()


def check_consistency(
    old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]
) -> None:
    """That the newer tree is the older one grown on (RFC 9162 §2.1.4.2).

    Raises:
        NotAProof: it is not shown.
    """
    if not 0 <= old <= new:
        raise NotAProof("The newer tree is smaller.", "새 트리가 더 작습니다.")
    if old in (0, new):
        if path or old_root != (EMPTY if old == 0 else new_root):
            raise _not_shown()
        return
    steps = [old_root, *path] if old.bit_count() == 1 else list(path)
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    if not steps or _both_roots(steps, place, last) != (old_root, new_root):
        raise _not_shown()


def _both_roots(steps: Sequence[bytes], place: int, last: int) -> tuple[bytes, bytes] | None:
    """Old and new root as a consistency path gives them; None if it is too short or too long."""
    first = second = steps[0]
    for each in steps[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            first, second = node_hash(each, first), node_hash(each, second)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            second = node_hash(second, each)
        place, last = place >> 1, last >> 1
    return None if last else (first, second)


def _split(width: int) -> int:
    """The largest power of two below `width`."""
    return 1 << (width - 1).bit_length() - 1


def _not_shown() -> NotAProof:
    return NotAProof("The path does not lead to the root.", "경로가 루트로 이어지지 않습니다.")
