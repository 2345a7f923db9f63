"""One site and one browser for all the tests here; a profile for each kind of window."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.chromium import chromium
from tests.browser.serving import Site, site
from tests.browser.watching import PATIENCE, Watched, new_context, watch, without_our_scripts

expect.set_options(timeout=PATIENCE * 1000)

Windows = Callable[[int, bool, bool], BrowserContext]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def served() -> Iterator[Site]:
    """The site."""
    with site() as running:
        yield running


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Windows:
    """A profile for each width, with JavaScript or without, light or dark."""
    opened: dict[tuple[int, bool, bool], BrowserContext] = {}

    def window(width: int, javascript: bool, dark: bool) -> BrowserContext:
        kind = (width, javascript, dark)
        if kind not in opened:
            opened[kind] = new_context(browser, width, javascript=javascript, dark=dark)
        return opened[kind]

    return window


@pytest.fixture
def open_tab(windows: Windows) -> Iterator[Callable[..., Watched]]:
    """Opens watched tabs and closes them in the end."""
    tabs: list[Watched] = []

    def opened(width: int = 1280, *, javascript: bool = True, dark: bool = False) -> Watched:
        tabs.append(watch(windows(width, javascript, dark)))
        return tabs[-1]

    yield opened
    for tab in tabs:
        tab.close()


@pytest.fixture(scope="session")
def same_tab(windows: Windows) -> Callable[..., Watched]:
    """One watched tab of each kind, for pages that are looked at and not worked with.

    Opening a tab takes longer than most pages do.
    """
    tabs: dict[tuple[int, bool, bool, bool], Watched] = {}

    def tab(
        width: int, *, javascript: bool = True, dark: bool = False, ours: bool = True
    ) -> Watched:
        kind = (width, javascript, dark, ours)
        if kind not in tabs:
            new = watch(windows(width, javascript, dark))
            tabs[kind] = new if ours else without_our_scripts(new)
        tabs[kind].rest()
        return tabs[kind]

    return tab
