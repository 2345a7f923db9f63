"""What the door is asked to do. Values travel as `Personal`; everything else is public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from keepword.foundation.personal import Personal
from keepword.policy.decisions.question import Consent


@dataclass(frozen=True, slots=True)
class Collecting:
    """A visit to a collection point: what comes in, by which channel, with which consents.

    `record` is chosen by the caller; the same record twice is one collection (a double click,
    a retried call). `subject` is new at the first visit. `notice` is the SHA-256 (hex) of the
    text that the person saw above the consents. Roles, circumstances and whether a named medical
    `practitioner` deems the items necessary (P55) are facts of the situation, see
    docs/decisions.md.
    """

    point: str
    subject: UUID
    record: UUID
    values: Mapping[str, Personal]
    channel: str
    consents: frozenset[Consent] = frozenset()
    notice: str = ""
    purpose: str | None = None
    roles: frozenset[str] = frozenset()
    born: date | None = field(default=None, repr=False)
    circumstances: frozenset[str] = frozenset()
    practitioner: bool = False


@dataclass(frozen=True, slots=True)
class Using:
    """A look at one person's data of one point. No items: everything that opens."""

    subject: UUID
    point: str
    purpose: str | None = None
    items: frozenset[str] = frozenset()
    reason: Personal | None = None
    statute: str | None = None
    emergency: bool = False


@dataclass(frozen=True, slots=True)
class UsingMany:
    """A look at one point's data of everybody, or at all records there of one person, or at one.

    No items: everything that opens. `record` is one of the person's.
    """

    point: str
    purpose: str | None = None
    items: frozenset[str] = frozenset()
    subject: UUID | None = None
    record: UUID | None = None
    reason: Personal | None = None
    statute: str | None = None


@dataclass(frozen=True, slots=True)
class Preserving:
    """A statute keeps what is held at a point (of one person, or of everybody) until a day."""

    point: str
    until: date
    statute: str
    subject: UUID | None = None
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class Suspending:
    """A person has processing for a purpose suspended, or taken up again (PIPA 37)."""

    subject: UUID
    purpose: str
    channel: str
    resume: bool = False


@dataclass(frozen=True, slots=True)
class Erasing:
    """A person asks that one visit's data be erased (PIPA 36)."""

    subject: UUID
    record: UUID
    channel: str


@dataclass(frozen=True, slots=True)
class Correcting:
    """New values for items of one point; an empty value takes an optional item away.

    Of every record there that holds them, or of `record` alone.
    """

    subject: UUID
    point: str
    changes: Mapping[str, Personal]
    channel: str
    record: UUID | None = None
    purpose: str | None = None
    reason: Personal | None = None


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """Consents that end now. Their optional items are erased with them (P68, P71)."""

    subject: UUID
    consents: frozenset[UUID]
    channel: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """The end of the membership and of every service that ends with it (P69, P72)."""

    subject: UUID
    channel: str
