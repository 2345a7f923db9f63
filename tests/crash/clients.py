"""The clients: they join people and look at them, and keep what was acknowledged.

A joining that was not answered is sent again with its own idempotency key until it is, as the
answers say it can be; a look that was not answered is just another look.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.whole import members
from tests.whole.machine import Machine
from tests.whole.members import Known, Pool
from tests.whole.wire import Answer, Unanswered

JOINS = 0.12
"""Which part of the acts are joinings."""

AGAIN = 0.05
"""Seconds until an unanswered call is tried again."""


@dataclass
class Client(threading.Thread):
    """Client `number`; it goes on until `stop` is set and its last joining was answered."""

    number: int
    machine: Machine
    pool: Pool
    lots: random.Random
    pace: float
    stop: threading.Event
    joined: list[Known] = field(default_factory=list)
    looks: dict[str, str] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(name=f"client-{self.number}", daemon=True)

    def __hash__(self) -> int:
        return hash(self.number)

    def run(self) -> None:
        """Act, again and again."""
        acts = 0
        while not self.stop.wait(self.pace):
            acts += 1
            member = self.pool.anyone(self.lots)
            if member is None or self.lots.random() < JOINS:
                self._join(self.number * 100_000 + acts)
            else:
                self._look(member)

    @property
    def acknowledged(self) -> int:
        """How many acts were answered so far."""
        return len(self.joined) + len(self.looks)

    def _join(self, number: int) -> None:
        mail, patient = self.lots.random() < 0.5, self.lots.random() < 0.3
        given = members.values(number, mail=mail, patient=patient)
        call, key = self._call(members.joining(given)), str(uuid4())
        while True:
            answer = self._ask("POST", "collections/C1", call, key)
            if answer is not None and answer.status == 201:
                member = members.known(answer.json(), given)
                self.joined.append(member)
                self.pool.add(member)
                return
            if answer is not None and answer.status not in (409, 503):
                self.wrong.append(answer.text)
                return
            threading.Event().wait(AGAIN)

    def _look(self, member: Known) -> None:
        call = self._call({"subject": member.subject, "point": "C1"})
        answer = self._ask("POST", "uses", call)
        if answer is not None and answer.status == 200:
            self.looks[answer.json()["entry"]] = member.subject
        elif answer is not None and answer.status != 503:
            self.wrong.append(answer.text)

    def _ask(self, method: str, path: str, call: dict[str, Any], key: str = "") -> Answer | None:
        try:
            answer = self.machine.call(method, path, call, key)
        except Unanswered:
            self.answers["none"] += 1
            return None
        self.answers[str(answer.status)] += 1
        return answer

    def _call(self, part: dict[str, Any]) -> dict[str, Any]:
        human = {"id": f"crash-{self.number}"}
        return {"human": human, "task": "membership", "source": "192.0.2.10", **part}
