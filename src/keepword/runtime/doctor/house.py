"""What runs in the house: mail, the demo's clock, the ledger's integrator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import psycopg

from keepword.foundation.errors import Message
from keepword.runtime import database
from keepword.runtime.clock import Clock
from keepword.runtime.config import Config
from keepword.runtime.doctor.finding import Finding, mend, note, ok
from keepword.runtime.locks import FileLock
from keepword.runtime.supervisor import written_down
from keepword.storage.sql import statement
from keepword.vault import broken

SHOWN = 5
"""Damaged rows that are named; `keepword keys status` names all of them."""

LONGEST_LAG = timedelta(seconds=10)
"""How long an act may wait for its place in the ledger while the integrator runs."""


def mail(config: Config) -> Finding:
    """Mail can leave: without it nobody joins or gets a new password."""
    what = Message(en="Mail", ko="메일")
    if is_demo(config):
        return ok("mail", what, f"demo: {config.layout.outbox}")
    if config.smtp is not None:
        smtp = config.smtp
        return ok("mail", what, f"{smtp.host}:{smtp.port} ({smtp.security.value})")
    remedy = Message(
        en="Set KEEPWORD_SMTP and KEEPWORD_MAIL_FROM; until then no code reaches anybody.",
        ko="KEEPWORD_SMTP와 KEEPWORD_MAIL_FROM을 설정하세요. 그 전에는 인증번호가 가지 않습니다.",
    )
    return note("mail", what, "not configured", remedy)


def moved_clock(config: Config) -> Finding:
    """The house follows the real time."""
    what = Message(en="Moved clock", ko="옮긴 시계")
    offset = Clock(config.layout.demo_clock).offset()
    if offset == timedelta():
        return ok("moved-clock", what, "real time")
    if is_demo(config):
        remedy = Message(
            en="keepword up --demo --now now puts it back.",
            ko="keepword up --demo --now now로 되돌립니다.",
        )
        return note("moved-clock", what, f"demo, {offset}", remedy)
    path = config.layout.demo_clock
    remedy = Message(
        en=f"A real house never reads it; remove {path}, and ask why a demo's file is here.",
        ko=f"실제 운영에서는 읽지 않습니다. {path}을(를) 지우고 왜 여기 있는지 확인하세요.",
    )
    return note("moved-clock", what, f"{path.name}, {offset}", remedy)


def ledger(config: Config) -> Iterator[Finding]:
    """While everything runs, no act waits long for its place in the ledger (P87, P88)."""
    try:
        with psycopg.connect(database.conninfo(config)) as connection:
            row = connection.execute(statement("keepword.runtime", "waiting")).fetchone()
    except psycopg.OperationalError:
        return  # the server's own check says so
    except psycopg.errors.UndefinedTable:
        row = None  # nothing was ever written
    yield waiting(config, *(row or (0, None)))


def waiting(config: Config, count: int, oldest: datetime | None) -> Finding:
    """`count` acts are not integrated yet, the `oldest` of that time."""
    what = Message(en="Acts that wait for the ledger", ko="원장 기록을 기다리는 처리")
    if oldest is None:
        return ok("ledger-lag", what, "0")
    lag = Clock(config.layout.demo_clock if is_demo(config) else None).now() - oldest
    seen = f"{count}, {lag.total_seconds():.0f} s"
    if lag <= LONGEST_LAG or not _running(config):
        return ok("ledger-lag", what, seen)
    log = config.layout.logs / "integrator.log"
    remedy = Message(
        en=f"Look at {log}; it says why nothing is integrated.",
        ko=f"{log}에서 기록이 밀린 까닭을 확인하세요.",
    )
    return mend("ledger-lag", what, seen, remedy)


def broken_keys(config: Config) -> Iterator[Finding]:
    """Every key that ought to open does, as far as the root turns saw (P66)."""
    try:
        with psycopg.connect(database.conninfo(config)) as connection, connection.cursor() as cur:
            yield damaged(broken.listed(cur))
    except psycopg.OperationalError:
        return  # the server's own check says so
    except psycopg.errors.UndefinedTable:
        yield damaged([])  # nothing was ever kept


def damaged(found: Sequence[broken.Broken]) -> Finding:
    """Rows of keys that a turn went round."""
    what = Message(en="Damaged keys", ko="손상된 키")
    if not found:
        return ok("broken-keys", what, "0")
    seen = ", ".join(f"{row.kind} {row.name}" for row in found[:SHOWN])
    return mend("broken-keys", what, f"{len(found)}: {seen}", broken.BrokenKeyRow.way_out)


def _running(config: Config) -> bool:
    lock = FileLock(config.layout.run / "supervisor.lock")
    return bool(written_down(config.layout)) and not lock.is_free(shared=True)


def is_demo(config: Config) -> bool:
    """Whether this house is a demo: by its settings, or as its supervisor says while it runs."""
    return config.demo or bool(written_down(config.layout).get("demo"))
