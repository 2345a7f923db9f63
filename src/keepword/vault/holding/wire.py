"""What callers say to the key holder, byte for byte; frames as in `frames`.

The first request of a connection is `Hello`.

    Hello       1  role u8 ‖ token (32)
    Ping        2
    AskPage     3
    Open        4  1 to 10 000 times: subject (16) ‖ unit (16) ‖ generation u32
    Newest      5  subject (16) ‖ unit (16)
    PageKey     6  make u8, 0 or 1 ‖ name of the page, UTF-8, 1 to 200 bytes
    Tags        7  generation u32 ‖ length u8 ‖ name of the index
                   ‖ 1 to 10 000 times: length u32 ‖ text, UTF-8
    Check       8

Answers are in `answers`. Whatever is not in this form raises `BadFrame`, and nothing else.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, SafeUUID

from keepword.vault.errors import NoKey
from keepword.vault.holder import KeyName
from keepword.vault.holding.errors import BadFrame
from keepword.vault.holding.frames import HEAD, Kind, framed, of_body
from keepword.vault.holding.roles import Role
from keepword.vault.sealing import KEY_BYTES, encoded

MOST_NAMES = 10_000
"""Names of keys, or texts, in one request."""

MOST_GENERATION = 2**32 - 1

LONGEST_NAME = 200
"""Bytes of a page's or an index's name."""

_HELLO = struct.Struct(f">B{KEY_BYTES}s")
_NAME = struct.Struct(">16s16sI")
_UNIT = struct.Struct(">16s16s")
_LENGTH = struct.Struct(">I")
_INDEX = struct.Struct(">IB")
_ROLES = (Role.WEB, Role.WORKER, Role.INTEGRATOR, Role.CLI)
"""Their order is their number on the wire."""


@dataclass(frozen=True, slots=True)
class Hello:
    """Who asks on this connection."""

    role: Role
    token: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ping:
    """Is anybody there?"""


@dataclass(frozen=True, slots=True)
class Check:
    """`Holder.check`."""


@dataclass(frozen=True, slots=True)
class AskPage:
    """`Holder.fresh_page`."""


@dataclass(frozen=True, slots=True)
class Open:
    """`Holder.open`."""

    names: Sequence[KeyName]


@dataclass(frozen=True, slots=True)
class Newest:
    """`Holder.newest`."""

    subject: UUID
    unit: UUID


@dataclass(frozen=True, slots=True)
class PageKey:
    """`Holder.page_key`."""

    page: str
    make: bool


@dataclass(frozen=True, slots=True)
class Tags:
    """`Holder.tags`; the texts are personal values."""

    index: str
    texts: Sequence[str] = field(repr=False)
    at_least: int = 0


Call = Ping | Check | AskPage | Open | Newest | PageKey | Tags
Request = Hello | Call


def pack(request: Request) -> bytearray:
    """A request as a frame.

    Raises:
        BadFrame: it does not fit into one.
        NoKey: a generation that no key has.
    """
    match request:
        case Hello(role, token):
            return of_body(Kind.HELLO, _packed_hello(role, token))
        case Ping():
            return framed(Kind.PING, 0)
        case Check():
            return framed(Kind.CHECK, 0)
        case AskPage():
            return framed(Kind.ASK_PAGE, 0)
        case Open(names):
            return of_body(Kind.OPEN, _packed_names(names))
        case Newest(subject, unit):
            return of_body(Kind.NEWEST, _UNIT.pack(subject.bytes, unit.bytes))
        case PageKey(page, make):
            return of_body(Kind.PAGE_KEY, bytes([make]) + _short(page))
        case Tags(index, texts, at_least):
            return _packed_tags(index, texts, at_least)


def parse(kind: int, body: bytearray) -> Request:
    """The request in a frame.

    Raises:
        BadFrame: it is none.
    """
    match kind:
        case Kind.HELLO:
            return _hello(body)
        case Kind.PING if not body:
            return Ping()
        case Kind.CHECK if not body:
            return Check()
        case Kind.ASK_PAGE if not body:
            return AskPage()
        case Kind.OPEN:
            return Open(_names(body))
        case Kind.NEWEST if len(body) == _UNIT.size:
            subject, unit = _UNIT.unpack(body)
            return Newest(_uuid(subject), _uuid(unit))
        case Kind.PAGE_KEY if body and body[0] in (0, 1):
            return PageKey(_name(body[1:]), bool(body[0]))
        case Kind.TAGS:
            return _tags(body)
        case _:
            raise BadFrame


def _packed_hello(role: Role, token: bytes) -> bytes:
    if len(token) != KEY_BYTES:  # `struct` would pad it, or cut it
        raise BadFrame
    return _HELLO.pack(_ROLES.index(role), token)


def _hello(body: bytearray) -> Hello:
    if len(body) != _HELLO.size:
        raise BadFrame
    number, token = _HELLO.unpack(body)
    if number >= len(_ROLES):
        raise BadFrame
    return Hello(_ROLES[number], token)


def _packed_names(names: Sequence[KeyName]) -> bytes:
    if not 0 < len(names) <= MOST_NAMES:
        raise BadFrame
    pack_name = _NAME.pack
    try:
        return b"".join([pack_name(s.bytes, u.bytes, g) for s, u, g in names])
    except struct.error:  # no u32
        raise NoKey from None


def _names(body: bytearray) -> list[KeyName]:
    count, rest = divmod(len(body), _NAME.size)
    if rest or not 0 < count <= MOST_NAMES:
        raise BadFrame
    return [KeyName(_uuid(s), _uuid(u), g) for s, u, g in _NAME.iter_unpack(body)]


def _packed_tags(index: str, texts: Sequence[str], at_least: int) -> bytearray:
    if not 0 < len(texts) <= MOST_NAMES or not 0 <= at_least <= MOST_GENERATION:
        raise BadFrame
    name, values = _short(index), [encoded(text) for text in texts]
    start = HEAD.size + _INDEX.size + len(name)
    length = sum(_LENGTH.size + len(value) for value in values)
    frame = framed(Kind.TAGS, start - HEAD.size + length)
    _INDEX.pack_into(frame, HEAD.size, at_least, len(name))
    frame[HEAD.size + _INDEX.size : start] = name
    for value in values:
        _LENGTH.pack_into(frame, start, len(value))
        start += _LENGTH.size
        frame[start : start + len(value)] = value
        start += len(value)
    return frame


def _tags(body: bytearray) -> Tags:
    if len(body) < _INDEX.size:
        raise BadFrame
    at_least, length = _INDEX.unpack_from(body)
    at = _INDEX.size + length
    index = _name(body[_INDEX.size : at])
    view = memoryview(body)
    texts: list[str] = []
    while at < len(body):
        start = at + _LENGTH.size
        if start > len(body) or len(texts) == MOST_NAMES:
            raise BadFrame
        at = start + _LENGTH.unpack_from(body, at)[0]
        if at > len(body):
            raise BadFrame
        texts.append(decoded(view[start:at]))
    if not texts:
        raise BadFrame
    return Tags(index, texts, at_least)


def is_name(name: str) -> bool:
    """Whether a page or an index can be called so on the wire."""
    return 0 < len(encoded(name)) <= LONGEST_NAME


def _short(name: str) -> bytes:
    """A name as bytes; the other end knows none that is longer."""
    if not is_name(name):
        raise BadFrame
    return encoded(name)


def _name(raw: bytearray) -> str:
    if not 0 < len(raw) <= LONGEST_NAME:
        raise BadFrame
    return decoded(raw)


def decoded(raw: bytearray | memoryview) -> str:
    """Text from UTF-8; what `sealing.encoded` let pass passes.

    Raises:
        BadFrame: it is no UTF-8. An encoding error would carry all of it.
    """
    try:
        return str(raw, "utf-8", "surrogatepass")
    except UnicodeDecodeError:
        raise BadFrame from None


_set_int, _set_safe = (vars(UUID)[slot].__set__ for slot in ("int", "is_safe"))
_UNKNOWN = SafeUUID.unknown


def _uuid(raw: bytes) -> UUID:
    """`UUID(bytes=raw)` without its checks of what is 16 bytes already: a third of the time, and
    half of what an answer of many keys would take."""
    made = UUID.__new__(UUID)
    _set_int(made, int.from_bytes(raw))
    _set_safe(made, _UNKNOWN)
    return made
