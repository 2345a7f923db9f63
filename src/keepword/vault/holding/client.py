"""The `Holder` of every process that must not know the root: asks the one that does."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from keepword.vault.errors import BadPageName, NoHolder, UnknownIndex, VaultError
from keepword.vault.holder import FreshPage, KeyName, Tag
from keepword.vault.holding import answers, codes, frames, wire
from keepword.vault.holding.channel import Channel
from keepword.vault.holding.errors import BadFrame, Gone, SocketTooDeep
from keepword.vault.holding.place import address
from keepword.vault.holding.roles import Role

MOST_IDLE = 16
"""Connections kept for the next call."""

_MOST_TEXT = 500_000
"""Characters of texts in one request: with four bytes each they are half of what a frame takes."""

T = TypeVar("T")
Read = Callable[[bytearray], T]


class HolderClient:
    """Asks the holder that listens on a socket; for threads, and for what is forked later.

    Every call may raise `NoHolder` (nobody answers in time, or not in the form agreed on) and
    `NotForYou` (this role may not ask that, or is not believed to be that role), beside what
    `Holder` says. A call on a connection that the holder has closed since, because it was started
    anew, is made once more: asking twice harms nothing, and wastes a fresh page at most.

    Args:
        path: the socket.
        role: who we are.
        token: shows it (32 bytes).
        timeout: seconds for the holder to take a request, and again to answer it.
    """

    def __init__(self, path: Path, role: Role, token: bytes, timeout: float = 5.0) -> None:
        self._path = path
        self._hello = wire.Hello(role, token)
        self._timeout = timeout
        self._lock = threading.Lock()
        self._idle: list[Channel] = []
        self._process = os.getpid()

    def ping(self) -> None:
        """Return if the holder answers; the key store is not looked at.

        Raises:
            NoHolder: it does not.
            NotForYou: it does not believe us.
        """
        self._ask(wire.Ping(), answers.read_nothing)

    def prepare(self, now: datetime) -> None:
        """As `check`: a holder prepares its key store before it listens."""
        self.check()

    def check(self) -> None:
        """Whether keys can be had; another tenant's key store is `WrongRoot` here too."""
        self._ask(wire.Check(), answers.read_nothing)

    def fresh_page(self) -> FreshPage:
        """A page of the caller's own, durable when this returns."""
        return self._ask(wire.AskPage(), answers.read_page)

    def open(self, names: Sequence[KeyName]) -> list[bytes]:
        """The data keys of these names, in their order; several requests where they are many."""
        found: list[bytes] = []
        for start in range(0, len(names), wire.MOST_NAMES):
            some = names[start : start + wire.MOST_NAMES]
            found += self._ask(wire.Open(some), partial(answers.read_keys, count=len(some)))
        return found

    def newest(self, subject: UUID, unit: UUID) -> int:
        """The highest generation of a unit's key."""
        return self._ask(wire.Newest(subject, unit), answers.read_generation)

    def page_key(self, page: str, *, make: bool) -> bytes:
        """The key of a page that is all one key."""
        if not wire.is_name(page):
            raise BadPageName(page)
        return self._ask(wire.PageKey(page, make), partial(answers.read_keys, count=1))[0]

    def tags(self, index: str, texts: Sequence[str], at_least: int = 0) -> list[tuple[Tag, ...]]:
        """The tags of canonical texts; several requests where they are many."""
        if not wire.is_name(index):
            raise UnknownIndex(index)
        found: list[tuple[Tag, ...]] = []
        for some in _portions(texts):
            read = partial(answers.read_tags, count=len(some))
            found += self._ask(wire.Tags(index, some, at_least), read)
        return found

    def close(self) -> None:
        """Let go of connections that nobody uses now; the next call makes another."""
        with self._lock:
            idle, self._idle = self._idle, []
        for channel in idle:
            channel.close()

    # ─────────────────────────────────────────────────────────────────────────────────────────

    def _ask(self, call: wire.Call, read: Read[T]) -> T:
        """Ask, on a connection that is there or a new one; once more if that one was closed."""
        kept = self._kept()
        if kept is not None:
            try:
                return self._exchange(kept, call, read)
            except Gone:
                self.close()  # all of them led to the holder that ended
        return self._exchange(self._connected(), call, read)

    def _exchange(self, channel: Channel, call: wire.Call, read: Read[T]) -> T:
        """One call on `channel`, which goes back only if what came was whole."""
        try:
            got = _spoken(channel, call, read)
        except BaseException:
            channel.close()
            raise
        self._keep(channel)
        if isinstance(got, VaultError):
            raise got
        return got

    def _connected(self) -> Channel:
        connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            channel = Channel(connected, self._timeout)
            with address(self._path) as name:
                connected.connect(name)
            refused = _spoken(channel, self._hello, answers.read_nothing)
        except BaseException as error:
            connected.close()
            if isinstance(error, OSError | SocketTooDeep):
                raise NoHolder from error
            raise
        if refused is not None:
            channel.close()
            raise refused
        return channel

    def _kept(self) -> Channel | None:
        with self._lock:
            if self._process != os.getpid():  # forked: these connections are our parent's
                self._process, idle = os.getpid(), self._idle
                self._idle = []
                for channel in idle:
                    channel.close()
            return self._idle.pop() if self._idle else None

    def _keep(self, channel: Channel) -> None:
        with self._lock:
            if len(self._idle) < MOST_IDLE:
                self._idle.append(channel)
                return
        channel.close()


def _spoken(channel: Channel, request: wire.Request, read: Read[T]) -> T | VaultError:
    """Send a request and read its answer, or the refusal."""
    channel.send(wire.pack(request))
    kind, body = channel.receive()
    try:
        match kind:
            case frames.Kind.DONE:
                return read(body)
            case frames.Kind.REFUSED:
                return codes.error_of(answers.read_code(body), request)
            case _:
                raise BadFrame
    finally:
        frames.wipe(body)


def _portions(texts: Sequence[str]) -> Iterator[list[str]]:
    """Texts in portions that each fit into one request."""
    some: list[str] = []
    size = 0
    for text in texts:
        if some and (len(some) == wire.MOST_NAMES or size + len(text) > _MOST_TEXT):
            yield some
            some, size = [], 0
        some.append(text)
        size += len(text)
    if some:
        yield some
