"""Recovery of the root by a quorum of people, without undoing any destruction.

An escrow key pair (X25519) is made once. Its private key exists only as SLIP-39 shares: lists of
words that any K of N holders put together, each kept on paper by one person. Its public key lies in
the keys' folder (`escrow.pub`). Whoever makes a root seals it to that key (HPKE, RFC 9180: X25519,
HKDF-SHA256, AES-256-GCM) into a file of the same folder, `escrow-<generation>.sealed`; whoever
destroys a root removes its file. Sealed roots never go into the database: its WAL and its backups
would keep them, and a quorum could then open what was erased.

    sealed = 0x01 ‖ fingerprint of the public key (8) ‖ HPKE (info: tenant, generation)

What an attacker can do with each piece:

- `escrow.pub`: nothing; with the right to *write* it, have the next root sealed to a key of their
  own. So holders compare `fingerprint` with the one on their sheets at every rehearsal;
- fewer than K shares, and every file: nothing, whatever they can compute;
- K shares alone: nothing;
- a sealed file alone: nothing;
- K shares and the sealed file of a generation: that root, and with an old database everything that
  was not final when the file was copied. So a sealed file is a key copy like the root itself: every
  copy of it is replaced after a turn. A file that was removed may still be on the disk's spare
  blocks; where there is an escrow, the end of a root can be *proved* no better than for a key file,
  whatever its provider declares (`in_use`).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from keepword.vault import guarded, shares
from keepword.vault.errors import BrokenKeyFile, SealBroken
from keepword.vault.sealing import KEY_BYTES, VERSION, encoded, framed, number
from keepword.vault.shares import WrongShares

PUBLIC_FILE = "escrow.pub"

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_MARK_BYTES = 8
_HEAD_BYTES = len(VERSION) + _MARK_BYTES
_SEALED_BYTES = _HEAD_BYTES + KEM.X25519.enc_length() + KEY_BYTES + 16


def make(holders: int, quorum: int) -> tuple[bytes, list[str]]:
    """A new escrow: its public key (32 bytes), and one share for each holder (33 words).

    Nothing else ever holds the private key: who loses more than N - K shares makes a new escrow.

    Raises:
        BadQuorum: not two to sixteen holders, or not two of them to all.
    """
    private = X25519PrivateKey.generate()
    made = shares.split(private.private_bytes_raw(), holders, quorum)
    return private.public_key().public_bytes_raw(), made


def fingerprint(public: bytes) -> str:
    """What people compare: 16 hexadecimal digits in groups of four."""
    digits = _mark(public).hex()
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def seal_root(public: bytes, tenant: str, generation: int, root: bytes) -> bytes:
    """A root, sealed to the escrow for this tenant and generation alone."""
    key = X25519PublicKey.from_public_bytes(public)
    return VERSION + _mark(public) + _SUITE.encrypt(root, key, info=_info(tenant, generation))


def open_root(given: Sequence[str], sealed: bytes, tenant: str, generation: int) -> bytes:
    """The root (32 bytes), opened by enough shares.

    Raises:
        BadShares: mistyped, too few, or not of one escrow; the error says which and what to do.
        WrongShares: a whole quorum, of another escrow than this file was sealed to.
        SealBroken: the file was changed, or is another tenant's or generation's.
    """
    if len(sealed) != _SEALED_BYTES or sealed[:1] != VERSION:
        raise SealBroken
    private = X25519PrivateKey.from_private_bytes(shares.combine(given))
    if sealed[1:_HEAD_BYTES] != _mark(private.public_key().public_bytes_raw()):
        raise WrongShares
    try:
        return _SUITE.decrypt(sealed[_HEAD_BYTES:], private, info=_info(tenant, generation))
    except (InvalidTag, ValueError):  # ValueError: no point of the curve
        raise SealBroken from None


def publish(folder: Path, public: bytes) -> None:
    """Put an escrow into force, in place of any earlier one. Seal the roots in force to it next
    (`write`): until then the earlier escrow's holders open them.

    Raises:
        UnsafeKeyFile: others may write in the folder.
        OSError: it cannot be written.
    """
    guarded.write(folder / PUBLIC_FILE, public.hex().encode("ascii") + b"\n")


def in_use(folder: Path) -> bool:
    """Whether roots are sealed to an escrow here."""
    return os.path.lexists(folder / PUBLIC_FILE)


def public_key(folder: Path) -> bytes | None:
    """The public key of the escrow in force; None where there is none.

    Raises:
        UnsafeKeyFile: others could have put it there.
        BrokenKeyFile: it holds no key.
    """
    path = folder / PUBLIC_FILE
    if not in_use(folder):
        return None
    text = guarded.read(path, 2 * KEY_BYTES + 1)
    try:
        public = bytes.fromhex(text.decode("ascii"))
    except ValueError:
        raise BrokenKeyFile(path) from None
    if len(public) != KEY_BYTES:
        raise BrokenKeyFile(path)
    return public


def write(folder: Path, tenant: str, generation: int, root: bytes) -> None:
    """Seal a root into its file, complete and durable when this returns; nothing where there is no
    escrow. Again is once.

    Raises:
        UnsafeKeyFile, BrokenKeyFile: the public key, or the folder.
        OSError: the file cannot be written.
    """
    public = public_key(folder)
    if public is not None:
        guarded.write(sealed_file(folder, generation), seal_root(public, tenant, generation, root))


def covers(folder: Path, generation: int) -> bool:
    """Whether this root's file is there and is sealed to the escrow in force.

    Raises:
        UnsafeKeyFile, BrokenKeyFile: the public key or the file.
    """
    public = public_key(folder)
    path = sealed_file(folder, generation)
    if public is None or not os.path.lexists(path):
        return False
    sealed = guarded.read(path, _SEALED_BYTES)
    return len(sealed) == _SEALED_BYTES and sealed[:_HEAD_BYTES] == VERSION + _mark(public)


def remove(folder: Path, generation: int) -> None:
    """Overwrite and remove the file of a root that was destroyed; again is once.

    Raises:
        OSError: it cannot be removed.
    """
    guarded.destroy(sealed_file(folder, generation))


def sealed_file(folder: Path, generation: int) -> Path:
    """Where the sealed root of a generation is."""
    return folder / f"escrow-{generation}.sealed"


def _mark(public: bytes) -> bytes:
    return hashlib.sha256(framed("keepword/escrow/public", public)).digest()[:_MARK_BYTES]


def _info(tenant: str, generation: int) -> bytes:
    return framed("keepword/escrow", encoded(tenant), number(generation))
