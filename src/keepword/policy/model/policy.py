"""The policy as a whole: chapters in order, and an index of everything that has an id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from keepword.foundation.errors import UnknownId
from keepword.policy.model.base import Cited, ClauseId, Language, Node, Slug, Text
from keepword.policy.model.collection import Point
from keepword.policy.model.governance import (
    Amendment,
    Cameras,
    Cookies,
    Destruction,
    Officer,
    Remedies,
    Safeguard,
    Statement,
)
from keepword.policy.model.parties import Commissioning, Processor, ThirdParties
from keepword.policy.model.people import Children, Rights, Withdrawal
from keepword.policy.model.retention import RetentionRule
from keepword.policy.model.vocabulary import (
    Channel,
    Clause,
    Condition,
    Item,
    Principle,
    Purpose,
    Reading,
    Service,
)


class Profile(Cited):
    """Facts about the hospital on which the law depends; ours to state, so read as readings."""

    sector: Literal["private", "public"]
    tertiary_hospital: bool
    people_at_least: int = Field(ge=0)
    staff_at_least: int = Field(ge=0)


class Controller(Node):
    """The hospital that answers for the data."""

    name: Text
    short: Text
    profile: Profile


class Meta(Node):
    """Which policy this is, and from when it holds."""

    id: Slug
    version: date
    law: Slug
    source_language: Language
    translations: dict[Language, Literal["official", "ours"]] = Field(default_factory=dict)
    controller: Controller
    noticed: date
    effective: date
    first_effective: date
    services: tuple[Service, ...] = ()


class Policy(Node):
    """One version of a hospital's privacy policy.

    Chapters may be absent where a hospital has no such thing (no cameras, no cookies); what the
    law wants all the same is for `check` to say.
    """

    meta: Meta
    clauses: tuple[Clause, ...] = Field(min_length=1)
    principles: dict[Principle, tuple[ClauseId, ...]] = Field(default_factory=dict)
    readings: tuple[Reading, ...] = ()
    purposes: tuple[Purpose, ...] = Field(min_length=1)
    items: tuple[Item, ...] = Field(min_length=1)
    conditions: tuple[Condition, ...] = ()
    channels: tuple[Channel, ...] = ()
    points: tuple[Point, ...] = Field(min_length=1)
    retention: tuple[RetentionRule, ...] = Field(min_length=1)
    third_parties: ThirdParties | None = None
    commissioning: Commissioning | None = None
    processors: tuple[Processor, ...] = ()
    rights: Rights
    children: Children | None = None
    destruction: Destruction
    withdrawal: Withdrawal | None = None
    officer: Officer
    remedies: Remedies | None = None
    safeguards: tuple[Safeguard, ...] = ()
    cookies: Cookies | None = None
    cameras: Cameras | None = None
    amendment: Amendment
    statements: tuple[Statement, ...] = ()

    @cached_property
    def index(self) -> Mapping[str, Node]:
        """Everything that has an id, by that id."""
        return MappingProxyType(dict(self._identified()))

    def _identified(self) -> Iterator[tuple[str, Node]]:
        for clause in self.clauses:
            yield clause.id, clause
        for reading in self.readings:
            yield reading.id, reading
        for purpose in self.purposes:
            yield purpose.id, purpose
        for channel in self.channels:
            yield channel.id, channel
        for point in self.points:
            yield point.id, point
        for rule in self.retention:
            yield rule.id, rule
        for processor in self.processors:
            yield processor.id, processor

    @cached_property
    def item_index(self) -> Mapping[str, Item]:
        """Items by id."""
        return MappingProxyType({item.id: item for item in self.items})

    @cached_property
    def point_index(self) -> Mapping[str, Point]:
        """Collection points by id."""
        return MappingProxyType({point.id: point for point in self.points})

    @cached_property
    def purpose_index(self) -> Mapping[str, Purpose]:
        """Purposes by id."""
        return MappingProxyType({purpose.id: purpose for purpose in self.purposes})

    def find(self, wanted: str) -> Node:
        """The node with the id `wanted`; `UnknownId` if there is none."""
        try:
            return self.index[wanted]
        except KeyError:
            raise UnknownId(wanted) from None
