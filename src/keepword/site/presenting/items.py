"""What a collection point asks for, as a table: items that share everything stand in one row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.html import escape
from django.utils.safestring import SafeString

from keepword.foundation.nodes import Language
from keepword.law.model import LawPack
from keepword.policy.model import Policy
from keepword.policy.model.collection import Entry, Point, Requirement
from keepword.policy.model.retention import RetentionRule, Trigger
from keepword.policy.model.vocabulary import ItemClass
from keepword.policy.prose.document import Block
from keepword.policy.prose.formats import format_duration
from keepword.site import addresses, words
from keepword.site.presenting.marks import NOTHING, Marks, reading_link
from keepword.site.presenting.wording import capitalised

_PROTECTED = (ItemClass.UNIQUE, ItemClass.SENSITIVE, ItemClass.HEALTH)


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item; `note` says to whom or when it applies."""

    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """How long: the rule's words, where it stands, and what a statutory table adds."""

    text: str
    href: str
    stated: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Items that share how they are asked, what they are for and how long they are kept.

    `protected` names the kind of data where the law protects them more than others.
    """

    requirement: str
    requirement_name: str
    protected: str
    items: tuple[ItemLine, ...]
    purposes: tuple[Link, ...]
    kept: Kept
    attributes: SafeString


@dataclass(frozen=True, slots=True)
class PointTable:
    """A collection point: its facts, its groups of items, and the policy's own words."""

    id: str
    name: str
    bases: tuple[str, ...]
    channels: tuple[str, ...]
    groups: tuple[Group, ...]
    attributes: SafeString
    sentences: tuple[SafeString, ...] = ()
    links: SafeString = NOTHING
    readings: Mapping[str, SafeString] = field(default_factory=dict)


class Tables:
    """Draws collection points in one language and remembers which were drawn."""

    def __init__(self, policy: Policy, law: LawPack, marks: Marks) -> None:
        self._policy = policy
        self._law = law
        self._marks = marks
        self._language: Language = marks.language
        self._drawn: set[str] = set()

    def of_blocks(self, point_id: str, blocks: Sequence[Block]) -> PointTable:
        """The point that the prose lists in `blocks`, each a line of items."""
        return self._table(self._policy.point_index[point_id], blocks)

    def undrawn(self, section: int) -> tuple[PointTable, ...]:
        """The points of `section` that the prose does not list item by item."""
        return tuple(
            self._table(point, ())
            for point in self._policy.points
            if point.section == section and point.id not in self._drawn
        )

    def _table(self, point: Point, blocks: Sequence[Block]) -> PointTable:
        self._drawn.add(point.id)
        attributes = self._marks.attributes([point.id])
        clauses = {b.requirement or "": b.clauses for b in blocks}
        listed = [c for ids in clauses.values() for c in ids]
        return PointTable(
            id=point.id,
            name=point.name.say(self._language),
            bases=tuple(words.say_of("basis", b, self._language) for b in point.basis),
            channels=self._channels(point),
            groups=tuple(self._groups(point, clauses)),
            attributes=attributes,
            # After the rows, so that a clause's anchor is on its row and not in folded words.
            sentences=tuple(self._marks.wrap(escape(b.text), b.clauses) for b in blocks),
            links=self._marks.links(listed or point.clauses, again=not listed),
            readings={name: reading_link(g, self._language) for name, g in point.readings.items()},
        )

    def _channels(self, point: Point) -> tuple[str, ...]:
        listed = [c for c in self._policy.channels if c.id in point.channels]
        return tuple(channel.label.say(self._language) for channel in listed)

    def _groups(self, point: Point, clauses: Mapping[str, tuple[str, ...]]) -> Iterator[Group]:
        implied = [Entry(item=item, requirement=Requirement.UNLABELLED) for item in point.implied]
        alike: dict[object, list[Entry]] = {}
        for entry in (*point.entries, *implied):
            kind = self._policy.item_index[entry.item].kind
            protected = kind if kind in _PROTECTED else None
            same = (entry.requirement, entry.purposes, entry.retention, entry.record, protected)
            alike.setdefault(same, []).append(entry)
        for items in alike.values():
            first = items[0]
            asked = "implied" if first in implied else first.requirement.value
            kind = self._policy.item_index[first.item].kind
            yield Group(
                requirement=asked,
                requirement_name=words.say_of("requirement", asked, self._language),
                protected=words.say_of("item", kind, self._language) if kind in _PROTECTED else "",
                items=tuple(self._item(e) for e in items),
                purposes=tuple(self._purposes(point.purposes_of(first))),
                kept=self._kept(point, first),
                attributes=self._marks.attributes(
                    clauses.get(first.requirement, point.clauses[:1])
                ),
            )

    def _item(self, entry: Entry) -> ItemLine:
        item = self._policy.item_index[entry.item]
        label = (entry.label or item.label).say(self._language)
        return ItemLine(
            label=capitalised(label),
            note=", ".join(self._notes(entry)),
        )

    def _notes(self, entry: Entry) -> Iterator[str]:
        if entry.examples:
            yield self._say(
                "items.such-as",
                examples=", ".join(e.say(self._language) for e in entry.examples),
            )
        for condition in self._policy.conditions:
            if condition.id == entry.condition:
                yield condition.says.say(self._language)
        if entry.practitioner:
            yield self._say("items.practitioner")

    def _purposes(self, ids: Iterable[str]) -> Iterator[Link]:
        for purpose in (self._policy.purpose_index[i] for i in ids):
            href = addresses.policy_page(self._language, purpose.id)
            yield Link(purpose.name.say(self._language), href)

    def _kept(self, point: Point, entry: Entry) -> Kept:
        stated = entry.retention or point.retention
        rule = rule_of(self._policy, stated)
        text = rule.says.say(self._language)
        schedule = self._law.schedule_index.get(rule.schedule or "")
        for record in schedule.records if schedule else ():
            if record.id == entry.record:
                text = self._say(
                    "items.scheduled",
                    record=record.label.say(self._language),
                    period=format_duration(record.period, self._language),
                )
        return Kept(text, addresses.policy_page(self._language, rule.id), stated=bool(stated))

    def _say(self, key: str, **values: str) -> str:
        return words.say(key, self._language, **values)


def rule_of(policy: Policy, stated: str | None) -> RetentionRule:
    """The rule stated; where none is, the one that ends with the purpose governs."""
    return next(
        rule
        for rule in policy.retention
        if rule.id == stated or (stated is None and rule.trigger is Trigger.PURPOSE_FULFILLED)
    )
