"""Signed notes (C2SP signed-note) with Ed25519, and their keys.

A note is a text ending in a newline, a blank line, and signature lines `— name base64(id4 ‖ sig)`.
Signatures by unknown keys are ignored; a bad one by the expected key rejects the note.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import ClassVar, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from keepword.ledger.errors import NotAKey, NotANote
from keepword.ledger.text import from_base64, from_hex, to_base64

LARGEST = 1_000_000
"""Bytes of a note that is looked at; the specification asks for a limit."""

MOST_SIGNATURES = 100
"""Signature lines that are looked at; at least 16 must be."""

_ED25519 = b"\x01"
_SIGNATURE = "— "
_SECRET = "PRIVATE+KEY+"


def is_key_name(name: str) -> bool:
    """Not empty, and without spaces, plus signs and control characters."""
    return bool(name) and "+" not in name and name.isprintable() and name.split() == [name]


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A name and an Ed25519 public key (32 bytes). `str()` is its vkey."""

    kind: ClassVar[bytes] = _ED25519
    """The byte that tells what its signatures are over (signed-note, "Signature types")."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not is_key_name(self.name) or len(self.public) != 32:
            raise _no_key()

    @property
    def id(self) -> bytes:
        """The key id: SHA-256(name ‖ newline ‖ kind ‖ public key), four bytes."""
        named = self.name.encode("utf-8") + b"\n" + self.kind + self.public
        return hashlib.sha256(named).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{to_base64(self.kind + self.public)}"

    @classmethod
    def read(cls, text: str) -> Self:
        """From a vkey, with or without a newline at its end.

        Raises:
            NotAKey: another form, another kind of key, or an id that is not the key's.
        """
        name, id_, raw = _parts(text.removesuffix("\n"), cls.kind)
        key = cls(name, raw)
        if key.id != id_:
            raise _no_key()
        return key

    def verifies(self, signature: bytes, text: str) -> bool:
        """Whether `signature` (64 bytes) is this key's over `text`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode("utf-8"))
        except (InvalidSignature, ValueError):
            return False
        return True

    def accept(self, note: Note) -> None:
        """That it signed `note`.

        Raises:
            NotANote: it did not, or a signature in its name is bad.
        """
        if not note.signed_by(self):
            raise NotANote(
                f"The key '{self.name}' did not sign this.",
                f"'{self.name}' 키로 서명되지 않았습니다.",
            )


class SigningKey:
    """A name and an Ed25519 seed (32 bytes); shows nothing of it."""

    def __init__(self, name: str, seed: bytes) -> None:
        if len(seed) != 32:
            raise _no_key()
        self._seed = seed
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = VerifierKey(name, self._private.public_key().public_bytes_raw())

    @classmethod
    def read(cls, text: str) -> SigningKey:
        """From `PRIVATE+KEY+name+id+base64(0x01 ‖ seed)`, the form that note tools use.

        Raises:
            NotAKey: another form, or an id that is not the key's.
        """
        if not text.startswith(_SECRET):
            raise _no_key()
        name, id_, seed = _parts(text.removeprefix(_SECRET).removesuffix("\n"), _ED25519)
        key = cls(name, seed)
        if key.verifier.id != id_:
            raise _no_key()
        return key

    def secret(self) -> str:
        """What `read` reads; for its file and nowhere else."""
        verifier = self.verifier
        kept = to_base64(_ED25519 + self._seed)
        return f"{_SECRET}{verifier.name}+{verifier.id.hex()}+{kept}"

    def sign(self, text: str) -> str:
        """The note of `text`, which ends in a newline."""
        if not text.endswith("\n"):
            raise NotANote("A note's text ends in a newline.", "노트는 줄바꿈으로 끝나야 합니다.")
        signature = self.verifier.id + self._private.sign(text.encode("utf-8"))
        return f"{text}\n{_SIGNATURE}{self.verifier.name} {to_base64(signature)}\n"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the key's name, its id (4 bytes), what it signed."""

    name: str
    id: bytes
    raw: bytes

    def __str__(self) -> str:
        return f"{_SIGNATURE}{self.name} {to_base64(self.id + self.raw)}\n"

    def is_by(self, key: VerifierKey) -> bool:
        """Whether it says that it is `key`'s; a signature of another kind has another id."""
        return (self.name, self.id) == (key.name, key.id)


@dataclass(frozen=True, slots=True)
class Note:
    """A note whose form is right; nothing is known of its signatures."""

    text: str
    signatures: tuple[Signature, ...]

    def check(self, key: VerifierKey) -> None:
        """That `key` accepts it.

        Raises:
            NotANote: it does not.
        """
        key.accept(self)

    def signed_by(self, key: VerifierKey) -> bool:
        """Whether `key` signed it.

        Raises:
            NotANote: a signature in its name is bad (signed-note: reject the whole note).
        """
        mine = [each for each in self.signatures if each.is_by(key)]
        if not all(key.verifies(each.raw, self.text) for each in mine):
            raise NotANote(
                f"A signature of '{key.name}' is not right.",
                f"'{key.name}' 서명이 맞지 않습니다.",
            )
        return bool(mine)

    def only(self, key: VerifierKey) -> bytes:
        """The note with the signatures of `key` alone."""
        mine = "".join(str(each) for each in self.signatures if each.is_by(key))
        return f"{self.text}\n{mine}".encode()


def parse(raw: bytes) -> Note:
    """Take a note apart.

    Raises:
        NotANote: not UTF-8, control characters, no signature, or a line that is none.
    """
    if len(raw) > LARGEST:
        raise NotANote("The note is too large.", "노트가 너무 큽니다.")
    try:
        whole = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise NotANote("The note is not UTF-8.", "노트가 UTF-8이 아닙니다.") from None
    if any(mark < " " and mark != "\n" for mark in whole):
        raise NotANote("The note has control characters.", "노트에 제어 문자가 있습니다.")
    text, blank, lines = whole.rpartition("\n\n")
    if not blank or not text or not lines.endswith("\n"):
        raise NotANote("The note has no signature.", "노트에 서명이 없습니다.")
    return Note(f"{text}\n", signature_lines(lines))


def signature_lines(text: str) -> tuple[Signature, ...]:
    """Signature lines, each with its newline; nothing is known of them.

    Raises:
        NotANote: a line that is none, or too many.
    """
    lines = text.removesuffix("\n").split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NotANote("The note has too many signatures.", "노트의 서명이 너무 많습니다.")
    return tuple(map(_signature, lines))


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_SIGNATURE).partition(" ")
    raw = from_base64(encoded)
    if not line.startswith(_SIGNATURE) or not is_key_name(name) or raw is None or len(raw) < 5:
        raise NotANote("A signature line cannot be read.", "서명 줄을 읽을 수 없습니다.")
    return Signature(name, raw[:4], raw[4:])


def _parts(text: str, kind: bytes) -> tuple[str, bytes, bytes]:
    """Name, key id and key material of `name+hex8+base64(kind ‖ material)`."""
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise _no_key()
    name, id_, raw = parts[0], from_hex(parts[1]), from_base64(parts[2])
    if id_ is None or raw is None or not raw.startswith(kind):
        raise _no_key()
    return name, id_, raw[1:]


def _no_key() -> NotAKey:
    return NotAKey("This is not an Ed25519 note key.", "Ed25519 노트 키가 아닙니다.")
