"""The folder of the server's Unix socket: short enough, reachable, and private.

A socket's path is at most 107 bytes on Linux and 103 elsewhere (`sun_path`), so a deep
`KEEPWORD_VAR` cannot hold it. The fallback is a folder of ours under the runtime directory.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from keepword.runtime.errors import UnsafeFolder
from keepword.runtime.postgres.osuser import OsUser

SOCKET_NAME = ".s.PGSQL.5432"
LONGEST = 103
"""Bytes that every system takes."""


def fits(folder: Path) -> bool:
    """Whether a socket in `folder` has a path that every system takes.

    A comma would read as two places in libpq and in `unix_socket_directories`.
    """
    return len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST and "," not in str(folder)


def prepare(home: Path, user: OsUser, environ: Mapping[str, str]) -> Path:
    """Make the folder where the server of `home` (var/postgres) listens, and return it.

    Raises:
        UnsafeFolder: somebody else made the fallback folder first.
    """
    near = home / "socket"
    near.mkdir(exist_ok=True)
    _make_private(near, user)
    if fits(near) and user.can_walk_to(near):
        return near
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    for base in _bases(user, environ):
        if not fits(base / digest):
            continue
        folder = base / digest
        folder.mkdir(mode=0o700, exist_ok=True)
        _make_private(folder, user)
        return folder
    raise UnsafeFolder(near)


def tidy(home: Path, folder: Path) -> None:
    """Remove the folder if it is a fallback; the server has ended and left it empty."""
    if not folder.is_relative_to(home):
        with contextlib.suppress(OSError):
            folder.rmdir()


def _bases(user: OsUser, environ: Mapping[str, str]) -> Iterator[Path]:
    """Existing folders that hold our folders, the best one first."""
    own = environ.get("XDG_RUNTIME_DIR")
    system = "/run" if user.switch else own
    if system and Path(system).is_dir() and os.access(system, os.W_OK):
        yield _base(Path(system) / "keepword", user)
    for shared in dict.fromkeys((tempfile.gettempdir(), "/tmp")):
        yield _base(Path(shared) / f"keepword-{os.geteuid()}", user)


def _base(folder: Path, user: OsUser) -> Path:
    """A folder that only we can add to; another account's server must walk through it."""
    mode = 0o711 if user.switch else 0o700
    folder.mkdir(mode=mode, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise UnsafeFolder(folder)
    folder.chmod(mode)
    return folder


def _make_private(folder: Path, user: OsUser) -> None:
    """Give `folder` to the server's account, closed to everyone else."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), user.uid):
        raise UnsafeFolder(folder)
    user.own(folder)
    folder.chmod(0o700)
