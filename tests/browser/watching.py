"""A tab that remembers all it asked for and all it complained of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route

PATIENCE = 60.0
"""Seconds within which a page has done what is waited for, on a busy machine too."""

MORE_RULES = (
    "label-content-name-mismatch",
    "p-as-heading",
    "table-fake-caption",
    "target-size",
    "td-has-header",
)
"""Rules that axe leaves off by itself and this site keeps too; none of its own is turned off."""

_AXE = Axe()

_EXAMINE = """async options => {
    const { violations } = await axe.run(document, options);
    return violations.map(({ id, nodes }) => ({
        rule: id, where: nodes.slice(0, 5).map(node => node.html.slice(0, 160)),
    }));
}"""


@dataclass
class Watched:
    """A tab, its requests and its complaints."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def outside(self) -> list[str]:
        """Addresses asked for that are not of the page's own origin."""
        here = urlsplit(self.page.url).netloc
        return [a for a in self.requests if urlsplit(a).netloc not in ("", here)]

    def violations(self) -> list[dict[str, Any]]:
        """What axe finds wrong with the page as it is now, shortened to where and why."""
        rules = {rule: {"enabled": True} for rule in MORE_RULES}
        # Only what is wrong is written out in full: writing out what is right takes longest.
        options = {"rules": rules, "resultTypes": ["violations"]}
        self.page.evaluate(_AXE.axe_script)
        found: list[dict[str, Any]] = self.page.evaluate(_EXAMINE, options)
        return found

    def overflow(self) -> int:
        """CSS pixels by which the page is wider than its window."""
        root = "document.documentElement"
        wide: int = self.page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
        return wide

    def rest(self) -> None:
        """Leave the page, so that nothing of it is on its way any more, and forget it."""
        self.page.goto("about:blank")
        self.requests.clear()
        self.complaints.clear()

    def close(self) -> None:
        """Close the tab once nothing of it is on its way any more.

        In the middle of a navigation Chromium may say that it closed a tab and keep it, and
        playwright waits for ever (microsoft/playwright#42366).
        """
        self.rest()
        self.page.close()


def close(context: BrowserContext) -> None:
    """Close a profile with all its tabs; see `Watched.close`."""
    for page in context.pages:
        page.goto("about:blank")
    context.close()


def watch(context: BrowserContext) -> Watched:
    """A new tab of `context`, watched from the start."""
    watched = Watched(context.new_page())

    def asked(request: Request) -> None:
        watched.requests.append(request.url)

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            watched.complaints.append(message.text)

    def broke(error: object) -> None:
        watched.complaints.append(str(error))

    watched.page.on("request", asked)
    watched.page.on("console", said)
    watched.page.on("pageerror", broke)
    return watched


def without_our_scripts(watched: Watched) -> Watched:
    """The tab, in which none of the site's own scripts runs.

    With JavaScript off in the browser axe cannot run either. This is the same page: the same HTML,
    which has no `noscript`, and nothing of ours that could have changed it.
    """

    def nothing(route: Route) -> None:
        route.fulfill(status=200, content_type="text/javascript", body="")

    watched.page.route("**/*.js*", nothing)
    return watched


def new_context(
    browser: Browser, width: int, *, javascript: bool = True, dark: bool = False
) -> BrowserContext:
    """A fresh profile with a window `width` CSS pixels wide."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        java_script_enabled=javascript,
        color_scheme="dark" if dark else "light",
    )
    context.set_default_timeout(PATIENCE * 1000)
    return context
