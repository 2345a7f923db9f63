"""Every page, in both languages, wide and narrow, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.pages import LANGUAGES, PAGES, WIDTHS, Page
from tests.browser.serving import Site
from tests.browser.watching import Watched

Open = Callable[..., Watched]


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "nojs"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_accessible_whole_and_asks_nobody_else(
    served: Site, same_tab: Open, page: Page, language: str, width: int, javascript: bool
) -> None:
    tab = same_tab(width, javascript=javascript)
    answer = tab.page.goto(served.origin + page.address(language))
    assert answer is not None
    assert answer.status == page.status
    assert answer.headers["content-language"] == language
    assert tab.page.get_attribute("html", "lang") == language
    assert tab.page.locator("h1").count() == 1
    assert tab.overflow() <= 0
    examined = tab
    if not javascript:
        assert tab.page.locator("noscript").count() == 0
        if width == min(WIDTHS):
            examined = same_tab(width, ours=False)
            examined.page.goto(tab.page.url)
    # Without our scripts the page is the same at every width but for its layout, which the runs
    # with them examine at both.
    if javascript or width == min(WIDTHS):
        assert examined.violations() == []
    assert tab.outside() == []
    expected = [] if page.status == 200 else [f"{page.status}"]
    assert [c for c in tab.complaints if not any(e in c for e in expected)] == []
    assert not [address for address in tab.requests if "/csp-report" in address]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["home", "policy", "processors", "clause", "may-i-denied"])
def test_a_page_is_accessible_in_the_dark(
    served: Site, same_tab: Open, name: str, width: int
) -> None:
    page = next(p for p in PAGES if p.name == name)
    tab = same_tab(width, dark=True)
    tab.page.goto(served.origin + page.address("ko"))
    assert tab.violations() == []


def test_every_promise_is_on_the_policy_page(served: Site, same_tab: Open) -> None:
    promises = {f"P{n}" for n in range(1, 119)}
    for language in LANGUAGES:
        tab = same_tab(1280)
        tab.page.goto(f"{served.origin}/{language}/policy/")
        marked = tab.page.eval_on_selector_all(
            "[data-clause]", "all => all.flatMap(e => e.dataset.clause.split(' '))"
        )
        anchored = tab.page.eval_on_selector_all(
            "[id][data-clause]", "all => all.flatMap(e => e.id)"
        )
        assert promises <= set(marked)
        assert promises <= set(anchored)


def test_the_server_heard_of_no_violation(served: Site) -> None:
    assert served.violations() == []
