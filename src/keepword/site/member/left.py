"""After leaving: what went, what stays, and the certificate (P66, P71). Without a session.

The certificate's address stays the same: it says *erased* at first, and *final* once the root has
turned, with what that is worth.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from keepword.foundation.nodes import Language
from keepword.ledger.receipts import Kind
from keepword.policy.prose.formats import format_date
from keepword.site import in_force, words
from keepword.site.evidence import proofs
from keepword.site.evidence.moments import moment
from keepword.site.evidence.proofs import Final
from keepword.site.joining import proof
from keepword.site.member.ending import Parts, clauses_of_leaving
from keepword.site.member.page import show, told

STATES = {
    "immediate": ("left.final", "left.final.why"),
    "dated": ("left.final.dated", "left.final.dated.why"),
    "unprovable": ("left.final.unprovable", "left.final.unprovable.why"),
}
"""What is said of a destruction that became final, by what the end of the root is worth."""


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
    content = proofs.proof_file(entry, proofs.CERTIFICATE)
    context = {
        "title": words.say("left.title", language),
        "place": "",
        "entry": entry,
        "at": moment(datetime.fromtimestamp(found.time_ms / 1000, UTC), language),
        "goes": parts.of_entry(found.body.get("destroyed", ())),
        "stays": parts.of_entry(found.body.get("kept", ())),
        "services": parts.services(),
        "logs": parts.logs(),
        "ready": content is not None,
        "final": _said(proofs.finality(content), language),
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
    content = proofs.proof_file(entry, proofs.CERTIFICATE)
    if content is None:
        return HttpResponseRedirect(reverse("left", args=[language, token]))
    return proof.download(content, "keepword-certificate")


def _said(final: Final | None, language: Language) -> tuple[SafeString, SafeString] | None:
    """The state of what became final, and why it is so; None while it is erased only."""
    if final is None:
        return None
    day = format_date(final.on, language) if final.on else ""
    state, why = STATES[final.finality]
    turned = moment(final.turned, language)
    return (
        format_html(words.template(state, language, {}), day=day),
        format_html(words.template(why, language, {}), day=day, turned=turned),
    )
