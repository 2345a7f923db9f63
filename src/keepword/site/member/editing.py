"""Changing one's own data: the form, what changes, done (P31, P32; PIPA 36).

What was typed travels sealed in the page until the member says that it is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from keepword.custody.acting import Acting
from keepword.custody.asking import Correcting, Withdrawing
from keepword.custody.errors import ValueTaken
from keepword.foundation.nodes import Language
from keepword.foundation.personal import Personal
from keepword.law.day import civil_day
from keepword.people import drafts
from keepword.people.errors import DraftBroken, DraftExpired
from keepword.policy.decisions.answer import Denied
from keepword.policy.decisions.words import REFUSALS
from keepword.runtime import clock, house
from keepword.site import words
from keepword.site.forms.fields import Field
from keepword.site.joining.drawer import draft_key
from keepword.site.joining.form import CONTROLS
from keepword.site.joining.place import Place
from keepword.site.member.corrections import CorrectionReader, Corrections
from keepword.site.member.held import OwnData
from keepword.site.member.page import WEB, acting, show, told
from keepword.site.signing_in import current

TASK = "own-data"
"""The task of a correction in the ledger."""


@dataclass(frozen=True, slots=True)
class Editing:
    """One request: who, what they hold, and how their form is read."""

    request: HttpRequest
    place: Place
    now: datetime
    who: Acting
    reader: CorrectionReader
    given: dict[str, str] = field(repr=False)

    @property
    def language(self) -> Language:
        """The language of the page."""
        return self.place.language

    def purpose(self) -> str:
        """What drafts are bound to: this form of this member."""
        return f"edit/{self.who.account}"

    def sealed(self, given: Mapping[str, str]) -> str:
        """What was typed, as the value of a hidden field."""
        values = {name: Personal(typed) for name, typed in given.items()}
        return drafts.seal_draft(draft_key(), self.purpose(), values, uuid4(), self.now)


@require_http_methods(["GET", "HEAD", "POST"])
@told
@current.members_only
def edit(request: HttpRequest, language: Language) -> HttpResponse:
    """The form; sent, what changes; sent again, it is changed."""
    place = Place.of(language)
    if place is None:
        raise Http404
    now, who = clock.now(), acting(request, TASK)
    point = place.point.id
    held = OwnData(house.door(), language).open(who, now, [point])[point]
    if isinstance(held, Denied):
        return _refused(request, language, held)
    reader = CorrectionReader(place.questions, language, held, civil_day(now))
    given = {n: str(value) for n, value in request.POST.items() if n not in CONTROLS}
    editing = Editing(request, place, now, who, reader, given)
    if request.method != "POST":
        return _form(editing, reader.blank())
    return _step(editing)


def _step(editing: Editing) -> HttpResponse:
    go, token = editing.request.POST.get("go"), editing.request.POST.get("draft", "")
    given = editing.given
    if token and go in ("save", "change"):
        try:
            draft = drafts.open_draft(draft_key(), editing.purpose(), token, editing.now)
        except (DraftExpired, DraftBroken) as error:
            return _form(
                editing, editing.reader.blank(), trouble=error.message.say(editing.language)
            )
        given = {name: value.reveal() for name, value in draft.values.items()}
        if go == "change":
            return _form(editing, editing.reader.blank(given))
    read = editing.reader.read(given)
    mistake = _too_young(editing, read)
    if read.wrong or read.strange or mistake:
        return _form(editing, read.fields, strange=read.strange, trouble=mistake, status=422)
    if not read.changes:
        return HttpResponseRedirect(f"{reverse('me', args=[editing.language])}?said=unchanged")
    return _save(editing, read) if go == "save" else _check(editing, read)


def _too_young(editing: Editing, read: Corrections) -> str:
    """A membership of this kind does not turn into a child's by a correction (P37)."""
    if not editing.place.is_child(read.born, editing.now):
        return ""
    return words.say("me.edit.too-young", editing.language)


def _save(editing: Editing, read: Corrections) -> HttpResponse:
    """One transaction: new values, and the consents of what is given up."""
    door, who = house.door(), editing.who
    try:
        with door.act(who, editing.now) as act:
            if read.values:
                changed = act.correct(
                    Correcting(who.account, editing.place.point.id, read.values, WEB)
                )
                if isinstance(changed, Denied):
                    return _refused(editing.request, editing.language, changed)
            ending = frozenset(
                given.id
                for given in door.consents(who.account)
                if given.consent.item in read.gone and given.withdrawn_at is None
            )
            if ending:
                act.withdraw(Withdrawing(who.account, ending, WEB))
    except ValueTaken as error:
        taken = words.say("join.wrong.taken", editing.language)
        fields = tuple(f.wrong(taken) if f.name == error.item else f for f in read.fields)
        return _form(editing, fields, status=422)
    return HttpResponseRedirect(f"{reverse('me', args=[editing.language])}?said=edited")


def _form(
    editing: Editing,
    fields: tuple[Field, ...],
    *,
    strange: tuple[str, ...] = (),
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "title": words.say("me.edit.title", editing.language),
        "here": "me",
        "fields": fields,
        "wrong": tuple(f for f in fields if f.mistake),
        "strange": strange,
        "trouble": trouble,
    }
    return show(editing.request, editing.language, "edit", context, status=status)


def _check(editing: Editing, read: Corrections) -> HttpResponse:
    typed = {c.item: editing.given.get(c.item, "") for c in read.changes}
    context = {
        "title": words.say("me.edit.check", editing.language),
        "here": "me",
        "changes": read.changes,
        "draft": editing.sealed(typed),
    }
    return show(editing.request, editing.language, "edit_check", context)


def _refused(request: HttpRequest, language: Language, denied: Denied) -> HttpResponse:
    said = REFUSALS[denied.reason]
    context = {
        "title": words.say("me.refused", language),
        "message": said.message.say(language),
        "remedy": said.remedy.say(language),
        "again": reverse("me", args=[language]),
    }
    return show(request, language, "trouble", context, status=403)
