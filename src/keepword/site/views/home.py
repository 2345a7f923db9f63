"""The first page: what this is for a patient, three doors, and whom to turn to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from keepword.foundation.nodes import Language
from keepword.site import addresses, in_force, languages, words
from keepword.site.page import respond


def root(request: HttpRequest) -> HttpResponse:
    """Send a browser to its language, Korean first (RFC 9110, 15.4.3)."""
    language = languages.preferred(request.headers.get("Accept-Language", ""))
    response = HttpResponseRedirect(addresses.home(language))
    response.headers["Vary"] = "Accept-Language"
    return response


def show(request: HttpRequest, language: Language) -> HttpResponse:
    """The first page."""
    policy = in_force.policy()
    context = {
        "title": words.say("home.title", language),
        "place": "home",
        "clauses": len(policy.clauses),
        "purposes": sum(p.id.startswith("PU") for p in policy.purposes),
        "processors": len(policy.processors),
        "bodies": policy.remedies.bodies if policy.remedies else (),
        "ways": policy.withdrawal.ways if policy.withdrawal else (),
    }
    return respond(request, language, "keepword/home.html", context)
