"""Content-Security-Policy (W3C CSP Level 3): nothing from anywhere but this origin.

Violations are reported to `/csp-report` on the same origin. `report-uri` is what every browser
sends at once; `report-to` (Reporting API) works over HTTPS only and is added there.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

REPORT_PATH = "/csp-report"

DIRECTIVES = {
    "default-src": "'none'",
    "img-src": "'self' data:",
    "style-src": "'self'",
    "script-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}

_POLICY = "; ".join(f"{name} {sources}" for name, sources in DIRECTIVES.items())


def header(*, secure: bool) -> str:
    """The header's value for a page that came over HTTPS (`secure`) or not."""
    reports = f"{_POLICY}; report-uri {REPORT_PATH}"
    return f"{reports}; report-to csp" if secure else reports


class ContentSecurityPolicy:
    """Middleware that puts the policy on every response, static files and errors included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request and add the headers."""
        response = self._get_response(request)
        secure = request.is_secure()
        response.headers["Content-Security-Policy"] = header(secure=secure)
        if secure:
            response.headers["Reporting-Endpoints"] = f'csp="{REPORT_PATH}"'
        return response
