"""One client: a system with API calls and two browsers, doing acts by lot, keeping a journal.

Of its own members a client knows exactly what is true, and so what every answer must be. At other
clients' members it looks and corrects too; those may leave at the very moment.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from tests.whole import members
from tests.whole.browser import Browser
from tests.whole.desk import Desk
from tests.whole.furnishing import Colleague
from tests.whole.journal import Journal, Line
from tests.whole.machine import Machine
from tests.whole.members import Known, Pool
from tests.whole.wire import Answer, Wire

DEPARTMENT = "outpatient-reception"


@dataclass
class Player:
    """Client `number` of a run; `lots` decides what it does."""

    number: int
    wire: Wire
    machine: Machine
    colleague: Colleague
    pool: Pool
    lots: random.Random
    journal: Journal = field(default_factory=Journal)
    own: list[Known] = field(default_factory=list)
    done: int = 0
    calls: int = 0

    def __post_init__(self) -> None:
        self.desk = Desk(Browser(self.wire), self.colleague, self.journal)

    def begin(self) -> None:
        """Sign in to the API and at the desk."""
        answer = self.machine.sign_in()
        assert answer.status == 200, answer.text
        who = self.machine.client_id
        self.journal.add(Line("sign-in", "done", who, task="api-token"))
        self.desk.sign_in()

    @property
    def living(self) -> list[Known]:
        """Its own members who have not left."""
        return [member for member in self.own if not member.gone]

    def signed_in(self, member: Known) -> Browser:
        """The member's own browser, signed in."""
        if member.browser is None:
            member.browser = Browser(self.wire)
            answer = member.browser.sign_in(member.values["login-id"], members.PASSWORD)
            self.expect(answer, 302)
            self.journal.add(Line("sign-in", "done", member.subject, subject=member.subject))
        return member.browser

    def somebody(self) -> dict[str, str]:
        """The values of a person who was never there before."""
        number = self.number * 100_000 + self.done
        mail, patient = self.lots.random() < 0.6, self.lots.random() < 0.2
        return members.values(number, mail=mail, patient=patient)

    def call(self, task: str, part: dict[str, Any]) -> dict[str, Any]:
        """A call that nobody else makes: its human is named once in the run."""
        self.calls += 1
        human = {"id": f"p{self.number}-{self.calls}", "role": "staff", "department": DEPARTMENT}
        return {"human": human, "task": task, "source": "192.0.2.10", **part}

    def looking(self, task: str, member: Known, *, find: bool = False) -> dict[str, Any]:
        """A call to look at a member, by id or by a value."""
        email = {"index": "email", "value": member.values["email"]}
        whom = {"find": email} if find else {"subject": member.subject}
        return self.call(task, {"point": "C1", **whom})

    def correcting(self, member: Known, changes: dict[str, str]) -> dict[str, Any]:
        """A call to correct a member's values."""
        about = {"subject": member.subject, "point": "C1", "channel": "phone"}
        return self.call("membership", {**about, "changes": changes, "reason": "전화로 변경 요청"})

    def expect(self, answer: Answer, *statuses: int) -> None:
        """One of these statuses, or the run has failed."""
        assert answer.status in statuses, (answer.status, answer.text[:2000])

    def refused(
        self, act: str, call: dict[str, Any], answer: Answer, subject: str = "", purpose: str = ""
    ) -> None:
        """A refusal of the door, with its line."""
        self.expect(answer, 403)
        reason, whom = answer.json()["reason"]["code"], {"subject": subject}
        self.line(act, "denied", call, whom, reason=reason, purpose=purpose)

    def line(
        self,
        act: str,
        outcome: str,
        call: dict[str, Any],
        told: dict[str, Any] | None = None,
        **more: str,
    ) -> None:
        """The line of a call; `told` is what the answer says, or what is known without one."""
        told = told or {}
        self.journal.add(
            Line(
                act,
                outcome,
                self.machine.client_id,
                human=call["human"]["id"],
                task=call["task"],
                subject=told.get("subject", ""),
                department=DEPARTMENT,
                items=frozenset(told["items"]) if "items" in told else None,
                entry=told.get("entry", ""),
                **more,
            )
        )
