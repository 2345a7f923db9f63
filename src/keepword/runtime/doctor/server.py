"""The database server: version, durability, authentication, TLS, and what its log keeps."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping

import psycopg
from psycopg.conninfo import make_conninfo

from keepword.foundation.errors import Message
from keepword.runtime import database
from keepword.runtime.config import Config
from keepword.runtime.doctor.finding import Finding, mend, note, ok

type_of_connection = psycopg.Connection[tuple[object, ...]]

DURABLE = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "local", "remote_write", "remote_apply"),
}
"""Settings that keep a committed transaction through a power cut, and the values that do."""

QUIET: Mapping[str, tuple[str, ...]] = {
    "log_statement": ("none", "ddl"),
    "log_parameter_max_length_on_error": ("0",),
}
"""Settings whose other values write statements or parameters into the server's log."""

STATEMENT_LOGGING = {
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
}
"""Settings that log whole statements unless they have this value."""


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
        yield authentication(config)
        yield tls(connection, config)
        yield from server_log(connection)
        yield server_clock(connection, time.time())


def version(connection: type_of_connection) -> Finding:
    """PostgreSQL 15 or newer."""
    what = Message(en="PostgreSQL", ko="PostgreSQL")
    seen = str(connection.info.parameter_status("server_version"))
    if connection.info.server_version >= database.OLDEST * 10_000:
        return ok("postgres-version", what, seen)
    remedy = Message(en="Upgrade to 15 or newer.", ko="15 이상으로 올리세요.")
    return mend("postgres-version", what, seen, remedy)


def durability(connection: type_of_connection) -> Iterator[Finding]:
    """Each setting as this very session has it (a role or database may carry its own)."""
    what = Message(en="Durability", ko="내구성")
    for name, good in DURABLE.items():
        seen = f"{name} = {_show(connection, name)}"
        if _show(connection, name) in good:
            yield ok(name, what, seen)
        else:
            remedy = Message(
                en=f"ALTER SYSTEM SET {name} = on; then reload. Look at ALTER ROLE … SET too.",
                ko=f"ALTER SYSTEM SET {name} = on; 후 다시 읽히세요. ALTER ROLE … SET도 보세요.",
            )
            yield mend(name, what, seen, remedy)


def authentication(config: Config) -> Finding:
    """How the server makes sure who we are, tried out: libpq refuses any other way."""
    what = Message(en="Authentication", ko="인증 방식")
    for method in ("scram-sha-256", "gss", "md5", "password", "none"):
        if _lets_in(config, method):
            break
    else:
        method = "unknown"
    if method in ("scram-sha-256", "gss"):
        return ok("authentication", what, method)
    seen = "trust / peer / certificate" if method == "none" else method
    remedy = Message(
        en="Use scram-sha-256 in pg_hba.conf and set the password again.",
        ko="pg_hba.conf에 scram-sha-256을 쓰고 비밀번호를 다시 정하세요.",
    )
    return mend("authentication", what, seen, remedy)


def tls(connection: type_of_connection, config: Config) -> Finding:
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


def server_log(connection: type_of_connection) -> Iterator[Finding]:
    """No statement and no parameter in the server's log: they would be personal data in clear."""
    what = Message(en="Server log", ko="서버 기록")
    for name, good in QUIET.items():
        value = _show(connection, name)
        yield _in_log(name, what, value, good=value in good)
    logging = [n for n, off in STATEMENT_LOGGING.items() if _show(connection, n) != off]
    length = _show(connection, "log_parameter_max_length")
    seen = f"{length} ({', '.join(logging)})" if logging else length
    harmless = length == "0" or not logging
    yield _in_log("log_parameter_max_length", what, seen, good=harmless)
    verbosity = _show(connection, "log_error_verbosity")
    if verbosity == "terse":
        yield ok("log_error_verbosity", what, f"log_error_verbosity = {verbosity}")
    else:
        remedy = Message(
            en="DETAIL lines may quote a row: ALTER SYSTEM SET log_error_verbosity = terse;",
            ko="DETAIL 줄에 행의 값이 남을 수 있습니다: "
            "ALTER SYSTEM SET log_error_verbosity = terse;",
        )
        yield note("log_error_verbosity", what, f"log_error_verbosity = {verbosity}", remedy)


def server_clock(connection: type_of_connection, now: float) -> Finding:
    """The server's clock and ours (`now`, seconds since 1970) agree within two seconds."""
    what = Message(en="Server clock", ko="서버 시계")
    row = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
    apart = math.inf if row is None else abs(float(str(row[0])) - now)
    if apart <= 2.0:
        return ok("server-clock", what, f"Δ {apart:.2f} s")
    remedy = Message(en="Synchronise both clocks (NTP).", ko="두 시계를 맞추세요(NTP).")
    return mend("server-clock", what, f"Δ {apart:.1f} s", remedy)


def _in_log(name: str, what: Message, value: str, *, good: bool) -> Finding:
    seen = f"{name} = {value}"
    if good:
        return ok(name, what, seen)
    wanted = "none" if name == "log_statement" else "0"
    remedy = Message(
        en=f"ALTER SYSTEM SET {name} = {wanted}; then reload.",
        ko=f"ALTER SYSTEM SET {name} = {wanted}; 후 다시 읽히세요.",
    )
    return mend(name, what, seen, remedy)


def _lets_in(config: Config, method: str) -> bool:
    parameters = make_conninfo(database.conninfo(config), require_auth=method)
    try:
        psycopg.connect(parameters).close()
    except psycopg.OperationalError:
        return False
    return True


def _show(connection: type_of_connection, name: str) -> str:
    row = connection.execute("SELECT current_setting(%s)", (name,)).fetchone()
    return "" if row is None else str(row[0])
