"""Going round every operation of the API, with every token."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from keepword.clients.scopes import Scope
from keepword.policies import desk
from tests.whole.canary_api import System, joining
from tests.whole.round_house import Watched, caller
from tests.whole.round_roles import Asked, Caller, Round

Operation = tuple[str, str]
"""Method and path, as `openapi.json` has them."""

Call = tuple[str, dict[str, Any], Asked]
"""Address, body, and what it is about."""

REASON = "전화로 문의하셔서"


@dataclass
class ApiRound:
    """The round of the operations."""

    watched: Watched
    round: Round
    consent: str
    called: set[Operation] = field(default_factory=set)

    @cached_property
    def described(self) -> set[Operation]:
        """Every operation that the API says it has."""
        browser = self.watched.house.browser()
        document = json.loads(browser.send("GET", "/api/v1/openapi.json").body)
        return {
            (method.upper(), path)
            for path, operations in document["paths"].items()
            for method in operations
        }

    def callers(self) -> Iterator[Caller]:
        """Nobody, somebody with a token that is none, each scope alone, and all of them."""
        with self.watched.house.database() as connection:
            row = connection.execute("SELECT account FROM clients.client").fetchone()
        assert row is not None
        for scope in ("", "nonsense", *(scope.value for scope in Scope), "all"):
            system = caller(self.watched.house)
            if scope == "nonsense":
                system.token = "n0nsense"
            elif scope:
                got = system.sign_in("" if scope == "all" else scope)
                self._hold(Caller(scope, system, {"kind": "system"}), got, Asked())
            actor = {
                "kind": "staff",
                "account": str(row[0]),
                "client": system.client_id,
                "human": system.human["id"],
            }
            yield Caller(f"api:{scope or 'nobody'}", system, actor)

    def go(self, who: Caller) -> None:
        """Let a system call everything."""
        for operation in sorted(self.described):
            for address, body, asked in CALLS[operation](self, who.system):
                self.called.add(operation)
                self.watched.begin()
                answer = who.system.call(operation[0], address, body)
                sent = json.dumps(body, ensure_ascii=False).encode()
                about = Asked(sent, asked.task, asked.purposes, asked.emergency)
                self._hold(who, answer, about)
        self._token(who)

    def _hold(self, who: Caller, answer: Any, asked: Asked) -> None:
        self.round.hold(who.name, who.actor, answer, asked)

    def _token(self, who: Caller) -> None:
        self.called.add(("POST", "/api/v1/token"))
        for form in ({}, {"grant_type": "password"}, {"grant_type": "client_credentials"}):
            login = self.watched.given["login-id"]
            self.watched.begin()
            answer = who.system.ask(urlencode(form), login, "wrong")
            self._hold(who, answer, Asked(login.encode()))


def purposes(task: str) -> frozenset[str]:
    """The purposes of a task."""
    return frozenset(p for each in desk.tasks("asan") if each.id == task for p in each.purposes)


def _about(task: str, *, emergency: bool = False) -> Asked:
    return Asked(task=task, purposes=purposes(task), emergency=emergency)


def _uses(at: ApiRound, system: System) -> Iterator[Call]:
    subject = str(at.watched.subject)
    for task in ("membership", "booking", "news", "treatment", "nonsense"):
        for point in ("C1", "C4", "C8"):
            body = system.at(task, point=point, subject=subject, reason=REASON)
            yield "uses", body, _about(task)
        urgent = system.at(task, point="C1", subject=subject, reason=REASON, emergency=True)
        yield "uses", urgent | {"purpose": "PU1"}, _about(task, emergency=task in _GRANTED)
        yield "uses", urgent | {"emergency": "yes"}, _about(task)
    for index in ("login-id", "email", "mobile-phone", "hospital-registration-number"):
        find = {"index": index, "value": at.watched.given[index]}
        yield "uses", system.at("membership", point="C1", find=find), _about("membership")
        both = system.at("membership", point="C1", find=find, subject=subject)
        yield "uses", both, _about("membership")
    password = system.at("membership", point="C1", subject=subject, items=["password"])
    yield "uses", password, _about("membership")


_GRANTED = ("membership", "booking", "news")


def _collections(at: ApiRound, system: System) -> Iterator[Call]:
    stranger = {
        "member-type": "general", "personal-name": "가온누리", "gender": "female",
        "login-id": f"caller.{uuid4().hex[:8]}", "password": "umbrella carousel pine",
        "date-of-birth": "1990-02-03", "mobile-phone": "010-5551-2345",
        "email": "stranger@example.com",
    }  # fmt: skip
    yield "collections/C1", system.at("membership", **joining(stranger)), _about("membership")
    taken = stranger | {"login-id": at.watched.given["login-id"]}
    yield "collections/C1", system.at("membership", **joining(taken)), _about("membership")
    again = joining(stranger, subject=str(at.watched.subject))
    yield "collections/C1", system.at("booking", **again), _about("booking")
    yield "collections/C99", system.at("nonsense", **joining(stranger)), _about("nonsense")


def _corrections(at: ApiRound, system: System) -> Iterator[Call]:
    subject = str(at.watched.subject)
    same = {"personal-name": at.watched.given["personal-name"]}
    for changes in (same, {"personal-name": ""}, {"date-of-birth": "1990-02-30"}, {"memo": "x"}):
        more = {"subject": subject, "point": "C1", "channel": "phone", "reason": REASON}
        body = system.at("membership", changes=changes, **more)
        yield "corrections", body, _about("membership")
        yield "corrections", body | {"task": "treatment"}, _about("treatment")


def _withdrawals(at: ApiRound, system: System) -> Iterator[Call]:
    subject = str(at.watched.subject)
    for consent, task in ((at.consent, "treatment"), (str(uuid4()), "membership")):
        body = system.at(task, subject=subject, channel="phone")
        yield f"consents/{consent}/withdrawal", body, _about(task)


def _members(at: ApiRound, system: System) -> Iterator[Call]:
    subject = str(at.watched.subject)
    for task, sure in (("membership", False), ("treatment", True)):
        body = system.at(task, channel="phone", identity_verified=sure)
        yield f"members/{subject}", body, _about(task)


def _decisions(at: ApiRound, system: System) -> Iterator[Call]:
    question = {"act": "use", "actor": "staff", "point": "C1", "purpose": "PU6"}
    yield "decisions", {**question, "facts": {"grants": ["PU6"]}}, Asked()
    yield "decisions", {**question, "subject": str(at.watched.subject)}, Asked()


def _none(at: ApiRound, system: System) -> Iterator[Call]:
    yield from ()


CALLS = {
    ("POST", "/api/v1/token"): _none,  # a form and no JSON: asked for apart
    ("POST", "/api/v1/decisions"): _decisions,
    ("POST", "/api/v1/collections/{point}"): _collections,
    ("POST", "/api/v1/uses"): _uses,
    ("POST", "/api/v1/corrections"): _corrections,
    ("POST", "/api/v1/consents/{consent}/withdrawal"): _withdrawals,
    ("DELETE", "/api/v1/members/{subject}"): _members,
}
"""What each operation is called with."""
