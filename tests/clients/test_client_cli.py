"""`keepword client`: the secret is shown once, rights come with tasks, all is on record."""

from __future__ import annotations

import contextlib
from uuid import UUID

import pytest
from click.testing import CliRunner, Result
from django.test import Client as Http

from keepword.cli import client as verb
from keepword.clients import credentials, registry
from keepword.clients.errors import NoSuchClient, NoSuchTask
from keepword.clients.reading import reading
from keepword.clients.scopes import Scope
from keepword.runtime import clock, house
from tests.api.scene import Caller, entries

ADD = ("add", "Booking app", "--scope", "use", "--scope", "collect", "--task", "membership")


@pytest.fixture(autouse=True)
def inside(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own database instead of a house of its own."""
    house.prepare(clock.now())
    monkeypatch.setattr(verb, "inside", contextlib.nullcontext)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(verb.client, arguments, env={"LC_ALL": "en_GB.UTF-8"})


def shown(result: Result) -> dict[str, str]:
    """What `add` printed on its standard output."""
    assert result.exit_code == 0, result.output
    return dict(line.split() for line in result.stdout.splitlines())


def test_the_secret_is_shown_once_and_works() -> None:
    printed = shown(run(*ADD))
    with reading() as cursor:
        found = registry.find(cursor, printed["client_id"])
    assert found is not None
    client, kept = found
    assert (client.name, client.system) == ("Booking app", "Booking app")
    assert client.scopes == {Scope.USE, Scope.COLLECT}
    assert client.tasks == {"membership"}
    assert credentials.matches(printed["client_secret"], kept)
    caller = Caller(printed["client_id"], printed["client_secret"], client.account)
    caller.http = Http(SERVER_NAME="127.0.0.1")
    assert caller.sign_in().status_code == 200
    listed = run("list")
    assert printed["client_id"] in listed.stdout
    assert printed["client_secret"] not in listed.output


def test_giving_and_ending_a_right_is_on_record() -> None:
    """P77."""
    client_id = shown(run(*ADD))["client_id"]
    assert run("revoke", client_id).exit_code == 0
    given, ended = entries()
    assert (given["act"], given["about"]) == ("client-add", client_id)
    assert given["scopes"] == ["collect", "use"]
    assert given["tasks"] == ["membership"]
    assert (ended["act"], ended["about"]) == ("client-revoke", client_id)
    assert UUID(ended["actor"]["account"]).int == 0
    assert "revoked" in run("list").stdout


def test_a_task_that_is_none_is_refused() -> None:
    refused = run("add", "X", "--scope", "use", "--task", "gossip")
    assert isinstance(refused.exception, NoSuchTask)
    assert "membership" in refused.exception.remedy.en
    assert "There is none." in run("list").output


@pytest.mark.parametrize("arguments", [("add", "X"), ("add", "X", "--scope", "steal")])
def test_scopes_are_those_there_are(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_only_a_living_client_can_be_revoked() -> None:
    client_id = shown(run(*ADD))["client_id"]
    run("revoke", client_id)
    for gone in (client_id, "kw-0"):
        assert isinstance(run("revoke", gone).exception, NoSuchClient)
