"""Moving through the site by keyboard, by language, by search, by question."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.serving import Site
from tests.browser.watching import Watched

Open = Callable[..., Watched]


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "nojs"])
def test_the_keyboard_meets_the_skip_link_first(
    served: Site, open_tab: Open, javascript: bool
) -> None:
    page = open_tab(javascript=javascript).page
    page.goto(f"{served.origin}/ko/policy/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_class("skip")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_keyboard_goes_through_the_masthead_in_reading_order(
    served: Site, open_tab: Open
) -> None:
    page = open_tab().page
    page.goto(f"{served.origin}/en/")
    met = []
    for _ in range(8):
        page.keyboard.press("Tab")
        met.append(page.evaluate("document.activeElement.textContent.trim().split('\\n')[0]"))
    assert met == [
        "Skip to the content",
        "Asan Medical Center Privacy",
        "Join",
        "Sign in",
        "한국어",
        "Policy",
        "May I?",
        "Processors",
    ]


def test_every_focus_is_seen(served: Site, open_tab: Open) -> None:
    page = open_tab(360).page
    page.goto(f"{served.origin}/ko/policy/processors/")
    for _ in range(14):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        box = page.locator(":focus").bounding_box()
        assert outline == "solid"
        assert box is not None
        assert box["width"] > 8
        assert box["height"] > 8


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "nojs"])
def test_folded_words_open_with_the_keyboard(
    served: Site, open_tab: Open, javascript: bool
) -> None:
    page = open_tab(javascript=javascript).page
    page.goto(f"{served.origin}/ko/policy/")
    fold = page.locator("details.words").first
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(fold).to_have_attribute("open", "")
    expect(fold.locator("summary ~ *").first).to_be_visible()


def test_the_language_switch_keeps_path_query_and_anchor(served: Site, open_tab: Open) -> None:
    page = open_tab().page
    page.goto(f"{served.origin}/ko/policy/#P27")
    page.click("[data-switch]")
    expect(page).to_have_url(f"{served.origin}/en/policy/#P27")
    page.goto(f"{served.origin}/en/policy/processors/?q=kit#T16")
    page.click("[data-switch]")
    expect(page).to_have_url(f"{served.origin}/ko/policy/processors/?q=kit#T16")


def test_without_javascript_the_switch_keeps_path_and_query(served: Site, open_tab: Open) -> None:
    page = open_tab(javascript=False).page
    page.goto(f"{served.origin}/en/policy/processors/?q=kit#T16")
    page.click("[data-switch]")
    expect(page).to_have_url(f"{served.origin}/ko/policy/processors/?q=kit")


def test_a_promise_opens_beside_the_page_and_gives_the_focus_back(
    served: Site, open_tab: Open
) -> None:
    tab = open_tab()
    tab.page.goto(f"{served.origin}/ko/policy/")
    link = tab.page.locator("#section-5 a.cite", has_text="P28").first
    link.click()
    sheet = tab.page.locator("dialog.sheet")
    expect(sheet).to_be_visible()
    expect(sheet.locator(".opened__id")).to_have_text("P28")
    assert tab.violations() == []
    tab.page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(link).to_be_focused()
    expect(tab.page).to_have_url(f"{served.origin}/ko/policy/")


def test_without_javascript_a_promise_is_a_page(served: Site, open_tab: Open) -> None:
    page = open_tab(javascript=False).page
    page.goto(f"{served.origin}/ko/policy/")
    page.locator("#section-5 a.cite", has_text="P28").first.click()
    expect(page).to_have_url(f"{served.origin}/ko/policy/P28/")
    page.locator("a", has_text="방침에서 이 문장 보기").click()
    expect(page).to_have_url(f"{served.origin}/ko/policy/#P28")


def test_searching_answers_while_typing(served: Site, open_tab: Open) -> None:
    tab = open_tab()
    tab.page.goto(f"{served.origin}/en/policy/processors/")
    tab.page.fill("#q", "courier")
    expect(tab.page.locator("[role=status]")).to_have_text("4 of 65 rows found")
    expect(tab.page.locator("#results tbody tr")).to_have_count(4)
    expect(tab.page).to_have_url(re.compile(r"\?q=courier$"))
    expect(tab.page).to_have_title(re.compile("^4 found"))
    assert tab.violations() == []


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "nojs"])
def test_the_table_is_sorted_by_its_heads(served: Site, open_tab: Open, javascript: bool) -> None:
    page = open_tab(javascript=javascript).page
    page.goto(f"{served.origin}/en/policy/processors/")
    names = page.locator("#results tbody th")
    for direction in ("ascending", "descending"):
        page.locator("thead a", has_text="Organisation").click()
        expect(page.locator("thead th", has_text="Organisation")).to_have_attribute(
            "aria-sort", direction
        )
        shown = [name.casefold() for name in names.all_inner_texts()]
        assert shown == sorted(shown, reverse=direction == "descending")


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "nojs"])
def test_a_question_is_asked_and_answered(served: Site, open_tab: Open, javascript: bool) -> None:
    page = open_tab(javascript=javascript).page
    page.goto(f"{served.origin}/en/may-i/")
    page.select_option("#who", label="Hospital staff")
    page.select_option("#act", label="Use or look up")
    page.select_option("#at", label="Medical treatment")
    page.get_by_role("button", name="See the answer").click()
    verdict = page.locator("#verdict")
    expect(verdict).to_have_text("No, this may not be done")
    expect(page.locator(".answer-panel__reason")).to_have_text("No purpose is named.")
    page.select_option("#why", label="Treatment and care")
    page.get_by_label("Authorised for this purpose").check()
    if not javascript:
        page.get_by_role("button", name="See the answer again").click()
    expect(verdict).to_have_text("This may be done in part")


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "nojs"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_mistakes_are_said_at_the_top_and_at_the_field(
    served: Site, open_tab: Open, language: str, javascript: bool
) -> None:
    page = open_tab(javascript=javascript).page
    page.goto(f"{served.origin}/{language}/may-i/?who=&act=use&at=C99")
    summary = page.locator(".mistakes")
    expect(summary).to_be_focused()
    said = summary.locator("li").all_inner_texts()
    at_fields = page.locator(".field__wrong").all_inner_texts()
    assert len(said) == 2
    assert said == at_fields
    summary.locator("a").first.click()
    expect(page.locator("#who")).to_be_focused()
    assert page.title().startswith("오류:" if language == "ko" else "Error:")
