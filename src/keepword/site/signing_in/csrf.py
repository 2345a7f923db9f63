"""What is said when a form's token does not fit: mostly it was open while somebody signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from keepword.site import languages, words
from keepword.site.page import personal


def failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, in the language of the address. `reason` is Django's and says nothing to people."""
    asked = languages.preferred(request.headers.get("Accept-Language", ""))
    language = languages.of_path(request.path) or asked
    context = {"title": words.say("csrf.title", language), "place": "", "again": request.path}
    page = "keepword/signing_in/stale.html"
    return personal(request, language, page, context, status=403)
