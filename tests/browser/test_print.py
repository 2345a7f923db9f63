"""The policy on paper: A4, whole, without the screen around it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.serving import Site
from tests.browser.watching import Watched

Open = Callable[..., Watched]
A4 = (595, 842)  # points


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_policy_prints_on_a4(served: Site, open_tab: Open, language: str) -> None:
    page = open_tab().page
    page.goto(f"{served.origin}/{language}/policy/")
    paper = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", paper)
    assert paper.startswith(b"%PDF")
    assert boxes
    assert {(round(float(w)), round(float(h))) for w, h in boxes} == {A4}


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "nojs"])
def test_print_shows_all_the_policy_and_nothing_else(
    served: Site, open_tab: Open, javascript: bool
) -> None:
    page = open_tab(javascript=javascript).page
    page.goto(f"{served.origin}/ko/policy/")
    page.emulate_media(media="print")
    for number in range(1, 16):
        expect(page.locator(f"#section-{number} > h2")).to_be_visible()
    for gone in (".mainnav", ".side", ".switch", ".foot", ".contents-fold"):
        expect(page.locator(gone)).to_be_hidden()
    folded = page.locator("details.words > p")
    assert folded.count() > 10
    assert all(folded.nth(n).is_visible() for n in range(folded.count()))
    heads = page.locator("#section-4 thead")
    assert heads.evaluate("e => getComputedStyle(e).display") == "table-header-group"
