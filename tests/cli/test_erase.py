"""`keepword erase`: asked, approved by two who sign in, stopped, carried out (P64, P85, P87)."""

from __future__ import annotations

import contextlib
import importlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from click.testing import CliRunner, Result
from django.db import connection

from keepword.accounts import totp
from keepword.accounts.errors import NotEnrolled
from keepword.accounts.models import Role, Staff
from keepword.cli.admin import house as terminal_house
from keepword.cli.erase import erase
from keepword.cli.erase.signing import NotLetIn
from keepword.cli.exits import Exit
from keepword.cli.ledger.receipt import NotPublished
from keepword.custody.door import Door
from keepword.foundation.personal import Personal
from keepword.ledger import bulk_certificates
from keepword.ledger.integrator import integrate
from keepword.ledger.signing import Signer
from keepword.runtime import clock, config, house, mass_erasure
from keepword.safeguards import mass_errors as errors
from keepword.safeguards.mass_erasure import Limits
from keepword.vault.errors import TooManyOpens
from tests.accounts.scene import ANYBODY, PASSWORD, code, made
from tests.custody.committed import door, rows
from tests.custody.scene import joined, joining

__all__ = ["door"]

REASON = "시범 사업 종료"
SEEDS = {
    "asker.narae": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    "officer.bom": "KBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    "officer.gaeul": "LBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
}
ASKER, FIRST, SECOND = SEEDS


