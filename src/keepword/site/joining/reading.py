"""Reading the form for joining as it was sent: answers, boxes, and what does not belong there.

Nothing is taken that the point does not ask of this person: another field is a mistake that names
it (P43), and so is an item that applies to others only (P47).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from keepword.foundation.nodes import Language
from keepword.foundation.personal import Personal
from keepword.policy.model import Policy
from keepword.policy.values import Format, ValueFault, canonical
from keepword.site import words
from keepword.site.forms.fields import Field, Kind
from keepword.site.joining.consents import Notice, Notices, notice_hash
from keepword.site.joining.form import CONTROLS, YES, Form, Line, Strange
from keepword.site.joining.questions import Question, Questions
from keepword.site.presenting.wording import capitalised

LONGEST_NAME = 60
"""Characters of an unknown field's name that are said back."""


class Reading:
    """One form as it was sent.

    Args:
        given: names and what was typed.
        today: the day on which dates are judged.
        kept: secrets that were typed before and may be left empty now, by item.
        judged: whether mistakes are told, or only what was typed put back.
    """

    def __init__(
        self,
        policy: Policy,
        questions: Questions,
        language: Language,
        given: Mapping[str, str],
        *,
        today: date,
        kept: Mapping[str, Personal],
        judged: bool,
    ) -> None:
        self._policy, self._questions, self._language = policy, questions, language
        self._given, self._today, self._kept, self._judged = given, today, kept, judged
        self._roles = questions.roles(given)
        self._asked = questions.applying(self._roles)
        self._values: dict[str, Personal] = {}
        self._mistakes: dict[str, str] = {}

    def form(self) -> Form:
        """The form, with every mistake in it if it was to be judged."""
        for question in self._asked:
            self._answer(question)
        notices = Notices(self._policy, self._questions, self._language).of(self._asked)
        for notice in notices:
            self._box(notice)
        lines = tuple(Line(notice, self._drawn_box(notice)) for notice in notices)
        plain = [q for q in self._asked if not q.is_flag]
        return Form(
            required=tuple(self._drawn(q) for q in plain if q.required),
            optional=tuple(self._drawn(q) for q in plain if not q.required),
            consents=lines,
            strange=tuple(self._strange(notices)) if self._judged else (),
            values=self._values,
            born=self._born(),
            roles=self._roles,
            notice=notice_hash(notices, self._language),
        )

    def _answer(self, question: Question) -> None:
        """Take a good answer; say what is wrong with another."""
        item, typed = question.item, self._given.get(question.item, "")
        if not typed.strip():
            if item in self._kept:
                self._values[item] = self._kept[item]
            elif question.required:
                key = "join.wrong.choose" if question.format.choices else "join.wrong.missing"
                self._mistakes[item] = self._say(key, item=question.label)
            return
        found = canonical(question.format, typed, self._today)
        if isinstance(found, ValueFault):
            said = f"{found.message.say(self._language)} {found.remedy.say(self._language)}"
            self._mistakes[item] = f"{question.label}: {said}"
        elif question.is_flag and found.reveal() != YES:
            return  # an unticked box: nothing is given
        else:
            self._values[item] = found

    def _box(self, notice: Notice) -> None:
        """A consent goes with what it is for: neither stands without the other."""
        ticked, item = self._ticked(notice), notice.item
        if not item and not ticked:
            self._mistakes[notice.name] = self._say("join.wrong.consent")
        if not item or notice.name == item:
            return
        typed = self._given.get(item, "").strip()
        if typed and not ticked:
            self._mistakes[notice.name] = self._say("join.wrong.box", item=notice.items[0])
        if ticked and not typed:
            self._mistakes[item] = self._say("join.wrong.empty", item=notice.items[0])

    def _ticked(self, notice: Notice) -> bool:
        if notice.name == notice.item:  # an item that is itself a yes
            return notice.item in self._values
        return self._given.get(notice.name) == YES

    def _drawn(self, question: Question) -> Field:
        drawn = self._questions.field(question, self._given.get(question.item, ""))
        good = question.item in self._values
        if question.is_secret and good:  # the field comes back empty; the draft has it
            drawn = replace(drawn, hint=self._say("join.kept"))
        return drawn.wrong(self._mistake(question.item))

    def _drawn_box(self, notice: Notice) -> Field:
        value = YES if self._ticked(notice) else ""
        box = Field(notice.name, Kind.CHECKBOX, notice.label, value=value)
        return box.wrong(self._mistake(notice.name))

    def _mistake(self, name: str) -> str:
        return self._mistakes.get(name, "") if self._judged else ""

    def _born(self) -> date | None:
        """The day in the past that the point asks for, where a good one was given."""
        days = (
            self._values[q.item].reveal()
            for q in self._asked
            if q.format.format is Format.DATE and not q.format.future and q.item in self._values
        )
        return next((date.fromisoformat(day) for day in days), None)

    def _strange(self, notices: tuple[Notice, ...]) -> Iterator[Strange]:
        known = {q.item for q in self._asked} | {n.name for n in notices} | CONTROLS
        others = {q.item: q for q in self._questions.every if q not in self._asked}
        boxes = {f"consent-{item}": question for item, question in others.items()}
        told: set[str] = set()
        for name in self._given:
            question = others.get(name) or boxes.get(name)
            if name in known or (question and not self._given[name].strip()):
                continue
            if question is None:
                yield self._unknown(name)
            elif question.item not in told:
                told.add(question.item)
                yield self._of_others(question)

    def _of_others(self, question: Question) -> Strange:
        whom = self._questions.condition(question)
        why = self._say("join.strange.other", whom=whom)
        return Strange(question.label, why, question.item, applies=False)

    def _unknown(self, name: str) -> Strange:
        item = self._policy.item_index.get(name)
        label = capitalised(item.label.say(self._language)) if item else name[:LONGEST_NAME]
        why = self._say("join.strange.unknown")
        return Strange(label, why, item.id if item else "", applies=True)

    def _say(self, key: str, **values: str) -> str:
        return words.say(key, self._language, **values)
