"""`keepword admin`: rights are given, listed and taken at the terminal, on record (P85)."""

from __future__ import annotations

import contextlib
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from keepword.accounts import grants, totp
from keepword.accounts.errors import AccountRefused, NoSuchAccount, NoSuchGrant, UnknownTask
from keepword.accounts.models import Staff
from keepword.cli import admin
from keepword.cli.admin import house, making, rights
from keepword.custody.door import Door
from keepword.runtime import clock
from tests.accounts.scene import ANYBODY, NOW, PASSWORD, SEED
from tests.custody.conftest import door

__all__ = ["door"]

TASK = "service-desk"


@pytest.fixture(autouse=True)
def terminal(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal at the tests' own house."""
    for module in (house, making, rights):
        monkeypatch.setattr(module, "inside", contextlib.nullcontext)


def _run(*arguments: str, typed: str = "") -> Result:
    runner = CliRunner(env={"LANG": "en"})
    return runner.invoke(admin.admin, arguments, input=typed, standalone_mode=False)


@pytest.fixture
def clerk() -> Staff:
    """An account made at the terminal."""
    made = _run(
        "create", "--login", "kim.narae", "--name", "김나래", "--role", "staff",
        "--department", "outpatient-reception", typed=f"{PASSWORD}\n",
    )  # fmt: skip
    assert made.output == "Made the account 'kim.narae'.\n"
    return Staff.objects.get(login="kim.narae")


def test_an_account_of_any_role_is_made_and_its_password_only_typed(clerk: Staff) -> None:
    assert (clerk.role, clerk.department) == ("staff", "outpatient-reception")
    assert clerk.check_password(PASSWORD)
    assert clerk.totp_enrolled_at is None  # the first sign-in sets the device up


def test_a_right_is_given_listed_and_taken(clerk: Staff) -> None:
    given = _run("grant", "--login", "Kim.Narae", "--task", TASK, "--reason", "창구 근무")
    number = given.output.split()[-1]
    assert grants.tasks_of(clerk, clock.now()) == {TASK}
    assert _run("grants", "--login", "kim.narae").output.split("\t")[:3] == [
        number, "kim.narae", TASK,
    ]  # fmt: skip
    assert _run("revoke", number, "--reason", "부서 이동").output == "Revoked.\n"
    assert grants.tasks_of(clerk, clock.now()) == frozenset()
    assert number in _run("grants").output


def test_a_right_ends_with_its_last_day_in_korea(clerk: Staff) -> None:
    more = ("--task", TASK, "--reason", "창구 근무", "--until", "2099-03-31")
    _run("grant", "--login", "kim.narae", *more)
    found = grants.register(clerk).get()
    assert found.ends_at
    assert found.ends_at.isoformat() == "2099-03-31T15:00:00+00:00"


def test_a_lost_device_and_a_closed_account(clerk: Staff, door: Door) -> None:
    with door.act(ANYBODY, NOW) as act:
        totp.enrol(act.cursor, act.vault, clerk.id, SEED, NOW)
    assert _run("forget-device", "--login", "kim.narae").output == "Forgotten.\n"
    assert _run("close", "--login", "kim.narae").output == "Closed.\n"
    clerk.refresh_from_db()
    assert (clerk.totp_enrolled_at, clerk.is_active, clerk.session_epoch) == (None, False, 3)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("grant", "--login", "nobody", "--task", TASK, "--reason", "r"), NoSuchAccount),
        (("grant", "--login", "kim.narae", "--task", "gossip", "--reason", "r"), UnknownTask),
        (("revoke", str(UUID(int=5)), "--reason", "r"), NoSuchGrant),
        (("forget-device", "--login", "nobody"), NoSuchAccount),
        (("close", "--login", "nobody"), NoSuchAccount),
    ],
)
def test_what_is_not_there_is_said(
    clerk: Staff, arguments: tuple[str, ...], error: type[Exception]
) -> None:
    assert isinstance(_run(*arguments).exception, error)


def test_a_weak_password_makes_no_account() -> None:
    refused = _run("create", "--login", "kim.bom", "--name", "봄", "--role", "clerk", typed="x\n")
    assert isinstance(refused.exception, AccountRefused)
    assert not Staff.objects.exists()
