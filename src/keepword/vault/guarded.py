"""Small files that nobody else may read or put another in the place of: PINs, escrow."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from keepword.vault.errors import UnsafeKeyFile


def read(path: Path, limit: int) -> bytes:
    """What the file holds; at most `limit` + 1 bytes of it, so that a longer one shows.

    Raises:
        UnsafeKeyFile: there is none, it is open to others, or not a plain file of this account.
    """
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:  # a symbolic link, or not ours to read
        raise UnsafeKeyFile(path) from error
    try:
        found = os.fstat(fd)
        if not stat.S_ISREG(found.st_mode) or found.st_mode & 0o077 or not _ours(found):
            raise UnsafeKeyFile(path)
        return os.read(fd, limit + 1)
    finally:
        os.close(fd)


def write(path: Path, content: bytes) -> None:
    """Put a file of ours (0600) in the place of any earlier one: all of it or nothing; durable.

    Raises:
        UnsafeKeyFile: others may write in its folder.
        OSError: the folder cannot be written.
    """
    folder = path.parent
    found = folder.stat()
    if found.st_mode & 0o022 or not _ours(found):
        raise UnsafeKeyFile(folder)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(fd)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    _sync(folder)


def destroy(path: Path) -> None:
    """Overwrite and remove a plain file; again is once. A link is removed, not followed."""
    try:
        fd = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    except OSError:  # a link, a folder, another's file
        path.unlink()
    else:
        try:
            os.write(fd, os.urandom(os.fstat(fd).st_size))
            os.fsync(fd)
        finally:
            os.close(fd)
        path.unlink()
    _sync(path.parent)


def _ours(found: os.stat_result) -> bool:
    return os.geteuid() in (0, found.st_uid) or found.st_uid == 0


def _sync(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
