"""Whether Keepword is ready to serve: named probes, each with a code and a remedy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from keepword.foundation.errors import KeepwordError, Message
from keepword.ledger import publishing


@dataclass(frozen=True, slots=True)
class Problem:
    """What is missing and how to mend it."""

    code: str
    message: Message
    remedy: Message


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing that must hold before a request is served; `check` answers None when it does.

    Where the probe named in `needs` fails, this one fails with it and is not tried.
    """

    name: str
    check: Callable[[], Problem | None]
    needs: str = ""


UNREACHABLE = Problem(
    "database-unreachable",
    Message(en="The database does not answer.", ko="데이터베이스가 응답하지 않습니다."),
    Message(
        en="It is restarted if it is ours; see `keepword doctor`.",
        ko="내장 서버라면 다시 시작됩니다. `keepword doctor`로 확인하세요.",
    ),
)

UNREADABLE = Problem(
    "migrations-unreadable",
    Message(
        en="The database does not show which migrations it has.",
        ko="데이터베이스에 어떤 변경이 적용됐는지 읽을 수 없습니다.",
    ),
    Message(
        en="Let our role own its tables, then start with `keepword up`.",
        ko="접속 계정이 테이블을 소유하게 한 뒤 `keepword up`으로 시작하세요.",
    ),
)


def database() -> Problem | None:
    """The database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return UNREACHABLE
    return None


def migrations() -> Problem | None:
    """Every table is as this release wants it."""
    try:
        count = pending()
    except DatabaseError:
        return database() or UNREADABLE
    return _pending(count) if count else None


def policy() -> Problem | None:
    """The policy named in the settings loads and is coherent."""
    # Imported here: only who serves the policy wants the whole reader in memory.
    from keepword.policies import library

    try:
        library.load(settings.KEEPWORD.policy)
    except KeepwordError as error:
        return Problem(error.code, error.message, error.remedy)
    return None


def keys() -> Problem | None:
    """The key holder answers, and the key store lies under its root. Nothing is made."""
    # Imported here: only who opens anything wants the vault in memory.
    from keepword.runtime import house

    try:
        house.vault().check()
    except KeepwordError as error:
        return Problem(error.code, error.message, error.remedy)
    except (DatabaseError, psycopg.Error):
        return UNREACHABLE
    return None


def ledger() -> Problem | None:
    """A signed checkpoint can be read beside its verifier key."""
    public = settings.KEEPWORD.layout.ledger_public
    try:
        publishing.latest(public, publishing.published_key(public))
    except KeepwordError as error:
        return Problem(error.code, error.message, error.remedy)
    return None


def pending() -> int:
    """How many migrations of this release the database lacks."""
    return len(_on_disk() - _applied())


def known() -> frozenset[str]:
    """Every migration of this release, as `app.name`."""
    return frozenset(f"{app}.{name}" for app, name in _on_disk())


PREPARED = (
    Probe("database", database),
    Probe("migrations", migrations, needs="database"),
    Probe("policy", policy),
    Probe("keys", keys, needs="migrations"),
)
"""What must hold before any service starts."""

PROBES = (*PREPARED, Probe("ledger", ledger))
"""What must hold before a request is served; the integrator publishes the first checkpoint."""


def look(probes: tuple[Probe, ...] = PROBES) -> dict[str, Problem | None]:
    """Ask every probe, in order."""
    found: dict[str, Problem | None] = {}
    for probe in probes:
        found[probe.name] = found.get(probe.needs) or probe.check()
    return found


@cache
def _on_disk() -> frozenset[tuple[str, str]]:
    loader = MigrationLoader(None)
    return frozenset((key[0], key[1]) for key in loader.disk_migrations or {})


def _applied() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations')")
        row = cursor.fetchone()
        if row is None or row[0] is None:
            return set()
        cursor.execute("SELECT app, name FROM django_migrations")
        return {(str(app), str(name)) for app, name in cursor.fetchall()}


def _pending(count: int) -> Problem:
    return Problem(
        "migrations-pending",
        Message(
            en=f"The database lacks {count} migrations.",
            ko=f"데이터베이스에 적용하지 않은 변경이 {count}건 있습니다.",
        ),
        Message(
            en="Start with `keepword up`; it migrates first.",
            ko="`keepword up`으로 시작하면 먼저 적용합니다.",
        ),
    )
