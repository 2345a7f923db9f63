"""`keepword doctor` finds what is unsafe: each planted fault is named, with a way to mend it."""

from __future__ import annotations

import json
import signal
import tempfile
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection

from keepword.runtime import config, database
from keepword.runtime.doctor import house as doctor
from keepword.runtime.doctor import letting_in, server
from keepword.runtime.doctor.finding import Level
from keepword.runtime.layout import Layout
from keepword.runtime.postgres.cluster import Cluster, Plan, seen_from, spawn
from keepword.runtime.postgres.embedded import EmbeddedPostgres, Lease, client
from keepword.vault import broken
from tests.runtime.house import PATIENCE, House, free_port

CARELESS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "log_statement": "all",
    "log_min_duration_statement": "0",
    "log_parameter_max_length": "-1",
    "log_parameter_max_length_on_error": "-1",
    "wal_level": "minimal",
    "password_encryption": "md5",
    "auto_explain.log_min_duration": "0",
    "pgaudit.log_parameter": "on",
    # Worth a note:
    "log_error_verbosity": "default",
    "pg_stat_statements.track": "all",
}
"""Every setting that the doctor looks at, wrong. The modules need not be there to be set wrong."""

NOTED = {"log_error_verbosity", "pg-stat-statements", "data-checksums", "hba"}

NAMED = {
    "password_encryption": "password-encryption",
    "auto_explain.log_min_duration": "auto-explain",
    "pgaudit.log_parameter": "pgaudit",
    "pg_stat_statements.track": "pg-stat-statements",
    "log_min_duration_statement": "log_parameter_max_length",
}
"""Findings that are not called like the setting."""


@pytest.fixture(scope="module")
def careless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lease]:
    """A server on TCP with every setting wrong and a pg_hba.conf that trusts everybody."""
    layout = Layout(tmp_path_factory.mktemp("careless") / "var")
    with EmbeddedPostgres(layout).hold():
        pass  # made, and stopped again
    without_checksums(layout)
    settings = {**CARELESS, "max_wal_senders": "0"}
    scratch = EmbeddedPostgres(layout, settings=settings, tcp_port=free_port())
    with scratch.hold() as lease:
        rules = layout.postgres / "data" / "pg_hba.conf"
        rules.write_text(f"host keepword all all trust\n{rules.read_text('utf-8')}", "utf-8")
        with psycopg.connect(scratch.admin()) as admin:
            admin.execute("SELECT pg_reload_conf()")
        yield lease


def without_checksums(layout: Layout) -> None:
    """What the data folder of an older server, or of a careless one, is like."""
    cluster = Cluster(layout.postgres)
    plan = Plan.read(cluster.plan)
    command = [f"{plan.prefix}/bin/pg_checksums", "--disable", "-D", seen_from(cluster.data, plan)]
    with tempfile.TemporaryFile() as output:
        done = spawn(command, cluster.data, plan, output.fileno(), signal.SIGKILL)
        assert done.wait(timeout=PATIENCE) == 0


def findings(house: House) -> tuple[int, dict[str, Any]]:
    done = house.command("doctor", "--json")
    assert done.stderr == ""
    return done.returncode, {each["id"]: each for each in json.loads(done.stdout)}


def test_every_careless_setting_of_a_server_is_found(house: House, careless: Lease) -> None:
    address = {**client(careless.server.layout), "host": "127.0.0.1"}
    house.environment["DATABASE_URL"] = database.url(address)
    status, found = findings(house)
    assert status == 1
    of_server = set(found) - {
        "witnesses",
        "clock-sync",
        "accounts-apart",
        "keys-apart",
        "root-finality",
    }
    wrong = {id_ for id_ in of_server if found[id_]["level"] == "mend"}
    of_settings = {NAMED.get(name, name) for name in CARELESS}
    by_hand = {"authentication", "role-password"}  # roles of another house
    assert wrong == (of_settings | by_hand) - NOTED
    assert found["role-rights"]["seen"] == "no tables yet"
    assert {id_ for id_ in of_server if found[id_]["level"] == "note"} >= NOTED
    for id_ in wrong | NOTED:
        assert found[id_]["remedy"]["ko"]
        assert found[id_]["remedy"]["en"]


HBA = ["trust", "peer", "ident", "md5", "password"]


