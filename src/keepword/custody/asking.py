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
class Correcting:
    """New values for items of one point; an empty value takes an optional item away."""

    subject: UUID
    point: str
    changes: Mapping[str, Personal]
    channel: str
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
