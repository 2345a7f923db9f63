"""Everybody types distinctive values into every text field there is, rightly and wrongly."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from tests.whole.canary_api import System, joining
from tests.whole.canary_browser import FORM, Browser
from tests.whole.canary_desk import Desk
from tests.whole.canary_house import DemoHouse, sign_in
from tests.whole.canary_values import Stems, consents, member, password
from tests.whole.canary_walks import (
    change_password,
    edit,
    fill_in,
    join,
    member_in,
    reset,
)

KINDS = ("registered-patient", "general", "medical-practitioner", "hospital-employee")
"""Kinds of members: person 0 stays, 1 leaves by the site, 2 withdraws, 3 leaves by the API."""
CALLER = 4
"""The number of the member whom the API takes in."""

_OWN_FIELD = re.compile(r"^note-[0-9a-f]{12}$")


@dataclass
class Typing:
    """Who types what, and into which fields it was."""

    house: DemoHouse
    stems: Stems
    browsers: list[Browser] = field(default_factory=list)
    passwords: dict[int, str] = field(default_factory=dict)

    @property
    def met(self) -> set[tuple[str, str]]:
        """Every text field of every form that anybody saw."""
        return {_plain(one) for browser in self.browsers for one in browser.met}

    @property
    def typed(self) -> set[tuple[str, str]]:
        """Every text field into which such a value was typed."""
        return {
            _plain(one)
            for browser in self.browsers
            for one, values in browser.typed.items()
            if any(stem in value for stem in self.stems.every for value in values)
        }

    def everything(self) -> None:
        """All of it, once."""
        self._join()
        self._wrong_joining()
        self._own_data()
        self._passwords()
        desk = Desk(self.house, self.stems, self.person(0), self._known)
        desk.looks()
        desk.emergency()
        self._device()
        self._public()
        self._api()
        self._nonsense()

    def person(self, number: int) -> dict[str, str]:
        """What member `number` typed when they joined."""
        kind = KINDS[number] if number < len(KINDS) else "registered-patient"
        return member(self.stems, kind, number)

    def member_in(self, number: int) -> Browser:
        """A browser in which this member is signed in."""
        found = member_in(self.house, f"{self.stems.letters}.{number}", self.passwords[number])
        return self._known(found)

    def browser(self) -> Browser:
        """A browser that says such a word of itself in every header it can."""
        browser = self.house.browser()
        browser.agent = f"Mozilla/5.0 {self.stems.word('agent')}"
        browser.cookies["nonsense"] = self.stems.word("cookie")
        return self._known(browser)

    def system(self) -> System:
        """The system that calls, on behalf of somebody whose every particular is such a word."""
        known, word = self.house.client, self.stems.word
        human = {"id": word("human"), "role": word("role"), "department": word("department")}
        caller = System(self.browser(), known["client_id"], known["client_secret"], human=human)
        caller.sign_in()
        return caller

    def _known(self, browser: Browser) -> Browser:
        if browser not in self.browsers:
            self.browsers.append(browser)
        return browser

    def _join(self) -> None:
        for number in range(len(KINDS)):
            given = self.person(number)
            self.passwords[number] = given["password"]
            join(self.house, self.browser(), given, wrong=self.stems.letters)

    def _wrong_joining(self) -> None:
        browser, word = self.browser(), self.stems.word
        given = self.person(1)
        fill_in(browser, given, 422)  # the log-in id is taken
        junk = {n: f"{self.stems.said('!')}\n" for n in given if n not in ("member-type", "gender")}
        fill_in(browser, {**given, **junk}, 422)
        fill_in(browser, {**given, "date-of-birth": f"{self.stems.born[:4]}-02-30"}, 422)
        others = {"license-number": self.stems.digits, word("unknown"): word("unknown-value")}
        browser.get("/ko/join/")
        browser.fill("member-type", {"member-type": "general"})
        free = {**given, "login-id": word("free"), **others}
        assert browser.fill("personal-name", free | consents(given)).status == 422
        child = {**given, "login-id": word("child"), "date-of-birth": "2020-03-01"}
        fill_in(browser, child)
        lapsed = browser.post("/ko/join/confirm/", {"draft": word("draft"), "code": word("code")})
        assert lapsed.status == 410

    def _own_data(self) -> None:
        browser, stems = self.member_in(2), self.stems
        changed = {
            "personal-name": f"{stems.hangul}카",
            "login-id": f"{stems.letters}.changed",
            "email": f"{stems.letters}.changed@example.com",
            "mobile-phone": stems.mobile_typed,
            "date-of-birth": stems.born,
            "license-number": stems.digits,
        }
        edit(browser, changed)
        edit(browser, {"login-id": f"{stems.letters}.2"})
        browser.get("/ko/me/edit/")
        wrong = {"date-of-birth": stems.word("day"), "email": stems.said("mail")}
        assert browser.fill("personal-name", wrong).status == 422
        taken = {"login-id": f"{stems.letters}.1"}
        browser.get("/ko/me/edit/")
        assert browser.fill("personal-name", taken).status == 200
        assert browser.fill("draft", {"go": "save"}).status == 422
        neighbour = self.member_in(0)
        neighbour.get("/ko/me/edit/")
        neighbour.fill("email", {"hospital-registration-number": stems.digits})
        word = stems.word("consent")
        browser.post("/ko/me/edit/", {word: word})
        browser.post("/ko/me/edit/", {"draft": word, "go": "save"})
        browser.post("/ko/me/consents/", {"consent": word, "go": "withdraw"})
        browser.get("/ko/me/leave/confirm/")
        assert browser.fill("password", {"password": stems.word("leaving")}).status == 422
        browser.post("/ko/sign-out/", {})

    def _passwords(self) -> None:
        stems = self.stems
        new = password(stems, 2, 1)
        browser = self.member_in(2)
        change_password(browser, self.passwords[2], new)
        browser.get("/ko/me/password/")
        browser.fill("new-password", {"password": stems.word("old"), "new-password": "short"})
        self.passwords[2] = password(stems, 2, 2)
        login = f"{stems.letters}.2"
        reset(self.house, self.browser(), login, self.passwords[2], wrong=stems.letters)
        nobody = self.browser()
        for login in (stems.word("nobody"), stems.said("nobody"), f"{stems.letters}\0"):
            sign_in(nobody, login, stems.said("nobody"))
            assert nobody.page.status == 422, nobody.page.status
        sign_in(nobody, f"{stems.letters}.3", stems.said("guess"))
        assert nobody.page.status == 422
        nobody.get("/ko/password/forgotten/")
        nobody.fill("login-id", {"login-id": stems.word("nobody")})
        nobody.fill("code", {"code": stems.letters, "new-password": stems.said("new")})
        assert nobody.page.status == 422

    def _device(self) -> None:
        """Somebody new of the staff, with such a password, sets up a device."""
        secret = self.stems.said("staff password")
        made = self.house.house.command(
            "admin", "create", "--login", "canary.staff", "--name", "하늘", "--role", "staff",
            "--department", "nursing", typed=f"{secret}\n",
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        browser = self.browser()
        sign_in(browser, "canary.staff", secret)
        browser.fill("totp", {"totp": self.stems.letters})
        assert browser.page.status == 422

    def _public(self) -> None:
        browser = self.browser()
        browser.get("/ko/policy/processors/")
        browser.fill("q", {"q": self.stems.said("search")})
        assert browser.page.status == 200

    def _api(self) -> None:
        system, stems = self.system(), self.stems
        given = self.person(CALLER)
        self.passwords[CALLER] = given["password"]
        key = f'"{stems.word("key")}"'
        body = system.at("membership", **joining(given))
        made = system.call("POST", "collections/C1", body, key=key)
        assert made.status == 201, made.text
        system.call("POST", "collections/C1", body, key=key)
        subject = json.loads(made.body)["subject"]
        booked = {
            "personal-name": stems.said("patient"),
            "mobile-phone": stems.mobile,
            "resident-registration-number": stems.resident,
        }
        booking = system.at("booking", subject=subject, values=booked, channel="CH2")
        booking |= {"purpose": "PU3", "circumstances": ["insurance-eligibility"]}
        booked_in = system.call("POST", "collections/C4", booking)
        assert booked_in.status == 201, booked_in.text
        for call in self._calls(system, subject, given):
            answer = system.call(*call)
            assert answer.status in (200, 404, 409), (call[1], answer.status, answer.text)
        for wrong in self._wrong_bodies(system, subject, given):
            for address in ("collections/C1", "uses", "corrections", "decisions"):
                assert 400 <= system.call("POST", address, wrong).status < 500
        word = stems.word("raw")
        system.call("POST", "uses", raw=f'{{"{word}": "{stems.hangul}'.encode())
        for asked in (word, urlencode({"grant_type": word, "scope": word, "client_id": word})):
            assert system.ask(asked, word, word).status in (400, 401)
        system.token = word
        assert system.call("POST", "uses", {word: word}).status == 401

    def _calls(
        self, system: System, subject: str, given: Mapping[str, str]
    ) -> Iterator[tuple[str, str, dict[str, Any]]]:
        said, reason = self.stems.said, self.stems.said("api reason")
        for index in ("login-id", "email", "hospital-registration-number"):
            found = {"index": index, "value": given[index]}
            yield "POST", "uses", system.at("membership", point="C1", find=found, reason=reason)
        for more in ({"statute": said("statute")}, {"emergency": True}):
            asked = system.at("membership", point="C1", subject=subject, reason=reason, **more)
            yield "POST", "uses", asked
        changes = {"personal-name": f"{self.stems.hangul}타", "email": given["email"]}
        yield "POST", "corrections", system.at(
            "membership", subject=subject, point="C1", changes=changes, channel="phone",
            reason=reason,
        )  # fmt: skip

    def _wrong_bodies(
        self, system: System, subject: str, given: Mapping[str, str]
    ) -> Iterator[dict[str, Any]]:
        word, said = self.stems.word, self.stems.said
        yield system.at(word("task"), **joining(dict(given)))
        yield {**system.at("membership", subject=subject), word("field"): said("value")}
        wrong = {**given, "date-of-birth": said("day"), "email": word("mail"), word("x"): word("x")}
        yield system.at("membership", **joining(wrong), point=word("point"), changes=wrong)
        yield {"human": said("human"), "source": word("source"), "values": said("values")}

    def _nonsense(self) -> None:
        """Addresses, queries, headers and bodies that nobody asked for."""
        word, said = self.stems.word("nonsense"), quote(self.stems.said("nonsense"))
        query = "&".join(f"{name}={said}" for name in (word, *_PARAMETERS))
        for browser in (self.browser(), self.member_in(0), self.house.staff_in("reception.lead")):
            for path in _PAGES:
                assert browser.send("GET", f"{path}?{query}").status < 500
            for path in _NOWHERE:
                answer = browser.send("GET", path.format(word=word, said=said))
                assert answer.status in (302, 404, 405), (path, answer.status)
            headers = {"Referer": word, "Accept-Language": word, "X-Forwarded-For": word,
                       "Content-Type": FORM, "Origin": f"https://{word}"}  # fmt: skip
            body = urlencode({"login-id": word, "password": word, word: word}).encode()
            assert browser.send("POST", "/ko/sign-in/", body, headers).status == 403
            large = body + b"&filler=" + word.encode() * 70_000
            assert browser.send("POST", "/ko/sign-in/", large, headers).status in (400, 403, 413)
            assert browser.send("PUT", "/ko/join/", body, headers).status in (403, 405)
        stranger = self.browser()
        stranger.cookies |= {"sessionid": word, "csrftoken": word}
        stranger.send("GET", "/ko/me/")
        blocked = {"blocked-uri": f"https://a.test/{word}", "violated-directive": "img-src"}
        report = {"document-uri": f"/{word}", "script-sample": word, **blocked}
        sent = json.dumps({"csp-report": report}).encode()
        headers = {"Content-Type": "application/csp-report"}
        assert stranger.send("POST", "/csp-report", sent, headers).status == 204


_PAGES = (
    "/", "/ko/", "/ko/policy/", "/ko/policy/processors/", "/ko/policy/processors.csv",
    "/ko/may-i/", "/ko/join/", "/ko/join/confirm/", "/ko/sign-in/", "/ko/sign-in/code/",
    "/ko/password/forgotten/", "/ko/password/new/", "/ko/me/", "/ko/me/edit/", "/ko/me/looks/",
    "/ko/me/consents/", "/ko/me/receipts/", "/ko/me/leave/", "/ko/me/password/", "/ko/desk/",
    "/ko/desk/look-up/", "/ko/desk/emergency/", "/ko/desk/review/", "/ko/ledger/", "/healthz",
    "/ledger/checkpoint", "/api/v1/openapi.json",
)  # fmt: skip
_PARAMETERS = ("next", "said", "month", "task", "q", "who", "act", "at", "why", "sent")
_NOWHERE = (
    "/{word}", "/ko/{said}/", "/ko/policy/{word}/", "/ko/law/{word}/", "/ko/left/{word}/",
    "/ko/left/{word}/certificate/", "/ko/join/done/{word}/", "/ko/join/done/{word}/receipt/",
    "/ledger/tile/{word}", "/static/{word}.css", "/api/v1/{word}", "/api/v1/members/{word}",
)  # fmt: skip


def _plain(one: tuple[str, str]) -> tuple[str, str]:
    """A field, with one name for those that have one of their own each time."""
    address, name = one
    return address, _OWN_FIELD.sub("note-…", name)
