"""Idempotency-Key: the same call twice is one act, with one answer."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from keepword.clients import answered, calls
from keepword.clients.reading import reading
from keepword.custody import collecting
from keepword.custody.errors import OutcomeUnknown
from keepword.runtime import clock
from tests.api.scene import CALL, Caller, entries, joining, log, rows, system

LONGEST = 60.0
"""Seconds within which a thread must have done what is waited for."""

LEAVING = {**CALL, "channel": "in-person", "identity_verified": True}


def key() -> str:
    return f'"{uuid4()}"'


def test_the_same_call_twice_is_one_act(caller: Caller) -> None:
    name = key()
    first = caller.collect(joining(mail=True), key=name)
    second = caller.collect(joining(mail=True), key=name)
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert first.status_code == 201
    assert len(log(first.json()["subject"])) == 1
    assert rows("SELECT count(*) FROM vault.subject") == [(1,)]


def test_order_and_spaces_make_no_other_call(caller: Caller) -> None:
    name, body = key(), joining()
    turned = dict(reversed(body.items()))
    first = caller.collect(body, key=name)
    second = caller.collect(None, key=name, raw=json.dumps(turned, indent=3).encode())
    assert first.json() == second.json()


def test_another_body_under_the_same_key_is_refused(caller: Caller) -> None:
    name = key()
    caller.collect(key=name)
    answer = caller.collect(joining(values={"login-id": "other.one"}), key=name)
    assert answer.status_code == 422
    assert answer.json()["code"] == "idempotency-key-reused"
    assert rows("SELECT count(*) FROM vault.subject") == [(1,)]


def test_another_operation_under_the_same_key_is_refused(caller: Caller) -> None:
    name = key()
    subject = caller.collect(key=name).json()["subject"]
    answer = caller.call("DELETE", f"members/{subject}", LEAVING, key=name)
    assert answer.json()["code"] == "idempotency-key-reused"
    assert caller.use({"subject": subject}).status_code == 200


def test_a_refusal_is_answered_again_too(caller: Caller) -> None:
    name, body = key(), joining(without=("consents", "notice"))
    first, second = (caller.collect(body, key=name) for _ in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert first.status_code == 403
    assert second["Content-Type"] == "application/problem+json"
    assert [e["act"] for e in entries()].count("collect") == 1


def test_leaving_twice_is_answered_as_once(caller: Caller) -> None:
    subject, name = caller.collect().json()["subject"], key()
    first, second = (
        caller.call("DELETE", f"members/{subject}", LEAVING, key=name) for _ in range(2)
    )
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert first.status_code == 200


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        (None, 400, "idempotency-key-needed"),
        ('""', 400, "idempotency-key-unreadable"),
        ('"unended', 400, "idempotency-key-unreadable"),
        ("two words", 400, "idempotency-key-unreadable"),
        ('"' + "x" * 256 + '"', 400, "idempotency-key-unreadable"),
        ('"a \\"quoted\\" key"', 201, None),
        ("b647c14a-f64f-4bd0-a005-d211b9017df6", 201, None),
    ],
)
def test_keys_are_strings(caller: Caller, given: str | None, status: int, code: str | None) -> None:
    """RFC 9651, section 3.3.3; a plain token is taken as well."""
    answer = caller.collect(key=given)
    assert answer.status_code == status
    assert answer.json().get("code") == code


def test_quoted_or_plain_a_key_is_the_same(caller: Caller) -> None:
    name = str(uuid4())
    assert caller.collect(key=name).json() == caller.collect(key=f'"{name}"').json()


def test_keys_of_two_clients_are_two(caller: Caller) -> None:
    name = key()
    caller.collect(key=name)
    answer = system().collect(joining(values={"login-id": "other.one"}), key=name)
    assert answer.status_code == 201


def test_a_key_counts_for_a_day(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    name, other = key(), joining(values={"login-id": "other.one"})
    caller.collect(key=name)
    then = clock.now() + timedelta(hours=24, seconds=1)
    monkeypatch.setattr("keepword.runtime.clock.now", lambda: then)
    caller.sign_in()
    assert caller.collect(other, key=name).status_code == 201
    assert rows("SELECT count(*) FROM clients.answered") == [(1,)]


def test_old_answers_are_forgotten(caller: Caller) -> None:
    caller.collect()
    with reading() as cursor:
        assert answered.forget(cursor, clock.now()) == 0
        assert answered.forget(cursor, clock.now() + answered.KEPT) == 1


def test_no_answer_and_no_key_shows_a_value(caller: Caller) -> None:
    """P82: ids, codes and keyed hashes; the key is not the caller's own either."""
    name = key()
    caller.collect(joining(mail=True), key=name)
    caller.collect(joining(without=("consents", "notice")))
    text = str(rows("SELECT to_jsonb(a)::text FROM clients.answered a"))
    for value in (*joining()["values"].values(), "01055512345", name.strip('"')):
        if value not in {"general", "female"}:
            assert value not in text
            assert value.encode().hex() not in text


def test_the_answer_is_kept_with_the_act_or_not_at_all(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An act that is undone leaves no answer, and can be done again under the same key."""

    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    name = key()
    with monkeypatch.context() as patch:
        patch.setattr(calls, "keep", broken)
        answer = caller.collect(key=name)
    assert answer.status_code == 500
    assert answer.json()["words"]["ko"]
    assert rows("SELECT count(*) FROM vault.subject") == [(0,)]
    assert caller.collect(key=name).status_code == 201


def test_a_call_whose_outcome_is_unknown_can_be_sent_again(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection broke at the last moment: 503, and the same key is safe."""
    name, real = key(), collecting.collect

    def lost(*given: Any) -> Any:
        real(*given)
        raise OutcomeUnknown

    with monkeypatch.context() as patch:
        patch.setattr(collecting, "collect", lost)
        answer = caller.collect(key=name)
    assert answer.status_code == 503
    assert answer.json()["code"] == "outcome-unknown"
    assert caller.collect(key=name).status_code == 201


def test_of_two_calls_at_once_one_is_done(
    committed: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one is told to wait, and later gets the same answer."""
    name, answers = key(), list[Any]()
    begun, go_on = threading.Event(), threading.Event()
    real = calls.keep

    def slow(*given: Any) -> None:
        begun.set()
        assert go_on.wait(LONGEST)
        real(*given)

    def call() -> None:
        answers.append(committed.collect(key=name))
        connections.close_all()

    monkeypatch.setattr(calls, "keep", slow)
    thread = threading.Thread(target=call)
    thread.start()
    assert begun.wait(LONGEST)
    meanwhile = committed.collect(key=name)
    go_on.set()
    thread.join(LONGEST)
    assert meanwhile.status_code == 409
    assert meanwhile.json()["code"] == "in-flight"
    assert meanwhile["Retry-After"] == "1"
    assert answers[0].status_code == 201
    assert committed.collect(key=name).json() == answers[0].json()


def test_eight_at_once_are_one_act(committed: Caller) -> None:
    """A client that does not wait for answers does no harm either."""
    name, answers = key(), list[Any]()

    def call() -> None:
        answers.append(committed.collect(key=name))
        connections.close_all()

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST)
    done = [answer.json() for answer in answers if answer.status_code == 201]
    assert all(one == done[0] for one in done)
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert rows("SELECT count(*) FROM vault.subject") == [(1,)]
