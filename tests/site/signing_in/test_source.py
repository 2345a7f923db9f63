"""Where a request comes from, as access records say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import RequestFactory

from keepword.runtime import config
from keepword.runtime import source as whence


@pytest.fixture
def behind_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    proxied = replace(config.current(), behind_proxy=True)
    monkeypatch.setattr(config, "current", lambda: proxied)


@pytest.mark.parametrize(
    ("forwarded", "source"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("6.6.6.6, 203.0.113.5", "203.0.113.5"),
        ("2001:DB8::0:1", "2001:db8::1"),
        ("somebody", ""),
    ],
)
def test_behind_a_proxy_only_what_the_proxy_saw_is_believed(
    behind_proxy: None, forwarded: str, source: str
) -> None:
    request = RequestFactory().get("/ko/", headers={"X-Forwarded-For": forwarded})
    assert whence.of(request) == source


def test_without_a_proxy_nobody_says_where_they_come_from() -> None:
    request = RequestFactory(REMOTE_ADDR="192.0.2.1").get(
        "/ko/", headers={"X-Forwarded-For": "6.6.6.6"}
    )
    assert whence.of(request) == "192.0.2.1"
