"""What the door answers. A refusal is the decision's own `Denied`; it is recorded like the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from keepword.custody.errors import NotYetRecorded
from keepword.foundation.personal import Personal
from keepword.policy.decisions.answer import Allowed, Decision
from keepword.policy.decisions.question import Consent


@dataclass(slots=True)
class Recorded:
    """Whether the transaction that an answer stands in has committed."""

    done: bool = False


@dataclass(frozen=True, slots=True)
class Collected:
    """What came in; `again` if this very record had come in before (nothing was changed)."""

    record: UUID
    entry: UUID
    consents: Mapping[Consent, UUID]
    allowed: Allowed
    again: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A look that was allowed. The values leave only once the look is on record."""

    entry: UUID
    allowed: Allowed
    recorded: Recorded = field(repr=False)
    opened: Mapping[str, Personal] = field(repr=False)

    @property
    def items(self) -> Mapping[str, Personal]:
        """The values by item.

        Raises:
            NotYetRecorded: the transaction has not committed (fail closed, P87).
        """
        if not self.recorded.done:
            raise NotYetRecorded
        return self.opened

    def within(self, item: str) -> Personal | None:
        """One value before the commit, only for what is sealed in the same transaction.

        A mail's address goes from the vault into the sealed outbox this way: it leaves the house
        when the outbox is delivered, and by then the look is on record.
        """
        return self.opened.get(item)


class Seen(NamedTuple):
    """One value of one record; ids are their 16 bytes."""

    subject: bytes
    record: bytes
    item: str
    value: Personal


@dataclass(frozen=True, slots=True)
class OpenedMany:
    """A look at many records. `left_out` counts values by the reason why they did not open."""

    entry: UUID
    allowed: Decision
    recorded: Recorded = field(repr=False)
    opened: Sequence[Seen] = field(repr=False)
    left_out: Mapping[str, int]

    @property
    def values(self) -> Sequence[Seen]:
        """The values.

        Raises:
            NotYetRecorded: the transaction has not committed (fail closed, P87).
        """
        if not self.recorded.done:
            raise NotYetRecorded
        return self.opened


@dataclass(frozen=True, slots=True)
class Done:
    """Something was done that opens nothing; `count` is of what (units, records)."""

    entry: UUID
    count: int


@dataclass(frozen=True, slots=True)
class ErasedMany:
    """Of how many people how many units are gone, and how many a rule or a statute keeps; the
    entry is what their certificates prove, none where nothing was left to erase."""

    entry: UUID | None
    people: int
    units: int
    kept: int


@dataclass(frozen=True, slots=True)
class Corrected:
    """Which items have a new value now."""

    record: UUID
    entry: UUID
    items: frozenset[str]
    allowed: Allowed


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Consents that ended (none: they had ended before), and the items erased with them."""

    entry: UUID
    consents: tuple[UUID, ...]
    erased: frozenset[str]


@dataclass(frozen=True, slots=True)
class Kept:
    """A unit that outlives the membership, and why (P13 to P15)."""

    unit: UUID
    rule: str
    items: tuple[str, ...]
    until: date | None


@dataclass(frozen=True, slots=True)
class Destroyed:
    """A unit that is gone."""

    unit: UUID
    rule: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """The membership is over; `entry` is what the certificate proves."""

    entry: UUID
    destroyed: tuple[Destroyed, ...]
    kept: tuple[Kept, ...]
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """One item that is held of a person: never its value."""

    record: UUID
    point: str
    item: str
    unit: UUID
    rule: str
    collected_at: datetime
    channel: str
    policy: str
    due: date | None
    held_until: date | None


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A consent a person gave, in force until `withdrawn_at`."""

    id: UUID
    consent: Consent
    record: UUID
    policy: str
    notice: str
    language: str
    channel: str
    given_at: datetime
    withdrawn_at: datetime | None
