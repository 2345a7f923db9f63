"""A database of release 0.1.0, which held accounts and nothing else, migrates and works."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from keepword.runtime.layout import Layout
from keepword.runtime.postgres.embedded import EmbeddedPostgres
from tests.runtime.house import House, opened, until
from tests.whole import database, members
from tests.whole.browser import Browser
from tests.whole.machine import Machine
from tests.whole.wire import Wire

OLD = Path(__file__).with_name("release_0_1_0.sql")
OFFICER = "first.officer"
_SEED = re.compile(r">\s*((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})\s*<")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house whose database is the old one; nothing of this release has touched it."""
    for house in opened(tmp_path / "var"):
        layout = Layout(house.var)
        with EmbeddedPostgres(layout).hold(), database.connected(house) as connection:
            connection.execute(OLD.read_bytes())
        yield house


def test_a_house_of_the_first_release_goes_on_as_this_one(house: House) -> None:
    before = _officers(house)
    house.up_and_ready()
    assert _officers(house) == before
    wire = Wire(house.port)
    _officer_enrols_a_device(Browser(wire))
    _somebody_joins(house, wire)
    until(lambda: database.waiting(house) == 0, "the integrator has taken everything in")
    verified = house.command("ledger", "verify")
    assert verified.returncode == 0, verified.stdout


def test_it_is_the_first_release_and_nothing_more(house: House) -> None:
    with EmbeddedPostgres(Layout(house.var)).hold(), database.connected(house) as connection:
        applied = connection.execute("SELECT app, name FROM django_migrations").fetchall()
    assert {app for app, _ in applied} == {"contenttypes", "auth", "accounts"}
    assert [name for app, name in applied if app == "accounts"] == ["0001_staff"]


def _officers(house: House) -> list[tuple[object, ...]]:
    kept = "id, login, name, role, password, is_active, created_at"
    with EmbeddedPostgres(Layout(house.var)).hold(), database.connected(house) as connection:
        return connection.execute(f"SELECT {kept} FROM staff".encode()).fetchall()


def _officer_enrols_a_device(browser: Browser) -> None:
    """The old password is right; the second factor, which is new, is set up (Safety Measures 5)."""
    answer = browser.sign_in(OFFICER, members.PASSWORD)
    assert answer.header("location") == "/ko/sign-in/device/"
    seed = _SEED.search(browser.get("/ko/sign-in/device/").text)
    assert seed is not None
    answer = browser.show_code(seed[1].replace(" ", ""), page="/ko/sign-in/device/")
    assert answer.header("location") == "/ko/desk/"
    assert browser.get("/ko/desk/review/").status == 200


def _somebody_joins(house: House, wire: Wire) -> None:
    """A member joins by a system that is let in now, signs in, and sees the joining."""
    added = house.command(
        "client", "add", "front-desk", "--scope", "collect", "--task", "membership"
    )
    assert added.returncode == 0, added.stderr
    said = dict(line.split() for line in added.stdout.splitlines() if line.startswith("client_"))
    machine = Machine(wire, said["client_id"], said["client_secret"])
    assert machine.sign_in().status == 200
    given = members.values(1, mail=True, patient=True)
    call = {"human": {"id": "staff-1"}, "task": "membership", "source": "192.0.2.10"}
    joined = machine.call("POST", "collections/C1", {**call, **members.joining(given)})
    assert joined.status == 201, joined.text
    browser = Browser(wire)
    assert browser.sign_in(given["login-id"], members.PASSWORD).header("location") == "/ko/me/"
    assert given["email"] in browser.get("/ko/me/").text
    assert joined.json()["entry"] in browser.get("/ko/me/looks/").text
