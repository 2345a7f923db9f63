"""Secrets that are made once and kept in a file of their own, readable by nobody else."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from keepword.runtime.errors import UnsafeFolder

SECRET_BYTES = 48
"""384 bits: beyond what Django's signing and SCRAM can use."""


def read_or_make(path: Path) -> str:
    """The secret in `path`, made first when there is none.

    Two first starts at once agree: each writes a complete file of its own and links it to the
    name; the one that comes second reads what the first one linked.

    Raises:
        UnsafeFolder: the file is open to others, or not a plain file of ours.
    """
    if not path.exists():
        _make(path)
    return read(path)


def read(path: Path) -> str:
    """The secret in `path`.

    Raises:
        UnsafeFolder: the file is open to others, or not a plain file of ours.
    """
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(fd, encoding="ascii") as file:
        found = os.fstat(fd)
        ours = found.st_uid in (os.geteuid(), 0) or os.geteuid() == 0
        if not stat.S_ISREG(found.st_mode) or found.st_mode & 0o077 or not ours:
            raise UnsafeFolder(path)
        return file.read().strip()


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(fd, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(SECRET_BYTES) + "\n")
        file.flush()
        os.fsync(fd)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    _sync(path.parent)


def _sync(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
