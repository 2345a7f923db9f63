"""What the database server writes into its log: no statement with values, and no parameter.

They would be personal data in clear, outside the vault and for as long as the log is kept (P82).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import psycopg

from keepword.foundation.errors import Message
from keepword.runtime.doctor.finding import Finding, mend, note, ok
from keepword.runtime.doctor.settings import setting

Connection = psycopg.Connection[Any]

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

_LOG = Message(en="Server log", ko="서버 기록")


def checks(connection: Connection) -> Iterator[Finding]:
    """Every setting, and every well-known module, that can put a value into the log."""
    for name, good in QUIET.items():
        value = setting(connection, name)
        yield _in_log(name, value, good=value in good)
    logging = [n for n, off in STATEMENT_LOGGING.items() if setting(connection, n) != off]
    length = setting(connection, "log_parameter_max_length")
    seen = f"{length} ({', '.join(logging)})" if logging else length
    yield _in_log("log_parameter_max_length", seen, good=length == "0" or not logging)
    yield verbosity(connection)
    yield auto_explain(connection)
    yield pgaudit(connection)
    yield pg_stat_statements(connection)


def verbosity(connection: Connection) -> Finding:
    """DETAIL lines quote the row that broke a constraint."""
    seen = setting(connection, "log_error_verbosity")
    if seen == "terse":
        return ok("log_error_verbosity", _LOG, f"log_error_verbosity = {seen}")
    remedy = Message(
        en="DETAIL lines may quote a row: ALTER SYSTEM SET log_error_verbosity = terse;",
        ko="DETAIL 줄에 행의 값이 남을 수 있습니다: ALTER SYSTEM SET log_error_verbosity = terse;",
    )
    return note("log_error_verbosity", _LOG, f"log_error_verbosity = {seen}", remedy)


def auto_explain(connection: Connection) -> Finding:
    """Plans of slow statements come with their parameters, unless their length is nought."""
    limit = setting(connection, "auto_explain.log_min_duration")
    length = setting(connection, "auto_explain.log_parameter_max_length")
    seen = f"log_min_duration = {limit or '-'}, log_parameter_max_length = {length or '-'}"
    if limit in ("", "-1") or length == "0":
        return ok("auto-explain", _LOG, f"auto_explain: {seen}")
    remedy = Message(
        en="ALTER SYSTEM SET auto_explain.log_parameter_max_length = 0; then reload.",
        ko="ALTER SYSTEM SET auto_explain.log_parameter_max_length = 0; 후 다시 읽히세요.",
    )
    return mend("auto-explain", _LOG, f"auto_explain: {seen}", remedy)


def pgaudit(connection: Connection) -> Finding:
    """The audit module logs parameters only where it is told to."""
    seen = setting(connection, "pgaudit.log_parameter")
    if seen in ("", "off"):
        return ok("pgaudit", _LOG, f"pgaudit.log_parameter = {seen or '-'}")
    remedy = Message(
        en="ALTER SYSTEM SET pgaudit.log_parameter = off; then reload.",
        ko="ALTER SYSTEM SET pgaudit.log_parameter = off; 후 다시 읽히세요.",
    )
    return mend("pgaudit", _LOG, f"pgaudit.log_parameter = {seen}", remedy)


def pg_stat_statements(connection: Connection) -> Finding:
    """It keeps texts of statements. Ours hold no value, but what is typed by hand may.

    Values in utility statements, such as a password in ALTER ROLE, are kept as they were typed.
    """
    track = setting(connection, "pg_stat_statements.track")
    utility = setting(connection, "pg_stat_statements.track_utility")
    seen = f"pg_stat_statements: track = {track or '-'}, track_utility = {utility or '-'}"
    if track in ("", "none") or utility == "off":
        return ok("pg-stat-statements", _LOG, seen)
    remedy = Message(
        en="What is typed by hand is kept with its values: ALTER SYSTEM SET "
        "pg_stat_statements.track_utility = off; and type none.",
        ko="손으로 친 명령은 값까지 남습니다. ALTER SYSTEM SET "
        "pg_stat_statements.track_utility = off;로 하고 값을 직접 치지 마세요.",
    )
    return note("pg-stat-statements", _LOG, seen, remedy)


def _in_log(name: str, value: str, *, good: bool) -> Finding:
    seen = f"{name} = {value}"
    if good:
        return ok(name, _LOG, seen)
    wanted = "none" if name == "log_statement" else "0"
    remedy = Message(
        en=f"ALTER SYSTEM SET {name} = {wanted}; then reload.",
        ko=f"ALTER SYSTEM SET {name} = {wanted}; 후 다시 읽히세요.",
    )
    return mend(name, _LOG, seen, remedy)
