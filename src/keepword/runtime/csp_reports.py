"""Where browsers report what the Content-Security-Policy stopped.

Counted and logged are the directive and the host that was blocked, nothing more: the page's
address and the blocked address may carry what somebody typed. Anyone may post here, so what
arrives is cut to a small alphabet, and a repeated report is logged at its 1st, 2nd, 4th, 8th …
time only.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from keepword.runtime import logs

LONGEST_BODY = 16_384
"""Bytes of a report that are read at all; browsers send far less."""

MOST_KINDS = 256
"""Kinds of violation that are counted apart; the rest counts as one."""

_DIRECTIVE = re.compile(r"[a-z][a-z-]{1,39}")
_HOST = re.compile(r"[a-z0-9.-]{1,253}")
_KEYWORD = re.compile(r"[a-z-]{1,30}")


@dataclass(frozen=True, slots=True)
class Violation:
    """What was stopped: the directive that did it and the host that was refused."""

    directive: str
    blocked_host: str


class Violations:
    """The violations this process has been told of."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[Violation] = Counter()

    def add(self, violation: Violation) -> int:
        """Count one; how often its kind was reported so far."""
        with self._lock:
            if violation not in self._counts and len(self._counts) >= MOST_KINDS:
                violation = Violation("other", "other")
            self._counts[violation] += 1
            return self._counts[violation]

    def counts(self) -> dict[Violation, int]:
        """A copy of all counts."""
        with self._lock:
            return dict(self._counts)

    def clear(self) -> None:
        """Start counting from nothing."""
        with self._lock:
            self._counts.clear()


VIOLATIONS = Violations()


@csrf_exempt
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """Take a report in either format; 204 whatever it holds, 413 when it is too long."""
    body = request.read(LONGEST_BODY + 1)
    if len(body) > LONGEST_BODY:
        return HttpResponse(status=413)
    log = logs.logger("web")
    for violation in parse(body):
        count = VIOLATIONS.add(violation)
        if count & (count - 1) == 0:
            log.warning(
                "csp-violation",
                directive=violation.directive,
                blocked_host=violation.blocked_host,
                count=count,
            )
    return HttpResponse(status=204)


def parse(body: bytes) -> Iterator[Violation]:
    """The violations in a body of `report-uri` (CSP2) or of the Reporting API (CSP3)."""
    try:
        sent = json.loads(body)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        return
    for report in sent if isinstance(sent, list) else [sent]:
        if not isinstance(report, dict):
            continue
        inner = report.get("csp-report", report.get("body"))
        if isinstance(inner, dict):
            yield Violation(
                _directive(_first(inner, "effective-directive", "effectiveDirective",
                                  "violated-directive")),
                _host(_first(inner, "blocked-uri", "blockedURL")),
            )  # fmt: skip


def _first(report: dict[str, object], *names: str) -> str:
    return next((value for name in names if isinstance(value := report.get(name), str)), "")


def _directive(text: str) -> str:
    found = _DIRECTIVE.match(text.strip().lower())
    return found[0] if found else "unknown"


def _host(text: str) -> str:
    """The host of an address, or the keyword that stands for one (`inline`, `eval`, `data`)."""
    try:
        host = urlsplit(text).hostname
    except ValueError:
        return "unknown"
    if host is None:
        word = text.split(":", 1)[0].lower()
        return word if _KEYWORD.fullmatch(word) else "unknown"
    return host if _HOST.fullmatch(host) else "unknown"
