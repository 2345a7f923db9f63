"""The law as data: articles, rules, statutory schedules, public bodies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any

from pydantic import Field

from keepword.foundation.errors import UnknownId
from keepword.foundation.nodes import Duration, Node, Slug, Text


class Sureness(StrEnum):
    """How sure we are of a rule."""

    READ = "read"  # the text itself was read
    SECONDARY = "secondary"  # a third party's statement was read
    OLD = "old"  # read, in an older version
    MEMORY = "memory"  # not confirmed
    INFERRED = "inferred"  # our inference from what was read


class Force(StrEnum):
    """What a rule does to a policy."""

    FORBIDS = "forbids"
    FLOOR = "floor"  # the policy may give more, not less
    MUST_SAY = "must-say"
    STALE = "stale"  # what the policy relies on is no longer the law, or no longer so named


class Act(Node):
    """A statute, decree, rule or notice."""

    id: str  # "PIPA"
    name: Text
    version: Text


class Article(Node):
    """One provision; `id` is the act's id and the number, as cited: `PIPA 24-2(1)`."""

    id: str
    title: Text
    gist: Text
    sure: Sureness


class LawRule(Node):
    """What the law wants of a policy.

    `test` names the predicate that looks at a policy, `params` its figures. In force from
    `since`, and before `until` where that is given.
    """

    id: Slug
    force: Force
    articles: tuple[str, ...] = Field(min_length=1)
    since: date
    until: date | None = None
    sure: Sureness
    test: Slug
    params: dict[str, Any] = {}
    says: Text
    remedy: Text

    def in_force(self, day: date) -> bool:
        """Whether the rule holds on `day`."""
        return self.since <= day and (self.until is None or day < self.until)


class ScheduledRecord(Node):
    """A kind of record and how long the law has it kept."""

    id: Slug
    label: Text
    period: Duration


class Schedule(Node):
    """A statutory table of retention periods.

    `extensions` is how often a period may be extended, at most by its own length each time.
    """

    id: Slug
    article: str
    sure: Sureness
    records: tuple[ScheduledRecord, ...] = Field(min_length=1)
    extensions: int = 0


class PublicBody(Node):
    """An outside body that policies name; `until` is the day it ceased under that name."""

    id: Slug
    name: Text
    phone: str
    until: date | None = None
    successor: Text | None = None
    article: str | None = None


class LawPack(Node):
    """One country's law as far as it bears on a hospital's privacy policy."""

    id: Slug
    name: Text
    acts: tuple[Act, ...]
    articles: tuple[Article, ...]
    rules: tuple[LawRule, ...]
    schedules: tuple[Schedule, ...] = ()
    bodies: tuple[PublicBody, ...] = ()

    @cached_property
    def article_index(self) -> Mapping[str, Article]:
        """Articles by id."""
        return MappingProxyType({article.id: article for article in self.articles})

    @cached_property
    def rule_index(self) -> Mapping[str, LawRule]:
        """Rules by id."""
        return MappingProxyType({rule.id: rule for rule in self.rules})

    @cached_property
    def schedule_index(self) -> Mapping[str, Schedule]:
        """Statutory schedules by id."""
        return MappingProxyType({schedule.id: schedule for schedule in self.schedules})

    def article(self, wanted: str) -> Article:
        """The article cited as `wanted`; `UnknownId` if the pack has none."""
        try:
            return self.article_index[wanted]
        except KeyError:
            raise UnknownId(wanted) from None
