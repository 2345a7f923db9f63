"""Cross-Origin-Resource-Policy (WHATWG Fetch): other sites may not embed what we serve."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase


class CrossOriginResourcePolicy:
    """Middleware that keeps every response to this origin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request and add the header."""
        response = self._get_response(request)
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response
