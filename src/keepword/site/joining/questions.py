"""What a collection point asks, as fields of a form: all of it from the policy in force (P43)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from keepword.foundation.nodes import Language
from keepword.policy.model import Policy
from keepword.policy.model.collection import Entry, Point, Requirement
from keepword.policy.values import Format, ItemFormat
from keepword.site import words
from keepword.site.forms.fields import Choice, Field, Kind
from keepword.site.presenting.values import readable
from keepword.site.presenting.wording import capitalised

KINDS: Mapping[Format, Kind] = {
    Format.LONG_TEXT: Kind.AREA,
    Format.PASSWORD: Kind.PASSWORD,
    Format.EMAIL: Kind.EMAIL,
    Format.PHONE: Kind.TEL,
    Format.TELEPHONE: Kind.TEL,
    Format.DATE: Kind.DATE,
    Format.CHOICE: Kind.RADIOS,
    Format.FLAG: Kind.CHECKBOX,
}
"""How each format is filled in; anything else is a line of text."""

SLACK = 30
"""Characters more than the canonical form has that may be typed: spaces, hyphens."""


@dataclass(frozen=True, slots=True)
class Question:
    """One item that is asked: the entry, and how its values are written."""

    entry: Entry
    format: ItemFormat
    label: str

    @property
    def item(self) -> str:
        """The item's id, which is the field's name too."""
        return self.entry.item

    @property
    def required(self) -> bool:
        """Whether there is no membership without it."""
        return self.entry.requirement is Requirement.REQUIRED

    @property
    def is_flag(self) -> bool:
        """Whether the item is itself a yes: to tick it is to consent to it."""
        return self.format.format is Format.FLAG

    @property
    def is_secret(self) -> bool:
        """Whether its value never comes back to a page."""
        return self.format.format is Format.PASSWORD


class Questions:
    """The questions of one point in one language."""

    def __init__(
        self,
        policy: Policy,
        point: Point,
        formats: Mapping[str, ItemFormat],
        language: Language,
    ) -> None:
        self._policy = policy
        self._language = language
        self._conditions = {c.id: c for c in policy.conditions}
        self.point = point
        self.every = tuple(self._question(entry, formats) for entry in point.entries)

    def _question(self, entry: Entry, formats: Mapping[str, ItemFormat]) -> Question:
        label = entry.label or self._policy.item_index[entry.item].label
        return Question(entry, formats[entry.item], capitalised(label.say(self._language)))

    @property
    def first(self) -> Question | None:
        """The question whose answer decides which others apply; none if no item depends on it."""
        giving = (q for q in self.every if any(choice.role for choice in q.format.choices))
        return next(giving, None) if any(q.entry.condition for q in self.every) else None

    def roles(self, given: Mapping[str, str]) -> frozenset[str]:
        """The roles that the answers give, as conditions of items name them (P47)."""
        return frozenset(
            choice.role
            for question in self.every
            for choice in question.format.choices
            if choice.role and given.get(question.item) == choice.id
        )

    def is_answered(self, question: Question, given: Mapping[str, str]) -> bool:
        """Whether a choice was made among those that are offered."""
        return any(choice.id == given.get(question.item) for choice in question.format.choices)

    def applying(self, roles: frozenset[str]) -> tuple[Question, ...]:
        """The questions for somebody with `roles`."""
        return tuple(q for q in self.every if self._role(q) in (None, *roles))

    def condition(self, question: Question) -> str:
        """To whom an item applies, in the policy's words; empty if to everyone."""
        found = self._conditions.get(question.entry.condition or "")
        return found.says.say(self._language) if found else ""

    def _role(self, question: Question) -> str | None:
        found = self._conditions.get(question.entry.condition or "")
        return found.role if found else None

    def field(self, question: Question, value: str = "") -> Field:
        """The field for `question`, holding what was typed unless that is a secret."""
        how = question.format
        return Field(
            name=question.item,
            kind=KINDS.get(how.format, Kind.TEXT),
            label=question.label,
            value="" if question.is_secret else value,
            hint=" ".join(self._hints(question)),
            optional=not question.required,
            autocomplete=how.autocomplete,
            inputmode=how.inputmode,
            longest=how.longest + SLACK,
            choices=tuple(Choice(c.id, c.label.say(self._language)) for c in how.choices),
        )

    def _hints(self, question: Question) -> Iterator[str]:
        if condition := self.condition(question):
            yield words.say("join.only", self._language, whom=condition)
        if question.format.hint:
            yield question.format.hint.say(self._language)

    def label(self, item: str) -> str:
        """What an item is called here, entry or not."""
        own = (question.label for question in self.every if question.item == item)
        return next(own, capitalised(self._policy.item_index[item].label.say(self._language)))

    def shown_of(self, item: str, value: str) -> str:
        """A canonical value of an item as people read it, entry or not."""
        own = (question for question in self.every if question.item == item)
        question = next(own, None)
        return self.shown(question, value) if question else value

    def shown(self, question: Question, value: str) -> str:
        """A canonical value as people read it; a secret as dots, whatever its length."""
        return readable(question.format, value, self._language)
