"""The fields of the form: every choice in words, and whether it is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from keepword.foundation.nodes import Language
from keepword.policy.decisions import Act, Actor
from keepword.policy.model import Policy
from keepword.policy.model.collection import Point
from keepword.policy.model.parties import GroundKind
from keepword.policy.model.people import Way
from keepword.policy.model.vocabulary import Basis, Need
from keepword.policy.prose.formats import format_way
from keepword.site import words
from keepword.site.asking.circumstances import Agreed, bearing, is_request
from keepword.site.asking.question import OUTSIDE, Age, Question
from keepword.site.presenting.wording import capitalised


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a field."""

    value: str
    label: str
    chosen: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Choices under one heading, inside a select."""

    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form: `kind` is select, radios or checkboxes."""

    name: str
    kind: str
    groups: tuple[Group, ...]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """All choices, whatever heading they stand under."""
        return tuple(choice for group in self.groups for choice in group.choices)


class Choices:
    """Words the form's choices in one language."""

    def __init__(self, policy: Policy, language: Language) -> None:
        self._policy = policy
        self._language = language

    def first(self, chosen: dict[str, str]) -> tuple[Field, ...]:
        """Who, what, where and whose: the fields that every question has."""
        who = self._family("who", Actor, {chosen.get("who", "")})
        act = self._family("act", Act, {chosen.get("act", "")})
        age = self._family("age", Age, {chosen.get("age", Age.ADULT)})
        places = tuple(
            Choice(p.id, p.name.say(self._language), p.id == chosen.get("at"))
            for p in self._policy.points
        )
        fields = [_select("who", who), _select("act", act), _select("at", places)]
        if self._policy.children:
            fields.append(Field("age", "radios", (Group("", age),)))
        return tuple(fields)

    def more(self, question: Question) -> tuple[Field, ...]:
        """The fields that bear on this question."""
        return tuple(field for field in self._more(question) if field.choices)

    def _more(self, question: Question) -> Iterator[Field]:
        point = self._policy.point_index[question.at]
        request = is_request(question.act, question.who)
        if not request:
            yield Field("why", "select", self._purposes(point, question))
        if question.act is Act.PROVIDE:
            yield _radios("ground", self._grounds(question.ground))
        if question.act is Act.ENTRUST or question.who is Actor.PROCESSOR:
            yield _select("to", self._processors(question.to))
        if request or question.act is Act.COLLECT:
            yield _select("by", self._ways(question, point))
        yield _boxes("agreed", self._consents(question, point))
        yield _boxes("so", self._circumstances(question, point))
        yield _boxes("role", self._roles(question, point))
        yield _boxes("item", self._items(question, point))

    def _purposes(self, point: Point, question: Question) -> tuple[Group, ...]:
        own = {i for entry in point.entries for i in entry.purposes} | set(point.purposes)
        here = [p for p in self._policy.purposes if p.id in own]
        others = [p for p in self._policy.purposes if p.id not in own]
        listed = (("may-i.why.here", here), ("may-i.why.elsewhere", others))
        groups = [
            Group(
                words.say(key, self._language),
                tuple(Choice(p.id, p.name.say(self._language), p.id == question.why) for p in ps),
            )
            for key, ps in listed
        ]
        outside = words.say("may-i.why.outside", self._language)
        last = Group(outside, (Choice(OUTSIDE, outside, question.why == OUTSIDE),))
        return (*groups, last)

    def _grounds(self, chosen: GroundKind | None) -> Iterable[Choice]:
        parties = self._policy.third_parties
        for ground in parties.grounds if parties else ():
            yield Choice(ground.id, ground.name.say(self._language), ground.id is chosen)

    def _processors(self, chosen: str | None) -> Iterable[Choice]:
        for p in self._policy.processors:
            label = f"{p.organisation.say(self._language)} – {p.service.say(self._language)}"
            yield Choice(p.id, label, p.id == chosen)

    def _ways(self, question: Question, point: Point) -> Iterable[Choice]:
        if is_request(question.act, question.who):
            for way in Way:
                label = capitalised(format_way(way, self._language))
                yield Choice(way, label, way == question.by)
            return
        for channel in self._policy.channels:
            hint = "" if channel.id in point.channels else "may-i.by.elsewhere"
            label = capitalised(channel.label.say(self._language))
            note = f" ({words.say(hint, self._language)})" if hint else ""
            yield Choice(channel.id, label + note, channel.id == question.by)

    def _consents(self, question: Question, point: Point) -> Iterable[Choice]:
        for consent in Agreed:
            if self._consent_bears(consent, question, point):
                label = words.say_of("agreed", consent, self._language)
                yield Choice(consent, label, consent in question.agreed)

    def _consent_bears(self, consent: Agreed, question: Question, point: Point) -> bool:
        if is_request(question.act, question.who):
            return False
        if consent is Agreed.PROVIDE:
            return question.act is Act.PROVIDE
        if consent is Agreed.PURPOSE:
            purpose = self._policy.purpose_index.get(question.why or "")
            needs = purpose is not None and Need.CONSENT in purpose.needs
            return question.act is not Act.COLLECT and (needs or question.why == OUTSIDE)
        rests_on_consent = not {Basis.LAW, Basis.CONTRACT}.intersection(point.basis)
        return rests_on_consent and Basis.CONSENT in point.basis

    def _circumstances(self, question: Question, point: Point) -> Iterable[Choice]:
        for circumstance in bearing(self._policy, question.act, question.who, point):
            if circumstance == "guardian" and question.age is Age.ADULT:
                continue
            label = words.say_of("so", circumstance, self._language)
            yield Choice(circumstance, label, circumstance in question.so)

    def _roles(self, question: Question, point: Point) -> Iterable[Choice]:
        asked = {entry.condition for entry in point.entries if entry.condition}
        for condition in self._policy.conditions:
            if question.act is Act.COLLECT and condition.id in asked:
                label = capitalised(condition.says.say(self._language))
                yield Choice(condition.role, label, condition.role in question.roles)

    def _items(self, question: Question, point: Point) -> Iterable[Choice]:
        labels = {entry.item: entry.label for entry in point.entries if entry.label}
        for item in dict.fromkeys(point.items()):
            label = (labels.get(item) or self._policy.item_index[item].label).say(self._language)
            yield Choice(item, capitalised(label), item in question.items)

    def _family(
        self, name: str, family: type[Actor] | type[Act] | type[Age], chosen: set[str]
    ) -> tuple[Choice, ...]:
        return tuple(
            Choice(
                member,
                words.say_of(name, member, self._language),
                member in chosen,
            )
            for member in family
        )


def _select(name: str, choices: Iterable[Choice]) -> Field:
    return Field(name, "select", (Group("", tuple(choices)),))


def _radios(name: str, choices: Iterable[Choice]) -> Field:
    return Field(name, "radios", (Group("", tuple(choices)),))


def _boxes(name: str, choices: Iterable[Choice]) -> Field:
    return Field(name, "checkboxes", (Group("", tuple(choices)),))
