"""What every answer carries, and what becomes of reports that a page broke the rules."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from keepword.runtime import csp_reports, logs
from keepword.runtime.csp_reports import VIOLATIONS, Violation, parse
from keepword.runtime.headers import csp

OUTSIDE = Violation("img-src", "outside.example.org")

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    VIOLATIONS.clear()


@pytest.mark.parametrize("path", ["/csp-report", "/static/nothing.css", "/no-such-page"])
def test_every_answer_has_every_header_errors_too(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code >= 400
    assert {name: answer.headers.get(name) for name in EXPECTED} == EXPECTED
    assert "camera=()" in answer.headers["Permissions-Policy"]


def test_the_policy_allows_nothing_but_this_origin(client: Client) -> None:
    header = client.get("/csp-report").headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in header.split(";"))
    assert directives.pop("report-uri") == "/csp-report"
    assert directives == csp.DIRECTIVES
    sources = {source for each in directives.values() for source in each.split()}
    assert sources == {"'none'", "'self'", "data:"}


def test_over_https_reports_go_the_newer_way_too(client: Client) -> None:
    answer = client.get("/csp-report", secure=True)
    assert answer.headers["Content-Security-Policy"].endswith("; report-to csp")
    assert answer.headers["Reporting-Endpoints"] == 'csp="/csp-report"'


def old(blocked: str, directive: str = "img-src") -> bytes:
    inner = {"effective-directive": directive, "blocked-uri": blocked, "document-uri": "/x?q=me"}
    return json.dumps({"csp-report": inner}).encode()


def new(blocked: str) -> bytes:
    inner = {"effectiveDirective": "img-src", "blockedURL": blocked, "documentURL": "/x?q=me"}
    return json.dumps([{"type": "csp-violation", "body": inner}, {"type": "other"}]).encode()


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (old("https://Outside.example.org/a?name=kim"), [OUTSIDE]),
        (new("https://outside.example.org/a?name=kim"), [OUTSIDE]),
        (old("inline", "script-src-elem"), [Violation("script-src-elem", "inline")]),
        (old("data:text/plain,kim"), [Violation("img-src", "data")]),
        (old("http://[bad"), [Violation("img-src", "unknown")]),
        (old("https://kim@evil example/"), [Violation("img-src", "unknown")]),
        (old("x", "img-src; kim@example.org"), [Violation("img-src", "x")]),
        (old("x", "김"), [Violation("unknown", "x")]),
        (b'{"csp-report": "text"}', []),
        (b"[1, null, {}]", []),
        (b"not json", []),
        (b"\xff\xfe", []),
        (b"[" * 100_000, []),
    ],
)  # fmt: skip
def test_only_directive_and_host_are_taken_from_a_report(
    body: bytes, seen: list[Violation]
) -> None:
    assert list(parse(body)) == seen


def test_a_report_is_counted_and_logged_without_any_address(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[dict[str, object]] = []

    class Recorder:
        def warning(self, event: str, **fields: object) -> None:
            lines.append({"event": event, **fields})

    monkeypatch.setattr(logs, "logger", lambda _service: Recorder())
    for _ in range(5):
        sent = client.post(
            csp.REPORT_PATH, old("https://outside.example.org/a?name=kim"),
            content_type="application/csp-report",
        )  # fmt: skip
        assert sent.status_code == 204
    assert VIOLATIONS.counts() == {OUTSIDE: 5}
    assert [line["count"] for line in lines] == [1, 2, 4]
    assert set(lines[0]) == {"event", "directive", "blocked_host", "count"}
    assert set(lines[0]) <= logs.FIELDS


def test_a_flood_of_kinds_is_counted_as_one() -> None:
    for number in range(csp_reports.MOST_KINDS + 50):
        VIOLATIONS.add(Violation("img-src", f"host-{number}.example.org"))
    assert len(VIOLATIONS.counts()) == csp_reports.MOST_KINDS + 1
    assert VIOLATIONS.counts()[Violation("other", "other")] == 50


def test_a_report_too_long_is_not_read(client: Client) -> None:
    body = b" " * (csp_reports.LONGEST_BODY + 1)
    assert (
        client.post("/csp-report", body, content_type="application/csp-report").status_code == 413
    )
    assert client.get("/csp-report").status_code == 405
