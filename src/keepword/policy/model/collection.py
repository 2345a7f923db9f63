"""Collection points: where, what, why, by which channel and under which rule data come in."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from keepword.policy.model.base import (
    ChannelId,
    Cited,
    Node,
    PointId,
    PurposeId,
    RuleId,
    Slug,
    Text,
)
from keepword.policy.model.vocabulary import Basis


class Requirement(StrEnum):
    """How a point asks for an item."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    AUTOMATIC = "automatic"  # comes about by using the service
    UNLABELLED = "unlabelled"  # the document gives no label


class Audience(StrEnum):
    """Whose data a point takes, by the age of majority for consent (`children.age`)."""

    ANYONE = "anyone"
    FROM_AGE = "from-age"
    UNDER_AGE = "under-age"


class Entry(Node):
    """One item at one collection point."""

    item: Slug
    requirement: Requirement
    label: Text | None = None  # how this point words the item, where it differs
    condition: Slug | None = None
    examples: tuple[Text, ...] = ()
    purposes: tuple[PurposeId, ...] = ()  # only where they differ from the point's
    retention: RuleId | None = None  # only where it differs from the point's
    record: Slug | None = None  # kind of record in the statutory schedule of the rule
    practitioner: bool = False  # only as a named medical practitioner deems necessary
    only_when: Slug | None = None  # fact that must hold before the item may be asked


class Point(Cited):
    """One place where personal data come in.

    Where the document gives no item list, `entries` is empty and `implied` names what the text
    makes necessary; `readings` then says so.
    """

    id: PointId
    section: int
    name: Text
    basis: tuple[Basis, ...] = Field(min_length=1)
    purposes: tuple[PurposeId, ...] = ()
    channels: tuple[ChannelId, ...] = ()
    audience: Audience = Audience.ANYONE
    service: Slug | None = None
    retention: RuleId | None = None  # None: the document states no period, R1 governs
    extra_items_by_notice: bool = False  # short-term items after a separate prior notice
    entries: tuple[Entry, ...] = ()
    implied: tuple[Slug, ...] = ()

    def items(self) -> tuple[str, ...]:
        """Every item id of this point, listed or implied, in order."""
        return (*(e.item for e in self.entries), *self.implied)

    def purposes_of(self, entry: Entry) -> tuple[str, ...]:
        """The purposes that open `entry`: its own, else the point's."""
        return entry.purposes or self.purposes
