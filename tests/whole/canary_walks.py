"""What people do on the pages, step by step, typing whatever they are told to."""

from __future__ import annotations

from collections.abc import Mapping

from tests.whole.canary_browser import Answer, Browser
from tests.whole.canary_house import DemoHouse, sign_in
from tests.whole.canary_values import consents


def join(house: DemoHouse, browser: Browser, given: Mapping[str, str], *, wrong: str = "") -> str:
    """Become a member; the address of the page that says so.

    `wrong` is typed as a code before the right one.
    """
    fill_in(browser, given)
    code = house.code_by(lambda: browser.fill("draft", {"go": "send"}))
    if wrong:
        browser.fill("code", {"code": wrong})
        assert browser.page.status == 422, browser.page.status
    form = browser.page.form("code")
    done = browser.send_form(form.action, {**form.hidden, "code": code}, token=False)
    assert done.status == 302, done.text
    browser.get(done.location)
    return done.location


def fill_in(browser: Browser, given: Mapping[str, str], expected: int = 200) -> Answer:
    """Choose the kind of member and fill in its form; the page that follows."""
    browser.get("/ko/join/")
    browser.fill("member-type", {"member-type": given["member-type"]})
    page = browser.fill("personal-name", {**given, **consents(given), "go": "check"})
    assert page.status == expected, page.text
    return page


def reset(house: DemoHouse, browser: Browser, login: str, new: str, *, wrong: str = "") -> None:
    """Have a forgotten password replaced by `new`; `wrong` is typed as a code before."""
    browser.get("/ko/password/forgotten/")
    code = house.code_by(lambda: browser.fill("login-id", {"login-id": login}))
    if wrong:
        browser.fill("code", {"code": wrong, "new-password": new})
        assert browser.page.status == 422
    browser.fill("code", {"code": code, "new-password": new})
    assert "login-id" in browser.page.forms[-1].names


def change_password(browser: Browser, old: str, new: str) -> None:
    """Change one's own password."""
    browser.get("/ko/me/password/")
    browser.fill("new-password", {"password": old, "new-password": new})
    assert browser.page.status == 200, browser.page.status


def edit(browser: Browser, changes: Mapping[str, str]) -> Answer:
    """Change one's own data, up to the end; the page that comes then."""
    browser.get("/ko/me/edit/")
    browser.fill("personal-name", changes)
    return browser.fill("draft", {"go": "save"})


def leave(browser: Browser, password: str) -> str:
    """End the membership; the address of the page that says so."""
    browser.get("/ko/me/leave/confirm/")
    form = browser.page.form("password")
    browser.note(form, "password", password)
    done = browser.send_form(form.action, {**form.hidden, "password": password}, token=False)
    assert done.status == 302, done.text
    return done.location


def member_in(house: DemoHouse, login: str, password: str) -> Browser:
    """A browser in which a member is signed in."""
    browser = house.browser()
    sign_in(browser, login, password)
    assert browser.page.status == 200
    return browser


def look_up(browser: Browser, task: str, find: Mapping[str, str], **more: str) -> Answer:
    """Look somebody up at the desk; the page that comes, whatever it is."""
    browser.get(f"/ko/desk/look-up/?task={task}")
    return browser.fill("login-id", {**find, **more})
