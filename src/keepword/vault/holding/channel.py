"""Frames on a connected Unix socket, each side with its own patience.

The kernel keeps the time (`SO_RCVTIMEO`, `SO_SNDTIMEO`): a frame costs two calls to read and one
to write.
"""

from __future__ import annotations

import socket
import struct
import sys
import time

from keepword.vault.holding import frames
from keepword.vault.holding.errors import BadFrame, Gone, Late

_PEER = struct.Struct("iII")
"""`struct ucred` of unix(7): process, user, group."""


class Channel:
    """A connection; for one thread at a time. Whoever gets an error from it closes it.

    Args:
        connected: the socket, blocking, or about to be connected; closed with the channel.
        seconds: for the rest of a frame that has begun, and for a frame to be taken.
    """

    def __init__(self, connected: socket.socket, seconds: float) -> None:
        self._socket = connected
        self.patience(seconds)

    def patience(self, seconds: float) -> None:
        """Wait this long from now on, for a connection too."""
        self._seconds = seconds
        microseconds = max(1, round(seconds * 1_000_000))
        limit = struct.pack("ll", *divmod(microseconds, 1_000_000))
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            self._socket.setsockopt(socket.SOL_SOCKET, option, limit)

    def send(self, frame: bytearray) -> None:
        """Send a frame and overwrite it.

        Raises:
            Gone: nobody is there any more.
            Late: nobody takes it.
        """
        try:
            self._socket.sendall(frame)
        except BlockingIOError:
            raise Late from None
        except OSError:
            raise Gone from None
        finally:
            frames.wipe(frame)

    def receive(self, *, forever: bool = False) -> tuple[int, bytearray]:
        """The next frame: its kind and its body; the caller wipes the body.

        Args:
            forever: wait for the frame to begin however long it takes.

        Raises:
            BadFrame: what came is none; the connection cannot be used any more.
            Gone: the connection ended.
            Late: it did not come whole in time.
        """
        raw = bytearray(frames.HEAD.size)
        self._fill(raw, forever=forever)
        kind, size = frames.head(raw)
        body = bytearray(size)
        if size:
            self._fill(body, forever=False)
        return kind, body

    def peer(self) -> int | None:
        """The account at the other end, when it connected; None where the system does not say."""
        if sys.platform != "linux":
            return None
        raw = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size)
        uid: int = _PEER.unpack(raw)[1]
        return uid

    def no_more_requests(self) -> None:
        """From any thread: what is being answered is answered, and then the connection ends."""
        self._shut(socket.SHUT_RD)

    def break_off(self) -> None:
        """From any thread: end it now."""
        self._shut(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of the socket."""
        self._socket.close()

    def _shut(self, how: int) -> None:
        try:
            self._socket.shutdown(how)
        except OSError:  # closed already
            return

    def _fill(self, buffer: bytearray, *, forever: bool) -> None:
        """Fill `buffer`. The kernel wakes us early for signals and when its time is up."""
        view, got, until = memoryview(buffer), 0, 0.0
        while got < len(buffer):
            try:
                count = self._socket.recv_into(view[got:], 0, socket.MSG_WAITALL)
            except BlockingIOError:
                if forever and not got:
                    continue
                raise Late from None
            except OSError:
                raise Gone from None
            if not count:
                raise BadFrame if got else Gone
            got += count
            if got < len(buffer):
                until = until or time.monotonic() + self._seconds
                if time.monotonic() >= until:
                    raise Late