@pytest.mark.parametrize("method", HBA)
def test_a_line_that_lets_a_stranger_in_is_found(careless: Lease, method: str) -> None:
    """The superuser reads the file as it is now, before anybody reloads it."""
    rules = careless.server.cluster.data / "pg_hba.conf"
    before = rules.read_text("utf-8")
    kind = "local all all" if method == "peer" else "host all all 127.0.0.1/32"
    rules.write_text(f"{kind} {method}\n", "utf-8")
    with psycopg.connect(careless.server.admin()) as superuser:
        found = letting_in.rules(superuser)
    rules.write_text(before, "utf-8")
    assert (found.id, found.level) == ("hba", Level.MEND)
    assert method in found.seen


def test_the_way_we_were_let_in_is_judged() -> None:
    good = {m for m in ("scram-sha-256", "gss", "certificate", "md5", "password", "none", "unknown")
            if letting_in.judged(m).level is Level.OK}  # fmt: skip
    assert good == {"scram-sha-256", "gss", "certificate"}


def test_a_house_as_we_make_it_has_nothing_to_mend(house: House) -> None:
    house.environment["KEEPWORD_WITNESS_QUORUM"] = "0"
    with EmbeddedPostgres(Layout(house.var)).hold():
        assert findings(house)[0] == 0  # also before anybody has started it
        began = house.command("keys", "status")
        assert began.returncode == 0, began.stderr
        status, found = findings(house)
        assert [each for each in found.values() if each["level"] == "mend"] == []
        assert status == 0
        assert found["fsync"]["seen"] == "fsync = on"
        assert found["hba"]["seen"] == "scram-sha-256"
        assert found["role-rights-beyond"]["seen"] == found["public-rights"]["seen"] == "0"
        assert found["data-checksums"]["level"] == found["search-path"]["level"] == "ok"
        assert int(found["postgres-version"]["seen"].split(".")[0]) >= 15
        house.environment["LANG"] = "en_US.UTF-8"
        assert "Durability: full_page_writes = on" in house.command("doctor").stdout


@pytest.mark.parametrize(
    ("host", "sslmode", "level"),
    [
        ("127.0.0.1", "disable", Level.OK),
        ("db.example.org", "disable", Level.MEND),
        ("db.example.org", "require", Level.MEND),
    ],
)
def test_a_distant_server_without_checked_tls_is_found(
    careless: Lease, host: str, sslmode: str, level: Level
) -> None:
    address = f"postgresql://keepword@{host}:5432/keepword?sslmode={sslmode}"
    settings = config.load({"DATABASE_URL": address})
    with psycopg.connect(careless.server.admin()) as connection:
        assert server.tls(connection, settings).level is level


def test_clocks_that_disagree_are_found(careless: Lease) -> None:
    with psycopg.connect(careless.server.admin()) as connection:
        assert server.server_clock(connection, time.time()).level is Level.OK
        assert server.server_clock(connection, time.time() + 60).level is Level.MEND


def test_a_server_that_does_not_answer_is_a_finding(house: House) -> None:
    house.environment["DATABASE_URL"] = "postgresql://keepword:x@127.0.0.1:1/none"
    status, found = findings(house)
    assert (status, found["database"]["level"]) == (1, "mend")


def test_a_server_of_another_version_is_a_finding(house: House) -> None:
    """Ours does not start on it; the report says so and goes on."""
    data = house.var / "postgres" / "data"
    data.mkdir(parents=True, mode=0o700)
    (data / "PG_VERSION").write_text("9\n", "ascii")
    status, found = findings(house)
    assert (status, found["embedded-postgres"]["level"]) == (1, "mend")
    assert found["embedded-postgres"]["seen"] == "cluster-version"


def test_a_server_that_is_too_old_is_found(
    careless: Lease, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(careless.server.admin()) as connection:
        assert server.version(connection).level is Level.OK
        monkeypatch.setattr(database, "OLDEST", 99)
        assert server.version(connection).level is Level.MEND


@pytest.mark.django_db
def test_a_damaged_key_is_found_and_named() -> None:
    """P66: a turn went round it, and somebody has to know."""
    row = ("data-key", "a/b/1", 3, 4, b"spoilt")
    connection.ensure_connection()
    with connection.connection.cursor() as cur:
        assert doctor.damaged(broken.listed(cur)).level is Level.OK
        cur.execute("INSERT INTO keystore.broken VALUES (%s, %s, %s, %s, now(), %s)", row)
        found = doctor.damaged(broken.listed(cur))
    assert (found.level, found.seen) == (Level.MEND, "1: data-key a/b/1")
