"""The demo is loaded once, into a database of its own; half a demo is thrown away."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from keepword.runtime import config, first_demo, relay, schemas
from tests import databases
from tests.runtime.house import PATIENCE, House

PERSON = "INSERT INTO vault.subject (subject, made_at) VALUES (gen_random_uuid(), now())"


@pytest.fixture
def demo(house: House, tcp_database_url: str) -> Iterator[config.Config]:
    """The configuration of a demo with an empty database."""
    with psycopg.connect(tcp_database_url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier("demo")))
        house.environment = {
            "DATABASE_URL": tcp_database_url.removesuffix("/keepword") + "/demo",
            "KEEPWORD_DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "keepword.runtime.settings",
        }
        yield config.load(house.env)
        databases.drop(admin, "demo")


def prepared(house: House) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, "-m", "keepword.runtime.prepare"],
        env=house.env, check=True, stdout=subprocess.PIPE, text=True, timeout=PATIENCE,
    )  # fmt: skip
    return relay.read(done.stdout)


def people(demo: config.Config) -> int:
    with psycopg.connect(demo.database_url or "") as connection:
        row = connection.execute("SELECT count(*) FROM vault.subject").fetchone()
        return 0 if row is None else int(row[0])


def test_half_a_demo_is_thrown_away_and_a_whole_one_is_kept(
    house: House, demo: config.Config
) -> None:
    first = prepared(house)
    assert first["new"] == 1
    assert first["applied"] > 0
    stale = [demo.layout.demo_json, demo.layout.outbox / "a.eml", demo.layout.ledger_public / "x"]
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    with psycopg.connect(demo.database_url or "") as connection:
        connection.execute(PERSON)
    assert prepared(house) == first
    assert people(demo) == 0
    assert not any(path.exists() for path in stale)

    first_demo.finish(demo)
    with psycopg.connect(demo.database_url or "") as connection:
        connection.execute(PERSON)
    assert prepared(house) == {"applied": 0, "new": 0}
    assert people(demo) == 1


def test_a_house_outside_the_demo_is_never_cleared(house: House, demo: config.Config) -> None:
    house.environment["KEEPWORD_DEMO"] = "0"
    assert prepared(house)["new"] == 0
    with psycopg.connect(demo.database_url or "") as connection:
        connection.execute(PERSON)
        comment = sql.SQL("COMMENT ON SCHEMA custody IS {}")
        connection.execute(comment.format(sql.Literal(first_demo.LOADING)))
    assert prepared(house)["new"] == 0
    assert people(demo) == 1


def test_dropping_everything_leaves_a_database_as_it_was_made(
    house: House, demo: config.Config, tmp_path: Path
) -> None:
    with psycopg.connect(demo.database_url or "") as connection:
        assert schemas.is_empty(connection)
    prepared(house)
    with psycopg.connect(demo.database_url or "") as connection:
        assert not schemas.is_empty(connection)
        schemas.drop_all(connection)
        assert schemas.is_empty(connection)


def test_the_demo_is_loaded_once_at_the_time_that_its_clock_is_moved_to(house: House) -> None:
    process = house.up_and_ready("--demo", "--now", "2027-03-01")
    assert house.stop(process)[0] == 0
    log = [json.loads(x) for x in (house.var / "log" / "supervisor.log").read_text().splitlines()]
    assert [line["count"] > 0 for line in log if line["event"] == "demo-loaded"] == [True]
    first = (house.var / "demo.json").read_bytes()
    process = house.up_and_ready("--demo")
    status, printed = house.stop(process)
    assert (status, "2027-03-01" in printed, "demo.json" in printed) == (0, True, True)
    assert (house.var / "demo.json").read_bytes() == first
