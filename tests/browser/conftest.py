"""One site and one browser for all the tests here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import chromium
from tests.browser.serving import Site, site
from tests.browser.watching import Watched, new_context, watch


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


@pytest.fixture
def open_tab(browser: Browser) -> Iterator[Callable[..., Watched]]:
    """Opens watched tabs, each in a profile of its own, and closes them in the end."""
    contexts = []

    def opened(width: int = 1280, *, javascript: bool = True, dark: bool = False) -> Watched:
        context = new_context(browser, width, javascript=javascript, dark=dark)
        contexts.append(context)
        return watch(context)

    yield opened
    for context in contexts:
        context.close()
