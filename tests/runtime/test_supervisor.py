"""`keepword up`: one tree, started in order, alive through any kill, stopped without a trace."""

from __future__ import annotations

import json
import os
import signal
import socket

import pytest

from keepword.runtime.backoff import Backoff
from tests.runtime.house import PATIENCE, House, alive_in, running, until

WEB = "keepword.runtime.web"
INTEGRATOR = "keepword.runtime.integrator"
WORKER = "keepword.runtime.worker"
KEYS = "keepword.runtime.keyholder"
SERVER = "bin/postgres"
KEEPER = "postgres.keeper"


ALL = {SERVER: 1, WEB: 2, INTEGRATOR: 1, WORKER: 1, KEYS: 1, KEEPER: 1}
"""Every part of a running house, with how many processes it is."""


def counts(house: House) -> dict[str, int]:
    return {word: len(running(house.var, word)) for word in ALL}


def test_a_killed_supervisor_leaves_nothing_and_the_next_start_takes_over(house: House) -> None:
    """Each other process is killed in tests/whole/test_crash.py."""
    first = house.up_and_ready()
    assert counts(house) == ALL
    first.kill()
    first.communicate(timeout=PATIENCE)
    until(house.is_empty, "everything ended with the supervisor")

    first = house.up_and_ready()
    old = set(running(house.var, WEB))
    first.kill()
    second = house.up()
    until(lambda: len(set(running(house.var, WEB)) - old) == 2, "a new web server is there")
    until(lambda: house.health() == 200, "healthy after an immediate second start")
    assert len(running(house.var, SERVER)) == 1
    assert not old & set(running(house.var, WEB))

    status, printed = house.stop(second)
    assert (status, "Stopped." in printed) == (0, True)
    assert not alive_in(house.var)
    first.communicate(timeout=PATIENCE)


def test_a_second_start_is_told_where_the_first_one_is(house: House) -> None:
    first = house.up_and_ready()
    second = house.command("up", "--port", str(house.port + 1))
    assert second.returncode == 1
    assert f"http://127.0.0.1:{house.port}/" in second.stderr
    assert house.health() == 200
    os.kill(first.pid, signal.SIGINT)
    os.kill(first.pid, signal.SIGINT)
    status, printed = house.stop(first)
    assert status == 0
    assert "keepword admin create" in printed
    assert not alive_in(house.var)
    _assert_logs_are_json(house)


def test_a_busy_port_is_named_together_with_a_free_one(house: House) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", house.port))
        taken.listen()
        refused = house.command("up", "--port", str(house.port))
    assert refused.returncode == 2
    assert f"{house.port}" in refused.stderr
    free = int(refused.stderr.split("PORT=")[1].split()[0])
    assert free != house.port
    assert not alive_in(house.var)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_being_stopped_while_starting_leaves_nothing(house: House, stop: signal.Signals) -> None:
    process = house.up()
    until(lambda: alive_in(house.var) and (house.var / "run").is_dir(), "it has begun")
    until(lambda: running(house.var, SERVER) or process.poll() is not None, "the database starts")
    process.send_signal(stop)
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert not alive_in(house.var)


def test_with_a_server_of_ones_own_nothing_embedded_starts(
    house: House, tcp_database_url: str
) -> None:
    house.environment["DATABASE_URL"] = tcp_database_url
    process = house.up_and_ready()
    assert not (house.var / "postgres" / "server.json").exists()
    assert not running(house.var, SERVER)
    assert house.stop(process)[0] == 0


def _assert_logs_are_json(house: House) -> None:
    logs = sorted((house.var / "log").glob("*.log"))
    services = ("integrator", "keys", "postgres-keeper", "supervisor", "web", "worker")
    assert [path.stem for path in logs] == list(services)
    for path in logs:
        for line in path.read_text("utf-8").splitlines():
            assert json.loads(line)["event"]
            assert "dropped" not in json.loads(line)


def test_waits_double_and_start_over_after_a_healthy_stretch() -> None:
    backoff = Backoff(first=1.0, longest=5.0, healthy_after=60.0)
    waits = []
    now = 0.0
    for lived in (0, 0, 0, 0, 59, 60, 0):
        backoff.started(now)
        now += lived
        waits.append(backoff.delay(now))
    assert waits == [1.0, 2.0, 4.0, 5.0, 5.0, 1.0, 2.0]
