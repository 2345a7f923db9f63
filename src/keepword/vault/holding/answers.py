"""What the key holder answers, byte for byte; frames as in `frames`.

    DONE     128  by what was asked
        Hello, Ping, Check  nothing
        AskPage             length u8 ‖ name of the page ‖ key (32)
        Open                as many times as names were asked: key (32)
        Newest              generation u32
        PageKey             key (32)
        Tags                for each text: number of tags u8
                            ‖ so many times: generation u32 ‖ tag (16)
    REFUSED  129  a code of `vault.errors`, ASCII, 1 to 64 bytes

Readers raise `BadFrame`, and nothing else.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from keepword.vault.blind_index import TAG_BYTES
from keepword.vault.holder import FreshPage, Tag
from keepword.vault.holding.errors import BadFrame
from keepword.vault.holding.frames import HEAD, Kind, framed, of_body
from keepword.vault.holding.wire import LONGEST_NAME, decoded
from keepword.vault.sealing import KEY_BYTES, encoded

LONGEST_CODE = 64

_GENERATION = struct.Struct(">I")
_KEY = struct.Struct(f">{KEY_BYTES}s")
_TAG = struct.Struct(f">I{TAG_BYTES}s")


def done() -> bytearray:
    """It is done, and there is nothing more to say."""
    return framed(Kind.DONE, 0)


def refused(code: str) -> bytearray:
    """It was not done."""
    return of_body(Kind.REFUSED, code.encode("ascii"))


def keys(found: Sequence[bytes]) -> bytearray:
    """Keys, 32 bytes each; the buffer has its whole size at once, so that none is copied."""
    frame = framed(Kind.DONE, KEY_BYTES * len(found))
    at = HEAD.size
    for key in found:
        _KEY.pack_into(frame, at, _whole(key, KEY_BYTES))
        at += KEY_BYTES
    return frame


def page(fresh: FreshPage) -> bytearray:
    """A fresh page with its key."""
    name = encoded(fresh.name)
    frame = framed(Kind.DONE, 1 + len(name) + KEY_BYTES)
    body = bytes([len(name)]) + name
    frame[HEAD.size : HEAD.size + len(body)] = body
    frame[HEAD.size + len(body) :] = _whole(fresh.key, KEY_BYTES)
    return frame


def generation(number: int) -> bytearray:
    """A generation."""
    return of_body(Kind.DONE, _GENERATION.pack(number))


def tags(found: Sequence[Sequence[Tag]]) -> bytearray:
    """The tags of each text."""
    parts: list[bytes] = []
    for each in found:
        parts.append(bytes([len(each)]))
        parts.extend(_TAG.pack(tag.generation, _whole(tag.tag, TAG_BYTES)) for tag in each)
    return of_body(Kind.DONE, b"".join(parts))


# ── read ─────────────────────────────────────────────────────────────────────────────────────


def read_nothing(body: bytearray) -> None:
    """What `done` said."""
    if body:
        raise BadFrame


def read_code(body: bytearray) -> str:
    """What `refused` said."""
    if not 0 < len(body) <= LONGEST_CODE or not body.isascii():
        raise BadFrame
    return body.decode("ascii")


def read_keys(body: bytearray, count: int) -> list[bytes]:
    """What `keys` said to whoever asked for `count`."""
    if len(body) != KEY_BYTES * count:
        raise BadFrame
    return [key for (key,) in _KEY.iter_unpack(body)]


def read_page(body: bytearray) -> FreshPage:
    """What `page` said."""
    size = len(body) - 1 - KEY_BYTES
    if not 0 < size <= LONGEST_NAME or body[0] != size:
        raise BadFrame
    return FreshPage(decoded(body[1 : 1 + size]), bytes(memoryview(body)[1 + size :]))


def read_generation(body: bytearray) -> int:
    """What `generation` said."""
    if len(body) != _GENERATION.size:
        raise BadFrame
    number: int = _GENERATION.unpack(body)[0]
    return number


def read_tags(body: bytearray, count: int) -> list[tuple[Tag, ...]]:
    """What `tags` said to whoever asked for the tags of `count` texts."""
    found: list[tuple[Tag, ...]] = []
    at = 0
    while at < len(body) and len(found) < count:
        start, at = at + 1, at + 1 + body[at] * _TAG.size
        if at > len(body):
            raise BadFrame
        each = _TAG.iter_unpack(memoryview(body)[start:at])
        found.append(tuple(Tag(generation, tag) for generation, tag in each))
    if at != len(body) or len(found) != count:
        raise BadFrame
    return found


def _whole(secret: bytes, size: int) -> bytes:
    """`secret`; one of another length is a mistake of the holder's (`struct` would pad it)."""
    if len(secret) != size:
        raise BadFrame
    return secret
