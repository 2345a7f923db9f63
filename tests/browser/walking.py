"""What people do in the browser, step by step; every state they pass is examined."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.browser.watching import Watched, new_context, watch
from tests.whole.canary_house import DemoHouse

PASSWORD = "three calm otters drift"


@dataclass
class Walker:
    """Somebody with a browser of one width, in one language, with JavaScript or without."""

    origin: str
    language: str
    tab: Watched
    javascript: bool
    beside: Watched | None = None
    """Where the page of a browser without JavaScript is examined, with no script of ours."""
    seen: dict[str, str] = field(default_factory=dict)
    take: Callable[[str, Page], None] | None = None

    @property
    def page(self) -> Page:
        """The page that is open."""
        return self.tab.page

    def go(self, path: str) -> None:
        """Open an address behind the language."""
        self.page.goto(f"{self.origin}/{self.language}/{path}")

    def look(self, name: str) -> None:
        """Examine the state that is on the screen; axe needs JavaScript."""
        self.page.wait_for_load_state("load")
        self.page.locator("h1").first.wait_for(state="attached")
        assert self.page.locator("h1").count() == 1, name
        assert self.page.get_attribute("html", "lang") == self.language, name
        assert self.tab.overflow() <= 0, name
        assert not (found := self._violations()), (name, found)
        if self.take is not None:
            self.take(name, self.page)
        self.seen[name] = self.page.url

    def _violations(self) -> list[dict[str, Any]]:
        """What axe finds; where it cannot run, in the same HTML beside."""
        if self.javascript:
            return self.tab.violations()
        if self.beside is None:
            return []
        html, page = self.page.content(), self.beside.page

        def same(route: Route) -> None:
            route.fulfill(status=200, content_type="text/html; charset=utf-8", body=html)

        page.route(self.page.url, same)
        page.goto(self.page.url)
        found = self.beside.violations()
        page.unroute(self.page.url)
        return found

    def send(self, go: str = "") -> None:
        """Press the button of the form (the one of this name, where it has several)."""
        button = f"main form button[value='{go}']" if go else "main form button[type=submit]"
        self.page.locator(button).first.click()

    def fill(self, values: dict[str, str]) -> None:
        """Type into fields by item id."""
        for name, value in values.items():
            self.page.locator(f"main [name='{name}']").first.fill(value)

    def plant(self, name: str, value: str) -> None:
        """Put a field into the form that the page did not have."""
        self.page.locator("main form").first.evaluate(
            "(form, [name, value]) => { const more = document.createElement('input');"
            " more.type = 'hidden'; more.name = name; more.value = value; form.append(more); }",
            [name, value],
        )

    def choose(self, name: str, value: str) -> None:
        """Pick one of several."""
        self.page.locator(f"main [name='{name}'][value='{value}']").check()

    def tick(self, *names: str) -> None:
        """Tick boxes."""
        for name in names:
            self.page.locator(f"main [name='{name}']").check()

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.locator("main").inner_text()

    def sign_in(self, login: str, password: str) -> None:
        """Log-in id and password."""
        self.go("sign-in/")
        self.fill({"login-id": login, "password": password})
        self.send()

    def download(self, link: str, into: Path) -> Path:
        """Save the file behind a link; until it is offered, follow the one that looks again."""
        for _ in range(40):
            if self.page.locator(link).count():
                break
            self.page.wait_for_timeout(250)
            with self.page.expect_navigation(wait_until="load"):
                self.page.locator("main [role=status] + p a").first.click()
        with self.page.expect_download() as coming:
            self.page.locator(link).first.click()
        coming.value.save_as(into)
        return into


@dataclass
class Staff:
    """The staff of a demo house in the browser: each signs in once, with both factors."""

    browser: Browser
    house: DemoHouse
    contexts: dict[str, BrowserContext] = field(default_factory=dict)

    def walker(self, login: str, language: str, width: int) -> Walker:
        """A tab of this member of the staff."""
        if login not in self.contexts:
            self.contexts[login] = self._signed_in(login)
        tab = watch(self.contexts[login])
        tab.page.set_viewport_size({"width": width, "height": 800})
        return Walker(origin_of(self.house), language, tab, javascript=True)

    def _signed_in(self, login: str) -> BrowserContext:
        known = next(one for one in self.house.staff if one["login"] == login)
        context = new_context(self.browser, 1280)
        walker = Walker(origin_of(self.house), "ko", watch(context), javascript=True)
        walker.sign_in(login, known["password"])
        walker.look("sign-in-code")
        walker.fill({"totp": "000000"})
        walker.send()
        walker.look("sign-in-code-wrong")
        walker.fill({"totp": self.house._code(known["totp"])})
        walker.send()
        assert "/desk/" in walker.page.url, walker.text
        walker.tab.close()
        return context


def origin_of(house: DemoHouse) -> str:
    """Where the house serves."""
    return f"http://127.0.0.1:{house.house.port}"


def apply(walker: Walker, login: str, *, mail: bool = True) -> None:
    """Fill in the form of a medical practitioner, all of it."""
    walker.fill(
        {
            "personal-name": "한누리",
            "login-id": login,
            "password": PASSWORD,
            "date-of-birth": "1990-02-03",
            "mobile-phone": "010-0999-0011",
            "email": f"{login}@example.com",
            "license-number": "12345",
        }
    )
    walker.choose("gender", "female")
    walker.tick("consent-required", "consent-license-number", *(["mail-consent"] if mail else []))
