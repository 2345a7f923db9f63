"""A planted outside image is caught: by the request log, and by the Content-Security-Policy."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Request, Route

from tests.browser.serving import Site, site
from tests.browser.watching import Watched

OUTSIDE = "http://outside.example/pixel.png"
Open = Callable[..., Watched]


def plant(tab: Watched, *, policy: bool) -> None:
    """Put an outside image into the first page, on its way to the browser. Nothing leaves."""

    def planted(route: Route) -> None:
        answer = route.fetch()
        body = answer.text().replace("</main>", f'<img src="{OUTSIDE}" alt="">\n</main>')
        headers = dict(answer.headers)
        if not policy:
            del headers["content-security-policy"]
        route.fulfill(status=200, headers=headers, body=body)

    tab.page.route("**/ko/", planted)
    tab.page.route(OUTSIDE, lambda route: route.abort())


def test_the_request_log_shows_a_planted_image(served: Site, open_tab: Open) -> None:
    tab = open_tab()
    plant(tab, policy=False)
    tab.page.goto(f"{served.origin}/ko/")
    assert tab.outside() == [OUTSIDE]


def test_the_policy_stops_a_planted_image_and_the_site_hears_of_it(open_tab: Open) -> None:
    reached: list[str] = []

    def finished(request: Request) -> None:
        reached.append(request.url)

    with site() as apart:
        tab = open_tab()
        plant(tab, policy=True)
        tab.page.on("requestfinished", finished)
        with tab.page.expect_request("**/csp-report"):
            tab.page.goto(f"{apart.origin}/ko/")
        tab.page.wait_for_load_state("networkidle")
        assert any("Content Security Policy" in complaint for complaint in tab.complaints)
        assert OUTSIDE not in reached
        assert any("outside.example" in line for line in apart.violations())
