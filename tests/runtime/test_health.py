"""`/healthz` says 200 only when the database answers, is migrated, and the policy is loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.test import Client
from psycopg import sql

from keepword.ledger.merkle import Frontier
from keepword.ledger.publishing import publish
from keepword.ledger.signing import Signer
from keepword.runtime import clock, config, house, relay
from keepword.vault.local import LocalHolder
from keepword.vault.providers.keyfile import KeyFiles
from keepword.vault.vault import Vault
from tests import databases
from tests.runtime.house import PATIENCE, House, end, until


def codes(body: dict[str, list[dict[str, object]]]) -> dict[object, object]:
    return {probe["name"]: probe.get("code") for probe in body["probes"]}


NAMES = ("database", "migrations", "policy", "keys", "ledger")


@pytest.fixture
def home(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `KEEPWORD_VAR` whose root key the key store lies under, with a first checkpoint."""
    settings = config.load({**os.environ, "KEEPWORD_VAR": str(tmp_path)})
    monkeypatch.setattr("django.conf.settings.KEEPWORD", settings)
    house.prepare(clock.now())
    signer = Signer.make_or_read(settings.keys, settings.ledger_origin)
    publish(settings.layout.ledger_public, signer, Frontier.read(0, b""), lambda _b, _e: [])
    return tmp_path


@pytest.mark.usefixtures("home")
def test_everything_in_place_is_200(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert codes(answer.json()) == dict.fromkeys(NAMES)
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("path", "probe", "code"),
    [
        ("ledger/public/checkpoint", "ledger", "nothing-published"),
        ("ledger/public/vkey", "ledger", "nothing-published"),
    ],
)
def test_a_checkpoint_or_its_key_that_is_gone_is_503(
    client: Client, home: Path, path: str, probe: str, code: str
) -> None:
    (home / path).unlink()
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert {name: c for name, c in codes(answer.json()).items() if c} == {probe: code}


def holding(folder: Path) -> Vault:
    """A vault whose roots lie in `folder`."""
    holder = LocalHolder("asan", {"file": KeyFiles(folder)}, house._connect)
    return Vault("asan", holder)


def test_a_root_that_is_gone_is_503(
    client: Client, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house, "vault", lambda: holding(home / "nowhere"))
    assert codes(client.get("/healthz").json())["keys"] == "wrong-root"


def test_another_root_than_the_key_stores_is_503(
    client: Client, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = house.local_holder()
    with holder.connections.cursor() as cur:
        KeyFiles(home / "other").create(holder.roots.newest(cur).generation)
    monkeypatch.setattr(house, "vault", lambda: holding(home / "other"))
    assert codes(client.get("/healthz").json())["keys"] == "wrong-root"


@pytest.mark.django_db
def test_a_missing_migration_is_503_and_says_what_to_do(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'accounts'")
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert codes(answer.json())["migrations"] == "migrations-pending"
    said = next(p for p in answer.json()["probes"] if p["name"] == "migrations")
    assert "keepword up" in said["remedy"]["ko"]
    assert "keepword up" in said["remedy"]["en"]


@pytest.mark.django_db(transaction=True)
def test_migrations_nobody_may_read_are_503(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("REVOKE ALL ON django_migrations FROM CURRENT_USER")
    try:
        answer = client.get("/healthz")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("GRANT ALL ON django_migrations TO CURRENT_USER")
    assert answer.status_code == 503
    assert codes(answer.json())["migrations"] == "migrations-unreadable"


@pytest.mark.django_db
def test_a_policy_that_does_not_load_is_503(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.conf.settings.KEEPWORD", _other_policy())
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert codes(answer.json())["policy"] == "policy-not-loadable"


@pytest.fixture
def empty_database(tcp_database_url: str) -> Iterator[str]:
    with psycopg.connect(tcp_database_url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier("empty")))
        yield tcp_database_url.removesuffix("/keepword") + "/empty"
        databases.drop(admin, "empty")


def test_a_web_server_before_its_migrations_is_503_and_200_after(
    house: House, empty_database: str
) -> None:
    house.environment = {
        "DATABASE_URL": empty_database, "PORT": str(house.port), "KEEPWORD_POOL": "2",
        "KEEPWORD_SERVICE": "web", "DJANGO_SETTINGS_MODULE": "keepword.runtime.settings",
    }  # fmt: skip
    run = [sys.executable, "-m"]
    with subprocess.Popen([*run, "keepword.runtime.web"], env=house.env) as web:
        try:
            until(lambda: house.health() == 503, "the server answers")
            assert codes(house.healthz()[1])["migrations"] == "migrations-pending"
            done = subprocess.run(
                [*run, "keepword.runtime.prepare"], env=house.env, check=True,
                stdout=subprocess.PIPE, text=True, timeout=PATIENCE,
            )  # fmt: skip
            assert relay.read(done.stdout)["applied"] > 0
            assert set(codes(house.healthz()[1]).values()) == {None, "nothing-published"}
            integrator = subprocess.Popen([*run, "keepword.runtime.integrator"], env=house.env)
            until(lambda: house.health() == 200, "the first checkpoint is there")
            assert end(integrator) == 0
        finally:
            end(web)


def test_a_database_that_went_away_is_503(house: House) -> None:
    house.environment = {
        "DATABASE_URL": "postgresql://keepword:x@127.0.0.1:1/none", "PORT": str(house.port),
        "DJANGO_SETTINGS_MODULE": "keepword.runtime.settings",
    }  # fmt: skip
    script = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "answer = Client().get('/healthz', HTTP_HOST='localhost')\n"
        "print(answer.status_code, [p.get('code') for p in answer.json()['probes'][:2]])\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", script],
        env=house.env,
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert said.stdout.split(maxsplit=1) == [
        "503",
        "['database-unreachable', 'database-unreachable']\n",
    ]


def _other_policy() -> object:
    return config.load({**os.environ, "KEEPWORD_POLICY": "no-such-policy"})
