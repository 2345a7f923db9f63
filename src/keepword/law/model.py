"""The law as data: acts, articles, rules, statutory schedules, public bodies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import Field

from keepword.foundation.errors import UnknownId
from keepword.foundation.nodes import Duration, Node, Slug, Text

ActId = Annotated[str, Field(pattern=r"^[A-Z]+(-[A-Z])?$")]
ArticleId = Annotated[str, Field(pattern=r"^[A-Z]+(-[A-Z])? (addenda|\d+(-\d+)*(\(\d+\))?\d*)$")]


class Sureness(StrEnum):
    """How sure we are of an article or a rule."""

    READ = "read"  # the text itself was read
    SECONDARY = "secondary"  # a third party's statement was read
    OLD = "old"  # read, in an older version
    MEMORY = "memory"  # not confirmed
    INFERRED = "inferred"  # our inference from what was read


class Force(StrEnum):
    """What a rule does to a policy."""

    FORBIDS = "forbids"
    FLOOR = "floor"  # the policy may give more, not less
    CAP = "cap"  # the policy may take less, not more
    MUST_SAY = "must-say"
    STALE = "stale"  # what the policy relies on is no longer the law, or no longer so named


class Act(Node):
    """A statute, decree, rule or notice; `version` is the version that was read."""

    id: ActId
    name: Text
    version: Text


class Article(Node):
    """One provision; `id` is the act's id and the number, as cited: `PIPA 24-2(1)`.

    `gist` is ours, not the wording of the law.
    """

    id: ArticleId
    title: Text
    gist: Text
    sure: Sureness

    @property
    def act(self) -> str:
        """The id of the act it stands in: `PIPA`."""
        return self.id.partition(" ")[0]


class LawRule(Node):
    """What the law wants of a policy, or of an act done under one.

    `test` names the check that looks for it in a policy, `params` are its figures. A rule
    without a test bears on single acts only: decisions cite it. In force from `since`, and before
    `until` where that is given.
    """

    id: Slug
    force: Force
    articles: tuple[ArticleId, ...] = Field(min_length=1)
    since: date
    until: date | None = None
    sure: Sureness
    test: Slug | None = None
    params: dict[str, Any] = Field(default_factory=dict)
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
    article: ArticleId
    sure: Sureness
    records: tuple[ScheduledRecord, ...] = Field(min_length=1)
    extensions: int = 0

    def period(self, record: str) -> Duration | None:
        """How long the kind of record with the id `record` is kept; None if it is not listed."""
        return next((kind.period for kind in self.records if kind.id == record), None)


class PublicBody(Node):
    """An outside body that policies name; `until` is the day it ceased under that name."""

    id: Slug
    name: Text
    phone: str
    until: date | None = None
    successor: Text | None = None
    article: ArticleId | None = None

    def stands(self, day: date) -> bool:
        """Whether the body still stands under its name on `day`."""
        return self.until is None or day < self.until


class LawPack(Node):
    """One country's law as far as it bears on a hospital's privacy policy."""

    id: Slug
    name: Text
    acts: tuple[Act, ...]
    articles: tuple[Article, ...]
    rules: tuple[LawRule, ...]
    schedules: tuple[Schedule, ...] = ()
    bodies: tuple[PublicBody, ...] = ()
    # Articles that acts, bases, duties and refusals rest on, by the name decisions give them.
    grounds: dict[str, tuple[ArticleId, ...]] = Field(default_factory=dict)

    @cached_property
    def act_index(self) -> Mapping[str, Act]:
        """Acts by id."""
        return MappingProxyType({act.id: act for act in self.acts})

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

    @cached_property
    def body_index(self) -> Mapping[str, PublicBody]:
        """Public bodies by id."""
        return MappingProxyType({body.id: body for body in self.bodies})

    def article(self, wanted: str) -> Article:
        """The article cited as `wanted`; `UnknownId` if the pack has none."""
        try:
            return self.article_index[wanted]
        except KeyError:
            raise UnknownId(wanted) from None

    def rule(self, wanted: str) -> LawRule:
        """The rule with the id `wanted`; `UnknownId` if the pack has none."""
        try:
            return self.rule_index[wanted]
        except KeyError:
            raise UnknownId(wanted) from None

    def in_force(self, day: date) -> tuple[LawRule, ...]:
        """The rules that hold on `day`, in the order of the pack."""
        return tuple(rule for rule in self.rules if rule.in_force(day))
