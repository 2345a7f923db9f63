"""Proofs that stand alone (C2SP tlog-proof@v1): index, inclusion path, signed checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from keepword.ledger import checkpoints, merkle
from keepword.ledger.checkpoints import Checkpoint
from keepword.ledger.errors import NotAProof
from keepword.ledger.merkle import HASH
from keepword.ledger.notes import VerifierKey
from keepword.ledger.text import from_base64, from_decimal, to_base64

_FIRST = "c2sp.org/tlog-proof@v1"
_LONGEST = 63


@dataclass(frozen=True, slots=True)
class Proof:
    """That an entry is number `index` of the tree of `checkpoint`, a note as it was signed."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes

    def check(self, leaf: bytes, key: VerifierKey) -> Checkpoint:
        """The proof's checkpoint, once `key` is seen to have signed it and `leaf` to be in it.

        Raises:
            ProofBroken: not signed, or the entry with the hash `leaf` is not shown to be there.
        """
        found = checkpoints.read(self.checkpoint, key)
        merkle.check_inclusion(leaf, self.index, found.size, self.path, found.root)
        return found


def write(index: int, path: Sequence[bytes], checkpoint: bytes) -> str:
    """The proof's text."""
    lines = [_FIRST, f"index {index}", *map(to_base64, path), ""]
    return "\n".join(lines) + "\n" + checkpoint.decode("utf-8")


def read(text: str) -> Proof:
    """Take a proof apart; an `extra` line is allowed, and means nothing to us.

    Raises:
        NotAProof: another form.
    """
    head, blank, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if not blank or lines.pop(0) != _FIRST:
        raise _unreadable()
    extra = _field(lines, "extra ")
    index = from_decimal(_field(lines, "index ") or "")
    if extra is not None and from_base64(extra) is None:
        raise _unreadable()
    path = [from_base64(line) for line in lines]
    hashes = tuple(each for each in path if each is not None and len(each) == HASH)
    if index is None or len(hashes) != len(path) or len(path) > _LONGEST:
        raise _unreadable()
    try:
        return Proof(index, hashes, checkpoint.encode("utf-8"))
    except UnicodeEncodeError:
        raise _unreadable() from None


def _field(lines: list[str], name: str) -> str | None:
    """What the next line says, if it is the one that is named so; it is taken."""
    if lines and lines[0].startswith(name):
        return lines.pop(0).removeprefix(name)
    return None


def _unreadable() -> NotAProof:
    return NotAProof("The proof cannot be read.", "증명을 읽을 수 없습니다.")
