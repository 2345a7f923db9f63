"""Ways to the sign-in page and back, and the page for those who may not."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from keepword.foundation.nodes import Language
from keepword.site import languages, words
from keepword.site.page import personal, private
from keepword.site.signing_in import who

LONGEST_NEXT = 500
"""Characters of a way back."""


def to_sign_in(request: HttpRequest, language: Language) -> HttpResponse:
    """Send somebody to sign in, with the way back; a form that was sent is not done."""
    looked = request.method in ("GET", "HEAD")
    query = {"next": request.get_full_path() if looked else request.path}
    # A form that nobody is signed in for was opened by somebody who was: the browser has dropped
    # the cookie of a session that is over.
    if who.of(request).expired or not looked:
        query["said"] = "expired"
    return private(
        HttpResponseRedirect(f"{reverse('sign-in', args=[language])}?{urlencode(query)}")
    )


def safe_next(text: str) -> str:
    """A way back within this site's own pages; empty for any other."""
    if len(text) > LONGEST_NEXT or not languages.of_path(text) or not text.startswith("/"):
        return ""
    return text if url_has_allowed_host_and_scheme(text, allowed_hosts=None) else ""


def forbidden(request: HttpRequest, language: Language) -> HttpResponse:
    """403: signed in, but not for this."""
    context = {"title": words.say("sign-in.forbidden", language), "place": ""}
    page = "keepword/signing_in/forbidden.html"
    return personal(request, language, page, context, status=403)
