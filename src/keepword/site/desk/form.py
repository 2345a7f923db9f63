"""The forms of the desk: the task's questions, and whom it is about.

A person is found by one exact value, sent in the body of the form and never in an address. What
was typed goes back into the form only while something in it has to be mended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from keepword.foundation.nodes import Language
from keepword.foundation.personal import Personal
from keepword.policies.tasks import Task
from keepword.policy.model import Policy
from keepword.policy.model.vocabulary import Need, Purpose
from keepword.site import words
from keepword.site.desk.person import PersonFields, Sought
from keepword.site.forms.fields import Choice, Field, Kind


class Question(NamedTuple):
    """A question that only purposes with a need ask, and its words in the catalogue."""

    name: str
    kind: Kind
    need: Need
    longest: int
    label: str
    hint: str
    hint_some: str
    missing: str


REASON = Question(
    "reason", Kind.AREA, Need.REASON, 500,
    "look-up.reason", "look-up.reason.hint", "look-up.reason.hint.some", "look-up.wrong.reason",
)  # fmt: skip
STATUTE = Question(
    "statute", Kind.TEXT, Need.STATUTE, 200,
    "look-up.statute", "look-up.statute.hint", "look-up.statute.hint.some",
    "look-up.wrong.statute",
)  # fmt: skip

Given = Mapping[str, str]
"""What the form holds: the first value of each name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A look that staff ask for: what for, why, and at whom."""

    purpose: str
    sought: Sought
    reason: Personal | None = None
    statute: str | None = None


class LookUpForm:
    """The questions of one task. `given` is empty as long as nothing was sent."""

    def __init__(self, policy: Policy, task: Task, language: Language, given: Given) -> None:
        self._policy = policy
        self._language = language
        self._sent = bool(given)
        self._given = {name: value.strip() for name, value in given.items()}
        self.purposes = tuple(policy.purpose_index[p] for p in task.purposes)
        self._purpose = self._chosen()
        self.questions = tuple(self._questions())
        self.person = PersonFields(policy, language, given)

    @property
    def wrong(self) -> tuple[Field, ...]:
        """The fields with a mistake, in the order of the page."""
        return tuple(f for f in (*self.questions, *self.person.fields) if f.mistake)

    @property
    def asked(self) -> Asked | None:
        """What is asked for; None while something has to be mended."""
        if self.wrong or self._purpose is None or self.person.sought is None:
            return None
        return Asked(
            self._purpose.id,
            self.person.sought,
            Personal(self._said(REASON)) or None,
            self._said(STATUTE) or None,
        )

    def _chosen(self) -> Purpose | None:
        if len(self.purposes) == 1:
            return self.purposes[0]
        return next((p for p in self.purposes if p.id == self._given.get("purpose")), None)

    def _said(self, question: Question) -> str:
        """The answer to a question, if the purpose asks it."""
        asks = self._purpose is not None and question.need in self._purpose.needs
        return self._given.get(question.name, "") if asks else ""

    def _questions(self) -> Iterator[Field]:
        if len(self.purposes) > 1:
            yield self._purpose_field()
        for question in (REASON, STATUTE):
            asking = [p for p in self.purposes if question.need in p.needs]
            if asking:
                yield self._field(question, asking)

    def _purpose_field(self) -> Field:
        field = Field(
            "purpose",
            Kind.RADIOS,
            words.say("look-up.purpose", self._language),
            value=self._purpose.id if self._purpose else "",
            choices=tuple(Choice(p.id, p.name.say(self._language)) for p in self.purposes),
        )
        missing = self._sent and self._purpose is None
        return field.wrong(words.say("look-up.wrong.purpose", self._language)) if missing else field

    def _field(self, question: Question, asking: list[Purpose]) -> Field:
        """A question; the hint names the purposes that ask it, if not all do."""
        hint = words.say(question.hint, self._language)
        if len(asking) < len(self.purposes):
            names = ", ".join(p.name.say(self._language) for p in asking)
            hint = words.say(question.hint_some, self._language, purposes=names)
        value = self._given.get(question.name, "")
        label = words.say(question.label, self._language)
        field = Field(
            question.name, question.kind, label, value=value, hint=hint, longest=question.longest
        )
        missing = self._sent and self._purpose in asking and not 0 < len(value) <= question.longest
        return field.wrong(words.say(question.missing, self._language)) if missing else field
