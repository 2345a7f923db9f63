"""Settings come from the environment, typed; what cannot be used is named with a way out."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from keepword.runtime import config, database, secretfile, smtp
from keepword.runtime.errors import ConfigError, UnsafeFolder
from keepword.runtime.layout import Layout
from keepword.runtime.locks import FileLock
from keepword.runtime.postgres import sockets
from tests.runtime.house import PATIENCE


def test_nothing_set_is_a_house_on_this_machine_only() -> None:
    read = config.load({})
    assert read.layout.var == Path.cwd() / "var"
    assert (read.embedded, read.public, read.demo) == (True, False, False)
    assert (read.port, read.policy, read.hosts) == (8000, "asan", config.LOOPBACK_HOSTS)
    assert (read.keys, read.smtp, read.mail_from) == (read.layout.keys, None, "")
    assert read.ledger_origin == "keepword.invalid/asan"


def test_everything_can_be_set(tmp_path: Path) -> None:
    read = config.load({
        "KEEPWORD_VAR": str(tmp_path / "x" / ".." / "var"),
        "KEEPWORD_HOSTS": "privacy.example.org, localhost",
        "KEEPWORD_DEMO": "yes",
        "KEEPWORD_BEHIND_PROXY": "1",
        "KEEPWORD_POOL": "16",
        "PORT": "8080",
        "KEEPWORD_KEYS": str(tmp_path / "elsewhere"),
        "KEEPWORD_LEDGER_ORIGIN": "privacy.example.org/ledger",
        "KEEPWORD_SMTP": "smtps://me:secret@mail.example.org",
        "KEEPWORD_MAIL_FROM": "privacy@example.org",
        "DATABASE_URL": "postgresql://me:secret@db.example.org/keep",
    })  # fmt: skip
    assert read.layout.var == tmp_path / "var"
    assert (read.embedded, read.public, read.demo, read.behind_proxy) == (False, True, True, True)
    assert (read.pool, read.port) == (16, 8080)
    assert (read.keys, read.mail_from) == (tmp_path / "elsewhere", "privacy@example.org")
    assert read.ledger_origin == "privacy.example.org/ledger"
    assert "secret" not in repr(read)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PORT", "²"),
        ("KEEPWORD_POOL", "-1"),
        ("KEEPWORD_DEMO", "perhaps"),
        ("DATABASE_URL", "sqlite:///keepword.db"),
        ("DATABASE_URL", "mysql://host/name"),
        ("KEEPWORD_LEDGER_ORIGIN", "https://privacy.example.org/ledger"),
        ("KEEPWORD_LEDGER_ORIGIN", "two words"),
        ("KEEPWORD_LEDGER_ORIGIN", "name+key"),
        ("KEEPWORD_SMTP", "mail.example.org"),
        ("KEEPWORD_SMTP", "smtps://"),
        ("KEEPWORD_SMTP", "smtps://host:port"),
        ("KEEPWORD_SMTP", "https://host"),
        ("KEEPWORD_MAIL_FROM", "two@a.kr,three@a.kr"),
        ("KEEPWORD_MAIL_FROM", "a@b.kr\nBcc: c@d.kr"),
    ],
)
def test_what_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigError) as refused:
        config.load({name: value})
    assert refused.value.name == name
    assert name in refused.value.message.ko
    assert refused.value.remedy.en


@pytest.mark.parametrize(
    ("address", "sslmode"),
    [
        ("postgresql://me@127.0.0.1/keep", None),
        ("postgresql:///keep?host=/run/postgresql", None),
        ("postgresql://me@[::1]:5433/keep", None),
        ("postgresql://me@db.example.org/keep", "verify-full"),
        ("postgresql://me@10.0.0.7/keep?sslmode=require", "require"),
    ],
)
def test_a_distant_server_is_reached_through_checked_tls(address: str, sslmode: str | None) -> None:
    assert database.parameters(config.load({"DATABASE_URL": address})).get("sslmode") == sslmode


@pytest.mark.parametrize(
    ("address", "port", "security"),
    [
        ("smtps://mail.example.org", 465, "tls"),
        ("smtp://mail.example.org", 587, "starttls"),
        ("smtp://mail.example.org:25", 25, "starttls"),
        ("smtp://127.0.0.1:2525", 2525, "local"),
        ("smtps://a%40b:p%2Fw@mail.example.org", 465, "tls"),
    ],
)
def test_mail_leaves_this_machine_only_through_tls(address: str, port: int, security: str) -> None:
    found = smtp.parse(address)
    assert found is not None
    assert (found.port, found.security) == (port, security)
    if "%" in address:
        assert (found.user, found.password) == ("a@b", "p/w")
        assert "p/w" not in repr(found)


def test_mail_without_a_sender_and_a_bad_address_are_refused_without_the_password() -> None:
    with pytest.raises(ConfigError, match="KEEPWORD_MAIL_FROM"):
        config.load({"KEEPWORD_SMTP": "smtps://mail.example.org"})
    with pytest.raises(ConfigError) as refused:
        config.load({"KEEPWORD_SMTP": "smtps://me:geheim@host/path"})
    assert "geheim" not in str(refused.value.message) + str(refused.value.__cause__)


def test_an_address_comes_back_from_its_parts() -> None:
    parts: dict[str, str | int] = {
        "host": "127.0.0.1", "port": 5433, "user": "kee p", "password": "p@ss/w:rd?",
        "dbname": "keep", "application_name": "a b",
    }  # fmt: skip
    assert conninfo_to_dict(database.url(parts)) == {n: str(v) for n, v in parts.items()}


def test_values_never_travel_inside_a_statement() -> None:
    settings = database.django(config.load({"KEEPWORD_POOL": "4"}))
    assert settings["OPTIONS"]["server_side_binding"] is True
    assert settings["OPTIONS"]["pool"]["max_size"] == 4


@pytest.mark.parametrize(
    ("hosts", "redirect", "hsts"), [("", False, 0), ("privacy.example.org", True, 31_536_000)]
)
def test_plain_http_is_for_this_machine_only(
    tmp_path: Path, hosts: str, redirect: bool, hsts: int
) -> None:
    asked = (
        "from keepword.runtime import settings as s\n"
        "print(s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.CSRF_COOKIE_SECURE, s.DEBUG)"
    )
    said = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "KEEPWORD_VAR": str(tmp_path / "var"), "KEEPWORD_HOSTS": hosts},
        check=True, capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert said.stdout.split() == [str(redirect), str(hsts), str(redirect), "False"]


def test_a_secret_is_made_once_however_many_want_it(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "key"
    got: list[str] = []
    racers = [
        threading.Thread(target=lambda: got.append(secretfile.read_or_make(path))) for _ in range(8)
    ]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(PATIENCE)
        assert not racer.is_alive()
    assert len(set(got)) == 1
    assert len(got[0]) >= 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["key"]


def test_a_secret_open_to_others_or_behind_a_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    secretfile.read_or_make(path)
    path.chmod(0o640)
    with pytest.raises(UnsafeFolder):
        secretfile.read(path)
    path.chmod(0o600)
    link = tmp_path / "link"
    link.symlink_to(path)
    with pytest.raises(OSError, match="symbolic links"):
        secretfile.read(link)


def test_a_lock_is_shared_by_readers_and_dropped_with_its_holder(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    first, second, third = FileLock(path), FileLock(path), FileLock(path)
    first.acquire(shared=True)
    assert second.try_acquire(shared=True)
    assert not third.try_acquire()
    first.release()
    second.release()
    assert third.try_acquire()
    assert not first.is_free(shared=True)
    holding = (
        "import sys; from pathlib import Path; from keepword.runtime.locks import FileLock\n"
        "lock = FileLock(Path(sys.argv[1])); lock.acquire(); print('held', flush=True); input()"
    )
    third.release()
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert not first.is_free()
        child.kill()
    assert first.is_free()


def test_folders_are_closed_to_others(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "var")
    layout.make()
    for folder in (layout.secrets, layout.logs, layout.run):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize(("path", "fits"), [("/run/keepword/0123456789ab", True),
                                            ("/a,b", False), ("/" + "x" * 100, False)])  # fmt: skip
def test_which_folders_can_hold_a_socket(path: str, fits: bool) -> None:
    assert sockets.fits(Path(path)) is fits
