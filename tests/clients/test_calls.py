"""Answered calls under the keys of their days: found on the next day, and then nobody's (P82)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, transaction

from keepword.clients import answered, calls
from keepword.clients.calls import Answer, Call, Known
from keepword.custody.door import Door
from keepword.storage.sql import Cursor
from keepword.vault.errors import NoKey
from keepword.vault.vault import Vault
from tests.custody.conftest import door

__all__ = ["door"]

THEN = datetime(2031, 6, 7, 23, 59, 59, tzinfo=UTC)
"""A day of these tests' own: page keys are committed, whatever a test rolls back."""

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
ACCOUNT = UUID("5f0bd4e1-8d26-4f8b-9f7f-6f2c3a1f9d10")
ANSWER = Answer(201, "{}")


@pytest.fixture
def cur(door: Door) -> Iterator[Cursor]:
    """A transaction, taken back at the end."""
    with transaction.atomic():
        connection.ensure_connection()
        with connection.connection.cursor() as cursor:
            yield cursor


@pytest.fixture
def vault(door: Door) -> Vault:
    """The house's vault."""
    return door.vault


def _asked(cur: Cursor, vault: Vault, now: datetime, call: str = "a call", key: str = "k") -> Call:
    return calls.asked(cur, vault, ACCOUNT, key, call, now)


def test_an_answer_is_found_for_a_day_across_midnight(cur: Cursor, vault: Vault) -> None:
    assert calls.before(cur, _asked(cur, vault, THEN)) is None
    calls.keep(cur, _asked(cur, vault, THEN), ANSWER)
    for after in (SECOND, timedelta(hours=12), DAY - SECOND):
        assert calls.before(cur, _asked(cur, vault, THEN + after)) == Known(ANSWER, same=True)
    other = calls.before(cur, _asked(cur, vault, THEN + SECOND, "another"))
    assert other == Known(ANSWER, same=False)
    assert calls.before(cur, _asked(cur, vault, THEN + SECOND, key="other")) is None
    assert calls.before(cur, _asked(cur, vault, THEN + DAY)) is None


def test_the_same_call_at_both_ends_of_midnight_is_one(cur: Cursor, vault: Vault) -> None:
    """A second one, sent after midnight while the first goes on, waits for it."""
    assert calls.take(cur, _asked(cur, vault, THEN))
    later = _asked(cur, vault, THEN + SECOND)
    with psycopg.connect(**connection.get_connection_params()) as own, own.cursor() as other:
        assert not calls.take(other, later)
        assert calls.take(other, _asked(cur, vault, THEN + SECOND, key=str(uuid4())))


def test_an_answer_of_before_there_were_days_is_found(cur: Cursor, vault: Vault) -> None:
    secret = vault.secret_key("idempotency")
    cur.execute(
        "INSERT INTO clients.answered (account, key, fingerprint, status, answer, answered_at) "
        "VALUES (%s, %s, %s, 201, '{}', %s)",
        (
            ACCOUNT,
            answered.hashed(secret, "key", "k"),
            answered.hashed(secret, "call", "a call"),
            THEN,
        ),
    )
    assert calls.before(cur, _asked(cur, vault, THEN + SECOND)) == Known(ANSWER, same=True)


def test_a_day_ends_when_its_answers_are_forgotten(cur: Cursor, vault: Vault) -> None:
    """P66: then nobody tries out calls against an old copy of their hashes."""
    calls.keep(cur, _asked(cur, vault, THEN), ANSWER)
    assert _left(cur) == [(20310607,)]
    over = THEN + DAY + SECOND
    assert not _ended(cur, vault, over)
    assert answered.forget(cur, over) == 1
    assert not _ended(cur, vault, over - 2 * SECOND)
    assert _ended(cur, vault, over)
    with pytest.raises(NoKey):
        _asked(cur, vault, THEN)


def _left(cur: Cursor) -> list[tuple[int | None]]:
    cur.execute("SELECT day FROM clients.answered")
    return cur.fetchall()


def _ended(cur: Cursor, vault: Vault, now: datetime) -> bool:
    """Whether this day is over at last: other tests leave days of their own."""
    calls.end_days_in(cur, vault, now)
    cur.execute("SELECT FROM keystore.page WHERE page = 'service/idempotency-20310607'")
    return cur.fetchone() is None
