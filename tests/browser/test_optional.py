"""P45: whoever gives only what is required is served as everybody is.

For each optional item of the membership, whichever the policy has: somebody gives that one alone,
somebody of the same kind gives none, and afterwards the first one withdraws. What they can do, and
what the staff can do for them, is the same all three times. Over plain HTTP, at a whole demo.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from itertools import count

import pytest

from keepword.policies import desk, library
from keepword.policy.model.collection import Entry, Requirement
from keepword.policy.values import Format
from tests.whole.canary_browser import Browser
from tests.whole.canary_house import DemoHouse, demo, sign_in

__all__ = ["demo"]

POLICY = library.load("asan").policy
FORMATS = desk.formats("asan")
POINT = POLICY.point_index["C1"]
OPTIONAL = [e for e in POINT.entries if e.requirement is Requirement.OPTIONAL]
LABELS = {e.item: (e.label or POLICY.item_index[e.item].label).ko for e in POINT.entries}
PASSWORD = "가을 하늘 두루미 열둘"

PAGES = (
    "me/",
    "me/looks/",
    "me/consents/",
    "me/receipts/",
    "me/edit/",
    "me/password/",
    "me/leave/",
)
"""What a member can do."""

TASKS = {"membership": "desk.clerk", "inquiries": "desk.clerk", "booking": "reception.two"}
"""What the staff do for members, one task for each purpose of the membership, and who does it."""

NUMBERS = {
    Format.LICENSE_NUMBER: "2{:05d}",
    Format.EMPLOYEE_NUMBER: "E-2{:05d}",
    Format.REGISTRATION_NUMBER: "277{:05d}",
}
"""How the numbers of made-up people are written; a flag is a yes."""

_people = count(1)
_VALUE = re.compile(r"<dt>([^<]+)</dt><dd translate=\"no\">")
_REQUIRED = re.compile(r'data-item="([^"]+)"><dt>[^<]*<span class="tag tag--required"')
_CONSENT = r'data-consent="([^"]+)" data-kind="[^"]*" data-item="{}"'


@dataclass(frozen=True)
class Service:
    """What somebody can do, and what can be done for them; the optional item itself left out."""

    pages: Mapping[str, int]
    items: tuple[str, ...]
    ends: str
    tasks: Mapping[str, tuple[int, tuple[str, ...]]]


@dataclass(frozen=True)
class Member:
    """Somebody who has just joined, signed in."""

    login: str
    browser: Browser

    def service(self, house: DemoHouse) -> Service:
        """How they are served."""
        pages = {page: self.browser.get(f"/ko/{page}").status for page in PAGES}
        held = self.browser.get("/ko/me/").text
        leaving = self.browser.get("/ko/me/leave/").text.partition('id="services"')[2]
        return Service(
            pages,
            tuple(_REQUIRED.findall(held)),
            leaving.partition("</section>")[0],
            {task: self._opened(house.staff_in(staff), task) for task, staff in TASKS.items()},
        )

    def _opened(self, staff: Browser, task: str) -> tuple[int, tuple[str, ...]]:
        """The status of a look for the task, and which items it opens but optional ones."""
        staff.get(f"/ko/desk/look-up/?task={task}")
        page = staff.fill("login-id", {"login-id": self.login})
        optional = {LABELS[entry.item] for entry in OPTIONAL}
        labels = (unescape(label) for label in _VALUE.findall(page.text))
        return page.status, tuple(label for label in labels if label not in optional)

    def holds(self, item: str) -> bool:
        """Whether the item is held."""
        return f'data-item="{item}"' in self.browser.get("/ko/me/").text

    def withdraw(self, item: str) -> None:
        """End the consent to an item."""
        found = re.search(_CONSENT.format(item), self.browser.get("/ko/me/consents/").text)
        assert found is not None
        given = {"consent": found[1], "go": "withdraw"}
        assert self.browser.post("/ko/me/consents/", given).status == 200


@pytest.mark.parametrize("entry", OPTIONAL, ids=lambda entry: entry.item)
def test_who_gives_no_optional_item_is_served_the_same(demo: DemoHouse, entry: Entry) -> None:
    with_it, without = join(demo, entry, gives=True), join(demo, entry, gives=False)
    assert with_it.holds(entry.item)
    assert not without.holds(entry.item)
    served = without.service(demo)
    assert served.items
    assert "<li>" in served.ends
    assert set(served.pages.values()) == {200}
    assert {status for status, _ in served.tasks.values()} == {200}
    assert all(items for _, items in served.tasks.values())
    assert with_it.service(demo) == served
    with_it.withdraw(entry.item)
    assert not with_it.holds(entry.item)
    assert with_it.service(demo) == served


def join(house: DemoHouse, entry: Entry, *, gives: bool) -> Member:
    """Somebody to whom the item applies joins and signs in; they give it, or nothing optional."""
    number = next(_people)
    login = f"only{number:03d}"
    kind_item, kind = kind_for(entry)
    required = {
        "personal-name": "다올",
        "login-id": login,
        "password": PASSWORD,
        "gender": "male",
        "date-of-birth": "1985-06-07",
        "mobile-phone": f"010-0000-7{number:03d}",
        "email": f"{login}@example.com",
        "consent-required": "yes",
    }
    browser = house.browser()
    browser.get("/ko/join/")
    browser.fill(kind_item, {kind_item: kind})
    browser.fill("login-id", required | (given(entry, number) if gives else {}) | {"go": "check"})
    code = house.code_by(lambda: browser.fill("draft", {"go": "send"}))
    done = browser.fill("code", {"code": code, "go": "confirm"})
    assert done.status == 200, done.text
    sign_in(browser, login, PASSWORD)
    assert browser.page.status == 200, browser.page.text
    return Member(login, browser)


def given(entry: Entry, number: int) -> dict[str, str]:
    """The item as it is typed or ticked, with its consent."""
    how = FORMATS[entry.item].format
    if how is Format.FLAG:
        return {entry.item: "yes"}
    return {entry.item: NUMBERS[how].format(number), f"consent-{entry.item}": "yes"}


def kind_for(entry: Entry) -> tuple[str, str]:
    """The item that says which kind of member one is, and a kind that the entry applies to."""
    role = {c.id: c.role for c in POLICY.conditions}.get(entry.condition or "")
    return next(
        (item, choice.id)
        for item in POINT.items()
        if any(choice.role for choice in FORMATS[item].choices)
        for choice in FORMATS[item].choices
        if choice.role == role
    )
