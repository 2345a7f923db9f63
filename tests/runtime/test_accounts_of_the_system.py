"""Root hands the server to an unprivileged account; an ordinary account needs no help."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from keepword.runtime.errors import NoAccountForPostgres
from keepword.runtime.layout import Layout
from keepword.runtime.postgres import programs
from keepword.runtime.postgres.embedded import EmbeddedPostgres
from keepword.runtime.postgres.osuser import OsUser, choose
from tests.runtime.house import PATIENCE, House, alive_in, running, until
from tests.runtime.ordinary import Ordinary, ordinary


@pytest.fixture
def someone() -> Iterator[Ordinary]:
    folder = Path(tempfile.mkdtemp(prefix="kw-ordinary-")).resolve()
    yield ordinary(folder)
    shutil.rmtree(folder)


def test_an_ordinary_account_runs_everything_by_itself(someone: Ordinary) -> None:
    var = someone.own(someone.home / "house") / "var"
    doctor = subprocess.run(
        [someone.python, "-m", "keepword", "doctor", "--json"],
        cwd=var.parent, env={**someone.environment, "KEEPWORD_VAR": str(var)},
        capture_output=True, text=True, timeout=60, check=False, **someone.user.spawn,
    )  # fmt: skip
    assert doctor.stderr == ""
    findings = {each["id"]: each for each in json.loads(doctor.stdout)}
    assert findings["account"]["level"] == "ok"
    assert findings["authentication"]["seen"] == "scram-sha-256"
    assert findings["fsync"]["level"] == "ok"
    assert (var / "postgres" / "data").stat().st_uid == someone.user.uid
    assert not alive_in(var)


SEARCH = """
import os, sys
for each in filter(str.isdecimal, os.listdir("/proc")):
    try:
        with open(f"/proc/{each}/environ", encoding="utf-8", errors="replace") as file:
            if sys.argv[1] in file.read():
                print(each)
    except OSError:
        continue
"""
"""Prints the processes whose environment has a text in it, as far as this account may look."""


def test_no_process_of_the_account_reads_a_secret_of_another(someone: Ordinary) -> None:
    """Not even code that runs as the web server does, of the supervisor or the key holder (P82)."""
    var = someone.own(someone.home / "shared") / "var"
    house = House(var)
    secrets = {"KEEPWORD_ROOT_PIN": "pin-0815", "KEEPWORD_SMTP": "smtps://a:mail-0815@example.org"}
    environ = {
        **someone.environment, **secrets, "KEEPWORD_VAR": str(var),
        "KEEPWORD_MAIL_FROM": "a@example.org",
    }  # fmt: skip

    def ask(*command: str, **more: str) -> str:
        return subprocess.run(
            [someone.python, *command], env={**someone.environment, **more}, text=True,
            cwd=var.parent, capture_output=True, timeout=60, check=False, **someone.user.spawn,
        ).stdout  # fmt: skip

    process = subprocess.Popen(
        [someone.python, "-m", "keepword", "up", "--port", str(house.port)],
        cwd=var.parent, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True, **someone.user.spawn,
    )  # fmt: skip
    house.started.append(process)
    try:
        until(lambda: house.health() == 200 or process.poll() is not None, "/healthz answers")
        assert process.poll() is None, process.communicate(timeout=PATIENCE)[0]
        assert ask("-c", SEARCH, "0815") == ""
        assert ask("-c", SEARCH, "0815", LOOKED_FOR="0815") != ""  # it would be seen
        findings = json.loads(ask("-m", "keepword", "doctor", "--json", KEEPWORD_VAR=str(var)))
        (apart,) = [each for each in findings if each["id"] == "accounts-apart"]
        account, services = apart["seen"].split(": ")
        assert account == f"uid {someone.user.uid}"
        assert sorted(services.split(", ")) == ["integrator", "keys", "web", "worker"]
    finally:
        house.close()


def test_no_process_of_the_server_runs_as_root(layout: Layout) -> None:
    with EmbeddedPostgres(layout).hold():
        owners = {process.uids().effective for process in running(layout.var, "postgres:")}
    assert owners
    assert 0 not in owners


def test_a_folder_nobody_can_walk_to_is_used_without_loosening_it(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    layout = Layout(closed / "var")
    with EmbeddedPostgres(layout).hold():
        assert (layout.postgres / "data" / "PG_VERSION").is_file()
    assert closed.stat().st_mode & 0o777 == 0o700


ACCOUNTS = {"postgres": 101, "nobody": 65534, "toor": 0}


def lookup(name: str) -> pwd.struct_passwd:
    return pwd.struct_passwd((name, "x", ACCOUNTS[name], ACCOUNTS[name], "", "/", "/bin/false"))


@pytest.mark.parametrize(
    ("named", "chosen"), [(None, "postgres"), ("nobody", "nobody"), ("postgres", "postgres")]
)
def test_root_hands_the_server_to(tmp_path: Path, named: str | None, chosen: str) -> None:
    user = choose(tmp_path / "none-yet", named, euid=0, lookup=lookup)
    assert user == OsUser(chosen, ACCOUNTS[chosen], ACCOUNTS[chosen], switch=True)


@pytest.mark.parametrize("named", ["missing", "toor"])
def test_root_never_runs_the_server_itself(tmp_path: Path, named: str) -> None:
    with pytest.raises(NoAccountForPostgres):
        choose(tmp_path / "none-yet", named, euid=0, lookup=lookup)


def test_programs_out_of_reach_are_copied_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = programs.find()
    hidden = tmp_path / "venv"
    shutil.copytree(found.prefix, hidden / programs.WHEEL / found.prefix.name, symlinks=True)
    hidden.chmod(0o700)
    shelf = Path(tempfile.mkdtemp(prefix="kw-shelf-"))
    shelf.chmod(0o755)
    monkeypatch.setattr(programs, "_SHARED_COPIES", shelf / "keepword" / "postgresql")
    away = programs.Programs(found.major, hidden / programs.WHEEL / found.prefix.name)
    user = choose(tmp_path / "none-yet", None)
    first = programs.readable_by(user, away)
    assert programs.readable_by(user, away) == first
    assert user.can_walk_to(first.prefix / "bin")
    assert first.prefix.is_relative_to(shelf if os.geteuid() == 0 else hidden)
    shutil.rmtree(shelf)
