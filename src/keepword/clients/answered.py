"""Calls that were answered: the same call again gets the same answer and is not done again.

draft-ietf-httpapi-idempotency-key-header. A row is written in the transaction of the act itself,
so that there is no act without its answer, nor an answer without its act. What is kept of an
answer are ids, codes and words of the policy, never a value of anybody's data. Of the caller's key
and of the call there are hashes under a key of the vault's: a body with a telephone number in it
could otherwise be found by trying (P82).
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from keepword.storage.sql import Cursor, statement

KEPT = timedelta(hours=24)
AT_ONCE = 100
"""Old answers that one transaction drops."""


SECRET = "idempotency"
"""The service key of the vault under which keys and calls are hashed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call was answered: `body` is JSON, `fingerprint` tells the call's own body."""

    fingerprint: bytes
    status: int
    body: str


def hashed(secret: bytes, use: str, text: str) -> bytes:
    """What is kept of a key or a call: 32 bytes of HMAC-SHA256 (RFC 2104) for one `use`."""
    message = b"\0".join((b"keepword/idempotency", use.encode(), text.encode()))
    return hmac.digest(secret, message, hashlib.sha256)


def take(cur: Cursor, account: UUID, key: bytes) -> bool:
    """Hold this key until the transaction ends; False while another transaction holds it."""
    number = int.from_bytes(key[:8], "big", signed=True) ^ (account.int & (2**63 - 1))
    cur.execute("SELECT pg_try_advisory_xact_lock(%s)", (number,))
    row = cur.fetchone()
    return row is not None and bool(row[0])


def before(cur: Cursor, account: UUID, key: bytes, now: datetime) -> Answer | None:
    """The answer that this key got within `KEPT`."""
    cur.execute(
        statement("keepword.clients", "answer_before"),
        {"account": account, "key": key, "since": now - KEPT},
    )
    row = cur.fetchone()
    return Answer(*row) if row else None


def keep(cur: Cursor, account: UUID, key: bytes, answer: Answer, now: datetime) -> None:
    """Keep an answer, and drop some that are too old to count."""
    forget(cur, now)
    cur.execute(
        statement("keepword.clients", "keep_answer"),
        {
            "account": account,
            "key": key,
            "fingerprint": answer.fingerprint,
            "status": answer.status,
            "answer": answer.body,
            "now": now,
        },
    )


def forget(cur: Cursor, now: datetime, most: int = AT_ONCE) -> int:
    """Drop up to `most` answers that are too old to count; how many."""
    cur.execute(
        statement("keepword.clients", "forget_answers"), {"since": now - KEPT, "most": most}
    )
    return cur.rowcount


def forget_old(now: datetime) -> int:
    """Drop every answer that is too old to count, some at a time; how many."""
    total = 0
    while True:
        with transaction.atomic(), connection.cursor() as django:
            done = forget(django.connection.cursor(), now)
        total += done
        if done < AT_ONCE:
            return total
