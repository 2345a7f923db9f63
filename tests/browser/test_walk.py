"""The whole path in a browser: joining, a look, seeing it, withdrawing, leaving, the proof.

P44 to P47, P5, P68, P69, P81, P85, P87, P88; in Korean and English, with and without JavaScript.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.walking import PASSWORD, Staff, Walker, apply, origin_of
from tests.browser.watching import new_context, watch
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
        context.close()


@pytest.fixture(params=RUNS, ids=_IDS)
def walker(request: pytest.FixtureRequest, browser: Browser, demo: DemoHouse) -> Iterator[Walker]:
    """A visitor."""
    language, width, javascript = request.param
    context = new_context(browser, width, javascript=javascript)
    context.set_default_timeout(20_000)
    yield Walker(origin_of(demo), language, watch(context), javascript)
    context.close()


def test_a_person_joins_is_seen_sees_it_withdraws_leaves_and_holds_the_proof(
    walker: Walker, staff: Staff, demo: DemoHouse, tmp_path: Path
) -> None:
    width = (walker.page.viewport_size or {"width": 1280})["width"]
    login = f"walk.{walker.language}.{width}"
    _join(walker, demo, login)
    receipt = walker.download("main a[download]", tmp_path / "receipt.json")
    desk = staff.walker("reception.lead", walker.language, width)
    name = next(s for s in ("유온새",))
    _look(desk, "membership", login, opens=True)
    _sees(walker, login, name)
    _withdraws(walker)
    news = staff.walker("news.one", walker.language, width)
    _look(news, "news", login, opens=False)
    assert "PU16" in news.page.content()
    _look(desk, "membership", login, opens=True)
    desk.page.close()
    news.page.close()
    certificate = _leaves(walker, tmp_path)
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


def _join(walker: Walker, demo: DemoHouse, login: str) -> None:
    walker.go("join/")
    walker.look("join")
    walker.send()
    walker.look("join-no-type")
    walker.choose("member-type", "medical-practitioner")
    walker.send()
    walker.look("join-form")
    walker.send("check")
    walker.look("join-mistakes")
    boxes = walker.page.locator("main [type=checkbox]")
    assert [box.is_checked() for box in boxes.all()] == [False] * boxes.count()
    apply(walker, login)
    walker.send("check")
    walker.look("join-check")
    assert PASSWORD not in walker.page.content()
    code = demo.code_by(lambda: walker.send("send"))
    walker.look("join-code")
    walker.fill({"code": "000000" if code != "000000" else "000001"})
    walker.send("confirm")
    walker.look("join-code-wrong")
    walker.fill({"code": code})
    walker.send("confirm")
    walker.look("joined")


def _look(desk: Walker, task: str, login: str, *, opens: bool) -> None:
    desk.go(f"desk/look-up/?task={task}")
    desk.look("look-up")
    desk.fill({"email": f"{login}@example.com"})
    desk.send()
    desk.look("looked" if opens else "look-refused")
    assert (f"{login}@example.com" in desk.text) == opens


def _sees(walker: Walker, login: str, name: str) -> None:
    walker.sign_in(login, "not the password at all")
    walker.look("sign-in-wrong")
    walker.sign_in(login, PASSWORD)
    walker.go("me/")
    walker.look("me")
    assert f"{login}@example.com" in walker.text
    walker.go("me/looks/")
    walker.look("looks")
    plain = {"ko": "회원 이용을 도와", "en": "to help you with your website membership"}
    assert plain[walker.language] in walker.text
    assert name not in walker.page.content()
    walker.go("me/edit/")
    walker.look("edit")
    walker.go("me/receipts/")
    walker.look("receipts")


def _withdraws(walker: Walker) -> None:
    walker.go("me/consents/")
    walker.look("consents")
    walker.page.locator("[data-item='mail-consent'] button[value=ask]").first.click()
    walker.look("withdraw")
    walker.send("withdraw")
    walker.look("withdrawn")


def _leaves(walker: Walker, folder: Path) -> Path:
    walker.go("me/leave/")
    walker.look("leave")
    walker.page.locator(f"main a[href='/{walker.language}/me/leave/confirm/']").first.click()
    walker.look("leave-confirm")
    walker.fill({"password": "not the password at all"})
    walker.send()
    walker.look("leave-wrong-password")
    walker.fill({"password": PASSWORD})
    walker.send()
    walker.look("left")
    return walker.download("main a[download]", folder / "certificate.json")
