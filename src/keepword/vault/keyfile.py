"""A key in a file of its own: made once, complete or not at all, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from keepword.vault import guarded
from keepword.vault.errors import BrokenKeyFile, UnsafeKeyFile
from keepword.vault.keytree import new_key
from keepword.vault.sealing import KEY_BYTES


def make_or_read(path: Path) -> bytes:
    """The key in `path` (hexadecimal, one line), made first when there is none.

    Two first starts at once agree: each writes a complete, synced file of its own and links it to
    the name; whoever comes second reads what the first one linked.

    Raises:
        UnsafeKeyFile: file or folder are open to others, or not this account's.
        BrokenKeyFile: what is there is no key.
        OSError: the folder cannot be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _check_folder(path.parent)
    if not os.path.lexists(path):
        _make(path, new_key())
    return read(path)


def read(path: Path) -> bytes:
    """The key in `path`.

    Raises:
        UnsafeKeyFile: the file is open to others, or not a plain file of this account.
        BrokenKeyFile: what is there is no key.
    """
    return _parsed(guarded.read(path, 2 * KEY_BYTES + 1), path)


def _parsed(text: bytes, path: Path) -> bytes:
    digits = text.removesuffix(b"\n")
    if len(digits) != 2 * KEY_BYTES:
        raise BrokenKeyFile(path)
    try:
        key = bytes.fromhex(digits.decode("ascii"))
    except ValueError:  # its text may show part of the key
        raise BrokenKeyFile(path) from None
    if len(key) != KEY_BYTES:
        raise BrokenKeyFile(path)
    return key


def _make(path: Path, key: bytes) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(fd, "w", encoding="ascii") as file:
            file.write(key.hex() + "\n")
            file.flush()
            os.fsync(fd)
        _link(draft, path)
    finally:
        draft.unlink()
    sync(path.parent)


def _link(draft: Path, path: Path) -> None:
    """Give the draft its name unless somebody was first (a rename would replace their key)."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return


def _check_folder(folder: Path) -> None:
    """Nobody else may put another key in this one's place."""
    found = folder.stat()
    if found.st_mode & 0o022 or not _ours(found):
        raise UnsafeKeyFile(folder)


def _ours(found: os.stat_result) -> bool:
    return os.geteuid() in (0, found.st_uid) or found.st_uid == 0


def sync(folder: Path) -> None:
    """Flush the names in `folder` to the disk."""
    fd = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
