"""The whole path in a browser: joining, a look, seeing it, withdrawing, leaving, the proof.

P44 to P47, P5, P68, P69, P81, P85, P87, P88; in Korean and English, with and without JavaScript.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.journey import byways, join, leaves, look_up, sees, withdraws
from tests.browser.walking import PASSWORD, Staff, Walker, origin_of
from tests.browser.watching import close, new_context, watch, without_our_scripts
from tests.whole.canary_house import DemoHouse, demo

__all__ = ["demo"]

RUNS = [
    ("ko", 1280, True),
    ("en", 360, True),
    ("ko", 360, False),
    ("en", 1280, False),
]
_IDS = [f"{language}-{width}-{'js' if js else 'nojs'}" for language, width, js in RUNS]


@pytest.fixture(scope="session")
def staff(browser: Browser, demo: DemoHouse) -> Iterator[Staff]:
    """The staff, each signed in at most once."""
    people = Staff(browser, demo)
    yield people
    for context in people.contexts.values():
        close(context)


@pytest.fixture(params=RUNS, ids=_IDS)
def walker(request: pytest.FixtureRequest, browser: Browser, demo: DemoHouse) -> Iterator[Walker]:
    """A visitor."""
    language, width, javascript = request.param
    context = new_context(browser, width, javascript=javascript)
    scripts = new_context(browser, width)
    beside = None if javascript else without_our_scripts(watch(scripts))
    yield Walker(origin_of(demo), language, watch(context), javascript, beside)
    close(context)
    close(scripts)


def test_a_person_joins_is_seen_sees_it_withdraws_leaves_and_holds_the_proof(
    walker: Walker, staff: Staff, demo: DemoHouse, tmp_path: Path
) -> None:
    width = (walker.page.viewport_size or {"width": 1280})["width"]
    login = f"walk.{walker.language}.{width}"
    join(walker, demo, login)
    receipt = walker.download("main a[download]", tmp_path / "receipt.json")
    desk = staff.walker("reception.lead", walker.language, width)
    name = "유온새"
    look_up(desk, "membership", login, opens=True)
    sees(walker, login, name)
    withdraws(walker)
    news = staff.walker("news.one", walker.language, width)
    look_up(news, "news", login, opens=False)
    assert "PU16" in news.page.content()
    look_up(desk, "membership", login, opens=True)
    desk.tab.close()
    news.tab.close()
    certificate = leaves(walker, tmp_path)
    walker.sign_in(login, PASSWORD)
    assert "/sign-in/" in walker.page.url
    walker.look("gone")
    assert walker.tab.outside() == []
    for verb, file in (("certificate", certificate), ("receipt", receipt)):
        done = demo.house.command(verb, "verify", str(file), *_against(demo))
        assert done.returncode == 0, done.stderr
    assert demo.house.command("ledger", "verify").returncode == 0


def _against(demo: DemoHouse) -> tuple[str, ...]:
    public = demo.layout.ledger_public
    return ("--vkey", str(public / "vkey"), "--checkpoint", str(public / "checkpoint"))


@pytest.mark.parametrize(("language", "width"), [("ko", 360), ("en", 1280)])
def test_the_byways_are_whole_too(
    browser: Browser, demo: DemoHouse, staff: Staff, language: str, width: int
) -> None:
    """Mistakes, refusals, a child, an expired session, an emergency: zero findings each."""
    context = new_context(browser, width)
    walker = Walker(origin_of(demo), language, watch(context), javascript=True)
    byways(walker, staff, demo, width)
    assert walker.tab.outside() == []
    assert len(walker.seen) >= 6
    close(context)
