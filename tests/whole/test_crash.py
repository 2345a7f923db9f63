"""Kill -9 of every process while people join and are looked up: what was answered stays (P87).

`make crash ROUNDS=20 SEED=7` does the same for longer.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash import rounds
from tests.crash.checking import Person
from tests.crash.victims import PARTS
from tests.runtime.house import House, opened

EACH = 2
"""How often each of the five kinds of processes is killed."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    yield from opened(tmp_path / "var")


def test_nothing_acknowledged_is_lost_and_nothing_is_left_by_halves(house: House) -> None:
    seed = secrets.randbelow(2**32)
    print(f"SEED={seed}")
    report = rounds.run(house, EACH * len(PARTS), seed, print)
    assert report["kills"] == dict.fromkeys(PARTS, EACH)
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


def test_a_joining_without_its_entry_is_half_and_unlogged() -> None:
    person = whole()
    person.entries.clear()
    assert not person.is_whole
    assert person.unlogged > 0


def test_a_change_that_no_entry_tells_of_is_unlogged() -> None:
    person = whole()
    person.rows["subject"] = [("2",)]
    assert person.unlogged == 1
