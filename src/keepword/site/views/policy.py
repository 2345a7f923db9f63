"""The policy page, and the policy as plain text."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from keepword.foundation.nodes import Language
from keepword.policy.prose.text import as_text
from keepword.site import in_force, words
from keepword.site.page import respond
from keepword.site.presenting.policy_page import PolicyPage


@cache
def article(language: Language) -> SafeString:
    """The body of the page: public, frozen, and so rendered once a process."""
    view = PolicyPage(in_force.policy(), in_force.law(), language).view(in_force.document(language))
    context = {
        "language": language,
        "view": view,
        "meta": in_force.policy().meta,
        "original": in_force.document(language).original,
        "clauses": len(in_force.policy().clauses),
    }
    return render_to_string("keepword/policy/article.html", context)


def show(request: HttpRequest, language: Language) -> HttpResponse:
    """The policy in force."""
    title = words.say("policy.title", language)
    context = {"title": title, "article": article(language), "place": "policy"}
    return respond(request, language, "keepword/policy/page.html", context)


def text(_request: HttpRequest, language: Language) -> HttpResponse:
    """The policy as it was published, as plain text."""
    body = as_text(in_force.printed(language))
    response = HttpResponse(body, content_type="text/plain; charset=utf-8")
    response.headers["Content-Language"] = language
    return response
