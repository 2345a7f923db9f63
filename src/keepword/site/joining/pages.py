"""The pages of joining. Each is for one person: no copy of it is kept anywhere (`no-store`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

from keepword.foundation.errors import KeepwordError
from keepword.foundation.nodes import Language
from keepword.ledger.reading import Entry
from keepword.policy.decisions.answer import Denied
from keepword.policy.decisions.citing import clauses_of
from keepword.policy.decisions.words import REFUSALS
from keepword.policy.model.vocabulary import Principle
from keepword.site import in_force, troubles, words
from keepword.site.evidence.moments import moment
from keepword.site.forms.fields import Field, Kind
from keepword.site.joining.consents import Notices
from keepword.site.joining.form import Form, Line
from keepword.site.joining.place import Place
from keepword.site.page import personal

STEPS = 4
"""Kind of member, form, check, code."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What could not be done just now, and how to go on."""

    message: str
    remedy: str

    @classmethod
    def of(cls, error: KeepwordError, language: Language) -> Trouble:
        """The words of an error."""
        return cls(error.message.say(language), error.remedy.say(language))


@dataclass(frozen=True, slots=True)
class Given:
    """An answer on the page that asks whether all is right."""

    name: str
    label: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Why:
    """What items are for, how long they are kept, and what that rests on."""

    purposes: str
    until: str
    cites: tuple[str, ...]

    @classmethod
    def of(cls, line: Line, clauses: Iterable[str], language: Language) -> Why:
        """From the notice of a consent, and the clauses of its point."""
        notice = line.notice
        ruled = (c for rule in notice.rules for c in rule.clauses)
        return cls(
            ", ".join(p.name.say(language) for p in notice.purposes),
            ", ".join(rule.says.say(language) for rule in notice.rules),
            tuple(dict.fromkeys((*clauses, *ruled))),
        )


