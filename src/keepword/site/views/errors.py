"""What is shown when a page is not there, or cannot be made: in the language of the address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from keepword.foundation.nodes import Language
from keepword.site import languages, words
from keepword.site.page import respond


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or form cannot be read."""
    return _error(request, 400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is no such page."""
    return _error(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: something broke on our side, perhaps the policy itself: nothing of it is shown."""
    context = {"language": _language(request)}
    return render(request, "keepword/broken.html", context, status=500)


def _error(request: HttpRequest, status: int) -> HttpResponse:
    language = _language(request)
    context = {
        "title": words.say(f"error.{status}.title", language),
        "body": words.say(f"error.{status}.body", language),
        "status": status,
        "place": "",
    }
    return respond(request, language, "keepword/error.html", context, status=status)


def _language(request: HttpRequest) -> Language:
    asked = languages.preferred(request.headers.get("Accept-Language", ""))
    return languages.of_path(request.path) or asked
