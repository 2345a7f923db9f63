"""Calls that were answered: the same call again gets the same answer and is not done again.

draft-ietf-httpapi-idempotency-key-header. A row is written in the transaction of the act itself,
so that there is no act without its answer, nor an answer without its act. What is kept of an
answer are ids, codes and words of the policy, never a value of anybody's data. Of the caller's key
and of the call there are hashes under the vault's key of the day: a body with a telephone number in
it could otherwise be found by trying (P82), and under a key that never ends in every old copy of
these rows. A day's key is destroyed after its last answer was forgotten (`vault.dated`).

An answer counts for a day and so lies under today's key, yesterday's, or, of before there were
days, under that of all time: a call is looked for under all three.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from keepword.clients import answered
from keepword.clients.answered import KEPT, hashed
from keepword.storage.sql import Cursor, statement
from keepword.vault import dated
from keepword.vault.vault import Vault

_HALF = (1 << 63) - 1

SERVICE = "idempotency"
"""The service of the vault under whose dated keys calls are hashed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call was answered: `body` is JSON."""

    status: int
    body: str


@dataclass(frozen=True, slots=True)
class Known:
    """An answer that was given before; `same`: to a call with the same body."""

    answer: Answer
    same: bool


@dataclass(frozen=True, slots=True)
class _Hashed:
    day: int | None
    key: bytes
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one account, hashed under every key that an answer to it may lie under; the first
    is today's."""

    account: UUID
    now: datetime
    hashed: tuple[_Hashed, ...]


def asked(cur: Cursor, vault: Vault, account: UUID, key: str, call: str, now: datetime) -> Call:
    """A call with the caller's own `key`; `call` is all that it says.

    Raises:
        NoKey: today's key was destroyed: the clock is wrong.
    """
    today, secret = dated.key_to_write(cur, vault, SERVICE, now)
    found = [_Hashed(today, hashed(secret, "key", key), hashed(secret, "call", call))]
    earlier = dated.keys_to_read(cur, vault, SERVICE, (dated.day_of(now - KEPT), None))
    for day, secret in earlier.items():
        found.append(_Hashed(day, hashed(secret, "key", key), hashed(secret, "call", call)))
    return Call(account, now, tuple(found))


def take(cur: Cursor, call: Call) -> bool:
    """Hold this call's key until the transaction ends; False while another transaction holds it.

    Under each of its hashes: the same call at both ends of midnight is one.
    """
    for each in call.hashed:
        number = int.from_bytes(each.key[:8], "big", signed=True) ^ (call.account.int & _HALF)
        cur.execute("SELECT pg_try_advisory_xact_lock(%s)", (number,))
        if cur.fetchone() != (True,):
            return False
    return True


def before(cur: Cursor, call: Call) -> Known | None:
    """The answer that this call's key got within `KEPT`."""
    fingerprints = {each.key: each.fingerprint for each in call.hashed}
    cur.execute(
        statement("keepword.clients", "call_before"),
        {"account": call.account, "keys": list(fingerprints), "since": call.now - KEPT},
    )
    row = cur.fetchone()
    if row is None:
        return None
    key, fingerprint, status, body = row
    same = hmac.compare_digest(fingerprints[bytes(key)], bytes(fingerprint))
    return Known(Answer(status, body), same)


def keep(cur: Cursor, call: Call, answer: Answer) -> None:
    """Keep an answer under today's key, and drop some that are too old to count."""
    answered.forget(cur, call.now)
    today = call.hashed[0]
    cur.execute(
        statement("keepword.clients", "keep_call"),
        {
            "account": call.account,
            "key": today.key,
            "fingerprint": today.fingerprint,
            "status": answer.status,
            "answer": answer.body,
            "now": call.now,
            "day": today.day,
        },
    )


def end_days(now: datetime, *, vault: Vault) -> int:
    """Destroy the keys of days whose last answer was forgotten; how many. For the worker."""
    with transaction.atomic(durable=True), connection.cursor() as django:
        return end_days_in(django.connection.cursor(), vault, now)


def end_days_in(cur: Cursor, vault: Vault, now: datetime) -> int:
    """The same in the caller's transaction."""
    return dated.end_days(cur, vault, SERVICE, _left, now, KEPT)


def _left(cur: Cursor, day: int | None) -> int:
    cur.execute(statement("keepword.clients", "answers_of_day"), {"day": day})
    row = cur.fetchone()
    return int(row[0]) if row else 0
