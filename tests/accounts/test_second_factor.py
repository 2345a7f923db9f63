"""The second factor: a sealed seed, codes that work once, lock-out (P81, P85)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection

from keepword.accounts import totp
from keepword.accounts.errors import AlreadyEnrolled, NotEnrolled
from keepword.accounts.models import Staff
from keepword.accounts.refusals import Refused, Why
from keepword.custody.door import Door
from keepword.vault.errors import SealBroken
from tests.accounts.scene import ANYBODY, NOW, REAL, SEED, code, made

STEP = timedelta(seconds=totp.STEP)


@pytest.fixture
def staff(door: Door) -> Staff:
    """Somebody whose device is set up."""
    somebody = made()
    with door.act(ANYBODY, NOW) as act:
        totp.enrol(act.cursor, act.vault, somebody.id, SEED, NOW)
    return somebody


def _check(door: Door, staff: Staff, digits: str, real: datetime = REAL) -> int | Refused:
    with door.act(ANYBODY, NOW) as act:
        return totp.check(act, staff.id, digits, real)


@pytest.mark.parametrize(
    ("off", "in_"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_device_may_be_one_step_off(door: Door, staff: Staff, off: int, in_: bool) -> None:
    assert isinstance(_check(door, staff, code(REAL + off * STEP)), int) is in_


def test_a_code_works_once_and_no_older_one_after_it(door: Door, staff: Staff) -> None:
    assert isinstance(_check(door, staff, code(REAL)), int)
    assert _check(door, staff, code(REAL)) == Refused(Why.WRONG)
    assert _check(door, staff, code(REAL - STEP)) == Refused(Why.WRONG)
    assert isinstance(_check(door, staff, code(REAL + STEP), REAL + STEP), int)


def test_spaces_in_a_code_do_not_matter(door: Door, staff: Staff) -> None:
    digits = code(REAL)
    assert isinstance(_check(door, staff, f" {digits[:3]} {digits[3:]}"), int)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "가나다라마바", "١٢٣٤٥٦"])
def test_what_is_no_code_is_a_wrong_one(door: Door, staff: Staff, typed: str) -> None:
    assert _check(door, staff, typed) == Refused(Why.WRONG)


def test_five_wrong_codes_lock_and_time_opens(door: Door, staff: Staff) -> None:
    wrong = [_check(door, staff, "0") for _ in range(5)]
    until = NOW + timedelta(minutes=15)
    assert wrong == [Refused(Why.WRONG)] * 4 + [Refused(Why.LOCKED, until)]
    assert _check(door, staff, code(REAL)) == Refused(Why.LOCKED, until)
    with door.act(ANYBODY, until) as act:
        assert isinstance(totp.check(act, staff.id, code(REAL), REAL), int)


def test_a_seed_is_offered_anew_to_each_sign_in_until_one_is_confirmed(door: Door) -> None:
    staff, later = made(), NOW + timedelta(minutes=1)
    with door.act(ANYBODY, NOW) as act:
        first = totp.offer(act, staff.id, NOW)
        assert totp.offer(act, staff.id, NOW) == first
    with door.act(ANYBODY, later) as act:
        second = totp.offer(act, staff.id, later)
    assert second != first
    with door.act(ANYBODY, later) as act:
        assert totp.confirm(act, staff.id, code(REAL, first), REAL) == Refused(Why.WRONG)
        assert totp.confirm(act, staff.id, code(REAL, second), REAL) == staff.session_epoch
    with door.act(ANYBODY, later) as act, pytest.raises(AlreadyEnrolled):
        totp.offer(act, staff.id, later)


def test_a_lost_device_ends_sessions_and_opens_the_way_to_another(door: Door, staff: Staff) -> None:
    with door.act(ANYBODY, NOW) as act:
        totp.forget(act, staff.id)
    assert Staff.objects.get(id=staff.id).session_epoch == staff.session_epoch + 1
    with pytest.raises(NotEnrolled):
        _check(door, staff, code(REAL))


def test_a_seed_moved_to_another_account_does_not_open(door: Door, staff: Staff) -> None:
    other = made("park.bom")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE staff SET totp_seed = s.totp_seed, totp_enrolled_at = s.totp_enrolled_at "
            "FROM staff s WHERE s.id = %s AND staff.id = %s",
            (staff.id, other.id),
        )
    with pytest.raises(SealBroken):
        _check(door, other, code(REAL))


def test_the_table_holds_no_seed(door: Door, staff: Staff) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT CAST(staff AS text) FROM staff")
        rows = str(cursor.fetchall())
    assert SEED.reveal() not in rows
    assert SEED.reveal().encode().hex() not in rows
