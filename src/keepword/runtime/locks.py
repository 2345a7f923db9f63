"""Locks that the kernel drops when their holder dies, however it dies (flock)."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FileLock:
    """A lock on a file that is created when missing and never removed.

    Removing it would let two holders lock two files of one name. The descriptor is closed in
    children (PEP 446), so a child never keeps its parent's lock.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._fd is not None

    def acquire(self, *, shared: bool = False) -> None:
        """Wait until the lock is ours."""
        self._lock(fcntl.LOCK_SH if shared else fcntl.LOCK_EX)

    def try_acquire(self, *, shared: bool = False) -> bool:
        """Take the lock if nobody is in the way; say whether it is ours."""
        try:
            self._lock((fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def is_free(self, *, shared: bool = False) -> bool:
        """Whether `try_acquire` would have succeeded just now (on an object that holds nothing)."""
        if not self.try_acquire(shared=shared):
            return False
        self.release()
        return True

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock for the length of a `with` block."""
        self.acquire()
        try:
            yield
        finally:
            self.release()

    def _lock(self, operation: int) -> None:
        if self._fd is not None:
            raise RuntimeError(f"{self.path} is locked by this object already")
        fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, operation)
        except BaseException:
            os.close(fd)
            raise
        self._fd = fd
