"""Frames between callers and the key holder: a head and a body; numbers are big-endian.

    version u8 = 1 ‖ kind u8 ‖ length of the body u32, at most 4 000 000

A connection carries one request at a time, so that none needs a number. What is in a body is said
in `wire` and `answers`.
"""

from __future__ import annotations

import struct
from enum import IntEnum

from keepword.vault.holding.errors import BadFrame

VERSION = 1
MOST_BYTES = 4_000_000
"""Of a body: ten times what the longest request for keys needs."""

HEAD = struct.Struct(">BBI")


class Kind(IntEnum):
    """What a frame is."""

    HELLO = 1
    PING = 2
    ASK_PAGE = 3
    OPEN = 4
    NEWEST = 5
    PAGE_KEY = 6
    TAGS = 7
    CHECK = 8
    DONE = 128
    REFUSED = 129


def framed(kind: Kind, size: int) -> bytearray:
    """A frame with its head and room for `size` bytes; the caller wipes it.

    Raises:
        BadFrame: more than a frame takes.
    """
    if size > MOST_BYTES:
        raise BadFrame
    frame = bytearray(HEAD.size + size)
    HEAD.pack_into(frame, 0, VERSION, kind, size)
    return frame


def of_body(kind: Kind, body: bytes) -> bytearray:
    """A frame around a body that holds no secret of its own.

    Raises:
        BadFrame: more than a frame takes.
    """
    frame = framed(kind, len(body))
    frame[HEAD.size :] = body
    return frame


def head(raw: bytearray) -> tuple[int, int]:
    """Kind of a frame and length of its body.

    Raises:
        BadFrame: another version, or longer than allowed.
    """
    if len(raw) != HEAD.size:
        raise BadFrame
    version, kind, size = HEAD.unpack(raw)
    if version != VERSION or size > MOST_BYTES:
        raise BadFrame
    return kind, size


def wipe(buffer: bytearray) -> None:
    """Overwrite what held keys or values; other copies of them are the garbage collector's."""
    buffer[:] = bytes(len(buffer))