@pytest.fixture(autouse=True)
def terminal(door: Door, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A terminal at the tests' own house, with officers; three people need no approval."""
    for verb in ("asking", "approving", "running"):
        module = importlib.import_module(f"keepword.cli.erase.{verb}")
        monkeypatch.setattr(module, "inside", contextlib.nullcontext)
    monkeypatch.setattr(terminal_house, "inside", contextlib.nullcontext)
    monkeypatch.setattr(mass_erasure, "LIMITS", Limits(at_once=3))
    for login, seed in SEEDS.items():
        staff = made(login, Role.OFFICER)
        with door.act(ANYBODY, clock.now()) as act:
            totp.enrol(act.cursor, act.vault, staff.id, Personal(seed), clock.now())
    yield
    with connection.cursor() as cursor:
        for table in ("mass_person", "mass_approval", "mass_erasure"):
            cursor.execute(f"DELETE FROM safeguards.{table}")
        cursor.execute("DELETE FROM apart.link; DELETE FROM ledger.entry")
        cursor.execute("UPDATE ledger.tree SET size = 0, frontier = ''")


def _run(*arguments: object, typed: str = "") -> Result:
    runner = CliRunner(env={"LANG": "en"})
    return runner.invoke(erase, [*map(str, arguments)], input=typed, standalone_mode=False)


def _sign_in(login: str) -> str:
    """What somebody types: a code works once, so the device's memory is cleared."""
    Staff.objects.filter(login=login).update(totp_last_step=None)
    return f"{PASSWORD}\n{code(clock.real(), Personal(SEEDS[login]))}\n"


def _people(door: Door, count: int) -> list[UUID]:
    return [
        joined(door, clock.now(), asked=joining(
            login_id=f"m.{n}", email=f"m.{n}@example.com", mobile_phone=f"0105550{n:04}",
        ))
        for n in range(count)
    ]  # fmt: skip


def _ask(tmp_path: Path, people: list[UUID], *more: str, who: str = ASKER) -> Result:
    file = tmp_path / "list.txt"
    file.write_text("\n".join(map(str, people)) + "\n\n", encoding="utf-8")
    arguments = ("ask", "--file", file, "--reason", REASON, "--as", who, *more)
    return _run(*arguments, typed=_sign_in(who))


def _asked(tmp_path: Path, people: list[UUID]) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(_ask(tmp_path, people, "--json").stdout)
    return shown


def _approve(number: str, who: str, confirmed: object) -> Result:
    return _run("approve", number, "--as", who, typed=f"{_sign_in(who)}{confirmed}\n")


def _listed() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(_run("list", "--json").stdout)
    return found


def _day_later(monkeypatch: pytest.MonkeyPatch) -> None:
    later = clock.now() + timedelta(hours=25)
    monkeypatch.setattr(clock, "now", lambda: later)


def test_a_small_list_goes_at_once(door: Door, tmp_path: Path) -> None:
    done = _ask(tmp_path, _people(door, 2))
    assert done.return_value == Exit.GOOD
    assert "done; approvals 0/0" in done.stdout
    assert "people 2/2, of whom 2 erased" in done.stdout
    assert "2 / 2" in done.stderr
    assert rows("SELECT count(*) FROM vault.item") == [(0,)]


def test_a_large_one_needs_two_and_a_day(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _ask(tmp_path, _people(door, 4))
    assert "awaits approval; approvals 0/2" in asked.stdout
    assert "Approvals needed: 2." in asked.stdout
    number = _listed()[0]["id"]

    approved = _approve(number, FIRST, 4)
    assert approved.return_value == Exit.GOOD
    assert "4 people (the people on a list, as of the request) are to be erased" in approved.stderr
    assert f"Reason: {REASON}" in approved.stderr
    assert "approvals 1/2" in approved.stdout
    assert _run("run").stdout == "Nothing is due.\n"
    assert "approved, waits; approvals 2/2" in _approve(number, SECOND, "4").stdout
    assert isinstance(_run("run", number).exception, errors.DelayRuns)

    _day_later(monkeypatch)
    done = _run("run")
    assert done.return_value == Exit.GOOD
    assert "done; approvals 2/2" in done.stdout
    (listed,) = _listed()
    assert (listed["state"], listed["gone_through"], listed["erased"]) == ("done", 4, 4)
    assert [step["account"] for step in listed["approvals"]] == [
        str(Staff.objects.get(login=login).id) for login in (FIRST, SECOND)
    ]
    assert json.loads(_run("run", "--json").stdout) == []


@pytest.mark.parametrize(
    ("who", "confirmed", "error"),
    [
        (ASKER, 4, errors.AskerApproves),
        (FIRST, 4, errors.SamePersonTwice),
        (SECOND, 3, errors.AnotherText),
        (SECOND, "four", errors.AnotherText),
    ],
)
def test_an_approval_that_does_not_count(
    door: Door, tmp_path: Path, who: str, confirmed: object, error: type[Exception]
) -> None:
    number = _asked(tmp_path, _people(door, 4))["id"]
    _approve(number, FIRST, 4)
    assert isinstance(_approve(number, who, confirmed).exception, error)
    assert len(_listed()[0]["approvals"]) == 1


def test_stopped_in_the_delay_nothing_happens(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = _asked(tmp_path, _people(door, 4))["id"]
    _approve(number, FIRST, 4)
    _approve(number, SECOND, 4)
    stopped = _run("stop", number, "--as", FIRST, "--json", typed=_sign_in(FIRST))
    assert json.loads(stopped.stdout)["state"] == "stopped"
    _day_later(monkeypatch)
    assert isinstance(_run("run", number).exception, errors.Stopped)
    assert "stopped" in _run("list").stdout
    assert rows("SELECT count(DISTINCT subject) FROM vault.item") == [(4,)]


@pytest.mark.parametrize(
    ("who", "typed"),
    [
        (FIRST, "not the password\n000000\n4\n"),
        (FIRST, f"{PASSWORD}\n000000\n4\n"),
        ("nobody.here", f"{PASSWORD}\n000000\n4\n"),
        (FIRST, ""),
    ],
)
def test_who_does_not_sign_in_approves_nothing(
    door: Door, tmp_path: Path, who: str, typed: str
) -> None:
    number = _asked(tmp_path, _people(door, 4))["id"]
    refused = _run("approve", number, "--as", who, typed=typed)
    assert isinstance(refused.exception, NotLetIn)
    assert _listed()[0]["approvals"] == []


def test_failures_count_and_the_account_rests(door: Door, tmp_path: Path) -> None:
    number = _asked(tmp_path, _people(door, 4))["id"]
    refused = [_run("approve", number, "--as", FIRST, typed="wrong\n") for _ in range(5)]
    last = refused[-1].exception
    assert isinstance(last, NotLetIn)
    assert "Try again after" in last.remedy.en
    assert isinstance(_approve(number, FIRST, 4).exception, NotLetIn)


def test_without_a_device_there_is_no_second_factor(door: Door, tmp_path: Path) -> None:
    number = _asked(tmp_path, _people(door, 4))["id"]
    Staff.objects.filter(login=FIRST).update(totp_enrolled_at=None)
    assert isinstance(_approve(number, FIRST, 4).exception, NotEnrolled)


def test_a_line_that_is_no_id_is_named_and_never_repeated(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text(f"{uuid4()}\n가온누리\n", encoding="utf-8")
    refused = _run("ask", "--file", file, "--reason", REASON, "--as", ASKER)
    assert "Line 2" in str(refused.exception)
    assert "가온누리" not in f"{refused.exception}{refused.output}"


@pytest.mark.parametrize("named", [(), ("--point", "C1", "--service", "website")])
def test_who_is_meant_is_named_once(named: tuple[str, ...]) -> None:
    refused = _run("ask", *named, "--reason", REASON, "--as", ASKER)
    assert "Name one of" in str(refused.exception)


@pytest.mark.parametrize("named", [("--point", "C1"), ("--service", "website")])
def test_everybody_of_a_point_or_a_service(door: Door, named: tuple[str, str]) -> None:
    _people(door, 4)
    arguments = ("ask", *named, "--reason", REASON, "--as", ASKER, "--json")
    shown = json.loads(_run(*arguments, typed=_sign_in(ASKER)).stdout)
    assert (shown["of"], shown["name"], shown["people"]) == (named[0][2:], named[1], 4)


def test_when_the_key_holder_has_had_enough_it_waits_and_goes_on(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = importlib.import_module("keepword.cli.erase.running")
    monkeypatch.setattr(running, "PAUSE", 0.0)
    finish, calls = mass_erasure.finish, []

    def throttled(*arguments: Any) -> Any:
        calls.append(arguments)
        if len(calls) == 1:
            raise TooManyOpens
        return finish(*arguments)

    monkeypatch.setattr(mass_erasure, "finish", throttled)
    assert "done" in _ask(tmp_path, _people(door, 1)).stdout
    assert len(calls) == 2


def test_one_persons_certificate(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = config.current()
    layout = replace(settings.layout, var=tmp_path / "var")
    monkeypatch.setattr(config, "current", lambda: replace(settings, layout=layout))
    people = _people(door, 2)
    number = _asked(tmp_path, people)["id"]
    wanted = ("certificate", number, "--subject", people[0])
    signer = Signer.make_or_read(tmp_path / "keys", "ledger.example/many")
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as own:
        assert _run(*wanted).exception is not None
        while integrate(own, signer, layout.ledger_public):
            pass
    out = tmp_path / "certificate.json"
    assert _run(*wanted, "--out", out).return_value == Exit.GOOD
    found = bulk_certificates.read(out.read_bytes())
    found.check(signer.verifier)
    assert found.person is not None
    assert found.person.subject == people[0]
    assert _run(*wanted).stdout_bytes == out.read_bytes()
    assert "is there already" in str(_run(*wanted, "--out", out).exception)
    nobody = _run("certificate", number, "--subject", uuid4()).exception
    assert isinstance(nobody, errors.NotAmongThem)
    fresh = _asked(tmp_path, _people_again(door))["id"]
    unpublished = rows("SELECT subject FROM keystore.erased_unit ORDER BY erased_at DESC LIMIT 1")
    late = _run("certificate", fresh, "--subject", unpublished[0][0]).exception
    assert isinstance(late, NotPublished)
    assert house.door() is door


def _people_again(door: Door) -> list[UUID]:
    again = joining(login_id="late", email="late@example.com", mobile_phone="01055509999")
    return [joined(door, clock.now(), asked=again)]