def show(
    request: HttpRequest,
    language: Language,
    page: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """A page of joining."""
    page = f"keepword/joining/{page}.html"
    mine = {"place": "join", "steps": STEPS, **context}
    return personal(request, language, page, mine, status=status)


def start(
    request: HttpRequest, place: Place, asked: Field, draft: str = "", *, status: int = 200
) -> HttpResponse:
    """The question that decides what else is asked (P47)."""
    children = in_force.policy().children
    context = {
        "title": words.say("join.title", place.language),
        "field": asked,
        "wrong": (asked,) if asked.mistake else (),
        "draft": draft,
        "age": children.age if children else 0,
    }
    return show(request, place.language, "start", context, status=status)


@dataclass(frozen=True, slots=True)
class Said:
    """What the form's page says besides the form."""

    draft: str = field(default="", repr=False)
    denied: Denied | None = None
    trouble: Trouble | None = None
    status: int = 200


def form(request: HttpRequest, place: Place, filled: Form, said: Said) -> HttpResponse:
    """The form for one kind of member."""
    language, first = place.language, place.questions.first
    policy = in_force.policy()
    lines = {line.notice.item: line for line in filled.consents}
    refusal = REFUSALS[said.denied.reason] if said.denied else None
    context = {
        "title": words.say("join.form.title", language),
        "form": filled,
        "wrong": filled.wrong,
        "first": first,
        "chosen": [f for f in filled.required if first and f.name == first.item],
        "chosen_label": _chosen(place, filled),
        "required": [f for f in filled.required if not first or f.name != first.item],
        "why": Why.of(lines[""], place.point.clauses, language),
        "optional": [(f, Why.of(lines[f.name], (), language)) for f in filled.optional],
        "apart": clauses_of(policy, Principle.CONSENT_APART),
        "minimum": clauses_of(policy, Principle.MINIMUM),
        "denied": refusal.message.say(language) if refusal else "",
        "remedy": refusal.remedy.say(language) if refusal else "",
        "denied_items": tuple(_labels(place, said.denied)) if said.denied else (),
        "trouble": said.trouble,
        "draft": said.draft,
    }
    return show(request, language, "form", context, status=said.status)


def check(request: HttpRequest, place: Place, filled: Form, draft: str) -> HttpResponse:
    """What was typed, before anything is kept."""
    first = place.questions.first
    context = {
        "title": words.say("join.check.title", place.language),
        "first": first.item if first else "",
        "given": tuple(_given(place, filled)),
        "consents": filled.consents,
        "draft": draft,
    }
    return show(request, place.language, "check", context)


@dataclass(frozen=True, slots=True)
class Waiting:
    """The page that waits for the code: which mail it is about, and what went wrong."""

    draft: str = field(repr=False)
    email: str
    reference: str = ""
    mistake: str = ""
    trouble: Trouble | None = None
    status: int = 200


def code(request: HttpRequest, place: Place, waiting: Waiting) -> HttpResponse:
    """The page that waits for the code."""
    digits = Field(
        "code",
        Kind.TEXT,
        words.say("join.code.label", place.language),
        mistake=waiting.mistake,
        autocomplete="one-time-code",
        inputmode="numeric",
        longest=20,
    )
    context = {
        "title": words.say("join.code.title", place.language),
        "waiting": waiting,
        "field": digits,
        "wrong": (digits,) if waiting.mistake else (),
    }
    return show(request, place.language, "code", context, status=waiting.status)


def joined(
    request: HttpRequest, place: Place, entry: Entry, token: str, *, ready: bool
) -> HttpResponse:
    """What was agreed, from the ledger's own entry; nobody's values are in it."""
    language, body = place.language, entry.body
    context = {
        "title": words.say("join.done.title", language),
        "at": moment(datetime.fromtimestamp(entry.time_ms / 1000, UTC), language),
        "entry": entry.entry,
        "items": tuple(_items(place, body.get("items", ()))),
        "agreed": tuple(_agreed(place, body)),
        "token": token,
        "ready": ready,
    }
    return show(request, language, "joined", context)


def child(request: HttpRequest, place: Place) -> HttpResponse:
    """For somebody too young for this form: kindly, and without keeping anything (P37)."""
    policy = in_force.policy()
    context = {
        "title": words.say("join.child.title", place.language),
        "age": policy.children.age if policy.children else 0,
        "clauses": policy.children.clauses[:2] if policy.children else (),
    }
    return show(request, place.language, "child", context)


def lapsed(request: HttpRequest, language: Language, error: KeepwordError) -> HttpResponse:
    """The draft is too old or not ours: nothing was kept, so it starts again."""
    context = {
        "title": words.say("join.expired.title", language),
        "trouble": Trouble.of(error, language),
    }
    return show(request, language, "lapsed", context, status=410)


def unavailable(request: HttpRequest, language: Language, error: KeepwordError) -> HttpResponse:
    """Something that has nothing of the form in it could not be done."""
    troubles.note(error)
    context = {
        "title": words.say("trouble.title", language),
        "trouble": Trouble.of(error, language),
    }
    return show(request, language, "lapsed", context, status=503)


def _chosen(place: Place, filled: Form) -> str:
    first = place.questions.first
    value = filled.values.get(first.item) if first else None
    return place.questions.shown(first, value.reveal()) if first and value is not None else ""


def _given(place: Place, filled: Form) -> Iterator[Given]:
    """Answers in the order of the form; what is itself a consent stands with the consents."""
    for question in place.questions.every:
        value = filled.values.get(question.item)
        if value is not None and not question.is_flag:
            shown = place.questions.shown(question, value.reveal())
            yield Given(question.item, question.label, shown)


def _labels(place: Place, denied: Denied) -> Iterator[str]:
    return (q.label for q in place.questions.every if q.item in denied.items)


def _items(place: Place, items: Iterable[str]) -> Iterator[str]:
    wanted = set(items)
    return (q.label for q in place.questions.every if q.item in wanted)


def _agreed(place: Place, body: Mapping[str, Any]) -> Iterator[str]:
    """The consents of an entry, as the form put them."""
    policy, given = in_force.policy(), body.get("consents", ())
    notices = Notices(policy, place.questions, place.language).of(place.questions.every)
    kinds = {(c["kind"], c["scope"], c["item"]) for c in given}
    for notice in notices:
        if any((c.kind.value, c.scope, c.item) in kinds for c in notice.consents):
            yield notice.label
