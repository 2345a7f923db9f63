"""The key holder for many callers at once: a thread a connection.

What a stranger sends ends its own connection and nobody else's. No role can take all connections:
another one still gets its own.
"""

from __future__ import annotations

import selectors
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from keepword.vault.errors import NotForYou
from keepword.vault.holding import answers, frames, wire
from keepword.vault.holding.channel import Channel
from keepword.vault.holding.errors import BadFrame, Gone, Late
from keepword.vault.holding.place import Place
from keepword.vault.holding.roles import Role
from keepword.vault.holding.service import Service

MOST_CONNECTIONS = 64
MOST_OF_A_ROLE = 32
"""More than the threads of all processes of a role; the rest is left to the others."""

STACK = 512 * 1024
"""Bytes a thread: a call goes a few dozen frames deep, down to the database's client."""

FRAME_REFUSED = "key-frame-refused"
FULL = "key-connections-full"
"""What is said: something that is no request; a caller sent away for want of room."""


@dataclass(frozen=True, slots=True)
class Waits:
    """How long a caller may take, in seconds: to say who it is; to send or take one frame."""

    hello: float = 2.0
    frame: float = 5.0


class Server:
    """Serves from `start` to `stop`.

    Args:
        path: the socket.
        service: answers.
        group: the group that may connect beside our own account.
        waits: how long a caller may take.
    """

    def __init__(
        self, path: Path, service: Service, *, group: int | None = None, waits: Waits | None = None
    ) -> None:
        self._place = Place(path, group)
        self._service = service
        self._waits = waits or Waits()
        self._lock = threading.Lock()
        self._open: dict[Channel, threading.Thread] = {}
        self._of_role: Counter[Role] = Counter()
        self._bell: socket.socket | None = None
        self._door: threading.Thread | None = None

    def start(self) -> None:
        """Listen; callers are served when this returns.

        Raises:
            HolderRuns: another holder lives here.
            UnsafeSocket, SocketTooDeep, OSError: see `Place.take`.
        """
        listener = self._place.take()
        listener.setblocking(False)
        self._bell, rung = socket.socketpair()
        self._door = threading.Thread(
            target=self._admit, args=(listener, rung), name="keys-door", daemon=True
        )
        self._door.start()

    def stop(self, seconds: float = 5.0) -> None:
        """Answer what was asked, take nothing new, and end; whoever takes longer is cut off."""
        if self._door is None or self._bell is None:
            return
        self._bell.close()
        self._door.join()
        self._door = None
        with self._lock:
            serving = dict(self._open)
        for channel in serving:
            channel.no_more_requests()
        until = time.monotonic() + seconds
        for channel, thread in serving.items():
            thread.join(max(0.0, until - time.monotonic()))
            channel.break_off()
        self._place.leave()
        self._service.close()

    def _admit(self, listener: socket.socket, rung: socket.socket) -> None:
        """Take connections until the other end of `rung` is closed."""
        with listener, rung, selectors.DefaultSelector() as waiting:
            waiting.register(listener, selectors.EVENT_READ)
            waiting.register(rung, selectors.EVENT_READ)
            while rung not in [key.fileobj for key, _ in waiting.select()]:
                try:
                    connected, _ = listener.accept()
                except OSError:  # it left again, or there is no descriptor left for it
                    time.sleep(0.01)
                    continue
                self._take(connected)

    def _take(self, connected: socket.socket) -> None:
        connected.setblocking(True)
        channel = Channel(connected, self._waits.hello)
        thread = threading.Thread(target=self._serve, args=(channel,), name="keys", daemon=True)
        with self._lock:
            full = len(self._open) >= MOST_CONNECTIONS
            if not full:
                self._open[channel] = thread
        if full:
            channel.close()
            self._service.note(FULL, "")
            return
        usual = threading.stack_size(STACK)
        try:
            thread.start()
        except RuntimeError:  # no room for a thread
            self._forget(channel)
        finally:
            threading.stack_size(usual)

    def _serve(self, channel: Channel) -> None:
        """One connection, to its end."""
        role: Role | None = None
        try:
            role = self._greeted(channel)
            if role is None:
                return
            channel.send(answers.done())
            while True:
                self._answer(channel, role)
        except (Gone, Late):
            return
        except BadFrame:
            self._service.note(FRAME_REFUSED, role or "")
        finally:
            self._forget(channel, role)

    def _greeted(self, channel: Channel) -> Role | None:
        """Who is there, counted; None for whoever is sent away."""
        hello = _parsed(*channel.receive())
        if not isinstance(hello, wire.Hello):
            raise BadFrame
        if not self._service.welcome(hello, channel.peer()):
            channel.send(answers.refused(NotForYou.code))
            return None
        with self._lock:
            if self._of_role[hello.role] < MOST_OF_A_ROLE:
                self._of_role[hello.role] += 1
                channel.patience(self._waits.frame)
                return hello.role
        self._service.note(FULL, hello.role)
        return None

    def _answer(self, channel: Channel, role: Role) -> None:
        call = _parsed(*channel.receive(forever=True))
        if isinstance(call, wire.Hello):
            raise BadFrame
        channel.send(self._service.answer(role, call))

    def _forget(self, channel: Channel, role: Role | None = None) -> None:
        channel.close()
        with self._lock:
            self._open.pop(channel, None)
            if role is not None:
                self._of_role[role] -= 1


def _parsed(kind: int, body: bytearray) -> wire.Request:
    try:
        return wire.parse(kind, body)
    finally:
        frames.wipe(body)
