"""The database server: version, durability, TLS, clock; then roles, ways in, and its log."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Any

import psycopg

from keepword.foundation.errors import Message
from keepword.runtime import database
from keepword.runtime.config import Config
from keepword.runtime.doctor import letting_in, roles, server_log
from keepword.runtime.doctor.finding import Finding, mend, note, ok
from keepword.runtime.doctor.settings import setting
from keepword.runtime.postgres.embedded import EmbeddedPostgres

Connection = psycopg.Connection[Any]

DURABLE = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "local", "remote_write", "remote_apply"),
}
"""Settings that keep a committed transaction through a power cut, and the values that do."""

_DURABILITY = Message(en="Durability", ko="내구성")


def checks(config: Config) -> Iterator[Finding]:
    """Everything that can be asked of the server in `config`."""
    try:
        connection = psycopg.connect(database.conninfo(config), autocommit=True)
    except psycopg.OperationalError as error:
        what = Message(en="Database", ko="데이터베이스")
        remedy = Message(
            en="Check DATABASE_URL, the server and its pg_hba.conf.",
            ko="DATABASE_URL, 서버, pg_hba.conf를 확인하세요.",
        )
        yield mend("database", what, str(error).strip().splitlines()[0], remedy)
        return
    with connection:
        yield version(connection)
        yield from durability(connection)
        yield wal_level(connection)
        yield checksums(connection)
        yield from letting_in.checks(connection, config, _superuser(config))
        yield from roles.checks(connection, config)
        yield tls(connection, config)
        yield from server_log.checks(connection)
        yield server_clock(connection, time.time())


def version(connection: Connection) -> Finding:
    """PostgreSQL 15 or newer."""
    what = Message(en="PostgreSQL", ko="PostgreSQL")
    seen = str(connection.info.parameter_status("server_version"))
    if connection.info.server_version >= database.OLDEST * 10_000:
        return ok("postgres-version", what, seen)
    remedy = Message(en="Upgrade to 15 or newer.", ko="15 이상으로 올리세요.")
    return mend("postgres-version", what, seen, remedy)


def durability(connection: Connection) -> Iterator[Finding]:
    """What is committed survives a power cut."""
    for name, good in DURABLE.items():
        value = setting(connection, name)
        seen = f"{name} = {value}"
        if value in good:
            yield ok(name, _DURABILITY, seen)
        else:
            remedy = Message(
                en=f"ALTER SYSTEM SET {name} = on; then reload. Look at ALTER ROLE … SET too.",
                ko=f"ALTER SYSTEM SET {name} = on; 후 다시 읽히세요. ALTER ROLE … SET도 보세요.",
            )
            yield mend(name, _DURABILITY, seen, remedy)


def wal_level(connection: Connection) -> Finding:
    """With `minimal` there are neither replicas nor base backups of a running server."""
    value = setting(connection, "wal_level")
    seen = f"wal_level = {value}"
    if value != "minimal":
        return ok("wal_level", _DURABILITY, seen)
    remedy = Message(
        en="ALTER SYSTEM SET wal_level = replica; then restart.",
        ko="ALTER SYSTEM SET wal_level = replica; 후 다시 시작하세요.",
    )
    return mend("wal_level", _DURABILITY, seen, remedy)


def checksums(connection: Connection) -> Finding:
    """A disk that returns something else than was written is noticed at once."""
    value = setting(connection, "data_checksums")
    seen = f"data_checksums = {value}"
    if value == "on":
        return ok("data-checksums", _DURABILITY, seen)
    remedy = Message(
        en="Stop the server and run pg_checksums --enable on its data folder.",
        ko="서버를 멈추고 자료 폴더에 pg_checksums --enable을 실행하세요.",
    )
    return note("data-checksums", _DURABILITY, seen, remedy)


def tls(connection: Connection, config: Config) -> Finding:
    """TLS with the server's name checked, unless it is on this machine."""
    what = Message(en="TLS to the database", ko="데이터베이스와의 TLS")
    given = database.parameters(config)
    if database.is_local(str(given.get("host", ""))):
        return ok("tls", what, "local")
    mode = str(given.get("sslmode", "prefer"))
    in_use = bool(connection.pgconn.ssl_in_use)
    seen = f"sslmode={mode}, {'TLS' if in_use else 'plain'}"
    if in_use and mode == "verify-full":
        return ok("tls", what, seen)
    remedy = Message(
        en="Put sslmode=verify-full (and sslrootcert) into DATABASE_URL.",
        ko="DATABASE_URL에 sslmode=verify-full(과 sslrootcert)을 쓰세요.",
    )
    return mend("tls", what, seen, remedy)


def server_clock(connection: Connection, now: float) -> Finding:
    """The server's clock and ours (`now`, seconds since 1970) agree within two seconds."""
    what = Message(en="Server clock", ko="서버 시계")
    row = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
    apart = math.inf if row is None else abs(float(str(row[0])) - now)
    if apart <= 2.0:
        return ok("server-clock", what, f"Δ {apart:.2f} s")
    remedy = Message(en="Synchronise both clocks (NTP).", ko="두 시계를 맞추세요(NTP).")
    return mend("server-clock", what, f"Δ {apart:.1f} s", remedy)


def _superuser(config: Config) -> str | None:
    """How to connect as the superuser, where the server is ours."""
    return EmbeddedPostgres(config.layout).admin() if config.embedded else None
