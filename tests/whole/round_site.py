"""Going round every page of the site: opening each, and sending each form that somebody could."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import uuid4

from keepword.policies import desk
from tests.whole.canary_desk import BORN, CALLED, LAST_FOUR
from tests.whole.canary_values import consents, member
from tests.whole.round_house import STEMS, Watched
from tests.whole.round_roles import Asked, Person, Round
from tests.whole.round_routes import API, Route, routes

Body = Mapping[str, str]

PUBLIC = frozenset({
    "root", "home", "policy", "policy-text", "processors", "processors-csv", "entry", "article",
    "may-i", "healthz", "csp-report",
})  # fmt: skip
"""Pages that are the same for everybody; what nobody sends there, nobody else does either."""

LAST = ("sign-out",)
"""Pages that end a session."""

REASON = {"reason": "전화로 문의하셔서", "statute": "의료법 제21조"}


@dataclass
class SiteRound:
    """The round of the pages.

    `receipt` is the id of the entry that the member's receipt is of, `left` the token of somebody
    who left, `draft` the hidden field of the member's page for leaving.
    """

    watched: Watched
    round: Round
    receipt: str
    left: str
    consent: str
    draft: str = ""
    names: set[str] = field(default_factory=set)

    def every(self) -> tuple[Route, ...]:
        """All pages."""
        return tuple(route for route in routes() if not route.pattern.startswith(API))

    def go(self, person: Person, *, only: Iterable[str] = ()) -> None:
        """Let somebody open and send everything but what ends the session.

        `only` these routes, where they are named.
        """
        chosen = set(only) or {route.name for route in self.every()} - {*LAST}
        for route in self.every():
            if route.name in chosen:
                self._visit(person, route)
        if "desk-look-up" in chosen:
            self._look_up(person)

    def address(self, route: Route, language: str) -> str:
        """Where a route is, of the member's own things where it is about somebody's."""
        given = {
            "language": language,
            "slug": "PIPA-37",
            "path": "0/000",
            "name": "1.tsr",
            "token": self.left if "left" in route.pattern else self.watched.joined.split("/")[4],
            "entry": self.receipt if route.name == "me-receipt" else "P27",
        }
        return route.address(given)

    def _visit(self, person: Person, route: Route) -> None:
        self.names.add(route.name)
        address = self.address(route, person.language)
        if route.name not in LAST:
            self._get(person, f"{address}?month=190001&said=edited&task=membership")
        if route.name in FORMS:
            for body in FORMS[route.name](self, person):
                self._post(person, address, body, _of_emergency(route))
            return
        if route.name in PUBLIC and person.name != "nobody":
            return
        answer = self._post(person, address, {}, Asked())
        if answer != 405 and route.name not in PUBLIC:
            self.round.faults.append(f"nobody said what to send to {route.name} ({answer})")

    def _get(self, person: Person, address: str) -> None:
        self.watched.begin()
        answer = person.browser.send("GET", address)
        self.round.hold(person.name, person.actor, answer, Asked())

    def _post(self, person: Person, address: str, body: Body, asked: Asked) -> int:
        if "csrftoken" not in person.browser.cookies:
            person.browser.send("GET", "/ko/join/")
        self.watched.begin()
        answer = person.browser.send_form(address, body)
        sent = Asked(urlencode(body).encode() + "\n".join(body.values()).encode(), asked.task,
                     asked.purposes, asked.emergency)  # fmt: skip
        self.round.hold(person.name, person.actor, answer, sent)
        return answer.status

    def _look_up(self, person: Person) -> None:
        """Every task of the hospital for every purpose, whether it is theirs or not."""
        address = f"/{person.language}/desk/look-up/"
        found = {"hospital-registration-number": self.watched.given["hospital-registration-number"]}
        for task in desk.tasks("asan"):
            asked = Asked(task=task.id, purposes=frozenset(task.purposes))
            for purpose in task.purposes:
                body = {"task": task.id, "purpose": purpose, **REASON}
                self._post(person, address, body | found, asked)
        asked = Asked(task="membership", purposes=frozenset({"PU6"}))
        for sought in self.ways():
            self._post(person, address, {"task": "membership", **sought}, asked)

    def ways(self) -> Iterator[Body]:
        """By what somebody is found at the desk: one value of theirs alone, or details."""
        given = self.watched.given
        for index in ("hospital-registration-number", "login-id", "email", "mobile-phone"):
            yield {index: given[index]}
        yield {LAST_FOUR: given["mobile-phone"][-4:]}
        yield {BORN: given["date-of-birth"], CALLED: given["personal-name"]}


def _of_emergency(route: Route) -> Asked:
    return Asked(emergency=route.name == "desk-emergency")


def _join(at: SiteRound, person: Person) -> Iterator[Body]:
    yield {}
    yield {"member-type": "general"}
    yield {"member-type": "general", "go": "type"}
    given = member(STEMS, "general", 9) | stranger()
    yield given | consents(given) | {"go": "check"}
    yield given | {"login-id": at.watched.given["login-id"]} | consents(given) | {"go": "check"}
    yield {"draft": at.draft, "go": "change"}


def stranger() -> dict[str, str]:
    """What somebody else types."""
    return {
        "personal-name": "가온누리", "login-id": f"stranger.{uuid4().hex[:8]}",
        "password": "umbrella carousel pine", "date-of-birth": "1990-02-03",
        "mobile-phone": "010-5551-2345", "email": "stranger@example.com",
    }  # fmt: skip


def _confirm(at: SiteRound, person: Person) -> Iterator[Body]:
    yield {}
    yield {"draft": at.draft, "code": "000000"}
    yield {"draft": at.draft, "go": "again"}


def _sign_in(at: SiteRound, person: Person) -> Iterator[Body]:
    yield {}
    yield {"login-id": at.watched.given["login-id"], "password": ""}
    yield {"login-id": f"stranger.{uuid4().hex[:8]}", "password": "wrong", "next": "/ko/me/"}


def _code(at: SiteRound, person: Person) -> Iterator[Body]:
    yield {}
    yield {"totp": "000000"}


def _forgotten(at: SiteRound, person: Person) -> Iterator[Body]:
    yield {}
    yield {"login-id": at.watched.given["login-id"]}


def _renew(at: SiteRound, person: Person) -> Iterator[Body]:
    yield {}
    yield {"sent": str(uuid4()), "code": "000000", "new-password": "umbrella carousel pine"}


def _own_password(at: SiteRound, person: Person) -> Iterator[Body]:
    yield {}
    yield {"password": "wrong", "new-password": "short"}


def _edit(at: SiteRound, person: Person) -> Iterator[Body]:
    yield {}
    yield {"date-of-birth": "1990-02-30"}
    yield {"personal-name": "새이름"}
    yield {"personal-name": "", "stranger": "yes"}
    yield {"draft": at.draft, "go": "save"}


def _consents(at: SiteRound, person: Person) -> Iterator[Body]:
    yield {}
    yield {"consent": at.consent}
    if person.actor.get("account") != str(at.watched.subject):
        yield {"consent": at.consent, "go": "withdraw"}


def _looks(at: SiteRound, person: Person) -> Iterator[Body]:
    yield {}
    yield {"entry": at.receipt, "month": ""}


def _leave(at: SiteRound, person: Person) -> Iterator[Body]:
    yield {}
    yield {"password": "", "draft": at.draft}


def _emergency(at: SiteRound, person: Person) -> Iterator[Body]:
    yield {}
    for sought in at.ways():
        yield {"reason": "", **sought}
        yield {"reason": "의식이 없음", **sought}


def _review(at: SiteRound, person: Person) -> Iterator[Body]:
    yield {}
    yield {"entry": at.receipt, f"note-{at.receipt.replace('-', '')[:12]}": ""}


def _desk(at: SiteRound, person: Person) -> Iterator[Body]:
    yield {}
    yield {"task": "membership"}
    yield {"task": "membership", "email": "not an address"}


def _nothing(at: SiteRound, person: Person) -> Iterator[Body]:
    yield {}


FORMS = {
    "join": _join,
    "join-confirm": _confirm,
    "sign-in": _sign_in,
    "sign-in-code": _code,
    "sign-in-device": _code,
    "sign-out": _nothing,
    "password-forgotten": _forgotten,
    "password-new": _renew,
    "me-password": _own_password,
    "me-edit": _edit,
    "me-looks": _looks,
    "me-consents": _consents,
    "me-leave-confirm": _leave,
    "desk-look-up": _desk,
    "desk-emergency": _emergency,
    "desk-review": _review,
}
"""What is sent to the pages that take something."""
