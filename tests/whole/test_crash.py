"""Kill -9 of every process while people join and are looked up: what was answered stays (P87).

Meanwhile the root is turned, keys are rotated and backups are made (P66). `make crash ROUNDS=20
SEED=7` does the same for longer, and goes on with `RESUME=1` where it was interrupted.
"""

from __future__ import annotations

import random
import secrets
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash import rounds
from tests.crash.checking import Person
from tests.crash.clients import Client
from tests.crash.journal import Journal
from tests.crash.upkeep import TURN
from tests.crash.victims import VICTIMS
from tests.runtime.house import House, opened
from tests.whole.machine import Machine
from tests.whole.members import Pool
from tests.whole.wire import Wire

EACH = 1
"""How often each of the seven kinds of processes is killed."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    for house in opened(tmp_path / "var"):
        house.environment.update(rounds.ENVIRONMENT)
        yield house


def test_nothing_acknowledged_is_lost_and_nothing_is_left_by_halves(
    house: House, tmp_path: Path
) -> None:
    seed = secrets.randbelow(2**32)
    print(f"SEED={seed}")
    journal = Journal.opened(tmp_path / "journal.jsonl")
    report = rounds.run(house, EACH * len(VICTIMS), seed, print, journal, last=(TURN,))
    assert report["kills"] == dict.fromkeys(VICTIMS, EACH)
    assert report["joins"]["acknowledged"] > 0
    assert rounds.faults(report) == []


# ── the count itself: it sees what is missing ────────────────────────────────────────────────────


def whole() -> Person:
    """A person who joined with an e-mail address, a consent and one unit."""
    rows: dict[str, list[tuple[str, ...]]] = {
        "subject": [("1",)],
        "record": [("record", "entry")],
        "item": [("email", "unit")],
        "unit": [("unit",)],
        "key": [("unit",)],
        "index": [("email",)],
        "consent": [("consent",)],
        "member": [()],
    }
    entry = {"id": "entry", "items": ["email", "password"], "consents": [{"id": "consent"}]}
    return Person(rows, [entry])


def test_a_joining_with_everything_is_whole_and_logged() -> None:
    assert (whole().is_whole, whole().unlogged) == (True, 0)


@pytest.mark.parametrize("missing", whole().rows)
def test_a_joining_that_lacks_any_of_its_rows_is_half(missing: str) -> None:
    person = whole()
    person.rows[missing].clear()
    assert not person.is_whole


def test_of_somebody_who_left_nothing_is_left_and_a_key_is_something() -> None:
    person = whole()
    person.leavings.append({"id": "another entry"})
    assert not person.is_whole
    for name in person.rows.keys() - {"subject"}:
        person.rows[name].clear()
    person.rows["subject"] = [("2",)]
    assert (person.is_whole, person.is_gone, person.unlogged) == (True, True, 0)
    person.rows["key"] = [("unit",)]
    assert not person.is_whole


def test_an_interrupted_run_goes_on_with_what_was_not_answered(tmp_path: Path) -> None:
    """Each act once: what was answered is known, what was not is sent with its own key again."""
    path = tmp_path / "journal.jsonl"
    journal = Journal.opened(path)
    common = {"client": 1, "mail": True, "patient": False, "keys": ["a", "b"]}
    for member, leaves in ((100_001, False), (100_002, True), (100_003, True), (100_004, False)):
        journal.write("joining", member=member, leaves=leaves, **common)
    for member in (100_001, 100_002, 100_003):
        journal.write("joined", client=1, member=member, subject=f"subject {member}")
    journal.write("left", client=1, member=100_002, subject="subject 100002")
    journal.write("looked", client=1, entry="an entry", subject="subject 100001")
    journal.write("looked", client=2, entry="another client's", subject="subject 100001")
    with path.open("a", encoding="utf-8") as file:
        file.write('{"what": "joi')  # killed while it was written
    client = Client(
        1, Machine(Wire(0), "", ""), Pool(), random.Random(1), 1.0, threading.Event(),
        Journal.opened(path),
    )  # fmt: skip
    assert [member.subject for member in client.joined] == ["subject 100001"]
    assert client.gone == ["subject 100002"]
    assert client.looks == {"an entry": "subject 100001"}
    assert [asked["member"] for asked in client._unanswered] == [100_003, 100_004]
    assert client._next()["member"] == 100_004 + 1


def test_a_joining_without_its_entry_is_half_and_unlogged() -> None:
    person = whole()
    person.entries.clear()
    assert not person.is_whole
    assert person.unlogged > 0


def test_a_change_that_no_entry_tells_of_is_unlogged() -> None:
    person = whole()
    person.rows["subject"] = [("2",)]
    assert person.unlogged == 1
