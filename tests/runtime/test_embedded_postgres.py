"""The embedded server: it keeps what was committed, whoever is killed and whoever races."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from keepword.runtime.dbroles import secrets
from keepword.runtime.dbroles.names import Role
from keepword.runtime.errors import PasswordMismatch, PostgresFailed
from keepword.runtime.layout import Layout
from keepword.runtime.postgres import sockets
from keepword.runtime.postgres.cluster import DURABLE
from keepword.runtime.postgres.embedded import EmbeddedPostgres, Lease, client
from tests.runtime.house import PATIENCE, House, alive_in, running, until

SERVER = "bin/postgres"
KEEPER = "postgres.keeper"


def connect(layout: Layout) -> psycopg.Connection[tuple[object, ...]]:
    parameters = {name: str(value) for name, value in client(layout).items()}
    return psycopg.connect(make_conninfo(**parameters), autocommit=True)


def remember(layout: Layout, word: str) -> None:
    with connect(layout) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS said (word text)")
        connection.execute("INSERT INTO said VALUES (%s)", (word,))


def remembered(layout: Layout) -> list[object]:
    with connect(layout) as connection:
        return [row[0] for row in connection.execute("SELECT word FROM said ORDER BY word")]


def answers(layout: Layout) -> bool:
    try:
        connect(layout).close()
    except psycopg.OperationalError:
        return False
    return True


def test_what_was_written_is_there_after_a_restart(layout: Layout) -> None:
    with EmbeddedPostgres(layout).hold():
        remember(layout, "one")
    assert not alive_in(layout.var)
    with EmbeddedPostgres(layout).hold():
        assert remembered(layout) == ["one"]


def test_the_server_stays_while_any_command_holds_it(layout: Layout) -> None:
    first = EmbeddedPostgres(layout).hold()
    with EmbeddedPostgres(layout).hold():
        first.release()
        remember(layout, "still here")
    assert not alive_in(layout.var)


def test_a_killed_server_is_started_again_with_everything_committed(layout: Layout) -> None:
    with EmbeddedPostgres(layout).hold():
        remember(layout, "committed")
        server = running(layout.var, SERVER)[0]
        server.kill()
        until(lambda: answers(layout), "the server is back")
        assert remembered(layout) == ["committed"]
        assert running(layout.var, SERVER)[0] != server


def test_a_killed_backend_takes_nothing_with_it(layout: Layout) -> None:
    with EmbeddedPostgres(layout).hold():
        remember(layout, "committed")
        with connect(layout) as connection:
            os.kill(connection.info.backend_pid, signal.SIGKILL)
        until(lambda: answers(layout), "the server recovers")
        assert remembered(layout) == ["committed"]


def test_the_server_ends_with_a_killed_keeper_and_the_holder_starts_both_again(
    layout: Layout,
) -> None:
    with EmbeddedPostgres(layout).hold() as lease:
        remember(layout, "committed")
        running(layout.var, KEEPER)[0].kill()
        until(lambda: not alive_in(layout.var), "the server has ended by itself")
        lease.ensure()
        assert remembered(layout) == ["committed"]


def test_keeper_and_server_killed_together_leave_nothing_in_the_way(layout: Layout) -> None:
    with EmbeddedPostgres(layout).hold() as lease:
        remember(layout, "committed")
        for name in (KEEPER, SERVER):
            running(layout.var, name)[0].kill()
        lease.ensure()
        assert remembered(layout) == ["committed"]


def test_a_dead_servers_number_that_somebody_else_has_now_is_left_alone(layout: Layout) -> None:
    with EmbeddedPostgres(layout).hold():
        remember(layout, "committed")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        stale = layout.postgres / "data" / "postmaster.pid"
        stale.write_text(f"{stranger.pid}\n{stale.parent}\n1700000000\n5432\n\n\n", "utf-8")
        with EmbeddedPostgres(layout).hold():
            assert remembered(layout) == ["committed"]
        assert stranger.poll() is None
        stranger.communicate(b"\n", timeout=PATIENCE)


def test_a_half_made_data_folder_is_thrown_away(layout: Layout) -> None:
    layout.make()
    half = layout.postgres / "data.new-0123456789abcdef"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n", "ascii")
    with EmbeddedPostgres(layout).hold():
        remember(layout, "fresh")
    assert not half.exists()


def test_a_server_that_cannot_start_says_why_and_leaves_nothing(layout: Layout) -> None:
    with pytest.raises(PostgresFailed, match="shared_buffers"):
        EmbeddedPostgres(layout, settings={"shared_buffers": "plenty"}).hold()
    until(lambda: not alive_in(layout.var), "nothing is left")


def test_a_lost_password_is_told_apart_from_a_server_that_is_down(layout: Layout) -> None:
    with EmbeddedPostgres(layout).hold():
        remember(layout, "kept")
    secret = layout.secrets / "postgres-admin"
    aside = secret.rename(layout.secrets / "aside")
    with pytest.raises(PasswordMismatch):
        EmbeddedPostgres(layout).hold()
    until(lambda: not alive_in(layout.var), "nothing is left")
    aside.rename(secret)
    for role in Role:
        secrets.path(layout, role).unlink()
    with EmbeddedPostgres(layout).hold():
        assert remembered(layout) == ["kept"]


def test_two_first_starts_at_once_share_one_server(house: House) -> None:
    held = (
        "import sys; from pathlib import Path\n"
        "from keepword.runtime.layout import Layout\n"
        "from keepword.runtime.postgres.embedded import EmbeddedPostgres\n"
        "with EmbeddedPostgres(Layout(Path(sys.argv[1]))).hold():\n"
        "    print('held', flush=True); input()\n"
    )
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", held, str(house.var)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(3)
    ]  # fmt: skip
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "held\n"
    assert len(running(house.var, SERVER)) == 1
    racers[0].kill()
    racers[0].communicate(timeout=PATIENCE)
    assert answers(Layout(house.var))
    for racer in racers[1:]:
        racer.communicate("\n")
        assert racer.returncode == 0
    until(house.is_empty, "the server has stopped after the last one")


def test_a_path_too_long_for_a_socket_is_no_hindrance(tmp_path: Path) -> None:
    layout = Layout(tmp_path / ("deep-" * 20) / ("deeper-" * 20) / "var")
    with EmbeddedPostgres(layout).hold():
        remember(layout, "deep")
        socket = Path(str(client(layout)["host"]))
        assert sockets.fits(socket)
        assert not socket.is_relative_to(layout.var)
        assert socket.stat().st_mode & 0o077 == 0
    assert not socket.exists()


@pytest.mark.parametrize("name", DURABLE)
def test_nothing_in_the_files_of_the_cluster_weakens_durability(weakened: Lease, name: str) -> None:
    with psycopg.connect(weakened.server.admin()) as admin:
        assert admin.execute("SELECT current_setting(%s)", (name,)).fetchone() == ("on",)


@pytest.fixture(scope="module")
def weakened(tmp_path_factory: pytest.TempPathFactory) -> object:
    """A server whose own configuration file asks for carelessness."""
    layout = Layout(tmp_path_factory.mktemp("weakened") / "var")
    with EmbeddedPostgres(layout).hold():
        careless = "".join(f"{name} = off\n" for name in DURABLE)
        with (layout.postgres / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(careless)
    with EmbeddedPostgres(layout).hold() as lease:
        yield lease


def test_only_the_right_password_opens_the_socket(weakened: Lease) -> None:
    socket = str(client(weakened.server.layout)["host"])
    for password in ("", "guess"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(host=socket, user="postgres", password=password, dbname="postgres")
    rules = weakened.server.cluster.data / "pg_hba.conf"
    methods = {
        line.split()[-1]
        for line in rules.read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    }
    assert methods == {"scram-sha-256"}


def test_keepwords_own_role_owns_its_database_and_nothing_else(weakened: Lease) -> None:
    query = (
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls,"
        " rolpassword LIKE 'SCRAM-SHA-256$%' FROM pg_authid WHERE rolname = 'keepword'"
    )
    with psycopg.connect(weakened.server.admin()) as admin:
        assert admin.execute(query).fetchone() == (False,) * 5 + (True,)
    with (
        connect(weakened.server.layout) as plain,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        plain.execute("COPY (SELECT 1) TO PROGRAM 'true'")


def test_the_servers_log_holds_no_value_even_when_a_statement_fails(weakened: Lease) -> None:
    with connect(weakened.server.layout) as connection:
        connection.execute("CREATE TABLE only_once (word text PRIMARY KEY)")
        connection.execute("INSERT INTO only_once VALUES ('a-private-word')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO only_once VALUES (%s)", ("a-private-word",))
    log = (weakened.server.layout.logs / "postgres.txt").read_text("utf-8")
    assert "duplicate key value" in log
    assert "a-private-word" not in log
