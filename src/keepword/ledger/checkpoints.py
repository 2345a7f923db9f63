"""Checkpoints (C2SP tlog-checkpoint): origin, size, root; signed as a note.

Ours have no extension lines; those of others are kept and given no meaning.
"""

from __future__ import annotations

from dataclasses import dataclass

from keepword.ledger import notes
from keepword.ledger.errors import NotACheckpoint
from keepword.ledger.merkle import EMPTY, HASH
from keepword.ledger.notes import Note, VerifierKey
from keepword.ledger.text import from_base64, from_decimal, to_base64


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The tree's root (32 bytes) when it had `size` entries."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The note's text."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"


def parse(raw: bytes) -> tuple[Checkpoint, Note]:
    """A checkpoint and the note it came in; nothing is known of the signatures.

    Raises:
        NotANote, NotACheckpoint: another form.
    """
    note = notes.parse(raw)
    return _of_text(note.text), note


def read(raw: bytes, key: VerifierKey) -> Checkpoint:
    """A checkpoint that `key` signed, of the log that the key is named for.

    Raises:
        NotANote: not signed by `key`.
        NotACheckpoint: another form, or another log.
    """
    found, note = parse(raw)
    note.check(key)
    if found.origin != key.name:
        raise NotACheckpoint("The checkpoint is of another log.", "다른 기록의 체크포인트입니다.")
    return found


def _of_text(text: str) -> Checkpoint:
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 3 or not all(lines):
        raise NotACheckpoint("The checkpoint lacks a line.", "체크포인트에 줄이 빠졌습니다.")
    origin, size, root = lines[0], from_decimal(lines[1]), from_base64(lines[2])
    if size is None or root is None or len(root) != HASH:
        raise NotACheckpoint("Size or root cannot be read.", "크기나 루트 해시를 읽을 수 없습니다.")
    if size == 0 and root != EMPTY:
        raise NotACheckpoint(
            "The root is not that of an empty tree.", "빈 트리의 루트 해시가 아닙니다."
        )
    return Checkpoint(origin, size, root)
