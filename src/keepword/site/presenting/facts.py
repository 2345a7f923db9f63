"""At a glance: a chapter of the policy as a short list of facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from keepword.foundation.nodes import Text
from keepword.policy.model import Policy
from keepword.policy.model.governance import CameraContact, Cameras, Cookies
from keepword.policy.model.people import Children
from keepword.policy.prose.formats import format_duration
from keepword.site import words
from keepword.site.presenting.items import rule_of
from keepword.site.presenting.marks import NOTHING, Marks, reading_link
from keepword.site.presenting.wording import capitalised

_A_LINE, _A_WORD = 80, 32


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and its values, each with its element's attributes, and our reading if any."""

    name: str
    values: tuple[tuple[str, SafeString], ...]
    reading: SafeString = NOTHING

    @property
    def short(self) -> bool:
        """Whether the values are words that fit on a line."""
        return sum(len(value) for value, _ in self.values) < _A_LINE and all(
            len(value) < _A_WORD for value, _ in self.values
        )


@dataclass(frozen=True, slots=True)
class FactSheet:
    """A chapter at a glance, and the clauses it renders."""

    facts: tuple[Fact, ...]
    clauses: str


class FactSheets:
    """Builds fact sheets on one page."""

    def __init__(self, policy: Policy, marks: Marks) -> None:
        self._policy = policy
        self._marks = marks
        self._language = marks.language

    def children(self, chapter: Children) -> FactSheet:
        """Who needs a legal representative, what is asked of them, how they consent."""
        guardian = self._policy.point_index[chapter.guardian_point]
        items = (self._policy.item_index[i].label for i in guardian.items())
        readings = chapter.readings
        age = words.say("facts.under", self._language, age=chapter.age)
        methods = (m.label for m in chapter.consent_methods)
        facts = (
            self._fact("children.age", [age], readings.get("age")),
            self._fact("children.items", self._texts(items)),
            self._fact("children.methods", self._texts(methods), readings.get("consent_methods")),
        )
        return FactSheet(facts, " ".join(chapter.clauses))

    def cookies(self, chapter: Cookies) -> FactSheet:
        """What cookies are for, the choices, where browsers keep them."""
        paths = (
            f"{b.browser.say(self._language)}: {' › '.join(self._texts(b.path))}"
            for b in chapter.browsers
        )
        facts = (
            self._purposes("cookies.purposes", chapter.purposes),
            self._fact("cookies.choices", self._texts(c.label for c in chapter.choices)),
            self._fact("cookies.browsers", paths),
        )
        return FactSheet(facts, " ".join(chapter.clauses))

    def cameras(self, chapter: Cameras) -> FactSheet:
        """Number, places, purposes, hours, period, storage and contacts."""
        say = words.say
        rule = rule_of(self._policy, chapter.retention)
        period = format_duration(rule.period, self._language) if rule.period else ""
        facts = (
            self._fact("cameras.units", [say("cameras.count", self._language, n=chapter.units)]),
            self._purposes("cameras.purposes", chapter.purposes),
            self._fact("cameras.places", self._texts((*chapter.places, chapter.coverage))),
            self._fact("cameras.hours", [say("cameras.day", self._language, n=chapter.hours)]),
            self._fact("cameras.kept", [period or rule.says.say(self._language)]),
            self._fact("cameras.storage", self._texts(chapter.storage)),
            self._contact("cameras.manager", chapter.manager),
            self._contact("cameras.desk", chapter.desk),
        )
        return FactSheet(facts, " ".join(chapter.clauses))

    def _contact(self, name: str, contact: CameraContact) -> Fact:
        who = [t.say(self._language) for t in (contact.title, contact.team) if t]
        phones = ", ".join(p.say(self._language) for p in contact.phones)
        reading = next(iter(contact.readings.values()), None)
        return self._fact(name, [" · ".join((*who, phones))], reading)

    def _purposes(self, name: str, ids: Iterable[str]) -> Fact:
        named = (
            (self._policy.purpose_index[i].name.say(self._language), self._marks.attributes([i]))
            for i in ids
        )
        return Fact(words.say(f"facts.{name}", self._language), tuple(named))

    def _fact(self, name: str, values: Iterable[str], reading: str | None = None) -> Fact:
        return Fact(
            words.say(f"facts.{name}", self._language),
            tuple((capitalised(value), NOTHING) for value in values),
            reading_link(reading, self._language),
        )

    def _texts(self, texts: Iterable[Text]) -> list[str]:
        return [text.say(self._language) for text in texts]
