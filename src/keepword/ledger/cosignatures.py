"""Cosignatures of witnesses (C2SP tlog-cosignature v1, Ed25519), and whom a reader trusts.

    signed        "cosignature/v1\\n" ‖ "time " decimal "\\n" ‖ the checkpoint's text
    signature     time u64 big-endian (Unix seconds) ‖ Ed25519 (64 bytes)

A witness cosigns only what continues the last tree that it cosigned. So whoever asks for its
cosignature sees the tree that everybody sees (P88).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from keepword.foundation.errors import Message
from keepword.ledger.errors import NotANote, ProofBroken
from keepword.ledger.notes import Note, Signature, VerifierKey

_TIME = 8
_LATEST = 2**63 - 1


class NotWitnessed(ProofBroken):
    """Fewer of the witnesses that the reader trusts cosigned it than the reader asks for."""

    way_out = Message(
        "Get a newer checkpoint or file, and check the witnesses' keys.",
        "더 새로운 체크포인트나 파일을 받고 증인 키를 확인하세요.",
    )


class CosignerKey(VerifierKey):
    """A witness: its name and Ed25519 public key. `str()` is its vkey (type 0x04)."""

    __slots__ = ()

    kind: ClassVar[bytes] = b"\x04"

    def verifies(self, signature: bytes, text: str) -> bool:
        """Whether `signature` (72 bytes) is this witness's over the checkpoint `text`."""
        time = time_of(signature)
        if time is None:
            return False
        return super().verifies(signature[_TIME:], f"cosignature/v1\ntime {time}\n{text}")


def time_of(signature: bytes) -> int | None:
    """When it was cosigned (Unix seconds); None where that cannot be: 0, or beyond 63 bits."""
    time = int.from_bytes(signature[:_TIME], "big")
    return time if len(signature) > _TIME and 0 < time <= _LATEST else None


def pick(lines: Iterable[Signature], key: CosignerKey, text: str) -> Signature:
    """The cosignature of `key` over the checkpoint `text`; lines of others are ignored.

    Raises:
        NotANote: `key` did not cosign it, or a line in its name is bad.
    """
    note = Note(text, tuple(lines))
    if not note.signed_by(key):
        raise NotANote(
            f"'{key.name}' did not cosign this checkpoint.",
            f"'{key.name}'이(가) 이 체크포인트에 공동 서명하지 않았습니다.",
        )
    return next(each for each in note.signatures if each.is_by(key))


@dataclass(frozen=True, slots=True)
class Witnessed(VerifierKey):
    """A log's key for a reader who also asks for witnesses: it accepts only what `quorum` cosigned.

    Signatures of unknown witnesses are ignored; a bad one of a known witness rejects the note.
    """

    witnesses: tuple[CosignerKey, ...] = ()
    quorum: int = 1

    def accept(self, note: Note) -> None:
        """That the log and enough of the witnesses signed `note`.

        Raises:
            NotANote: the log did not sign it, or a known signature is bad.
            NotWitnessed: too few did.
        """
        VerifierKey.accept(self, note)
        # v1 does not sign the witness's name: one key under two names is one witness.
        seen = {key.public for key in self.witnesses if note.signed_by(key)}
        if len(seen) < self.quorum:
            raise NotWitnessed(
                f"{len(seen)} of the named witnesses cosigned it; {self.quorum} are asked for.",
                f"지정한 증인 가운데 {len(seen)}곳이 서명했습니다. {self.quorum}곳이 필요합니다.",
            )


def witnessed(log: VerifierKey, witnesses: Iterable[CosignerKey], quorum: int) -> VerifierKey:
    """The key `log` for a reader who trusts these witnesses; itself where there are none."""
    trusted = tuple(dict.fromkeys(witnesses))
    return Witnessed(log.name, log.public, trusted, quorum) if trusted or quorum else log
