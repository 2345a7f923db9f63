"""Bad input: a problem in both languages that names the field, and nothing done or kept."""

from __future__ import annotations

import json
from typing import Any

import django.db
import psycopg
import pytest

from keepword.clients import tokens
from keepword.ledger import inbox
from tests.api.scene import CALL, VALUES, Caller, entries, joining, rows

SUBJECT = "0b6f9d5e-3f0a-4c58-9d6c-2f8a4f1f7a10"
USE = {**CALL, "subject": SUBJECT, "point": "C1"}
CORRECTION = {
    **CALL,
    "subject": SUBJECT,
    "point": "C1",
    "changes": {"email": "a@example.com"},
    "channel": "phone",
}
WITHDRAWAL = {**CALL, "subject": SUBJECT, "channel": "phone"}
LEAVING = {**CALL, "channel": "phone"}
CALLS = {
    ("POST", "collections/C1"): joining(),
    ("POST", "uses"): USE,
    ("POST", "corrections"): CORRECTION,
    ("POST", f"consents/{SUBJECT}/withdrawal"): WITHDRAWAL,
    ("DELETE", f"members/{SUBJECT}"): LEAVING,
}
EVERY = pytest.mark.parametrize(("method", "address"), CALLS)


def told(answer: Any, status: int) -> dict[str, Any]:
    """The problem of an answer, complete in both languages."""
    problem: dict[str, Any] = answer.json()
    assert answer.status_code == status, problem
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "no-store"
    assert problem["status"] == status
    assert problem["type"] == f"/api/v1/problems#{problem['code']}"
    for words in (problem["words"], problem["remedy"]):
        assert words["ko"]
        assert words["en"]
    return problem


def fields(answer: Any) -> set[str]:
    return {error["field"] for error in told(answer, 422)["errors"]}


@EVERY
@pytest.mark.parametrize("missing", ["human", "task", "source"])
def test_every_call_says_who_what_for_and_from_where(
    caller: Caller, method: str, address: str, missing: str
) -> None:
    """Fields of every access record."""
    body = {k: v for k, v in CALLS[(method, address)].items() if k != missing}
    assert fields(caller.call(method, address, body)) == {missing}


@EVERY
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"task": 7}, "task"),
        ({"task": "x" * 65}, "task"),
        ({"source": "over there"}, "source"),
        ({"human": "staff-0042"}, "human"),
        ({"human": {"id": "홍길동"}}, "human.id"),
        ({"human": {"id": "a", "name": "b"}}, "human.name"),
        ({"human": {"id": "a", "role": "a\nb"}}, "human.role"),
        ({"human": {"id": ["a"]}}, "human.id"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_field_that_cannot_be_read_is_named(
    caller: Caller, method: str, address: str, change: dict[str, Any], field: str
) -> None:
    body = {**CALLS[(method, address)], **change}
    assert fields(caller.call(method, address, body)) == {field}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"values": ["gaon"]}, "values"),
        ({"values": {"email": 5}}, "values.email"),
        ({"values": {"email": None}}, "values.email"),
        ({"values": {"email": "x" * 20_001}}, "values.email"),
        ({"values": {"e" * 70: "x"}}, "values.…"),
        ({"values": {f"item-{n}": "x" for n in range(201)}}, "values"),
        ({"channel": "by pigeon"}, "channel"),
        ({"notice": "short"}, "notice"),
        ({"language": "fr"}, "language"),
        ({"subject": "7"}, "subject"),
        ({"born": "1990-02-30"}, "born"),
        ({"born": 0}, "born"),
        ({"roles": "doctor"}, "roles"),
        ({"roles": ["A Doctor"]}, "roles.0"),
        ({"consents": {"kind": "collect"}}, "consents"),
        ({"consents": [{"scope": "C1"}]}, "consents.0.kind"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_collections_read_strictly(caller: Caller, change: dict[str, Any], field: str) -> None:
    assert fields(caller.collect({**joining(), **change})) == {field}
    assert rows("SELECT count(*) FROM vault.subject") == [(0,)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"point": "here"}, "point"),
        ({"purpose": "To sell ice!"}, "purpose"),
        ({"items": "email"}, "items"),
        ({"items": ["E-Mail"]}, "items.0"),
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 501}, "reason"),
        ({"statute": "x" * 201}, "statute"),
        ({"emergency": "yes"}, "emergency"),
        ({"subject": 7}, "subject"),
        ({"subject": None, "find": {"index": "shoe-size", "value": "1"}}, "find.index"),
        ({"subject": None, "find": {"index": "email"}}, "find.value"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_uses_read_strictly(caller: Caller, change: dict[str, Any], field: str) -> None:
    assert fields(caller.use({**USE, **change})) == {field}


@pytest.mark.parametrize(
    ("method", "address", "change", "field"),
    [
        ("POST", "corrections", {"changes": {}}, "changes"),
        ("POST", "corrections", {"changes": {"email": "nowhere"}}, "changes.email"),
        ("POST", "corrections", {"channel": "pigeon"}, "channel"),
        ("POST", "consents/7/withdrawal", {}, "consent"),
        ("DELETE", "members/7", {}, "subject"),
        ("DELETE", f"members/{SUBJECT}", {"identity_verified": "yes"}, "identity_verified"),
        ("POST", "collections/here", {}, "point"),
    ],
)
def test_changes_read_strictly(
    caller: Caller, method: str, address: str, change: dict[str, Any], field: str
) -> None:
    kind = address.split("/", maxsplit=1)[0]
    known = next(body for (_, a), body in CALLS.items() if a.startswith(kind))
    assert fields(caller.call(method, address, {**known, **change})) == {field}


@EVERY
@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b'{"task": "a", "task": "b"}', 400),
        (b'{"task": NaN}', 400),
        (b'{"task": "\\ud800"}', 400),
        (b'{"\\ud800": 1}', 400),
        (b"[" * 100_000, 400),
        (b"[]", 422),
        (b"null", 422),
        (b'"text"', 422),
    ],
    ids=["cut", "no-utf8", "twice", "nan", "half", "half-name", "deep", "list", "null", "text"],
)
def test_a_body_that_is_no_object_is_said_to_be_none(
    caller: Caller, method: str, address: str, raw: bytes, status: int
) -> None:
    """RFC 8259; what two readers could read differently is not read at all."""
    told(caller.call(method, address, None, raw=raw), status)


