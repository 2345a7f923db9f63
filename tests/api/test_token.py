"""Tokens: RFC 6749 client credentials, RFC 6750 bearer tokens, revocation, and the record of it."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Http

from keepword.clients import credentials, registry, tokens
from keepword.clients.reading import reading
from keepword.clients.scopes import Scope
from keepword.runtime import clock
from tests.api.scene import CALL, FORM, HOST, TOKEN, Caller, entries, joining, rows, system

GRANT = {"grant_type": "client_credentials"}


def basic(pair: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(pair.encode("latin-1")).decode()}


def test_a_token_is_good_for_a_quarter_of_an_hour(caller: Caller) -> None:
    """RFC 6749, sections 4.4.3 and 5.1."""
    answer = caller.sign_in()
    body = answer.json()
    assert answer.status_code == 200
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 900)
    assert set(body["scope"].split()) == {scope.value for scope in Scope}
    assert "refresh_token" not in body
    assert answer["Cache-Control"] == "no-store"
    assert answer["Pragma"] == "no-cache"


def test_the_secret_may_stand_in_the_body(caller: Caller) -> None:
    """client_secret_post (RFC 6749, section 2.3.1)."""
    form = {**GRANT, "client_id": caller.client_id, "client_secret": caller.secret}
    assert caller.http.post(TOKEN, form).json()["error"] == "invalid_request"  # multipart
    answer = Http(SERVER_NAME=HOST).post(
        TOKEN, "&".join(f"{k}={v}" for k, v in form.items()), content_type=FORM
    )
    assert answer.status_code == 200


def test_only_hashes_are_kept(caller: Caller) -> None:
    for table in ("client", "token"):
        text = str(rows(f"SELECT to_jsonb(t)::text FROM clients.{table} t"))
        for secret in (caller.secret, caller.token):
            assert secret not in text
            assert secret.encode().hex() not in text


def test_narrower_scopes_can_be_asked_for(caller: Caller) -> None:
    """RFC 6749, section 3.3."""
    assert caller.sign_in(scope="use decide").json()["scope"] == "decide use"
    answer = caller.collect()
    assert answer.status_code == 403
    assert answer.json()["code"] == "scope-needed"
    assert 'error="insufficient_scope"' in answer["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({}, 400, "invalid_request"),
        ({**GRANT, "scope": "use steal"}, 400, "invalid_scope"),
        ({**GRANT, "client_secret": "x", "client_id": "y"}, 400, "invalid_request"),
    ],
)
def test_errors_are_those_of_the_rfc(
    caller: Caller, form: dict[str, str], status: int, error: str
) -> None:
    """RFC 6749, section 5.2; with words in both languages beside."""
    answer = caller.ask_token(form)
    body = answer.json()
    assert (answer.status_code, body["error"]) == (status, error)
    assert body["error_description"].isascii()
    assert body["words"]["ko"]
    assert answer["Cache-Control"] == "no-store"


def test_what_is_sent_twice_or_in_the_address_is_refused(caller: Caller) -> None:
    """RFC 6749, sections 2.3.1 and 3.2."""
    given = basic(f"{caller.client_id}:{caller.secret}")
    twice = "grant_type=client_credentials&grant_type=client_credentials"
    answer = caller.http.post(TOKEN, twice, content_type=FORM, headers=given)
    assert answer.json()["error"] == "invalid_request"
    in_address = f"{TOKEN}?grant_type=client_credentials"
    answer = caller.http.post(in_address, "", content_type=FORM, headers=given)
    assert answer.json()["error"] == "invalid_request"


@pytest.mark.parametrize("pair", ["{id}:wrong", "nobody:wrong", "kw-00:", "\x00:x", "{id}"])
def test_a_client_that_cannot_be_told_is_one_answer(caller: Caller, pair: str) -> None:
    """Nothing says whether there is a client of that id; the failure is on record (P87)."""
    before = len(entries())
    answer = caller.ask_token(GRANT, **basic(pair.format(id=caller.client_id)))
    assert answer.status_code == 401
    assert answer.json()["error"] == "invalid_client"
    assert answer["WWW-Authenticate"].startswith("Basic")
    assert len(entries()) == before + 1
    entry = entries()[-1]
    assert (entry["act"], entry["outcome"]) == ("sign-in", "failed")
    assert entry["source"] == "127.0.0.1"
    assert entry.get("client") == (caller.client_id if pair.startswith("{id}") else None)


@pytest.mark.parametrize("header", ["Basic", "Basic ", "Basic !", "Basic //46eA==", "Basic ☃"])
def test_a_header_that_is_none_is_an_answer_too(caller: Caller, header: str) -> None:
    """RFC 7617."""
    answer = caller.ask_token(GRANT, Authorization=header)
    assert answer.status_code in {400, 401}
    assert answer.json()["error"] in {"invalid_request", "invalid_client"}


def test_a_systems_sign_in_is_on_record(caller: Caller) -> None:
    entry = entries()[-1]
    assert (entry["act"], entry["outcome"], entry["client"]) == (
        "sign-in",
        "done",
        caller.client_id,
    )
    assert entry["actor"] == {"kind": "system", "account": str(caller.account)}


def test_tokens_are_not_given_over_plain_http(caller: Caller) -> None:
    """RFC 6749, section 3.2."""
    answer = caller.http.post(
        TOKEN,
        "grant_type=client_credentials",
        content_type=FORM,
        headers={**basic(f"{caller.client_id}:{caller.secret}"), "Host": "testserver"},
    )
    assert answer.status_code == 400
    assert answer.json()["error"] == "insecure_transport"


@pytest.mark.parametrize(
    ("given", "code", "challenge"),
    [
        ({}, "token-needed", "Bearer"),
        ({"Authorization": "Bearer"}, "token-needed", "Bearer"),
        ({"Authorization": "Basic eDp5"}, "token-needed", "Bearer"),
        ({"Authorization": "Bearer never-given"}, "token-invalid", 'error="invalid_token"'),
        ({"Authorization": "Bearer \x00"}, "token-invalid", 'error="invalid_token"'),
    ],
)
@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("POST", "collections/C1"),
        ("POST", "uses"),
        ("POST", "corrections"),
        ("POST", f"consents/{'0' * 32}/withdrawal"),
        ("DELETE", f"members/{'0' * 32}"),
    ],
)
def test_no_call_without_a_token(
    ready: None, method: str, address: str, given: dict[str, str], code: str, challenge: str
) -> None:
    """RFC 6750, section 3; before anything of the body is read."""
    answer = Http(SERVER_NAME=HOST).generic(
        method, f"/api/v1/{address}", b"{", content_type="application/json", headers=given
    )
    assert answer.status_code == 401
    assert answer.json()["code"] == code
    assert challenge in answer["WWW-Authenticate"]
    assert answer["Cache-Control"] == "no-store"


def test_a_token_ends(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    then = clock.now() + tokens.LIFETIME
    monkeypatch.setattr("keepword.runtime.clock.now", lambda: then - timedelta(seconds=1))
    assert caller.collect().status_code == 201
    monkeypatch.setattr("keepword.runtime.clock.now", lambda: then)
    assert caller.collect().json()["code"] == "token-invalid"


def test_the_next_call_of_a_revoked_client_is_refused(caller: Caller) -> None:
    with reading() as cursor:
        assert registry.revoke(cursor, caller.client_id, clock.now()) == caller.account
        assert registry.revoke(cursor, caller.client_id, clock.now()) is None
    assert caller.collect().json()["code"] == "token-invalid"
    assert caller.sign_in().json()["error"] == "invalid_client"


def test_a_client_reaches_no_further_than_its_scopes(ready: None) -> None:
    """P77."""
    caller = system(scopes=frozenset({Scope.USE}))
    assert caller.collect(joining()).json()["code"] == "scope-needed"
    assert caller.sign_in(scope="collect").json()["error"] == "invalid_scope"


def test_old_tokens_are_dropped(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    then = clock.now() + tokens.LIFETIME
    monkeypatch.setattr("keepword.runtime.clock.now", lambda: then)
    caller.sign_in()
    assert rows("SELECT count(*) FROM clients.token") == [(1,)]


@pytest.mark.parametrize(
    ("sent", "status"),
    [("good", 200), ("never-given", 401), ("narrow", 403), (None, 200)],
)
def test_decisions_are_open_and_take_a_token(caller: Caller, sent: str | None, status: int) -> None:
    """Systems that keep their own data ask without or with a token; a bad one is refused."""
    if sent == "narrow":
        caller.sign_in(scope="use")
    elif sent != "good":
        caller.token = sent or ""
    question: Any = {"act": "use", "actor": "staff", "point": "C1", "purpose": "PU6"}
    answer = caller.call("POST", "decisions", question, key=None)
    assert answer.status_code == status


def test_ids_and_secrets_are_random() -> None:
    made = {credentials.new_secret() for _ in range(50)}
    assert len(made) == 50
    assert all(len(secret) == 43 for secret in made)
    assert len({credentials.new_client_id() for _ in range(50)}) == 50


def test_an_unknown_task_is_named(caller: Caller) -> None:
    answer = caller.collect({**joining(), **CALL, "task": "gossip"})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["field"], error["code"]) == ("task", "unknown-task")
    assert "membership" in error["remedy"]["en"]


def test_a_call_needs_no_csrf_token(caller: Caller) -> None:
    """A token is never sent by a browser on its own, so no page of another site can use it."""
    caller.http = Http(SERVER_NAME=HOST, enforce_csrf_checks=True)
    assert caller.sign_in().status_code == 200
    assert caller.collect().status_code == 201
