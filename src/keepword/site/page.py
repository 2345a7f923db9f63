"""What every page has: a language, a title, and the same place in the other language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from keepword.foundation.nodes import Language
from keepword.site import in_force, languages, words

_PUBLIC = "public, max-age=300"


def respond(
    request: HttpRequest,
    language: Language,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """`template` as a page in `language`. `context` holds at least `title`."""
    meta = in_force.policy().meta
    response = render(
        request,
        template,
        {
            "language": language,
            "other_language": languages.other(language),
            "other_name": languages.NAMES[languages.other(language)],
            "switch": switch_address(request, language),
            "meta": meta,
            "hospital": meta.controller.name.say(language),
            "officer": in_force.policy().officer,
            **context,
        },
        status=status,
    )
    response.headers["Content-Language"] = language
    if status == 200:
        response.headers["Cache-Control"] = _PUBLIC
    return response


def personal(
    request: HttpRequest,
    language: Language,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """A page for one person: no copy of it is kept anywhere.

    Where `context` has fields that are `wrong`, the title says so first (WCAG 3.3.1).
    """
    title = str(context["title"])
    if context.get("wrong"):
        title = f"{words.say('may-i.mistake', language)}: {title}"
    made = respond(request, language, template, {**context, "title": title}, status=status)
    return private(made)


def private(response: HttpResponse) -> HttpResponse:
    """No copy of this answer is kept anywhere."""
    response.headers["Cache-Control"] = "no-store"
    return response


def switch_address(request: HttpRequest, language: Language) -> str:
    """The same path and query in the other language; its first page for an address in neither."""
    there = languages.other(language)
    if languages.of_path(request.path) != language:
        return f"/{there}/"
    return f"/{there}{request.get_full_path()[len(language) + 1 :]}"
