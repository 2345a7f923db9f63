"""A question from plain data (JSON), refused with what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from pydantic import AwareDatetime, Field, ValidationError
from pydantic_core import ErrorDetails

from keepword.foundation.building import faults_of
from keepword.foundation.errors import Fault, KeepwordError, Message
from keepword.foundation.nodes import Node
from keepword.policy.decisions.question import (
    Act,
    Actor,
    Consent,
    ConsentKind,
    Facts,
    Form,
    Request,
)
from keepword.policy.model.parties import GroundKind


class QuestionNotReadable(KeepwordError):
    """A question that is not of the form of docs/decisions.md; `faults` names every place."""

    code = "question-not-readable"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(
            Message(
                " ".join(f"{f.file}: {f.message.en}" for f in faults),
                " ".join(f"{f.file}: {f.message.ko}" for f in faults),
            ),
            Message(
                " ".join(dict.fromkeys(f.remedy.en for f in faults)),
                " ".join(dict.fromkeys(f.remedy.ko for f in faults)),
            ),
        )

    @classmethod
    def because(cls, message: Message, remedy: Message) -> QuestionNotReadable:
        """The question as a whole cannot be read."""
        return cls((Fault("question", 0, cls.code, message, remedy),))


class ConsentForm(Node):
    """A consent in force: `{kind, scope, item}`."""

    kind: ConsentKind
    scope: str
    item: str = Field(default="", min_length=0)


class AnnouncedItem(Node):
    """A short-term item whose notice is out: `{point, item}`."""

    point: str
    item: str


class FactsForm(Node):
    """What is so. See docs/decisions.md; every field may be left out."""

    born: date | None = None
    roles: frozenset[str] = frozenset()
    consents: tuple[ConsentForm, ...] = ()
    guardian_verified: bool = False
    grants: frozenset[str] = frozenset()
    practitioner: bool = False
    identity_verified: bool = False
    papers: frozenset[str] = frozenset()
    contracts: frozenset[str] = frozenset()
    circumstances: frozenset[str] = frozenset()
    announced: tuple[AnnouncedItem, ...] = ()
    suspended: frozenset[str] = frozenset()
    due: date | None = None
    held_until: date | None = None
    dormant: bool = False

    def facts(self) -> Facts:
        """The facts as the engine takes them."""
        plain = {
            name: getattr(self, name)
            for name in type(self).model_fields
            if name not in ("consents", "announced")
        }
        return Facts(
            **plain,
            consents=frozenset(Consent(c.kind, c.scope, c.item) for c in self.consents),
            announced=frozenset((a.point, a.item) for a in self.announced),
        )


class Question(Node):
    """One question: the request's fields, `facts`, and `at`, the time it is asked for."""

    act: Act
    actor: Actor
    point: str
    items: frozenset[str] = frozenset()
    purpose: str | None = None
    channel: str | None = None
    recipient: str | None = None
    ground: GroundKind | None = None
    reason: bool = False
    statute: str | None = None
    form: Form = Form.IDENTIFIED
    emergency: bool = False
    facts: FactsForm = FactsForm()
    at: AwareDatetime | None = None

    def request(self) -> Request:
        """The request as the engine takes it."""
        names = [n for n in type(self).model_fields if n not in ("facts", "at")]
        return Request(**{name: getattr(self, name) for name in names})

    def time(self, now: datetime) -> datetime:
        """The time the question is asked for; `now` if it names none."""
        return self.at or now


def read_question(data: Any) -> Question:
    """`data` as a question. Raises `QuestionNotReadable`, which repeats no given value."""
    try:
        return Question.model_validate(data)
    except ValidationError as error:
        raise QuestionNotReadable(question_faults(error.errors())) from None


def question_faults(errors: Iterable[ErrorDetails]) -> tuple[Fault, ...]:
    """Validation errors of a question, each with the field it is about; no value is repeated."""
    return faults_of(
        errors, Question, lambda path: (".".join(map(str, path)) or "question", 0), echo=False
    )
