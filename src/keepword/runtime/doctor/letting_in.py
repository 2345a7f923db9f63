"""Who is let in to the database server, and by what: password or certificate, never trust."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from keepword.foundation.errors import Message
from keepword.runtime import database
from keepword.runtime.config import Config
from keepword.runtime.doctor.finding import Finding, mend, note, ok
from keepword.runtime.doctor.settings import setting
from keepword.storage.sql import statement

Connection = psycopg.Connection[Any]

GOOD = frozenset({"scram-sha-256", "cert", "gss", "sspi", "ldap", "radius", "pam", "reject"})
"""Methods that ask for something only the right one has. With the others (`trust`, `peer`, `ident`,
`md5`, `password`) a stranger, an account of the machine or a listener on the wire gets in."""

SHOWN = 3

_ASKING = Message(en="Authentication", ko="인증 방식")
_HBA = Message(en="pg_hba.conf", ko="pg_hba.conf")


def checks(connection: Connection, config: Config, admin: str | None) -> Iterator[Finding]:
    """How we were let in, and how others would be.

    Args:
        connection: the owner's.
        config: the house.
        admin: how to connect as a superuser; only known of the embedded server.
    """
    yield authentication(connection, config)
    yield password_encryption(connection)
    yield _rules_of(connection, admin)


def authentication(connection: Connection, config: Config) -> Finding:
    """How the server makes sure who we are, tried out: libpq refuses any other way."""
    for method in ("scram-sha-256", "gss", "md5", "password", "none"):
        if _lets_in(config, method):
            break
    else:
        method = "unknown"
    if method == "none" and _certificate(connection):
        method = "certificate"
    return judged(method)


def judged(method: str) -> Finding:
    """What a method is worth."""
    if method in ("scram-sha-256", "gss", "certificate"):
        return ok("authentication", _ASKING, method)
    seen = "trust / peer" if method == "none" else method
    remedy = Message(
        en="Use scram-sha-256 in pg_hba.conf and set the password again.",
        ko="pg_hba.conf에 scram-sha-256을 쓰고 비밀번호를 다시 정하세요.",
    )
    return mend("authentication", _ASKING, seen, remedy)


def password_encryption(connection: Connection) -> Finding:
    """Passwords that are set from now on are kept as SCRAM verifiers."""
    seen = setting(connection, "password_encryption")
    if seen == "scram-sha-256":
        return ok("password-encryption", _ASKING, f"password_encryption = {seen}")
    remedy = Message(
        en="ALTER SYSTEM SET password_encryption = 'scram-sha-256'; then reload.",
        ko="ALTER SYSTEM SET password_encryption = 'scram-sha-256'; 후 다시 읽히세요.",
    )
    return mend("password-encryption", _ASKING, f"password_encryption = {seen}", remedy)


def _rules_of(connection: Connection, admin: str | None) -> Finding:
    if admin is None:
        return rules(connection)
    with psycopg.connect(admin) as superuser:
        return rules(superuser)


def rules(connection: Connection) -> Finding:
    """No line of pg_hba.conf lets anybody in for nothing; only a superuser may look."""
    try:
        with connection.transaction():
            found = connection.execute(statement("keepword.runtime.doctor", "hba")).fetchall()
    except psycopg.errors.InsufficientPrivilege:
        remedy = Message(
            en="Only a superuser may read it. Let one look: SELECT * FROM pg_hba_file_rules WHERE "
            "auth_method IN ('trust', 'peer', 'ident', 'md5', 'password');",
            ko="superuser만 볼 수 있습니다. SELECT * FROM pg_hba_file_rules WHERE auth_method IN "
            "('trust', 'peer', 'ident', 'md5', 'password');로 확인을 부탁하세요.",
        )
        return note("hba", _HBA, "?", remedy)
    wrong = [f"{line}: {text} {how}" for line, text, how in found if how not in GOOD]
    if not wrong:
        methods = sorted({how for _, _, how in found})
        return ok("hba", _HBA, ", ".join(methods))
    remedy = Message(
        en="Write scram-sha-256 (or cert) instead, or take the line away; then reload.",
        ko="scram-sha-256(또는 cert)으로 바꾸거나 줄을 지우고 다시 읽히세요.",
    )
    more = f" … ({len(wrong)})" if len(wrong) > SHOWN else ""
    return mend("hba", _HBA, "; ".join(wrong[:SHOWN]) + more, remedy)


def _lets_in(config: Config, method: str) -> bool:
    parameters = make_conninfo(database.conninfo(config), require_auth=method)
    try:
        psycopg.connect(parameters).close()
    except psycopg.OperationalError:
        return False
    return True


def _certificate(connection: Connection) -> bool:
    """Whether the server has checked a certificate of ours (pg_stat_ssl shows one's own)."""
    row = connection.execute(
        "SELECT client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
    ).fetchone()
    return row is not None and bool(row[0])
