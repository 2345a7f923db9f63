"""What is held of a member, for their own eyes: every item with why, by which rule, until when.

Values come through the door as a look of the person themselves, which is on record like any other.
Where data are not opened on line, what is held is named all the same, with the way to see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from keepword.custody.acting import Acting
from keepword.custody.answers import Holding, Opened
from keepword.custody.asking import Using
from keepword.custody.door import Door
from keepword.foundation.nodes import Language
from keepword.foundation.personal import Personal
from keepword.policies import desk
from keepword.policy.decisions.answer import Denied, Reason
from keepword.policy.decisions.words import REFUSALS
from keepword.policy.model.collection import Point, Requirement
from keepword.policy.model.retention import RetentionRule
from keepword.policy.model.vocabulary import ItemClass, Purpose
from keepword.policy.prose.formats import format_date
from keepword.policy.retention import governing_rule
from keepword.site import words
from keepword.site.joining.questions import Questions


@dataclass(frozen=True, slots=True)
class Item:
    """One item that is held. `value` is empty where it does not open here."""

    item: str
    label: str
    value: str = field(repr=False)
    requirement: Requirement | None
    purposes: tuple[Purpose, ...]
    rule: RetentionRule
    until: str
    since: datetime
    channel: str


@dataclass(frozen=True, slots=True)
class Held:
    """What is held at one point, and why it does not open here, if it does not."""

    point: Point
    items: tuple[Item, ...]
    secrets: tuple[str, ...]
    shut: str


@dataclass(frozen=True, slots=True)
class ComesAbout:
    """What comes about by itself while services are used (P49)."""

    name: str
    items: tuple[str, ...]
    rules: tuple[RetentionRule, ...]
    clauses: tuple[str, ...]


class OwnData:
    """Looks at a member's own data, in one language."""

    def __init__(self, door: Door, language: Language) -> None:
        self._door = door
        self._policy = door.loaded.policy
        self._language = language
        self._formats = desk.formats(self._policy.meta.id)

    def look(self, acting: Acting, now: datetime) -> tuple[Held, ...]:
        """All of it, point by point in the order of the policy.

        Raises:
            NoSuchPerson: the member has left.
        """
        held: dict[str, dict[str, Holding]] = {}
        for holding in self._door.holdings(acting.account):
            held.setdefault(holding.point, {})[holding.item] = holding  # the latest counts
        points = [point for point in self._policy.points if point.id in held]
        opened = self.open(acting, now, [p.id for p in points if p.service])
        return tuple(self._held(point, held[point.id], opened.get(point.id)) for point in points)

    def open(
        self, acting: Acting, now: datetime, points: Iterable[str]
    ) -> Mapping[str, Mapping[str, Personal] | Denied]:
        """The values at some points, or why they do not open.

        Raises:
            NoSuchPerson: the member has left.
        """
        wanted = tuple(points)
        with self._door.act(acting, now) as act:
            looks = {point: act.use(Using(acting.account, point)) for point in wanted}
        return {p: k.items if isinstance(k, Opened) else k for p, k in looks.items()}

    def comes_about(self) -> tuple[ComesAbout, ...]:
        """Points all of whose items come about by themselves."""
        return tuple(
            ComesAbout(
                point.name.say(self._language),
                tuple(self._questions(point).label(item) for item in point.items()),
                tuple(
                    {
                        rule.id: rule
                        for entry in point.entries
                        for rule in (governing_rule(self._policy, point, entry),)
                    }.values()
                ),
                point.clauses,
            )
            for point in self._policy.points
            if point.entries and all(e.requirement is Requirement.AUTOMATIC for e in point.entries)
        )

    def _questions(self, point: Point) -> Questions:
        return Questions(self._policy, point, self._formats, self._language)

    def _held(
        self,
        point: Point,
        holdings: Mapping[str, Holding],
        opened: Mapping[str, Personal] | Denied | None,
    ) -> Held:
        reason = opened.reason if isinstance(opened, Denied) else Reason.ASK_BY_RIGHT
        values = opened if opened is not None and not isinstance(opened, Denied) else None
        said = REFUSALS[reason]
        shut = f"{said.message.say(self._language)} {said.remedy.say(self._language)}"
        return Held(
            point,
            tuple(self._items(point, holdings, values or {})),
            tuple(self._secrets(point)),
            "" if values is not None else shut,
        )

    def _secrets(self, point: Point) -> Iterator[str]:
        """Labels of what is kept one-way: nobody can show it, the member included (P81)."""
        for item in point.items():
            if self._policy.item_index[item].kind is ItemClass.CREDENTIAL:
                yield self._questions(point).label(item)

    def _items(
        self, point: Point, holdings: Mapping[str, Holding], values: Mapping[str, Personal]
    ) -> Iterator[Item]:
        questions = self._questions(point)
        entries = {entry.item: entry for entry in point.entries}
        order = [item for item in dict.fromkeys(point.items()) if item in holdings]
        for item in (*order, *sorted(holdings.keys() - set(order))):
            holding, entry = holdings[item], entries.get(item)
            value = values.get(item)
            purposes = point.purposes_of(entry) if entry else point.purposes
            yield Item(
                item,
                questions.label(item),
                questions.shown_of(item, value.reveal()) if value is not None else "",
                entry.requirement if entry else None,
                tuple(self._policy.purpose_index[p] for p in purposes),
                next(r for r in self._policy.retention if r.id == holding.rule),
                self._until(holding),
                holding.collected_at,
                self._channel(holding.channel),
            )

    def _until(self, holding: Holding) -> str:
        """The day itself, where there is one already."""
        days = [day for day in (holding.due, holding.held_until) if day]
        if not days:
            return ""
        day = format_date(max(days), self._language)
        return words.say("me.until.day", self._language, day=day)

    def _channel(self, channel: str) -> str:
        known = {c.id: c.label for c in self._policy.channels}
        return known[channel].say(self._language) if channel in known else ""
