"""`keepword doctor` finds what is unsafe: each planted fault is named, with a way to mend it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from keepword.runtime import clock, config, database
from keepword.runtime.doctor import files, machine, server
from keepword.runtime.doctor import house as house_checks
from keepword.runtime.doctor.finding import Level
from keepword.runtime.layout import Layout
from keepword.runtime.locks import FileLock
from keepword.runtime.postgres.embedded import EmbeddedPostgres, Lease, client
from tests.runtime.house import House, free_port

CARELESS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "log_statement": "all",
    "log_min_duration_statement": "0",
    "log_parameter_max_length": "-1",
    "log_parameter_max_length_on_error": "-1",
}


@pytest.fixture(scope="module")
def careless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lease]:
    """A server on TCP with every setting wrong and a pg_hba.conf that trusts everybody."""
    layout = Layout(tmp_path_factory.mktemp("careless") / "var")
    scratch = EmbeddedPostgres(layout, settings=CARELESS, tcp_port=free_port())
    with scratch.hold() as lease:
        rules = layout.postgres / "data" / "pg_hba.conf"
        rules.write_text(f"host keepword all all trust\n{rules.read_text('utf-8')}", "utf-8")
        with psycopg.connect(scratch.admin()) as admin:
            admin.execute("SELECT pg_reload_conf()")
        yield lease


def findings(house: House) -> tuple[int, dict[str, Any]]:
    done = house.command("doctor", "--json")
    assert done.stderr == ""
    return done.returncode, {each["id"]: each for each in json.loads(done.stdout)}


def test_every_careless_setting_of_a_server_is_found(house: House, careless: Lease) -> None:
    address = {**client(careless.server.layout), "host": "127.0.0.1"}
    house.environment["DATABASE_URL"] = database.url(address)
    status, found = findings(house)
    assert status == 1
    wrong = {each["id"] for each in found.values() if each["level"] == "mend"}
    without_alarm = {"log_min_duration_statement"}  # seen through log_parameter_max_length
    assert wrong == set(CARELESS) - without_alarm | {"authentication"}
    for id_ in wrong:
        assert found[id_]["remedy"]["ko"]
        assert found[id_]["remedy"]["en"]


def test_a_house_as_we_make_it_has_nothing_to_mend(house: House) -> None:
    status, found = findings(house)
    assert [each for each in found.values() if each["level"] == "mend"] == []
    assert status == 0
    assert found["fsync"]["seen"] == "fsync = on"
    assert int(found["postgres-version"]["seen"].split(".")[0]) >= 15
    house.environment["LANG"] = "en_US.UTF-8"
    assert "Durability: full_page_writes = on" in house.command("doctor").stdout


def test_a_secret_that_others_may_read_is_found(house: House) -> None:
    Layout(house.var).make()
    secret = house.var / "secrets" / "django-key"
    secret.write_text("not so secret", "utf-8")
    secret.chmod(0o644)
    status, found = findings(house)
    assert status == 1
    seen = files.permissions(Layout(house.var), house.var / "keys")
    assert found["secret-permissions"]["level"] == "mend" or any(
        each.level is Level.MEND for each in seen
    )


@pytest.mark.parametrize("folder", ["", "log", "secrets", "keys", "postgres/data"])
def test_a_folder_that_others_may_write_is_found(tmp_path: Path, folder: str) -> None:
    layout = Layout(tmp_path / "var")
    layout.make()
    (layout.postgres / "data").mkdir(mode=0o700)
    layout.keys.mkdir(mode=0o700)
    assert {each.level for each in files.permissions(layout, layout.keys)} == {Level.OK}
    (layout.var / folder).chmod(0o777)
    bad = [each for each in files.permissions(layout, layout.keys) if each.level is Level.MEND]
    assert [str(layout.var / folder) in each.seen for each in bad] == [True]


def test_a_clock_before_its_time_or_behind_its_own_logs_is_found(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "var")
    layout.make()
    now = time.time()
    assert machine.clock(layout, now).level is Level.OK
    assert machine.clock(layout, 0.0).level is Level.MEND
    log = layout.logs / "web.log"
    log.touch()
    os.utime(log, (now + 86_400, now + 86_400))
    assert machine.clock(layout, now).level is Level.MEND


def test_a_house_without_mail_or_with_a_moved_clock_is_worth_a_note(tmp_path: Path) -> None:
    var = {"KEEPWORD_VAR": str(tmp_path)}
    demo = config.load({**var, "KEEPWORD_DEMO": "1"})
    real = config.load(var)
    mailing = {"KEEPWORD_SMTP": "smtps://me:pw@mail.example.org", "KEEPWORD_MAIL_FROM": "a@b.kr"}
    assert house_checks.mail(real).level is Level.NOTE
    assert house_checks.mail(demo).level is Level.OK
    seen = house_checks.mail(config.load({**var, **mailing}))
    assert (seen.level, seen.seen) == (Level.OK, "mail.example.org:465 (tls)")
    assert house_checks.moved_clock(real).level is Level.OK
    clock.move(tmp_path / "demo-clock", datetime(2031, 5, 1, tzinfo=UTC))
    assert house_checks.moved_clock(real).level is Level.NOTE
    assert "--now now" in str(house_checks.moved_clock(demo).remedy)


def test_acts_that_wait_too_long_are_found_only_while_everything_runs(tmp_path: Path) -> None:
    settings = config.load({"KEEPWORD_VAR": str(tmp_path)})
    layout = settings.layout
    layout.make()
    late = clock.real() - timedelta(seconds=11)
    assert house_checks.waiting(settings, 0, None).level is Level.OK
    assert house_checks.waiting(settings, 2, late).level is Level.OK
    lock = FileLock(layout.run / "supervisor.lock")
    lock.acquire()
    (layout.run / "supervisor.json").write_text('{"url": "x", "demo": false}', "utf-8")
    assert house_checks.waiting(settings, 2, clock.real()).level is Level.OK
    assert house_checks.waiting(settings, 2, late).level is Level.MEND
    lock.release()
    assert house_checks.waiting(settings, 2, late).level is Level.OK


def test_swap_is_worth_a_note(tmp_path: Path) -> None:
    table = tmp_path / "swaps"
    table.write_text("Filename\tType\tSize\n", "ascii")
    assert machine.swap(table).level is Level.OK
    table.write_text("Filename\tType\tSize\n/dev/sda2 partition 8\n", "ascii")
    assert machine.swap(table).level is Level.NOTE


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
