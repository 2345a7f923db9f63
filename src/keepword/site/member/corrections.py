"""What a member wants to change: read, held against what is held, and told before it is done.

An optional item that is emptied goes with its consent; so does one that does not apply any more
once the kind of member has changed (P47). Nothing is added that was not collected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from keepword.foundation.nodes import Language
from keepword.foundation.personal import Personal
from keepword.policy.model.vocabulary import ItemClass
from keepword.policy.values import Format, ValueFault, canonical
from keepword.site import in_force, words
from keepword.site.forms.fields import Field
from keepword.site.joining.questions import Question, Questions
from keepword.site.presenting.values import editable


@dataclass(frozen=True, slots=True)
class Change:
    """One item, before and after. `after` is empty where the item goes."""

    item: str
    label: str
    before: str = field(repr=False)
    after: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Corrections:
    """A form for changing one's data as it was sent.

    `values` are the new ones, by item; `gone` the items that are given up.
    """

    fields: tuple[Field, ...]
    strange: tuple[str, ...]
    values: Mapping[str, Personal] = field(repr=False)
    gone: frozenset[str]
    changes: tuple[Change, ...] = field(repr=False)
    born: date | None = field(repr=False)

    @property
    def wrong(self) -> tuple[Field, ...]:
        """The fields with a mistake."""
        return tuple(f for f in self.fields if f.mistake)


class CorrectionReader:
    """Reads such a form.

    Args:
        held: the values now, by item.
    """

    def __init__(
        self, questions: Questions, language: Language, held: Mapping[str, Personal], today: date
    ) -> None:
        self._questions, self._language = questions, language
        self._held, self._today = held, today

    def editable(self) -> tuple[Question, ...]:
        """What is held and changed here: no password, and nothing that is itself a consent."""
        kinds = in_force.policy().item_index
        return tuple(
            q
            for q in self._questions.every
            if q.item in self._held
            and not q.is_flag
            and kinds[q.item].kind is not ItemClass.CREDENTIAL
        )

    def blank(self, given: Mapping[str, str] | None = None) -> tuple[Field, ...]:
        """The fields with what is held, or with what was typed."""
        typed = given or {}
        return tuple(
            self._questions.field(
                q, typed.get(q.item, editable(q.format, self._held[q.item].reveal()))
            )
            for q in self.editable()
        )

    def read(self, given: Mapping[str, str]) -> Corrections:
        """The form as it was sent, with every mistake in it."""
        asked = {q.item: q for q in self.editable()}
        values: dict[str, Personal] = {}
        mistakes: dict[str, str] = {}
        gone: set[str] = set()
        for item, question in asked.items():
            typed = given.get(item)
            if typed is None:
                continue
            if not typed.strip() and not question.required:
                gone.add(item)
                continue
            found = canonical(question.format, typed, self._today)
            if isinstance(found, ValueFault):
                mistakes[item] = self._fault(question, typed, found)
            elif found != self._held[item]:
                values[item] = found
        gone |= self._inapplicable(values)
        values = {item: value for item, value in values.items() if item not in gone}
        return Corrections(
            tuple(f.wrong(mistakes.get(f.name, "")) for f in self.blank(given)),
            tuple(name for name in given if name not in asked),
            values,
            frozenset(gone),
            tuple(self._changes(values, gone)),
            self._born(values),
        )

    def _fault(self, question: Question, typed: str, fault: ValueFault) -> str:
        if not typed.strip():
            return words.say("join.wrong.missing", self._language, item=question.label)
        said = f"{fault.message.say(self._language)} {fault.remedy.say(self._language)}"
        return f"{question.label}: {said}"

    def _inapplicable(self, values: Mapping[str, Personal]) -> set[str]:
        """Items that are held and do not apply to the kind of member that was chosen now."""
        first = self._questions.first
        if first is None or first.item not in values:
            return set()
        roles = self._questions.roles({first.item: values[first.item].reveal()})
        applying = {q.item for q in self._questions.applying(roles)}
        return {q.item for q in self._questions.every if q.item in self._held} - applying

    def _changes(self, values: Mapping[str, Personal], gone: set[str]) -> Iterator[Change]:
        for question in self._questions.every:
            item = question.item
            if item in values or item in gone:
                after = values[item].reveal() if item in values else ""
                yield Change(
                    item,
                    question.label,
                    self._questions.shown(question, self._held[item].reveal()),
                    self._questions.shown(question, after) if after else "",
                )

    def _born(self, values: Mapping[str, Personal]) -> date | None:
        days = (
            values[q.item].reveal()
            for q in self._questions.every
            if q.format.format is Format.DATE and not q.format.future and q.item in values
        )
        return next((date.fromisoformat(day) for day in days), None)
