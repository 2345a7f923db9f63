"""Who holds the keys in use: the one party in the house that knows the root (P66, P82).

A `Holder` is asked over a socket by processes that must not know the root (the web server, the
worker), and is the same object inside the process that holds it (`vault.local`). It never writes
what a caller's transaction must undo: a caller writes its own wrapped keys and tags.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, NoReturn, Protocol
from uuid import UUID

KEYS_A_PAGE = 256
"""Data keys that a process puts on one fresh page before it asks for another."""


class KeyName(NamedTuple):
    """The address of a data key: a unit of a person, and which of its keys."""

    subject: UUID
    unit: UUID
    generation: int


@dataclass(frozen=True, slots=True)
class FreshPage:
    """A page that one process fills with wrapped data keys until the next root turn packs it.

    Whoever holds `key` can open what was put on this page, and nothing else.
    """

    name: str
    key: bytes = field(repr=False)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not pickled")


class Tag(NamedTuple):
    """What stands for a value in a blind index, and under which generation of the index's keys."""

    generation: int
    tag: bytes


class Holder(Protocol):
    """The keys in use; for threads."""

    def prepare(self, now: datetime) -> None:
        """Once before anything is served: does the key store lie under this root?

        Raises:
            WrongRoot: another root's key store.
            WrongTenant: another tenant's key store.
        """

    def check(self) -> None:
        """Whether keys can be had: the holder is there and the key store lies under its root.

        Raises:
            WrongRoot, WrongTenant: it does not, or is not prepared.
            NoHolder: the holder does not answer.
        """

    def fresh_page(self) -> FreshPage:
        """A page of the caller's own, durable when this returns.

        Raises:
            WrongRoot: the key store does not know this root.
        """

    def open(self, names: Sequence[KeyName]) -> list[bytes]:
        """The data keys of these names, in their order (32 bytes each).

        Raises:
            ErasedError: one of their units was erased.
            NoKey: one of them never had this key, or its transaction has not committed.
            TooManyOpens: more than this caller may open now.
            SealBroken: what the key store holds does not open.
        """

    def newest(self, subject: UUID, unit: UUID) -> int:
        """The highest generation of a unit's key that is in the key store.

        Raises:
            ErasedError: the unit was erased.
            NoKey: it never had a key.
        """

    def page_key(self, page: str, *, make: bool) -> bytes:
        """The key of a page that is all one key (32 bytes): `ledger/YYYYMM`, `service/<name>`.

        Raises:
            NoKey: there is no such page and none was to be made, or it was destroyed.
            NotForYou: this caller may not have this key.
        """

    def tags(self, index: str, texts: Sequence[str], at_least: int = 0) -> list[tuple[Tag, ...]]:
        """The tags of canonical texts in an index, each under every generation in use, newest
        first. Personal values: they go nowhere else. `at_least` is a generation that the caller
        saw in use: whoever remembers older ones only looks again.

        Raises:
            UnknownIndex: nothing is searched by this.
            TooManyOpens: more than this caller may search now.
        """
