"""The socket's file: in a folder of ours alone, and one holder's at a time.

A socket's path is at most 107 bytes on Linux and 103 elsewhere (`sun_path`), so a deep
`KEEPWORD_VAR` cannot hold it. Linux takes the folder by an open descriptor instead of its name:
caller and holder need not agree on another place.
"""

from __future__ import annotations

import fcntl
import os
import socket
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from keepword.vault.holding.errors import HolderRuns, SocketTooDeep, UnsafeSocket

SOCKET_NAME = "keys.sock"
LONGEST = 103
"""Bytes that every system takes."""

BACKLOG = 64
"""Callers that may wait for their connection to be taken."""


@contextmanager
def address(path: Path) -> Iterator[str]:
    """A name for `path` that fits into a socket's address, good inside the block.

    Raises:
        SocketTooDeep: too long, and not on Linux.
        OSError: there is no such folder, or we may not enter it.
    """
    if len(os.fsencode(path)) <= LONGEST:
        yield str(path)
        return
    if sys.platform != "linux":
        raise SocketTooDeep(path)
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


class Place:
    """A socket that is listened on, from `take` to `leave`.

    Args:
        path: where; its folder is made where it is missing.
        group: the group that may connect beside our own account; None: nobody else.
    """

    def __init__(self, path: Path, group: int | None = None) -> None:
        self._path = path
        self._group = group
        self._lock: int | None = None
        self._inode = 0

    def take(self) -> socket.socket:
        """Listen. What a holder that died left in this place is replaced.

        Raises:
            HolderRuns: another one lives.
            UnsafeSocket: the folder is not ours, or what is there is no socket.
            SocketTooDeep: the path cannot be shortened on this system.
            OSError: the folder cannot be written.
        """
        self._own_folder()
        self._lock = _locked(self._path)
        try:
            _clear(self._path)
            return self._listen()
        except BaseException:
            self.leave()
            raise

    def leave(self) -> None:
        """Take the socket's file away and let others in; again is once."""
        if self._lock is None:
            return
        with suppress(FileNotFoundError):
            if self._path.lstat().st_ino == self._inode:
                self._path.unlink()
        os.close(self._lock)
        self._lock = None

    def _own_folder(self) -> None:
        folder = self._path.parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or os.geteuid() not in (0, found.st_uid):
            raise UnsafeSocket(folder)
        if self._group is not None:
            os.chown(folder, -1, self._group)
        folder.chmod(0o700 if self._group is None else 0o710)

    def _listen(self) -> socket.socket:
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            with address(self._path) as name:
                listener.bind(name)
            self._inode = self._path.lstat().st_ino
            if self._group is not None:
                os.chown(self._path, -1, self._group)
            self._path.chmod(0o660)
            listener.listen(BACKLOG)
        except BaseException:
            listener.close()
            raise
        return listener


def _locked(path: Path) -> int:
    """A lock that the kernel drops when its holder dies; its file stays.

    Without it, two that start at once would each take the other's socket for a dead one's.
    """
    name = path.with_name(f"{path.name}.lock")
    fd = os.open(name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(fd)
        raise HolderRuns(path) from None
    return fd


def _clear(path: Path) -> None:
    """Remove a socket that nobody listens on."""
    if not os.path.lexists(path):
        return
    if not stat.S_ISSOCK(path.lstat().st_mode):
        raise UnsafeSocket(path)
    if _answers(path):
        raise HolderRuns(path)
    path.unlink()


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe, address(path) as name:
        try:
            probe.connect(name)
        except ConnectionRefusedError:
            return False
    return True
