"""What the pages of joining work with: the policy's point, its questions, one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from keepword.foundation.nodes import Language
from keepword.foundation.personal import Personal
from keepword.law.day import civil_day
from keepword.people import passwords
from keepword.policies import desk
from keepword.policy.decisions import Act, Actor, Denied, Facts, Reason, Request
from keepword.policy.decisions.engine import judge
from keepword.policy.model.collection import Point
from keepword.policy.values import Format, ValueFault, canonical
from keepword.site import in_force
from keepword.site.joining.application import Application
from keepword.site.joining.form import Form
from keepword.site.joining.point import joining_point, web_channel
from keepword.site.joining.questions import Question, Questions
from keepword.site.joining.reading import Reading


@dataclass(frozen=True, slots=True)
class Place:
    """The point where people join, as one request sees it."""

    language: Language
    point: Point
    questions: Questions

    @classmethod
    def of(cls, language: Language) -> Place | None:
        """The place; None where the policy in force knows no membership."""
        policy = in_force.policy()
        point = joining_point(policy)
        if point is None:
            return None
        formats = desk.formats(policy.meta.id)
        return cls(language, point, Questions(policy, point, formats, language))

    def known(self) -> frozenset[str]:
        """Every name that a field of the form can have, whoever fills it in."""
        items = [q.item for q in self.questions.every]
        return frozenset((*items, *(f"consent-{i}" for i in ("required", *items))))

    def read(
        self, application: Application, given: Mapping[str, str], now: datetime, *, judged: bool
    ) -> Form:
        """The form with these answers; secrets typed earlier need not be typed again."""
        today = civil_day(now)
        form = Reading(
            in_force.policy(),
            self.questions,
            self.language,
            given,
            today=today,
            kept=self._secrets(application, today),
            judged=judged,
        ).form()
        return self._with_fit_password(form) if judged else form

    def is_child(self, born: date | None, now: datetime) -> bool:
        """Whether the engine says that somebody born then needs the other form (P37, P46)."""
        if born is None:
            return False
        policy = in_force.policy()
        request = Request(
            Act.COLLECT,
            Actor.PERSON,
            self.point.id,
            frozenset(self.point.items()),
            channel=web_channel(policy, self.point),
        )
        answer = judge(policy, in_force.law()).decide(request, Facts(born=born), now)
        return isinstance(answer, Denied) and answer.reason is Reason.WRONG_AGE

    def of_format(self, wanted: Format) -> str:
        """The item whose values have this format; empty if none has."""
        return next((q.item for q in self.questions.every if q.format.format is wanted), "")

    def _secrets(self, application: Application, today: date) -> dict[str, Personal]:
        found = {
            question.item: canonical(question.format, typed, today)
            for question in self._secret()
            if (typed := application.given.get(question.item, ""))
        }
        return {i: value for i, value in found.items() if not isinstance(value, ValueFault)}

    def _secret(self) -> tuple[Question, ...]:
        return tuple(q for q in self.questions.every if q.is_secret)

    def _with_fit_password(self, form: Form) -> Form:
        """A password that has the log-in id in it will not do."""
        item = self.of_format(Format.PASSWORD)
        value, login = form.values.get(item), form.values.get(self.of_format(Format.LOGIN_ID))
        fault = passwords.fault(value, login) if value is not None else None
        if fault is None:
            return form
        said = f"{fault.message.say(self.language)} {fault.remedy.say(self.language)}"
        return form.but(item, said)
