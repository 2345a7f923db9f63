"""Somebody leaves in the moment between being found and being looked at (P69, P87)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from keepword.custody.asking import Leaving
from keepword.runtime import clock, house
from tests.api.scene import entries
from tests.custody.scene import person
from tests.site.desk_scene import EMAIL, asking, at_work, employee, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> UUID:
    """A member who is found although they have just left."""
    house.prepare(clock.now())
    door = house.door()
    subject = member(door)
    with door.act(person(subject), clock.now()) as act:
        act.leave(Leaving(subject, "web"))
    monkeypatch.setattr(door, "find", lambda index, value: subject)
    return subject


def vain() -> list[dict[str, Any]]:
    """The searches on record that led to nobody."""
    return [body for body in entries() if body["act"] == "look-up"]


def test_who_has_just_left_is_nobody_and_the_look_is_on_record(left: UUID) -> None:
    client = at_work(employee(house.door(), "membership"))
    answer = client.post("/ko/desk/look-up/", asking("membership", email=EMAIL))
    assert (answer.status_code, "찾지 못했습니다" in answer.text) == (200, True)
    (entry,) = vain()
    assert (entry["outcome"], entry["task"], entry["purpose"]) == ("failed", "membership", "PU6")
    assert "subject" not in entry


def test_without_the_right_to_the_task_the_refusal_is_the_same(left: UUID) -> None:
    """P85: whoever may not look learns nothing of whether the person is there."""
    answer = at_work(employee(house.door())).post(
        "/ko/desk/look-up/", asking("membership", email=EMAIL)
    )
    assert answer.status_code == 403
    (entry,) = vain()
    assert (entry["outcome"], entry["reason"]) == ("denied", "no-grant")


def test_an_emergency_at_who_has_just_left_is_on_record_with_its_reason(left: UUID) -> None:
    form = {"reason": "의식 없음", "email": EMAIL}
    answer = at_work(employee(house.door())).post("/ko/desk/emergency/", form)
    assert (answer.status_code, "찾지 못했습니다" in answer.text) == (200, True)
    (entry,) = vain()
    assert (entry["outcome"], entry["emergency"], entry["why"]) == ("failed", True, "의식 없음")
