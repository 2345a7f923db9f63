"""Every role of the database may do what its process does and no more (P82, P85, P87, P88)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import errors, sql

from keepword.runtime import config, database
from keepword.runtime.config import Config
from keepword.runtime.dbroles import rights, scram, secrets, table
from keepword.runtime.dbroles.errors import GrantsUnfit
from keepword.runtime.dbroles.names import PUBLIC, SERVING, Role, of_service, user
from keepword.runtime.layout import Layout
from keepword.runtime.postgres.embedded import EmbeddedPostgres, Lease, client
from tests.runtime import roles_at_work
from tests.runtime.house import House
from tests.runtime.role_trials import ALLOWED, FORBIDDEN, OTHERS

WEB, INTEGRATOR = Role.WEB, Role.INTEGRATOR
SOMEBODY = "00000000-0000-4000-8000-000000000001"


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("roles") / "var"


@pytest.fixture(scope="module")
def lease(var: Path) -> Iterator[Lease]:
    with EmbeddedPostgres(Layout(var)).hold() as lease:
        yield lease


@pytest.fixture(scope="module")
def lived(lease: Lease, var: Path) -> dict[str, dict[str, object]]:
    """A day of a house, each process as its own role; what was done."""
    found: dict[str, dict[str, object]] = json.loads(roles_at_work.run(var))
    return found


@pytest.fixture(scope="module")
def settings(lived: object, var: Path) -> Config:
    return config.load({"KEEPWORD_VAR": str(var)})


@pytest.fixture
def owner(settings: Config) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with database.connect(settings, autocommit=True) as connection:
        yield connection


def test_every_process_does_its_work_as_its_own_role(lived: dict[str, object]) -> None:
    assert lived["web"] == {"looked": "Opened", "found": True}
    assert lived["turned"]
    worker = lived["worker"]
    assert isinstance(worker, dict)
    assert worker["mails"] == worker["turns"] == 1
    assert worker["destroyed"] > 0
    assert worker["tidied"] > 0
    assert lived["integrated"]


@pytest.fixture(scope="module")
def month(settings: Config) -> int:
    with database.connect(settings) as connection:
        row = connection.execute("SELECT max(month) FROM ledger.entry").fetchone()
    assert row is not None
    return int(row[0])


def _as(settings: Config, role: Role, text: str, month: int) -> None:
    """Try it as the role, in a transaction that is undone."""
    statement = text.replace("{month}", str(month)).replace("{somebody}", SOMEBODY)
    with database.connect(settings, role=role) as connection:
        connection.execute(statement.encode())
        connection.rollback()


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_web_server_may_not(settings: Config, month: int, what: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        _as(settings, WEB, FORBIDDEN[what], month)


@pytest.mark.parametrize("what", ALLOWED)
def test_the_web_server_may(settings: Config, month: int, what: str) -> None:
    _as(settings, WEB, ALLOWED[what], month)


@pytest.mark.parametrize(("role", "text"), OTHERS)
def test_the_others_may_not(settings: Config, month: int, role: Role, text: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        _as(settings, role, text, month)


@pytest.mark.parametrize("role", SERVING)
@pytest.mark.parametrize("elsewhere", ["postgres", "template1"])
def test_no_role_gets_into_another_database(settings: Config, role: Role, elsewhere: str) -> None:
    parts = {**database.parameters(settings, role), "dbname": elsewhere}
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(**parts)  # type: ignore[arg-type]


# ── the table and the catalog ────────────────────────────────────────────────────────────────


def test_the_catalog_says_what_the_table_says(
    owner: psycopg.Connection[tuple[object, ...]],
) -> None:
    assert rights.difference(owner) == rights.Difference(frozenset(), frozenset())
    assert rights.strangers(owner) == frozenset()
    assert rights.search_path(owner) == table.SEARCH_PATH
    assert rights.apply(owner) == 0


def test_every_table_and_function_has_a_line(
    owner: psycopg.Connection[tuple[object, ...]],
) -> None:
    assert sorted(rights.unlisted(owner)) == []


def test_nobody_who_serves_has_a_right_that_changes_the_log() -> None:
    """P88, by the table itself: the integrator adds, and what is there nobody changes."""
    for name, line in table.TABLES.items():
        for role, text in line.items():
            if name in ("ledger.inbox", "ledger.entry", "ledger.tree") and role is not INTEGRATOR:
                assert set(text.split()) <= {"SELECT", "INSERT"}
    assert table.TABLES["ledger.entry"][INTEGRATOR] == "SELECT INSERT"


PLANTED = [
    ("GRANT SELECT ON keystore.key_page TO keepword_web",
     rights.Right("keepword_web", "table", "keystore.key_page", "", "SELECT")),
    ("GRANT SELECT (wrapped) ON keystore.data_key TO keepword_web",
     rights.Right("keepword_web", "table", "keystore.data_key", "wrapped", "SELECT")),
    ("GRANT UPDATE ON ledger.inbox TO PUBLIC",
     rights.Right(PUBLIC, "table", "ledger.inbox", "", "UPDATE")),
    ("GRANT CREATE ON SCHEMA public TO PUBLIC",
     rights.Right(PUBLIC, "schema", "public", "", "CREATE")),
    ("GRANT TEMPORARY ON DATABASE keepword TO keepword_web",
     rights.Right("keepword_web", "database", "keepword", "", "TEMPORARY")),
    ("GRANT EXECUTE ON FUNCTION staff_grant_stands() TO PUBLIC",
     rights.Right(PUBLIC, "function", "public.staff_grant_stands()", "", "EXECUTE")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "right"), PLANTED)
def test_a_right_too_many_is_seen_and_taken_away(
    owner: psycopg.Connection[tuple[object, ...]], text: str, right: rights.Right
) -> None:
    owner.execute(text.encode())
    assert rights.difference(owner).beyond == {right}
    assert rights.apply(owner) == 1
    assert rights.difference(owner).beyond == frozenset()


TAKEN = [
    "REVOKE INSERT ON ledger.inbox FROM keepword_web",
    "REVOKE SELECT ON keystore.data_key FROM keepword_web",
    "REVOKE USAGE ON SCHEMA mail FROM keepword_worker",
    "REVOKE CONNECT ON DATABASE keepword FROM keepword_keys",
]


@pytest.mark.parametrize("text", TAKEN)
def test_a_right_too_few_is_seen_and_given(
    owner: psycopg.Connection[tuple[object, ...]], text: str
) -> None:
    owner.execute(text.encode())
    assert rights.difference(owner).missing
    assert rights.apply(owner) >= 1
    assert rights.difference(owner).missing == frozenset()


def test_a_line_about_what_is_not_there_is_no_silence(
    owner: psycopg.Connection[tuple[object, ...]],
) -> None:
    there = rights.things(owner)
    without = rights.Things(
        {n: c for n, c in there.columns.items() if n != "vault.item"}, there.functions
    )
    with pytest.raises(GrantsUnfit, match=r"vault\.item"):
        rights.wanted(without, ["keepword_web"], "keepword")
    columns = dict(there.columns) | {"keystore.page": frozenset({"page"})}
    with pytest.raises(GrantsUnfit, match=r"keystore\.page\.closed_at"):
        rights.wanted(rights.Things(columns, there.functions), ["keepword_web"], "keepword")


def test_services_have_the_role_of_their_name_and_the_terminal_is_the_owner() -> None:
    assert [of_service(str(role)) for role in SERVING] == list(SERVING)
    assert {of_service(name) for name in ("cli", "prepare", "demo")} == {Role.OWNER}


# ── passwords ────────────────────────────────────────────────────────────────────────────────


def test_every_role_has_a_random_password_in_a_file_of_its_own(settings: Config) -> None:
    files = [secrets.path(settings.layout, role) for role in Role]
    assert {oct(file.stat().st_mode & 0o777) for file in files} == {"0o600"}
    kept = {secrets.known(settings.layout, role) for role in Role}
    assert len(kept) == len(list(Role))
    assert min(len(text or "") for text in kept) >= 64


def test_a_verifier_is_the_one_that_postgresql_makes(lease: Lease) -> None:
    with psycopg.connect(lease.server.admin(), autocommit=True) as admin:
        made = admin.pgconn.encrypt_password(b"0penSesame", b"x", b"scram-sha-256").decode()
    assert scram.fits("0penSesame", made)
    assert not scram.fits("openSesame", made)
    for broken in (None, "", "md5abc", "SCRAM-SHA-256$x:y$z", made.replace("4096", "4097")):
        assert not scram.fits("0penSesame", broken)


def test_a_house_of_release_0_2_goes_on_and_gets_its_roles(layout: Layout) -> None:
    """It had one role that owned everything, and one password under another name."""
    with EmbeddedPostgres(layout).hold() as lease:
        with psycopg.connect(**client(layout), autocommit=True) as owner:  # type: ignore[arg-type]
            owner.execute("CREATE TABLE kept (x int)")
        with psycopg.connect(lease.server.admin(), autocommit=True) as admin:
            for role in SERVING:
                admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(user(role))))
                secrets.path(layout, role).unlink()
        secrets.path(layout, Role.OWNER).rename(layout.secrets / "postgres-client")
        lease.ensure()
        assert not (layout.secrets / "postgres-client").exists()
        with psycopg.connect(**client(layout)) as owner:  # type: ignore[arg-type]
            assert owner.execute("SELECT count(*) FROM kept").fetchone() == (0,)
            assert rights.present(owner) == {user(role) for role in SERVING}


# ── the worker's own connections ─────────────────────────────────────────────────────────────────

_TERM_OF_THE_LOG = """
import django
django.setup()
from keepword.runtime import clock, config, worker
(duty,) = [each for each in worker.duties(config.current()) if each.name == "log-term"]
print(duty.run(clock.now()))
"""


def test_the_term_of_the_log_is_seen_to_by_the_worker(lease: Lease, settings: Config) -> None:
    """It prunes on a connection of its own, and never on one of the owner's."""
    environ = {**House(settings.layout.var).env, "KEEPWORD_SERVICE": "worker",
               "DJANGO_SETTINGS_MODULE": "keepword.runtime.settings"}  # fmt: skip
    with psycopg.connect(lease.server.admin(), autocommit=True) as superuser:
        superuser.execute("ALTER ROLE keepword CONNECTION LIMIT 0")
        try:
            done = subprocess.run(
                [sys.executable, "-c", _TERM_OF_THE_LOG],
                env=environ, capture_output=True, text=True, timeout=60, check=False,
            )  # fmt: skip
        finally:
            superuser.execute("ALTER ROLE keepword CONNECTION LIMIT -1")
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) >= 0