@EVERY
def test_an_empty_body_is_said_to_be_missing(caller: Caller, method: str, address: str) -> None:
    told(caller.call(method, address, None, raw=b""), 422)


@EVERY
def test_a_huge_body_is_refused(caller: Caller, method: str, address: str) -> None:
    raw = json.dumps({**CALLS[(method, address)], "colour": "x" * 1_100_000}).encode()
    assert told(caller.call(method, address, None, raw=raw), 413)["code"] == "too-large"


def test_a_huge_form_for_a_token_is_refused(caller: Caller) -> None:
    told(caller.ask_token({"grant_type": "x" * 1_100_000}), 413)
    many = {f"p{n}": "x" for n in range(2000)}
    told(caller.ask_token({"grant_type": "client_credentials", **many}), 413)


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("GET", "", 404, "no-such-address"),
        ("GET", "nowhere", 404, "no-such-address"),
        ("POST", "collections/C1/more", 404, "no-such-address"),
        ("GET", "uses", 405, "wrong-method"),
        ("PUT", "collections/C1", 405, "wrong-method"),
        ("POST", f"members/{SUBJECT}", 405, "wrong-method"),
        ("GET", "token", 405, "wrong-method"),
    ],
)
def test_an_address_or_method_that_is_none_is_a_problem_too(
    caller: Caller, method: str, address: str, status: int, code: str
) -> None:
    answer = caller.call(method, address, {})
    assert told(answer, status)["code"] == code
    assert status != 405 or answer["Allow"]


def test_no_problem_repeats_what_was_sent(caller: Caller) -> None:
    """P82: whatever field a value was sent in, name of a field included."""
    secret = "900203-2000004"
    for change in (
        {secret: secret},
        {"values": {secret: secret}},
        {"values": {**VALUES, "email": secret, "shoe-size": secret}},
        {"channel": secret, "notice": secret, "subject": secret, "born": secret},
        {"human": {"id": secret, secret: secret}},
        {"consents": [{"kind": secret, "scope": secret, secret: 1}]},
        {"task": secret, "source": secret, "language": secret, "roles": [secret]},
    ):
        answer = caller.collect({**joining(), **change})
        assert answer.status_code == 422
        assert secret not in answer.content.decode()
    find = {"index": "mobile-phone", "value": secret}
    answer = caller.use({**CALL, "find": find, "reason": secret, "statute": secret})
    assert answer.status_code == 422
    assert secret not in answer.content.decode()


def test_without_the_ledger_nothing_is_done(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P87: fail closed; 503, and nothing by halves."""

    def full(*_: Any) -> None:
        raise psycopg.OperationalError("disk full")

    before = entries()
    with monkeypatch.context() as patch:
        patch.setattr(inbox, "insert", full)
        answer = caller.collect(key="again-and-again")
    assert told(answer, 503)["code"] == "ledger-shut"
    assert "disk" not in answer.content.decode()
    assert entries() == before
    assert rows("SELECT count(*) FROM vault.subject") == [(0,)]
    assert rows("SELECT count(*) FROM people.member") == [(0,)]
    assert caller.collect(key="again-and-again").status_code == 201


def test_without_the_database_no_token_is_believed(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: Any) -> None:
        raise django.db.OperationalError("server closed the connection")

    with monkeypatch.context() as patch:
        patch.setattr(tokens, "presented", gone)
        answer = caller.collect()
    assert told(answer, 503)["code"] == "ledger-shut"


def test_what_breaks_unforeseen_is_a_problem_too(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("gaon.nuri@example.com")

    with monkeypatch.context() as patch:
        patch.setattr(inbox, "insert", broken)
        answer = caller.collect()
    assert told(answer, 500)["code"] == "broken"
    assert "gaon" not in answer.content.decode()
