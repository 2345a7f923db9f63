"""What runs beside the web server: duties that outlive their failures, and the integrator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from keepword.custody.errors import LedgerShut
from keepword.foundation.errors import Message
from keepword.ledger.signing import Signer
from keepword.mail.transports import FileTransport, SmtpTransport
from keepword.runtime import config, integrator, relay, services, worker
from keepword.runtime.worker import Duty

NOW = datetime(2027, 3, 1, tzinfo=UTC)


def failing(error: Exception) -> Callable[[datetime], int]:
    def run(_now: datetime) -> int:
        raise error

    return run


def test_a_duty_that_fails_waits_longer_each_time_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, turns = [0.0], {"good": 0, "bad": 0}

    def good(at: datetime) -> int:
        assert at == NOW
        turns["good"] += 1
        return 0

    def bad(_at: datetime) -> int:
        turns["bad"] += 1
        raise LedgerShut

    monkeypatch.setattr("time.monotonic", lambda: now[0])
    loop = worker.Loop((Duty("good", 1.0, good), Duty("bad", 0.5, bad)), lambda: NOW)
    for _ in range(16):
        assert loop.round() == 1.0
        now[0] += 1.0
    assert turns == {"good": 16, "bad": 5}  # at 0, 1, 3, 7, 15


@pytest.mark.parametrize(
    "error", [LedgerShut(), psycopg.OperationalError("x"), OSError("x")], ids=repr
)
def test_what_can_go_wrong_outside_is_no_end(error: Exception) -> None:
    assert worker.Loop((Duty("any", 0.5, failing(error)),), lambda: NOW).round() > 0.5


def test_a_mistake_of_ours_ends_the_worker_which_is_started_again() -> None:
    with pytest.raises(ZeroDivisionError):
        worker.Loop((Duty("any", 0.5, failing(ZeroDivisionError())),), lambda: NOW).round()


def test_mail_leaves_as_files_in_the_demo_by_a_server_or_not_at_all(tmp_path: Path) -> None:
    smtp = {"KEEPWORD_SMTP": "smtps://mail.example.org", "KEEPWORD_MAIL_FROM": "a@example.org"}
    var = {"KEEPWORD_VAR": str(tmp_path)}
    demo = config.load({**var, **smtp, "KEEPWORD_DEMO": "1"})
    assert isinstance(worker.transport_of(demo), FileTransport)
    assert isinstance(worker.transport_of(config.load({**var, **smtp})), SmtpTransport)
    assert worker.transport_of(config.load(var)) is None


@pytest.fixture
def inbox(transactional_db: None) -> Iterator[Callable[[], None]]:
    """Puts an act on record, committed; the ledger is empty before and after."""

    def clear() -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM ledger.inbox")
            cursor.execute("DELETE FROM ledger.entry")
            cursor.execute("UPDATE ledger.tree SET size = 0, frontier = ''")

    def record() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO ledger.inbox (entry, month, time_ms, commitment, sealed) "
                "VALUES (%s, 202703, 1, %s, %s)",
                [uuid4(), bytes(32), b"x"],
            )

    clear()
    yield record
    clear()


def test_the_integrator_goes_on_after_the_database_went_away(
    inbox: Callable[[], None], tmp_path: Path
) -> None:
    made: list[psycopg.Connection[Any]] = []
    parameters = connection.get_connection_params()

    def connect() -> psycopg.Connection[Any]:
        if not made:
            made.append(psycopg.connect(**parameters))
            raise psycopg.OperationalError("no server")
        made.append(psycopg.connect(**parameters))
        return made[-1]

    signer = Signer.make_or_read(tmp_path, "example.org/log")
    loop = integrator.Loop(connect, signer, tmp_path / "public")
    inbox()
    assert 0 < loop.round() < 1
    assert loop.round() == 0.0
    assert loop.round() == integrator.PAUSE
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [made[-1].info.backend_pid])
    inbox()
    assert 0 < loop.round() < 1
    assert loop.round() == 0.0
    loop.close()
    assert made[-1].closed
    made[0].close()
    checkpoint = (tmp_path / "public" / "checkpoint").read_text("utf-8")
    assert checkpoint.splitlines()[:2] == ["example.org/log", "2"]


def test_a_ledger_that_refuses_is_tried_more_and_more_rarely(
    inbox: Callable[[], None], tmp_path: Path
) -> None:
    signer = Signer.make_or_read(tmp_path, "example.org/log")
    parameters = connection.get_connection_params()
    loop = integrator.Loop(lambda: psycopg.connect(**parameters), signer, tmp_path / "public")
    inbox()
    assert loop.round() == 0.0
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger.entry")
        cursor.execute("UPDATE ledger.tree SET size = 0, frontier = ''")
    assert [loop.round() for _ in range(3)] == [1.0, 2.0, 4.0]
    loop.close()


def test_a_step_shows_how_it_goes_and_says_how_it_went() -> None:
    message = Message(en="Half of it", ko="절반")
    assert relay.shown(relay.progress(message)) == message
    assert relay.shown(relay.success(people=2)) is None
    assert relay.read(relay.success(people=2)) == {"people": 2}
    assert services.PREPARE.step
    assert services.DEMO.step
