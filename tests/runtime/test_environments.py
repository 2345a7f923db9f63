"""What each process of the house is told: its own settings and nobody else's secrets (P82).

One real house with every secret set, on a server of its own; then the table, where a device, KMS
or a bucket decides.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest
from psycopg import sql

from keepword.runtime import config, database, environments, keyholder
from keepword.runtime.dbroles import rights
from keepword.runtime.dbroles.names import SERVING, Role, user
from keepword.runtime.doctor import machine
from keepword.runtime.doctor.finding import Level
from keepword.runtime.layout import Layout
from keepword.runtime.postgres.embedded import EmbeddedPostgres, client
from keepword.vault.holding.roles import Role as Caller
from tests.runtime.house import House, free_port, opened, running

SECRETS = {
    "KEEPWORD_ROOT_PIN": "pin-0001",
    "KEEPWORD_SMTP": "smtps://house:mail-0002@mail.example.org",
    "KEEPWORD_SECRET_KEY": "django-0003-and-more-so-that-it-is-long-enough",
    "AWS_SECRET_ACCESS_KEY": "aws-0004",
    "KEEPWORD_BLOBS_AWS_SECRET_ACCESS_KEY": "bucket-0005",
    "PGPASSWORD": "libpq-0006",
    "SOMETHING_ELSE": "stranger-0007",
}
"""Each with a text that is found again wherever it turns up."""

MARKS = {name: value.split(":")[-1].split("@")[0] for name, value in SECRETS.items()}

SETTINGS = {
    **SECRETS,
    "AWS_ACCESS_KEY_ID": "whose-key",
    "KEEPWORD_BLOBS_AWS_ACCESS_KEY_ID": "the-key-of-blobs",
    "KEEPWORD_MAIL_FROM": "privacy@example.org",
    "KEEPWORD_BLOBS": "s3://blobs?endpoint=http://127.0.0.1:1&region=x",
    "KEEPWORD_WITNESS_QUORUM": "0",
}

ALLOWED = {
    "keys": {"KEEPWORD_ROOT_PIN"},
    "integrator": set[str](),
    "web": {"KEEPWORD_SECRET_KEY", "KEEPWORD_BLOBS_AWS_SECRET_ACCESS_KEY"},
    "worker": {"KEEPWORD_SMTP", "KEEPWORD_BLOBS_AWS_SECRET_ACCESS_KEY"},
}
"""Which secrets each process of this house may know: its root is a file, its blobs in a bucket."""

MODULES = {"keys": "keyholder", "integrator": "integrator", "web": "web", "worker": "worker"}


class Living(NamedTuple):
    """A house that runs, and the password of the owner of its database."""

    house: House
    password: str


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    """On a server whose owner may make roles."""
    server = Layout(tmp_path_factory.mktemp("server") / "var")
    with EmbeddedPostgres(server, tcp_port=free_port()).hold() as lease:
        with psycopg.connect(lease.server.admin("keepword"), autocommit=True) as superuser:
            superuser.execute("ALTER ROLE keepword CREATEROLE")
            for name in rights.present(superuser):
                superuser.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))
        owner = {**client(server), "host": "127.0.0.1"}
        for house in opened(tmp_path_factory.mktemp("living") / "var"):
            house.environment = {**SETTINGS, "DATABASE_URL": database.url(owner)}
            process = house.up_and_ready()
            yield Living(house, str(owner["password"]))
            assert house.stop(process)[0] == 0


def _told(house: House, service: str) -> list[dict[str, str]]:
    """The environment of each process of a service; of the key holder only root may read it."""
    found = []
    for process in running(house.var, f"keepword.runtime.{MODULES[service]}"):
        try:
            found.append(process.environ())
        except psutil.AccessDenied:
            assert service == "keys"
    return found


@pytest.mark.parametrize("service", SERVING)
def test_a_process_knows_its_own_secrets_only(living: Living, service: str) -> None:
    house, owners = living.house, living.password
    told = _told(house, service)
    assert told or service == "keys"
    for environ in told:
        text = "\n".join(environ.values())
        seen = {name for name, mark in MARKS.items() if mark in text}
        assert seen == ALLOWED[service]
        assert owners not in text
        assert environ["KEEPWORD_SERVICE"] == service


@pytest.mark.parametrize("service", SERVING)
def test_a_process_has_the_address_of_its_own_role(living: Living, service: str) -> None:
    for environ in _told(living.house, service):
        address = environ["DATABASE_URL"]
        assert urlsplit(address).username == user(Role(service))
        with psycopg.connect(address) as connection:
            assert connection.info.user == user(Role(service))


def test_the_doctor_sees_each_service_and_its_account(living: Living) -> None:
    """Also of a house whose environments it may not read."""
    found = machine.accounts_of(living.house.var)
    assert found == dict.fromkeys(MODULES, os.geteuid())
    finding = machine.accounts_apart(found)
    assert finding.level is Level.NOTE
    assert finding.remedy is not None
    assert "EnvironmentFile" in finding.remedy.en


def test_the_key_holder_asks_services_for_their_account() -> None:
    assert keyholder.accounts() == dict.fromkeys(
        (Caller.WEB, Caller.WORKER, Caller.INTEGRATOR), os.geteuid()
    )


# ── the table ────────────────────────────────────────────────────────────────────────────────────


def _of(tmp_path: Path, service: str, more: Mapping[str, str]) -> dict[str, str]:
    environ = {**SETTINGS, "KEEPWORD_VAR": str(tmp_path), **more}
    return environments.told(service, config.load(environ), environ)


def test_with_the_root_in_kms_its_credentials_are_the_holders(tmp_path: Path) -> None:
    kms = {"KEEPWORD_ROOT": "kms:"}
    name = "AWS_SECRET_ACCESS_KEY"
    told = {service: _of(tmp_path, service, kms).get(name) for service in environments.TABLE}
    assert told == {
        "prepare": "aws-0004", "demo": "aws-0004", "keys": "aws-0004", "integrator": None,
        "web": "bucket-0005", "worker": "bucket-0005",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("root", "blobs", "own", "shared"),
    [
        ("kms:", "s3://b", False, True),
        ("kms:", "s3://b", True, False),
        ("kms:", "", False, False),
        ("file", "s3://b", False, False),
    ],
)
def test_one_set_of_credentials_for_root_and_blobs_is_seen(
    tmp_path: Path, root: str, blobs: str, own: bool, shared: bool
) -> None:
    environ = {
        "KEEPWORD_VAR": str(tmp_path), "KEEPWORD_ROOT": root, "KEEPWORD_BLOBS": blobs,
        "AWS_ACCESS_KEY_ID": "x",
        **({"KEEPWORD_BLOBS_AWS_ACCESS_KEY_ID": "y"} if own else {}),
    }  # fmt: skip
    assert environments.shares_credentials(config.load(environ), environ) is shared


@pytest.mark.parametrize("setting", ["KEEPWORD_ROOT", "KEEPWORD_ROOT_BEFORE"])
def test_the_library_of_a_token_finds_its_settings_in_the_holder_alone(
    tmp_path: Path, setting: str
) -> None:
    more = {
        setting: "pkcs11:/x.so?token=t", "SOFTHSM2_CONF": "/etc/softhsm2.conf",
        "KEEPWORD_ROOT_ENVIRONMENT": "ODD_VENDOR, OTHER", "ODD_VENDOR": "1",
    }  # fmt: skip
    for service in environments.TABLE:
        told = _of(tmp_path, service, more)
        knows = service in ("prepare", "demo", "keys")
        assert [name in told for name in ("SOFTHSM2_CONF", "ODD_VENDOR", "OTHER")] == [
            knows, knows, False,
        ]  # fmt: skip


def test_where_a_role_is_missing_its_process_gets_the_owners_address(tmp_path: Path) -> None:
    """It works, and `role-missing` of the doctor says so."""
    address = "postgresql://owner:secret@127.0.0.1/house"
    told = _of(tmp_path, "web", {"DATABASE_URL": address})
    assert told["DATABASE_URL"] == address


def test_a_role_of_its_own_needs_no_file_of_the_owners(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir(mode=0o700)
    (secrets / "db-web").write_text("web's own\n", "ascii")
    (secrets / "db-web").chmod(0o600)
    address = "postgresql://owner:secret@db.example.org:5433/house?passfile=/owner&sslmode=require"
    told = _of(tmp_path, "web", {"DATABASE_URL": address})
    parts = urlsplit(told["DATABASE_URL"])
    assert (parts.username, parts.password) == ("keepword_web", "web%27s%20own")
    assert (parts.hostname, parts.port, parts.path) == ("db.example.org", 5433, "/house")
    assert "secret" not in told["DATABASE_URL"]
    assert "/owner" not in told["DATABASE_URL"]
    assert "sslmode=require" in parts.query
    assert "PGPASSWORD" not in told
