"""The clients: they join people, look at them and let some leave, and keep what was acknowledged.

A joining or a leaving that was not answered is sent again with its own idempotency key until it is,
as the answers say it can be; a look that was not answered is just another look.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.crash.journal import Journal, Line
from tests.whole import members
from tests.whole.machine import Machine
from tests.whole.members import Known, Pool
from tests.whole.wire import Answer, Unanswered

JOINS = 0.12
"""Which part of the acts are joinings."""

LEAVES = 0.25
"""Which part of those who join leave again at once: nobody else knows them."""

AGAIN = 0.05
"""Seconds until an unanswered call is tried again."""

_SPACE = 100_000
"""Members that a client can have."""


@dataclass
class Client(threading.Thread):
    """Client `number`; it goes on until `stop` is set and its last joining was answered."""

    number: int
    machine: Machine
    pool: Pool
    lots: random.Random
    pace: float
    stop: threading.Event
    journal: Journal
    joined: list[Known] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    looks: dict[str, str] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(name=f"client-{self.number}", daemon=True)
        self._members = 0
        self._unanswered: list[Line] = []
        self._remember()

    def __hash__(self) -> int:
        return hash(self.number)

    def run(self) -> None:
        """Act, again and again; first what another run was not answered."""
        for asked in self._unanswered:
            self._join(asked)
        while not self.stop.wait(self.pace):
            member = self.pool.anyone(self.lots)
            if member is None or self.lots.random() < JOINS:
                self._join(self._next())
            else:
                self._look(member)

    @property
    def acknowledged(self) -> int:
        """How many acts were answered so far."""
        return len(self.joined) + len(self.gone) + len(self.looks)

    def _remember(self) -> None:
        """What an earlier run of the same journal had answered, and what it had not."""
        own = {line["member"]: line for line in self.journal.of("joined", self.number)}
        left = {line["member"] for line in self.journal.of("left", self.number)}
        for asked in self.journal.of("joining", self.number):
            self._members = max(self._members, asked["member"] % _SPACE)
            answer = own.get(asked["member"])
            if answer is None or (asked["leaves"] and asked["member"] not in left):
                self._unanswered.append(asked)
            else:
                self._known(asked, answer)
        for line in self.journal.of("looked", self.number):
            self.looks[line["entry"]] = line["subject"]
        self.wrong += [line["text"] for line in self.journal.of("wrong", self.number)]

    def _next(self) -> Line:
        self._members += 1
        asked = {
            "member": self.number * _SPACE + self._members,
            "mail": self.lots.random() < 0.5,
            "patient": self.lots.random() < 0.3,
            "leaves": self.lots.random() < LEAVES,
            "keys": [str(uuid4()), str(uuid4())],
        }
        self.journal.write("joining", client=self.number, **asked)
        return asked

    def _join(self, asked: Line) -> None:
        call = self._call(members.joining(_values(asked)))
        answer = self._insist("POST", "collections/C1", call, asked["keys"][0], 201)
        if answer is None:
            return
        subject = members.known(answer.json(), {}).subject
        facts = {"client": self.number, "member": asked["member"], "subject": subject}
        self.journal.write("joined", **facts)
        if asked["leaves"]:
            whole = {"channel": "in-person", "identity_verified": True}
            path, key = f"members/{subject}", asked["keys"][1]
            if self._insist("DELETE", path, self._call(whole), key, 200) is None:
                return
            self.journal.write("left", **facts)
        self._known(asked, facts)

    def _known(self, asked: Line, answer: Line) -> None:
        """Somebody whose joining, and leaving where they leave, was acknowledged."""
        if asked["leaves"]:
            self.gone.append(answer["subject"])
            return
        member = Known(answer["subject"], _values(asked), {}, "given" if asked["mail"] else "")
        self.joined.append(member)
        self.pool.add(member)

    def _insist(
        self, method: str, path: str, call: dict[str, Any], key: str, wanted: int
    ) -> Answer | None:
        """Ask until it is answered; None where the answer is wrong."""
        while True:
            answer = self._ask(method, path, call, key)
            if answer is not None and answer.status == wanted:
                return answer
            if answer is not None and answer.status not in (409, 503):
                self._is_wrong(answer)
                return None
            threading.Event().wait(AGAIN)

    def _look(self, member: Known) -> None:
        call = self._call({"subject": member.subject, "point": "C1"})
        answer = self._ask("POST", "uses", call)
        if answer is not None and answer.status == 200:
            entry = answer.json()["entry"]
            self.journal.write("looked", client=self.number, entry=entry, subject=member.subject)
            self.looks[entry] = member.subject
        elif answer is not None and answer.status != 503:
            self._is_wrong(answer)

    def _is_wrong(self, answer: Answer) -> None:
        self.wrong.append(answer.text)
        self.journal.write("wrong", client=self.number, text=answer.text)

    def _ask(self, method: str, path: str, call: dict[str, Any], key: str = "") -> Answer | None:
        try:
            answer = self.machine.call(method, path, call, key)
            if answer.status == 401:  # a token is good for a quarter of an hour
                self.machine.sign_in()
                answer = self.machine.call(method, path, call, key)
        except Unanswered:
            self.answers["none"] += 1
            return None
        self.answers[str(answer.status)] += 1
        return answer if answer.status != 401 else None

    def _call(self, part: dict[str, Any]) -> dict[str, Any]:
        human = {"id": f"crash-{self.number}"}
        return {"human": human, "task": "membership", "source": "192.0.2.10", **part}


def _values(asked: Line) -> dict[str, str]:
    return members.values(asked["member"], mail=asked["mail"], patient=asked["patient"])
