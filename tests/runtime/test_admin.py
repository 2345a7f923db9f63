"""The officer's account: made once from the terminal, its password never an argument."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection

from keepword.accounts import officers
from keepword.accounts.errors import REASONS, AccountRefused
from keepword.accounts.models import Staff
from keepword.custody.acting import Acting
from keepword.policy.decisions.question import Actor
from keepword.runtime import house as built
from tests.runtime.house import PATIENCE, House

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
PASSWORD = "seven quiet herons at dawn"
OFFICER = ("admin", "create", "--login", "Officer.One", "--name", "홍길동")


def _create(*, login: str, name: str, password: str = PASSWORD, another: bool) -> Staff | None:
    """As the terminal does it."""
    built.prepare(NOW)
    system = Acting(Actor.SYSTEM, UUID(int=0), source="", task="terminal")
    with built.door().act(system, NOW) as act:
        return officers.create(act, login=login, name=name, password=password, another=another)


def test_the_first_officer_is_made_once_even_while_everything_runs(house: House) -> None:
    process = house.up_and_ready()
    made = house.command(*OFFICER, typed=f"{PASSWORD}\n")
    assert (made.returncode, "officer.one" in made.stdout) == (0, True)
    assert PASSWORD not in made.stdout + made.stderr
    refused = house.command(*OFFICER, typed=f"{PASSWORD}\n")
    assert refused.returncode == 1
    assert "--another" in refused.stderr
    assert house.health() == 200
    house.stop(process)
    weak = house.command(*OFFICER, "--another", typed="short\n")
    assert weak.returncode == 1
    assert "12자" in weak.stderr
    assert "12 characters" in weak.stderr
    assert house.is_empty()


@pytest.mark.django_db
def test_the_account_holds_a_random_id_and_an_argon2_hash() -> None:
    made = _create(login=" Kim.Min ", name="김민", password=PASSWORD, another=False)
    assert made is not None
    found = Staff.objects.get_by_natural_key("KIM.MIN")
    assert found == made
    assert found.id.version == 4
    assert found.password.startswith("argon2$argon2id$")
    assert found.check_password(PASSWORD)
    assert _create(login="other", name="이", password=PASSWORD, another=False) is None
    assert _create(login="other", name="이", password=PASSWORD, another=True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("login", "name", "password", "code"),
    [
        ("officer", "김", "short", "password_too_short"),
        ("officer", "김", "password1234", "password_too_common"),
        ("officer.of.privacy", "김", "officer.of.privacy1", "password_too_similar"),
        ("a", "김", PASSWORD, "login"),
        ("-officer", "김", PASSWORD, "login"),
        ("o" * 65, "김", PASSWORD, "max_length"),
        ("officer", "  ", PASSWORD, "blank"),
        ("taken", "김", PASSWORD, "unique"),
    ],
)
def test_what_will_not_do_is_refused_with_its_reason(
    login: str, name: str, password: str, code: str
) -> None:
    _create(login="taken", name="박", password=PASSWORD, another=True)
    with pytest.raises(AccountRefused) as refused:
        _create(login=login, name=name, password=password, another=True)
    assert REASONS[code].en in refused.value.message.en
    assert REASONS[code].ko in refused.value.message.ko


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_first_officer() -> None:
    made: list[Staff | None] = []

    def make(login: str) -> None:
        made.append(_create(login=login, name="김", password=PASSWORD, another=False))
        connection.close()

    racers = [threading.Thread(target=make, args=(f"racer-{n}",)) for n in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(PATIENCE)
        assert not racer.is_alive()
    assert sum(officer is not None for officer in made) == 1
