"""Roles on a server of one's own: made where the owner may, waited for where not, and looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from keepword.runtime import config, database
from keepword.runtime.config import Config
from keepword.runtime.dbroles import making, rights, secrets, settling
from keepword.runtime.dbroles.names import SERVING, Role, user
from keepword.runtime.doctor import roles as checks
from keepword.runtime.doctor.finding import Finding, Level
from keepword.runtime.layout import Layout
from keepword.runtime.postgres.embedded import EmbeddedPostgres, Lease, client
from tests.runtime import roles_at_work
from tests.runtime.house import free_port

WEB = Role.WEB


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lease]:
    """A server on a port, as an operator's own is reached, with our tables."""
    layout = Layout(tmp_path_factory.mktemp("elsewhere") / "var")
    with EmbeddedPostgres(layout, tcp_port=free_port()).hold() as lease:
        roles_at_work.run(layout.var, "prepare")
        yield lease


@pytest.fixture
def own(server: Lease, tmp_path: Path) -> tuple[Config, str]:
    """A house on that server, and the superuser's address; nobody made any roles for it."""
    admin = server.server.admin("keepword")
    with psycopg.connect(admin, autocommit=True) as superuser:
        superuser.execute("ALTER ROLE keepword NOCREATEROLE")
        for name in rights.present(superuser):
            superuser.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(name)))
            superuser.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))
    address = database.url({**client(server.server.layout), "host": "127.0.0.1"})
    house = config.load({"KEEPWORD_VAR": str(tmp_path / "own"), "DATABASE_URL": address})
    house.layout.make()
    return house, admin


def settle(own: Config) -> int:
    with database.connect(own, autocommit=True) as owner:
        return settling.settle(own, owner)


def who(own: Config, role: Role) -> str:
    with database.connect(own, role=role) as connection:
        return connection.info.user


def test_an_owner_that_may_makes_the_roles(own: tuple[Config, str]) -> None:
    house, admin = own
    with psycopg.connect(admin, autocommit=True) as superuser:
        superuser.execute("ALTER ROLE keepword CREATEROLE")
    assert settle(house) > 0
    assert [who(house, role) for role in SERVING] == [user(role) for role in SERVING]
    assert settle(house) == 0


def test_without_that_right_the_sql_is_printed_and_taken_up_once_it_was_run(
    own: tuple[Config, str],
) -> None:
    house, admin = own
    settle(house)
    assert {who(house, role) for role in SERVING} == {"keepword"}
    passwords = {role: secrets.kept_or_made(house.layout, role) for role in SERVING}
    script = "\n".join(making.script(passwords))
    assert not any(password in script for password in passwords.values())
    settle(house)
    assert {who(house, role) for role in SERVING} == {"keepword"}
    with psycopg.connect(admin, autocommit=True) as superuser:
        superuser.execute(script.encode())
        superuser.execute(script.encode())
    settle(house)
    assert [who(house, role) for role in SERVING] == [user(role) for role in SERVING]


def test_a_password_that_opens_no_more_is_laid_aside(own: tuple[Config, str]) -> None:
    """Another server, or a role that somebody gave another password: the house still starts."""
    house, admin = own
    with psycopg.connect(admin, autocommit=True) as superuser:
        superuser.execute("ALTER ROLE keepword CREATEROLE")
        settle(house)
        making.set_password(superuser, user(WEB), "another")
        settle(house)
        assert who(house, WEB) == "keepword"
        making.set_password(superuser, user(WEB), secrets.kept(house.layout, WEB) or "")
    settle(house)
    assert who(house, WEB) == user(WEB)


def test_a_role_may_have_an_address_of_its_own(own: tuple[Config, str]) -> None:
    house, _admin = own
    address = "postgresql://cert_web@db.example.org/keepword?sslcert=/c&sslkey=/k"
    found = database.parameters(house, WEB, address)
    assert (found["user"], found["sslcert"], found["sslmode"]) == ("cert_web", "/c", "verify-full")
    assert "password" not in found


# ── what the doctor sees of it ───────────────────────────────────────────────────────────────

FAULTS = {
    "role-powers": "ALTER ROLE keepword_web CREATEDB",
    "role-owns": "CREATE TABLE stray (x int); ALTER TABLE stray OWNER TO keepword_worker",
    "role-rights-missing": "REVOKE INSERT ON ledger.inbox FROM keepword_web",
    "role-rights-beyond": "GRANT SELECT ON keystore.key_page TO keepword_web",
    "public-rights": "GRANT SELECT ON vault.item TO PUBLIC",
    "search-path": "ALTER DATABASE keepword RESET search_path",
    "role-rights": "ALTER TABLE mail.outbox RENAME TO elsewhere",
    "role-strangers": "CREATE ROLE looking; GRANT SELECT ON vault.item TO looking",
}
"""Findings, and what provokes each and no other."""


@pytest.fixture
def settled(own: tuple[Config, str]) -> tuple[Config, str]:
    with psycopg.connect(own[1], autocommit=True) as superuser:
        superuser.execute("ALTER ROLE keepword CREATEROLE")
        settle(own[0])
        superuser.execute("ALTER ROLE keepword NOCREATEROLE")
    return own


def unwell(findings: Iterator[Finding]) -> dict[str, Finding]:
    found = {each.id: each for each in findings if each.level is not Level.OK}
    for each in found.values():
        assert each.remedy is not None
        assert each.remedy.ko != each.remedy.en
    return found


def looked(house: Config, admin: str, fault: str = "SELECT 1") -> dict[str, Finding]:
    """What the owner finds with this fault in place; it is undone again."""
    with psycopg.connect(admin) as superuser:
        superuser.execute(fault.encode())
        superuser.execute("SET ROLE keepword")
        found = unwell(checks.checks(superuser, house))
        superuser.rollback()
    # The connection itself is a superuser's, which is the first finding of all.
    assert found.pop("role-owner").seen == "postgres: SUPERUSER, REPLICATION, BYPASSRLS"
    return found


def test_roles_as_we_make_them_are_nothing_to_mend(settled: tuple[Config, str]) -> None:
    house, _admin = settled
    with database.connect(house, autocommit=True) as owner:
        assert unwell(checks.checks(owner, house)) == {}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_roles_is_found(settled: tuple[Config, str], fault: str) -> None:
    found = looked(*settled, FAULTS[fault])
    assert list(found) == [fault]
    assert found[fault].level is (Level.NOTE if fault == "role-strangers" else Level.MEND)


def test_a_role_that_may_become_another_is_found(settled: tuple[Config, str]) -> None:
    found = looked(*settled, "CREATE ROLE mighty; GRANT mighty TO keepword_web")
    assert "member of mighty" in found["role-powers"].seen


def test_roles_that_are_missing_are_found(own: tuple[Config, str]) -> None:
    house, admin = own
    settle(house)
    assert list(looked(house, admin)) == ["role-missing"]


def test_a_role_whose_password_is_not_here_is_found(settled: tuple[Config, str]) -> None:
    house, admin = settled
    secrets.path(house.layout, WEB).unlink()
    found = looked(house, admin)
    assert (list(found), found["role-password"].seen) == (["role-password"], "keepword_web")
