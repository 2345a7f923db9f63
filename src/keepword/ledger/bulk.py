"""One act on many people: one entry over a tree of them (RFC 6962 §2.1).

    nonce of person i  = SHA-256(secret (32) ‖ i, u64 big-endian)
    leaf of person i   = SHA-256(nonce_i ‖ the person's id (16)), hashed as any leaf of RFC 6962
    body["people"]     = {"n": how many, "root": the root in hexadecimal}

The body says how many, and the root binds who. A person's branch (index, nonce, path) proves with
the body that they are among them, and shows nobody else: the path is made of hashes over other
people's leaves, and such a leaf can be told from random bytes only by who knows its nonce of 256
bits. A nonce tells nothing of another one: that would mean to find the secret, or to foretell
SHA-256 over it, of which all inputs have one length (40 bytes, so none continues another). Ids are
random as well, and the tree's shape is that of any `n` people. What a branch does tell is `n`,
which stands in the body, and its own index; whoever calls sorts the people by their ids, so that
this says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from keepword.ledger import merkle
from keepword.ledger.entries import NONCE, SECRET, SUBJECT
from keepword.ledger.errors import NotAnEntry, NotAProof
from keepword.ledger.merkle import HASH

_PLACES = tuple(at.to_bytes(8, "big") for at in range(4_096))
"""The first places as a nonce has them: made once, as an act on thousands asks for them all."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A person's place among those of one entry."""

    index: int
    nonce: bytes
    path: tuple[bytes, ...]


def root(secret: bytes, subjects: Sequence[bytes]) -> bytes:
    """The root over these people, ids of 16 bytes in the order of their leaves.

    Raises:
        NotAnEntry: nobody, somebody twice, or parts of another length.
    """
    return _levels(secret, subjects)[-1][0]


def branch(secret: bytes, subjects: Sequence[bytes], subject: bytes) -> Branch:
    """The branch of one of them.

    Raises:
        NotAProof: not one of them.
        NotAnEntry: as for `root`.
    """
    levels = _levels(secret, subjects)
    try:
        index = subjects.index(subject)
    except ValueError:
        raise NotAProof("Not one of these people.", "해당하는 분이 아닙니다.") from None
    path: list[bytes] = []
    place = index
    for level in levels[:-1]:
        if place ^ 1 < len(level):
            path.append(level[place ^ 1])
        place >>= 1
    return Branch(index, _nonce(secret, index), tuple(path))


def check(shown: Branch, subject: bytes, n: int, expected: bytes) -> None:
    """That a person is one of the `n` people under the root `expected`.

    Raises:
        NotAProof: it is not shown.
    """
    if len(subject) != SUBJECT or len(shown.nonce) != NONCE:
        raise NotAProof("Not a person's branch.", "한 분의 경로가 아닙니다.")
    if any(len(each) != HASH for each in shown.path):
        raise NotAProof("A hash has 32 bytes.", "해시는 32바이트입니다.")
    leaf = merkle.leaf_hash(sha256(shown.nonce + subject).digest())
    merkle.check_inclusion(leaf, shown.index, n, shown.path, expected)


def _levels(secret: bytes, subjects: Sequence[bytes]) -> list[list[bytes]]:
    """The hashes of the tree, leaves first. A subtree without a sibling moves up as it is.

    RFC 6962 splits at the largest power of two below the size, which is the same tree.
    """
    if len(secret) != SECRET or not {*map(len, subjects)} <= {SUBJECT}:
        raise NotAnEntry("A secret has 32 bytes, an id 16.", "비밀값은 32, ID는 16바이트입니다.")
    if not subjects or len(set(subjects)) != len(subjects):
        raise NotAnEntry(
            "An act on many people names each of them once.",
            "여러 사람에 대한 처리는 각 사람을 한 번씩 적습니다.",
        )
    level = [
        sha256(b"\x00" + sha256(sha256(secret + place).digest() + subject).digest()).digest()
        for place, subject in zip(_places(len(subjects)), subjects, strict=False)
    ]
    levels = [level]
    while len(level) > 1:
        above = [
            sha256(b"\x01" + left + right).digest()
            for left, right in zip(level[::2], level[1::2], strict=False)
        ]
        if len(level) & 1:
            above.append(level[-1])
        levels.append(above)
        level = above
    return levels


def _places(count: int) -> Sequence[bytes]:
    """At least `count` of them."""
    return _PLACES if count <= len(_PLACES) else [at.to_bytes(8, "big") for at in range(count)]


def _nonce(secret: bytes, index: int) -> bytes:
    return sha256(secret + index.to_bytes(8, "big")).digest()
