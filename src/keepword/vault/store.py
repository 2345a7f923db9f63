"""The key store as its holder reads and writes it: on connections of its own, each act durable."""

from __future__ import annotations

import queue
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Generic, TypeVar

import psycopg

from keepword.storage.sql import Cursor

Connect = Callable[[], psycopg.Connection[Any]]
"""Opens a fresh autocommit connection."""

LOCK = 0x4B45_5953
"""Advisory lock of the key store ("KEYS"): shared by whoever writes keys or tags, exclusive for
each step of a turn."""

MAKING = 0x4D41_4B45
"""Advisory lock of whoever makes a page ("MAKE"): shared, and exclusive while a root comes into
force. Held alone and for one statement: a caller may hold `LOCK` meanwhile, for which a turn may
wait already."""

KEPT_FOR = 60.0
"""Seconds that an opened key counts in memory."""

SWEPT_EVERY = 5.0
"""Seconds after which it is overwritten there at the latest."""

_IDLE = 4
_Name = TypeVar("_Name", bound=Hashable)


class Connections:
    """A few idle connections; a broken one is not kept."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._idle: queue.LifoQueue[psycopg.Connection[Any]] = queue.LifoQueue(_IDLE)

    @contextmanager
    def cursor(self) -> Iterator[Cursor]:
        """A cursor outside any transaction: each statement is one."""
        with self._own() as own, own.cursor() as cur:
            yield cur

    @contextmanager
    def transaction(self) -> Iterator[Cursor]:
        """A cursor in a transaction that is durable at its end."""
        with self._own() as own, own.transaction(), own.cursor() as cur:
            yield cur

    @contextmanager
    def session_lock(self, lock: int) -> Iterator[bool]:
        """Whether this advisory lock is ours; given back at the end, by the server if we die."""
        with self._connect() as own:
            row = own.execute("SELECT pg_try_advisory_lock(%s)", (lock,)).fetchone()
            try:
                yield row == (True,)
            finally:
                # Not left to the connection's end, which the server sees a moment later: whoever
                # asks next would find the lock taken.
                with suppress(psycopg.Error):
                    own.execute("SELECT pg_advisory_unlock_all()")

    def close(self) -> None:
        """Close those that are idle."""
        while not self._idle.empty():
            self._idle.get_nowait().close()

    @contextmanager
    def _own(self) -> Iterator[psycopg.Connection[Any]]:
        try:
            own = self._idle.get_nowait()
        except queue.Empty:
            own = self._connect()
        try:
            yield own
        except BaseException:
            own.close()
            raise
        try:
            self._idle.put_nowait(own)
        except queue.Full:
            own.close()


class Remembered(Generic[_Name]):
    """Keys by name, the last made ones, for a minute; overwritten when they are let go, which is
    within `SWEPT_EVERY` of their time whether or not anybody asks."""

    def __init__(self, most: int, seconds: float = KEPT_FOR) -> None:
        self._most = most
        self._seconds = seconds
        self._lock = threading.Lock()
        self._kept: OrderedDict[_Name, tuple[float, bytearray]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, name: _Name) -> bytes | None:
        """The key, if it is remembered still."""
        with self._lock:
            found = self._kept.get(name)
            if found is None:
                return None
            if found[0] < time.monotonic():
                self._drop(name)
                return None
            return bytes(found[1])

    def get_many(self, names: Iterable[_Name]) -> list[bytes | None]:
        """The keys of several names, each or None."""
        now = time.monotonic()
        with self._lock:
            found = map(self._kept.get, names)
            return [bytes(each[1]) if each and each[0] >= now else None for each in found]

    def put_many(self, keys: Mapping[_Name, bytes]) -> None:
        """Remember several keys."""
        for name, key in keys.items():
            self.put(name, key)

    def put(self, name: _Name, key: bytes) -> None:
        """Remember a key."""
        with self._lock:
            if name in self._kept:
                self._drop(name)
            self._kept[name] = (time.monotonic() + self._seconds, bytearray(key))
            while len(self._kept) > self._most:
                self._drop(next(iter(self._kept)))
            self._sweep()
        _sweeper.watch(self)

    def drop(self, name: _Name) -> None:
        """Forget one."""
        with self._lock:
            if name in self._kept:
                self._drop(name)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            for name in list(self._kept):
                self._drop(name)

    def sweep(self) -> int:
        """Overwrite what is over; how many keys are left."""
        with self._lock:
            self._sweep()
            return len(self._kept)

    def _sweep(self) -> None:
        now = time.monotonic()
        while self._kept and next(iter(self._kept.values()))[0] < now:
            self._drop(next(iter(self._kept)))

    def _drop(self, name: _Name) -> None:
        _, key = self._kept.pop(name)
        key[:] = bytes(len(key))


class _Sweeper:
    """Sweeps every memory of keys from a thread that lives as long as there are any."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watched: weakref.WeakSet[Remembered[Any]] = weakref.WeakSet()
        self._thread: threading.Thread | None = None

    def watch(self, kept: Remembered[Any]) -> None:
        """Sweep this one too; also in a process that was forked since."""
        thread = self._thread
        if kept in self._watched and thread is not None and thread.is_alive():
            return
        with self._lock:
            self._watched.add(kept)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="keys-wiped", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            time.sleep(SWEPT_EVERY)
            with self._lock:
                left = sum(each.sweep() for each in list(self._watched))
                if not left:
                    self._watched.clear()
                    self._thread = None
                    return


_sweeper = _Sweeper()
