"""Grants: who may do what, from when to when, never rewritten (P85)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from keepword.accounts import grants
from keepword.accounts.errors import NoSuchGrant, UnknownTask
from keepword.accounts.models import Grant, Staff
from keepword.custody.door import Door
from keepword.policies import desk
from tests.accounts.scene import NOW, OFFICER, made

HOUR = timedelta(hours=1)
TASKS = desk.tasks("asan")
DESK = TASKS.task("service-desk")


def _grant(door: Door, staff: Staff, **when: timedelta) -> UUID:
    times = {name: NOW + after for name, after in when.items()}
    with door.act(OFFICER, NOW) as act:
        return grants.grant(
            act,
            grant_id=uuid4(),
            staff=staff.id,
            task=DESK,
            reason="창구 근무",
            begins_at=times.get("begins_at"),
            ends_at=times.get("ends_at"),
        ).id


@pytest.mark.parametrize(
    ("after", "mine"), [(-HOUR, False), (0 * HOUR, True), (HOUR, True), (2 * HOUR, False)]
)
def test_a_grant_holds_from_its_beginning_to_before_its_end(
    door: Door, after: timedelta, mine: bool
) -> None:
    staff = made()
    _grant(door, staff, ends_at=2 * HOUR)
    purposes = frozenset(DESK.purposes) if mine else frozenset[str]()
    assert grants.grants_of(staff, NOW + after, TASKS) == purposes
    assert grants.tasks_of(staff, NOW + after) == (frozenset({DESK.id}) if mine else frozenset())


def test_a_revocation_takes_effect_with_the_next_call_and_is_who_when_and_why(door: Door) -> None:
    staff = made()
    grant = _grant(door, staff)
    assert grants.tasks_of(staff, NOW)
    with door.act(OFFICER, NOW) as act:
        grants.revoke(act, grant, "다른 부서로 옮김")
    assert not grants.tasks_of(staff, NOW)
    found = grants.register(staff).get()
    assert (found.granted_by, found.revoked_by) == (OFFICER.account, OFFICER.account)
    assert (found.revoked_at, found.revoked_because) == (NOW, "다른 부서로 옮김")
    with door.act(OFFICER, NOW) as act, pytest.raises(NoSuchGrant):
        grants.revoke(act, grant, "again")


def test_a_closed_account_has_no_tasks(door: Door) -> None:
    staff = made()
    _grant(door, staff)
    Staff.objects.filter(id=staff.id).update(is_active=False)
    assert not grants.tasks_of(staff, NOW)


@pytest.mark.parametrize(
    "change",
    [{"reason": "another"}, {"task": "billing"}, {"ends_at": NOW}, {"granted_by": UUID(int=1)}],
)
@pytest.mark.parametrize("ended", [False, True])
def test_the_database_rewrites_no_grant(door: Door, change: dict[str, object], ended: bool) -> None:
    grant = _grant(door, made())
    if ended:
        with door.act(OFFICER, NOW) as act:
            grants.revoke(act, grant, "done")
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(id=grant).update(**change)


def test_the_database_keeps_every_grant_and_ends_it_once(door: Door) -> None:
    grant = _grant(door, made())
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(id=grant).delete()
    with door.act(OFFICER, NOW) as act:
        grants.revoke(act, grant, "done")
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(id=grant).update(revoked_at=NOW + HOUR)


def test_a_task_that_the_desk_does_not_have_is_named(door: Door) -> None:
    with pytest.raises(UnknownTask) as caught:
        grants.named(TASKS, "gossip")
    assert "gossip" in caught.value.message.ko
