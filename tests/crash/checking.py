"""What is there after the kills: each acknowledged act, nothing by halves, nothing unlogged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.runtime.house import House
from tests.whole import database, members
from tests.whole.browser import Browser
from tests.whole.machine import Machine
from tests.whole.members import REGISTRATION, Known

FOUND_BY = {
    "login-id": {"login-id"},
    "email": {"email"},
    "mobile-phone": {"mobile-phone"},
    "mobile-phone-last-four": {"mobile-phone"},
    "birth-date-and-name": {"date-of-birth", "personal-name"},
    REGISTRATION: {REGISTRATION},
}
"""What people are found by, and the items that it takes."""

_ROWS = {
    "subject": "SELECT subject, version FROM vault.subject",
    "record": "SELECT subject, record, entry FROM vault.record",
    "item": "SELECT subject, item, unit FROM vault.item",
    "unit": "SELECT subject, unit FROM vault.unit",
    "index": "SELECT subject, index FROM keystore.blind_index",
    "consent": "SELECT subject, consent FROM custody.consent",
    "member": "SELECT subject FROM people.member",
}
"""Where joining somebody leaves rows; their keys are told by the key holder (`opening`)."""

_LEFT = {"subject"}
"""Where somebody who left leaves any."""


@dataclass
class Person:
    """Everything that stands in the database of one person, and in the ledger of their joining and
    their leaving."""

    rows: dict[str, list[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(list))
    entries: list[Mapping[str, Any]] = field(default_factory=list)
    leavings: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def is_gone(self) -> bool:
        """Whether the leaving took everything with it, keys and index rows included."""
        return len(self.leavings) == 1 and {n for n, rows in self.rows.items() if rows} == _LEFT

    @property
    def is_whole(self) -> bool:
        """Whether the joining left all its rows, keys and its one entry; nothing too little. Of
        somebody who left nothing is left."""
        if self.leavings:
            return len(self.entries) == 1 and self.is_gone
        if [len(self.rows[name]) for name in ("subject", "record", "member")] != [1, 1, 1]:
            return False
        if len(self.entries) != 1 or self.rows["record"][0][1] != self.entries[0]["id"]:
            return False
        (entry,) = self.entries
        items = {item for item, _unit in self.rows["item"]}
        units = {unit for _item, unit in self.rows["item"]}
        return (
            items == set(entry["items"]) - {"password"}
            and units == {u for (u,) in self.rows["unit"]} == {u for (u,) in self.rows["key"]}
            and {index for (index,) in self.rows["index"]} == _found_by(items)
            and self._consents == {consent["id"] for consent in entry["consents"]}
        )

    @property
    def unlogged(self) -> int:
        """Rows that no entry tells of."""
        ids = {entry["id"] for entry in self.entries}
        consents = {c["id"] for entry in self.entries for c in entry["consents"]}
        records = [row for row in self.rows["record"] if row[1] not in ids]
        changes = [row for row in self.rows["subject"] if row != ("1",) and not self.leavings]
        alone = [] if self.entries else [*self.rows["item"], *self.rows["member"]]
        return len(records) + len(changes) + len(alone) + len(self._consents - consents)

    @property
    def _consents(self) -> set[str]:
        return {consent for (consent,) in self.rows["consent"]}


def people(
    house: House, log: Iterable[Mapping[str, Any]], keys: Iterable[Sequence[str]]
) -> dict[str, Person]:
    """Everybody of whom there is anything at all; `keys` are subjects and units."""
    found: dict[str, Person] = defaultdict(Person)
    with database.connected(house) as connection:
        for name, query in _ROWS.items():
            for subject, *rest in connection.execute(query.encode()).fetchall():
                found[str(subject)].rows[name].append(tuple(map(str, rest)))
    for subject, unit in keys:
        found[subject].rows["key"].append((unit,))
    for body in log:
        if body["act"] == "collect" and body["outcome"] == "allowed":
            found[body["subject"]].entries.append(body)
        if body["act"] == "leave" and body["outcome"] == "done":
            found[body["subject"]].leavings.append(body)
    return found


def _found_by(items: set[str]) -> set[str]:
    return {index for index, needed in FOUND_BY.items() if needed <= items}


def is_present(member: Known, machine: Machine) -> bool:
    """Whether somebody who joined can sign in, and holds every value that was given."""
    entered = Browser(machine.wire).sign_in(member.values["login-id"], members.PASSWORD)
    given = {item: value for item, value in member.values.items() if item != "password"}
    opened = _opened(member, machine, "membership")
    if member.mail:
        opened |= _opened(member, machine, "news")
    return entered.header("location") == "/ko/me/" and opened == given


def _opened(member: Known, machine: Machine, task: str) -> dict[str, str]:
    call = {"human": {"id": "crash-check"}, "task": task, "source": "192.0.2.10"}
    whom = {"subject": member.subject, "point": "C1"}
    answer = machine.call("POST", "uses", {**call, **whom})
    items: dict[str, str] = answer.json()["items"] if answer.status == 200 else {}
    return items
