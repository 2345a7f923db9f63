"""A page of data keys: the keys of all people of a range of ids, in one sealed blob (P66).

    plain  = (subject 16 ‖ unit 16 ‖ generation u32 big-endian ‖ key 32)*   in ascending order
    sealed = AES-256-GCM under the page's key, bound to tenant, first id and number of keys

One seal for a hundred keys: giving a page a fresh key costs what sealing nine kilobytes costs, and
a turn of the root over millions of keys stays a matter of seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from keepword.vault.errors import NoKey, SealBroken
from keepword.vault.holder import KeyName
from keepword.vault.sealing import KEY_BYTES, encoded, framed, number, seal, unseal

NAME = 36
"""Bytes of a key's name."""

ENTRY = NAME + KEY_BYTES
"""Bytes of a name and its key."""

UNIT = 32
"""Bytes of a name that say subject and unit."""

FULL = 128
"""Keys of a page that is cut anew; it is cut when it has outgrown twice as many."""

_DOMAIN = "keepword/key-page"


def name_bytes(name: KeyName) -> bytes:
    """A key's name as it stands on a page.

    Raises:
        NoKey: no key has such a generation.
    """
    try:
        return name.subject.bytes + name.unit.bytes + name.generation.to_bytes(4, "big")
    except OverflowError:  # a row can say anything
        raise NoKey from None


def read_name(raw: bytes) -> KeyName:
    """A key's name from what `name_bytes` wrote."""
    return KeyName(
        UUID(bytes=raw[:16]), UUID(bytes=raw[16:UNIT]), int.from_bytes(raw[UNIT:NAME], "big")
    )


def page_name(first: UUID) -> str:
    """What the page's key is wrapped as."""
    return f"keys/{first}"


def seal_page(key: bytes, tenant: str, first: UUID, plain: bytes) -> bytes:
    """A page's entries under the page's key."""
    return seal(key, plain, _place(tenant, first, len(plain)))


def open_page(key: bytes, tenant: str, first: UUID, keys: int, sealed: bytes) -> bytes:
    """A page's entries.

    Raises:
        SealBroken: changed, another page's, or another key.
    """
    if keys < 0:  # a row can say anything
        raise SealBroken
    return unseal(key, sealed, _place(tenant, first, keys * ENTRY))


def find(plain: bytes, name: bytes) -> bytes | None:
    """The key of a name, or None."""
    at = _at(plain, name)
    return None if at is None else plain[at + NAME : at + ENTRY]


def newest(plain: bytes, subject: UUID, unit: UUID) -> int:
    """The highest generation of a unit on the page; 0 where it has none."""
    wanted = subject.bytes + unit.bytes
    found = [int.from_bytes(e[UNIT:NAME], "big") for e in _of_unit(plain, wanted)]
    return max(found, default=0)


def without(plain: bytes, units: Iterable[bytes]) -> bytes:
    """The page without these units (subject ‖ unit)."""
    left = bytearray(plain)
    for unit in units:
        while (at := _at(left, unit)) is not None:
            del left[at : at + ENTRY]
    return bytes(left)


def merged(plain: bytes, entries: list[bytes]) -> bytes:
    """The page with these entries, in order; what stands on it twice stands once."""
    return b"".join(sorted({*split(plain), *entries})) if entries else plain


def split(plain: bytes) -> list[bytes]:
    """The entries of a page.

    Raises:
        SealBroken: half an entry.
    """
    if len(plain) % ENTRY:
        raise SealBroken
    return [plain[at : at + ENTRY] for at in range(0, len(plain), ENTRY)]


def cut(plain: bytes, first: UUID) -> Iterator[tuple[UUID, bytes]]:
    """A page that has outgrown its size as several with their first ids; never within a person."""
    if len(plain) <= 2 * FULL * ENTRY:
        yield first, plain
        return
    begin, at = 0, FULL * ENTRY
    while at < len(plain):
        while at < len(plain) and plain[at : at + 16] == plain[at - ENTRY : at - ENTRY + 16]:
            at += ENTRY
        yield first, plain[begin:at]
        if at < len(plain):
            first = UUID(bytes=plain[at : at + 16])
        begin, at = at, at + FULL * ENTRY
    if begin < len(plain):
        yield first, plain[begin:]


def _of_unit(plain: bytes, unit: bytes) -> Iterator[bytes]:
    at = _at(plain, unit)
    while at is not None and plain[at : at + UNIT] == unit:
        yield plain[at : at + ENTRY]
        at += ENTRY


def _at(plain: bytes | bytearray, prefix: bytes) -> int | None:
    """Where the first entry with this prefix begins."""
    at = plain.find(prefix)
    while at >= 0 and at % ENTRY:
        at = plain.find(prefix, at + 1)
    return None if at < 0 else at


def _place(tenant: str, first: UUID, length: int) -> bytes:
    return framed(_DOMAIN, encoded(tenant), first.bytes, number(length))
