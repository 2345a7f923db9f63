"""Reviews of emergency access by the privacy office (docs/decisions.md, duty `review`; P88)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from keepword.foundation.nodes import Language
from keepword.runtime import clock, house
from keepword.safeguards import emergencies
from keepword.site import words
from keepword.site.desk.cases import LONGEST_NOTE, Cases, note_name
from keepword.site.desk.form import Given
from keepword.site.desk.page import REVIEWERS, given, show, tells_trouble
from keepword.site.signing_in import current

TASK = "emergency-review"
"""The task that reading the log for a review is recorded under."""

SAID = {"done": "review.finished", "before": "review.before"}
"""What the page says after a form was sent."""


@require_http_methods(["GET", "HEAD", "POST"])
@current.staff_only(*REVIEWERS)
@tells_trouble
def review(request: HttpRequest, language: Language) -> HttpResponse:
    """What awaits review and what was reviewed; sent, one look is marked as reviewed."""
    sent = given(request)
    if not sent:
        return _page(request, language, {})
    entry = _entry(sent)
    note = sent.get(note_name(entry), "").strip() if entry else ""
    if entry and not 0 < len(note) <= LONGEST_NOTE:
        return _page(request, language, {entry: note})
    done = entry is not None and _review(request, entry, note)
    said = "done" if done else "before"
    return HttpResponseRedirect(f"{reverse('desk-review', args=[language])}?said={said}")


def _entry(sent: Given) -> UUID | None:
    try:
        return UUID(sent.get("entry", ""))
    except ValueError:
        return None


def _review(request: HttpRequest, entry: UUID, note: str) -> bool:
    """Mark the look as reviewed, with the note on record; not one's own, and not twice."""
    now, acting = clock.now(), replace(current.acting_of(request), task=TASK)
    with house.door().act(acting, now) as act:
        look = emergencies.take(act.cursor, entry)
        if look is None or look.account == acting.account:
            return False
        entries = [str(one) for one in look.entries]
        made = act.note("review", subject=look.subject, reviewed=entries, why=note)
        emergencies.mark(act.cursor, look, reviewer=acting.account, note=made, now=now)
    return True


def _page(request: HttpRequest, language: Language, wrong: Mapping[UUID, str]) -> HttpResponse:
    """The page. That the log is read for it is on record too."""
    acting = replace(current.acting_of(request), task=TASK)
    with house.door().act(acting, clock.now()) as act:
        waiting, finished = emergencies.awaiting(act.cursor), emergencies.reviewed(act.cursor)
        cases = Cases(act.cursor, (*waiting, *finished), acting.account, language, wrong)
        shown, done = (tuple(map(cases.case, looks)) for looks in (waiting, finished))
        if waiting or finished:
            act.note("read-log")
    title = words.say("review.title", language)
    said = SAID.get(request.GET.get("said", ""))
    context = {
        "title": title,
        "here": "review",
        "said": words.say(said, language) if said else "",
        "cases": shown,
        "finished": done,
        "wrong": cases.wrong,
    }
    return show(request, language, "review", context, status=422 if cases.wrong else 200)
