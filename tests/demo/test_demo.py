"""The invented hospital: the same people and events every time, and nobody who exists."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from keepword.demo.happening import MEMBERSHIP
from keepword.demo.load import LOOKS, PEOPLE, SEED, load
from keepword.demo.people import make_people
from keepword.demo.timeline import YEAR, Event, Kind, timeline
from keepword.policies import desk
from keepword.runtime import house

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
PEOPLE_MADE = make_people(PEOPLE, SEED)
WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def _events() -> list[Event]:
    tasks = [task for task in desk.tasks("asan") if MEMBERSHIP in task.points]
    return timeline(PEOPLE_MADE, tasks, NOW, SEED, looks=LOOKS)


def test_people_and_events_are_the_same_every_time() -> None:
    assert make_people(PEOPLE, SEED) == PEOPLE_MADE
    assert _events() == _events()


def test_nobody_exists() -> None:
    """Numbers nobody has: no operator's prefix, a reserved domain, a failing check digit."""
    for person in PEOPLE_MADE:
        assert re.fullmatch(r"0100\d{7}", person.phone)
        assert person.email.endswith("@example.com")
        digits = [int(digit) for digit in person.resident_number]
        check = (11 - sum(d * w for d, w in zip(digits, WEIGHTS, strict=False)) % 11) % 10
        assert digits[12] != check


def test_each_value_that_finds_a_person_is_one_persons() -> None:
    for name in ("login", "phone", "email", "resident_number"):
        assert len({getattr(person, name) for person in PEOPLE_MADE}) == PEOPLE


def test_it_is_a_plausible_year() -> None:
    events = _events()
    assert all(NOW - YEAR <= event.at <= NOW for event in events)
    kinds = Counter(event.kind for event in events)
    assert kinds[Kind.JOIN] == PEOPLE
    assert set(kinds) == set(Kind)
    assert kinds[Kind.LOOK] > 400


def test_nothing_happens_before_somebody_joins_or_after_they_left() -> None:
    events = _events()
    for person in PEOPLE_MADE:
        own = [event for event in events if event.person is person]
        assert own[0].kind is Kind.JOIN
        assert Kind.LEAVE not in [event.kind for event in own[:-1]]


@pytest.fixture
def loaded(db: None, tmp_path: Path) -> Any:
    house.prepare(NOW)
    told: list[tuple[int, int]] = []
    demo_json = tmp_path / "demo.json"
    happened = load(
        house.door(), desk.tasks("asan"), NOW, demo_json, uuid4, lambda *far: told.append(far)
    )
    return happened, told, json.loads(demo_json.read_text(encoding="utf-8")), demo_json


def test_a_loaded_demo_is_held_and_on_record(loaded: Any) -> None:
    happened, told, listed, demo_json = loaded
    assert told[-1] == (happened, happened)
    assert {entry["role"] for entry in listed} >= {
        "member", "staff", "clerk", "officer", "office", "auditor", "api-client",
    }  # fmt: skip
    assert demo_json.stat().st_mode & 0o077 == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM vault.subject WHERE ended_at IS NULL")
        assert 180 <= cursor.fetchone()[0] <= PEOPLE
        cursor.execute("SELECT count(*) FROM ledger.inbox")
        assert cursor.fetchone()[0] >= happened
        cursor.execute("SELECT count(DISTINCT month) FROM ledger.inbox")
        assert cursor.fetchone()[0] >= 12
