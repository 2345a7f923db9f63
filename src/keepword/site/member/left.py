"""After leaving: what went, what stays, and the certificate (P66, P71). Without a session."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from keepword.foundation.nodes import Language
from keepword.ledger.receipts import Kind
from keepword.site import in_force, words
from keepword.site.evidence.moments import moment
from keepword.site.joining import proof
from keepword.site.member.ending import Parts, clauses_of_leaving
from keepword.site.member.page import show, told


@require_safe
@told
def show_left(request: HttpRequest, language: Language, token: str) -> HttpResponse:
    """The page that the signed link opens."""
    entry = proof.entry_of(Kind.CERTIFICATE, token)
    found = proof.read_entry(entry) if entry else None
    if entry is None or found is None:
        raise Http404
    policy = in_force.policy()
    parts = Parts(policy, language)
    context = {
        "title": words.say("left.title", language),
        "place": "",
        "entry": entry,
        "at": moment(datetime.fromtimestamp(found.time_ms / 1000, UTC), language),
        "goes": parts.of_entry(found.body.get("destroyed", ())),
        "stays": parts.of_entry(found.body.get("kept", ())),
        "services": parts.services(),
        "logs": parts.logs(),
        "ready": proof.content(Kind.CERTIFICATE, entry) is not None,
        "token": token,
        "days": proof.DAYS,
        "clauses": clauses_of_leaving(policy),
    }
    return show(request, language, "left", context)


@require_safe
@told
def certificate(request: HttpRequest, language: Language, token: str) -> HttpResponse:
    """The certificate as a file; back to the page that waits where there is none yet."""
    entry = proof.entry_of(Kind.CERTIFICATE, token)
    if entry is None:
        raise Http404
    content = proof.content(Kind.CERTIFICATE, entry)
    if content is None:
        return HttpResponseRedirect(reverse("left", args=[language, token]))
    return proof.download(content, "keepword-certificate")
