"""Joining, step by step: kind of member, form, check, code, done (P43 to P47).

    /join/           the kind of member; the form for it; check your answers
    /join/confirm/   the code that shows that the e-mail address is theirs
    /join/done/…     what was agreed, and the receipt

Until the code is right nothing is kept: what was typed travels sealed in the page.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from keepword.foundation.errors import KeepwordError
from keepword.foundation.nodes import Language
from keepword.people.errors import DraftBroken, DraftExpired
from keepword.policy.decisions.answer import Reason
from keepword.runtime import clock, house
from keepword.site import words
from keepword.site.joining import act, pages
from keepword.site.joining.application import Application
from keepword.site.joining.form import Form
from keepword.site.joining.pages import Said, Trouble
from keepword.site.joining.place import Place
from keepword.site.joining.questions import Question
from keepword.site.joining.sent import Sent, receive


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, language: Language) -> HttpResponse:
    """The kind of member, the form, or the check; which one follows from what was sent."""
    place = Place.of(language)
    if place is None:
        raise Http404
    if request.method != "POST":
        return _begin(request, place)
    try:
        sent = receive(request, place)
        return _step(sent)
    except (DraftExpired, DraftBroken) as error:
        return pages.lapsed(request, language, error)
    except KeepwordError as error:
        return pages.unavailable(request, language, error)


def _begin(request: HttpRequest, place: Place) -> HttpResponse:
    first = place.questions.first
    if first is not None:
        return pages.start(request, place, place.questions.field(first))
    blank = place.read(Application.new(), {}, clock.now(), judged=False)
    return pages.form(request, place, blank, Said())


def _step(sent: Sent) -> HttpResponse:
    first = sent.place.questions.first
    if sent.go == "change":
        return _show(sent, dict(sent.application.given))
    if first is not None and sent.go == "type" and not sent.given:
        return _ask_kind(sent, first, dict(sent.application.given), judged=False)
    if first is not None and sent.given.keys() <= {first.item}:
        return _of_kind(sent, first)
    filled = sent.form(sent.given, judged=True)
    if sent.place.is_child(filled.born, sent.now):
        act.refuse(house.door(), sent.acting, sent.now, sent.place.point, Reason.WRONG_AGE, ())
        return pages.child(sent.request, sent.place)
    if first is not None and (sent.go == "type" or first.item not in filled.values):
        return _ask_kind(sent, first, sent.answers, judged=sent.go != "type")
    return _judge(sent, filled)


def _of_kind(sent: Sent, first: Question) -> HttpResponse:
    """The kind of member has been chosen: the form for it, with what was typed before."""
    answers = {**sent.application.given, **sent.given}
    if not sent.place.questions.is_answered(first, answers):
        return _ask_kind(sent, first, answers, judged=True)
    return _show(sent, answers)


def _ask_kind(
    sent: Sent, first: Question, answers: dict[str, str], *, judged: bool
) -> HttpResponse:
    asked = sent.place.questions.field(first, answers.get(first.item, ""))
    if judged:
        asked = asked.wrong(words.say("join.wrong.choose", sent.place.language, item=first.label))
    draft = sent.sealed(answers)
    return pages.start(sent.request, sent.place, asked, draft, status=422 if judged else 200)


def _show(sent: Sent, answers: dict[str, str]) -> HttpResponse:
    """The form with what was typed so far, not judged yet."""
    said = Said(draft=sent.sealed(answers))
    blank = Sent(
        sent.request,
        sent.place,
        sent.now,
        sent.application.typed(answers, sent.place.known()),
        answers,
        sent.go,
    ).form(answers, judged=False)
    return pages.form(sent.request, sent.place, blank, said)


def _judge(sent: Sent, filled: Form) -> HttpResponse:
    """The form was filled in: what has to be mended, or what it came to."""
    door, place, draft = house.door(), sent.place, sent.sealed(sent.answers)
    try:
        for strange in filled.strange:
            reason = Reason.ITEM_NOT_LISTED if strange.applies else Reason.ITEM_DOES_NOT_APPLY
            items = (strange.item,) if strange.item else ()
            act.refuse(door, sent.acting, sent.now, place.point, reason, items)
        taken = act.taken(door, filled) if filled.whole else ""
    except KeepwordError as error:
        said = Said(draft, trouble=Trouble.of(error, place.language), status=503)
        return pages.form(sent.request, place, filled, said)
    if taken:
        filled = filled.but(taken, words.say("join.wrong.taken", place.language))
    if not filled.whole:
        return pages.form(sent.request, place, filled, Said(draft, status=422))
    return pages.check(sent.request, place, filled, draft)
