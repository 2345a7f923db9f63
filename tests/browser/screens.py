"""Screenshots of every page: `python -m tests.browser.screens [folder]`, by default docs/screens.

A page is shown as far down as a reader is likely to look before scrolling on; the policy page,
which is long, is shown from its top and at the sections where the tables are.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, Locator
from playwright.sync_api import Page as Tab

from tests.browser import journey
from tests.browser.chromium import chromium
from tests.browser.pages import LANGUAGES, PAGES, WIDTHS
from tests.browser.serving import site
from tests.browser.walking import Staff, Walker, origin_of
from tests.browser.watching import close, new_context, watch
from tests.whole.canary_house import DemoHouse, furnished

TALLEST = 1200
"""CSS pixels of a page that are shown."""

CLOSER = (2, 5, 7, 14)
"""Sections of the policy that get a picture of their own."""

FOLDER = Path("docs/screens")


def main(folder: Path) -> int:
    """Write the pictures; those of pages that are no more are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    with chromium() as browser:
        _public(browser, folder)
        _within(browser, folder)
    size = sum(picture.stat().st_size for picture in folder.glob("*.png"))
    print(f"{len(list(folder.glob('*.png')))} pictures, {size / 1e6:.1f} MB, in {folder}")
    return 0


def _public(browser: Browser, folder: Path) -> None:
    """What anyone sees."""
    with site() as served:
        for width in WIDTHS:
            context = new_context(browser, width)
            tab = context.new_page()
            for language in LANGUAGES:
                for page in PAGES:
                    tab.goto(served.origin + page.address(language))
                    take(tab, folder / f"{page.name}.{language}.{width}.png")
                for number in CLOSER:
                    tab.goto(f"{served.origin}/{language}/policy/")
                    section = tab.locator(f"#section-{number}")
                    take(tab, folder / f"policy-{number}.{language}.{width}.png", section)
            close(context)


def _within(browser: Browser, folder: Path) -> None:
    """What members and staff of an invented hospital see, step by step along the whole path."""
    with furnished() as demo:
        staff = Staff(browser, demo)
        for width in WIDTHS:
            for language in LANGUAGES:
                context = new_context(browser, width)
                walker = Walker(origin_of(demo), language, watch(context), javascript=False)
                _walk(walker, staff, demo, width, folder)
                close(context)


def _walk(walker: Walker, staff: Staff, demo: DemoHouse, width: int, folder: Path) -> None:
    def photograph(name: str, page: Tab) -> None:
        take(page, folder / f"{name}.{walker.language}.{width}.png")

    walker.take = photograph
    login = f"shown.{walker.language}.{width}"
    journey.join(walker, demo, login)
    desk = staff.walker("reception.lead", walker.language, width)
    desk.take = photograph
    journey.look_up(desk, "membership", login, opens=True)
    desk.tab.close()
    journey.sees(walker, login, "유온새")
    journey.withdraws(walker)
    refused = staff.walker("news.one", walker.language, width)
    refused.take = photograph
    journey.look_up(refused, "news", login, opens=False)
    refused.tab.close()
    with tempfile.TemporaryDirectory() as scratch:
        journey.leaves(walker, Path(scratch))
    journey.byways(walker, staff, demo, width)


def take(tab: Tab, picture: Path, part: Locator | None = None) -> None:
    """Photograph the page from its top, or `part` with a margin around it."""
    tab.evaluate("document.fonts.ready")
    box: FloatRect = tab.evaluate(
        """part => {
            const { scrollWidth: width, scrollHeight: height } = document.documentElement;
            const box = part?.getBoundingClientRect();
            if (!box) return { x: 0, y: 0, width, height };
            const x = Math.max(0, box.left - 24);
            return { x, y: box.top + scrollY, width: width - x, height: box.height };
        }""",
        part.element_handle() if part else None,
    )
    tab.screenshot(
        path=picture,
        full_page=True,
        clip={**box, "height": min(box["height"], TALLEST)},
        scale="css",
        animations="disabled",
    )


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
