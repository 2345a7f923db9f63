"""No shared or later copy of a page that was made for somebody who is signed in."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers


class PrivateForSomebody:
    """Middleware: the pages' head differs for whoever is signed in, so theirs are not stored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; forbid keeping the answer if it came with a session."""
        response = self._get_response(request)
        if "public" in response.headers.get("Cache-Control", ""):
            patch_vary_headers(response, ["Cookie"])
            if settings.SESSION_COOKIE_NAME in request.COOKIES:
                response.headers["Cache-Control"] = "no-store"
        return response
