"""The first factor of the staff: argon2id, lock-out, epochs (P81)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import extract_parameters
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password

from keepword.accounts import credentials
from keepword.accounts.credentials import PasswordRight, Tried
from keepword.accounts.errors import AccountRefused
from keepword.accounts.hashers import Argon2
from keepword.accounts.models import Staff
from keepword.accounts.refusals import Refused, Why
from keepword.custody.door import Door
from keepword.foundation.personal import Personal
from tests.accounts.scene import ANYBODY, NOW, PASSWORD, made

UNTIL = NOW + timedelta(minutes=15)


def _try(login: str, password: str) -> Tried:
    return credentials.verify(Personal(login), Personal(password))


def _judge(door: Door, tried: Tried, after: timedelta = timedelta()) -> PasswordRight | Refused:
    with door.act(ANYBODY, NOW + after) as act:
        return credentials.judge(act, tried)


def test_hashes_have_the_parameters_of_owasp_and_older_ones_verify() -> None:
    made = Argon2().encode(PASSWORD, "saltsaltsaltsalt")
    found = extract_parameters(made.removeprefix("argon2"))
    assert (found.type.name, found.memory_cost, found.time_cost, found.parallelism) == (
        "ID",
        19_456,
        2,
        1,
    )
    assert check_password(PASSWORD, Argon2PasswordHasher().encode(PASSWORD, "saltsaltsaltsalt"))


def test_the_right_password_is_one_factor_however_the_name_is_typed(door: Door) -> None:
    staff = made()
    assert _judge(door, _try(" KIM.Narae ", PASSWORD)) == PasswordRight(staff.id, 1, False)


@pytest.mark.parametrize("closed", [False, True])
def test_nobody_is_a_name_that_is_not_there_or_closed(door: Door, closed: bool) -> None:
    staff = made()
    if closed:
        Staff.objects.filter(id=staff.id).update(is_active=False)
    assert _try("kim.narae" if closed else "kim.nara", PASSWORD) == Tried(None, right=False)


def test_five_wrong_passwords_lock_even_against_the_right_one(door: Door) -> None:
    made()
    right = _try("kim.narae", PASSWORD)
    answers = [_judge(door, _try("kim.narae", "wrong")) for _ in range(5)]
    assert answers == [Refused(Why.WRONG)] * 4 + [Refused(Why.LOCKED, UNTIL)]
    assert _judge(door, right) == Refused(Why.LOCKED, UNTIL)
    assert isinstance(_judge(door, right, timedelta(minutes=15)), PasswordRight)


def test_a_new_password_ends_other_sessions_and_overtakes_a_try_with_the_old_one(
    door: Door,
) -> None:
    staff = made()
    old = _try("kim.narae", PASSWORD)
    with door.act(ANYBODY, NOW) as act:
        assert credentials.change(act, staff.id, Personal("nine loud geese at noon")) == 2
    assert _judge(door, old) == Refused(Why.WRONG)
    assert isinstance(_judge(door, _try("kim.narae", "nine loud geese at noon")), PasswordRight)


@pytest.mark.parametrize("weak", ["short", "password1234", "kim.narae-2026"])
def test_a_weak_new_password_is_refused_and_changes_nothing(door: Door, weak: str) -> None:
    staff = made()
    with pytest.raises(AccountRefused), door.act(ANYBODY, NOW) as act:
        credentials.change(act, staff.id, Personal(weak))
    assert Staff.objects.get(id=staff.id).check_password(PASSWORD)
