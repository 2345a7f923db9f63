"""The last step of joining: the code, the one transaction, and the page that says it is done."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from keepword.custody.errors import ValueTaken
from keepword.foundation.errors import KeepwordError
from keepword.foundation.nodes import Language
from keepword.ledger.receipts import Kind
from keepword.people.codes import (
    Expired,
    Issued,
    TooManyCodes,
    TooManyTries,
    WrongCode,
    reference_of,
)
from keepword.people.errors import DraftBroken, DraftExpired
from keepword.policy.decisions.answer import Denied
from keepword.policy.values import Format
from keepword.runtime import house
from keepword.site import words
from keepword.site.joining import act, pages, proof
from keepword.site.joining.act import Applicant, Joined
from keepword.site.joining.form import Form
from keepword.site.joining.pages import Said, Trouble, Waiting
from keepword.site.joining.place import Place
from keepword.site.joining.sent import Sent, receive

MISTAKES = {
    WrongCode: "join.code.wrong",
    Expired: "join.code.expired",
    TooManyTries: "join.code.too-many",
}
"""What the page says about a code that does not do."""

DIGITS = "code"
"""The field of the code."""


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, language: Language) -> HttpResponse:
    """Send the code; or, where digits came, hold them against it."""
    place = Place.of(language)
    if place is None:
        raise Http404
    if request.method != "POST" or "draft" not in request.POST:
        return HttpResponseRedirect(reverse("join", args=[language]))
    try:
        sent = receive(request, place)
    except (DraftExpired, DraftBroken) as error:
        return pages.lapsed(request, language, error)
    except KeepwordError as error:
        return pages.unavailable(request, language, error)
    filled = sent.form(dict(sent.application.given), judged=True)
    if not filled.whole:
        said = Said(sent.sealed(dict(sent.application.given)), status=422)
        return pages.form(request, place, filled, said)
    return _go_on(sent, filled)


def _go_on(sent: Sent, filled: Form) -> HttpResponse:
    who = _applicant(sent, filled)
    try:
        if DIGITS in sent.given and sent.go != "again":
            return _confirm(sent, who)
        return _send(sent, who)
    except ValueTaken as error:
        mended = filled.but(error.item, words.say("join.wrong.taken", sent.place.language))
        said = Said(sent.application.sealed(sent.now), status=422)
        return pages.form(sent.request, sent.place, mended, said)
    except KeepwordError as error:
        trouble = Trouble.of(error, sent.place.language)
        return _wait(sent, who, trouble=trouble, status=503)


def _applicant(sent: Sent, filled: Form) -> Applicant:
    return Applicant(
        acting=sent.acting,
        application=sent.application,
        form=filled,
        point=sent.place.point,
        email=sent.place.of_format(Format.EMAIL),
        password=sent.place.of_format(Format.PASSWORD),
    )


def _send(sent: Sent, who: Applicant) -> HttpResponse:
    issued = act.send_code(house.door(), who, sent.now)
    if isinstance(issued, TooManyCodes):
        until = f"{timezone.localtime(issued.until):%H:%M}"
        mistake = words.say("join.code.stopped", sent.place.language, until=until)
        return _wait(sent, who, mistake=mistake, status=429)
    return _wait(sent, who, issued=issued)


def _confirm(sent: Sent, who: Applicant) -> HttpResponse:
    digits = sent.given[DIGITS].strip()
    if not digits:
        return _wait(sent, who, mistake=_say(sent, "join.code.missing"), status=422)
    held = act.confirm(house.door(), who, digits, sent.now)
    if isinstance(held, Joined):
        token = proof.link_token(Kind.CONSENT_RECEIPT, held.entry)
        return HttpResponseRedirect(reverse("joined", args=[sent.place.language, token]))
    if isinstance(held, Denied):
        said = Said(sent.application.sealed(sent.now), denied=held, status=422)
        return pages.form(sent.request, sent.place, who.form, said)
    return _wait(sent, who, mistake=_say(sent, MISTAKES[type(held)]), status=422)


def _wait(
    sent: Sent,
    who: Applicant,
    *,
    issued: Issued | None = None,
    mistake: str = "",
    trouble: Trouble | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of the code; a code that was sent just now takes the earlier one's place."""
    application = sent.application.waiting(issued.code) if issued else sent.application
    waiting = Waiting(
        draft=application.sealed(sent.now),
        email=who.form.values[who.email].reveal(),
        reference=reference_of(application.code) if application.code else "",
        mistake=mistake,
        trouble=trouble,
        status=status,
    )
    return pages.code(sent.request, sent.place, waiting)


def _say(sent: Sent, key: str) -> str:
    return words.say(key, sent.place.language)


@require_safe
def done(request: HttpRequest, language: Language, token: str) -> HttpResponse:
    """What was agreed, and the receipt once the ledger has it. The link is the only key to it."""
    place, entry = Place.of(language), proof.entry_of(Kind.CONSENT_RECEIPT, token)
    if place is None or entry is None:
        raise Http404
    try:
        found = proof.read_entry(entry)
        ready = proof.content(Kind.CONSENT_RECEIPT, entry) is not None
    except KeepwordError as error:
        return pages.unavailable(request, language, error)
    if found is None:
        raise Http404
    return pages.joined(request, place, found, token, ready=ready)


@require_safe
def receipt(request: HttpRequest, language: Language, token: str) -> HttpResponse:
    """The receipt as a file; back to the page that waits where there is none yet."""
    entry = proof.entry_of(Kind.CONSENT_RECEIPT, token)
    if entry is None:
        raise Http404
    try:
        content = proof.content(Kind.CONSENT_RECEIPT, entry)
    except KeepwordError as error:
        return pages.unavailable(request, language, error)
    if content is None:
        return HttpResponseRedirect(reverse("joined", args=[language, token]))
    return proof.download(content, "keepword-consent-receipt")
