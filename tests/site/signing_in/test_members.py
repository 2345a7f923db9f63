"""Members signing in and out (P81, P82)."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from keepword.site.signing_in import ways
from keepword.site.signing_in.sessions import SessionStore
from tests.site.signing_in.walk import (
    COOKIE,
    LOGIN,
    PASSWORD,
    sign_in,
    text,
    there,
)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_member_signs_in_and_out(client: Client, member: UUID, language: str) -> None:
    page = client.get(f"/{language}/sign-in/")
    assert 'name="login-id"' in page.content.decode()
    given = {"login-id": LOGIN, "password": PASSWORD}
    assert client.post(f"/{language}/sign-in/", given)["Location"] == f"/{language}/me/"
    assert there(client) == "member"
    for _ in range(2):  # a double click is harmless
        out = client.post(f"/{language}/sign-out/")
        assert out["Location"] == f"/{language}/sign-in/?said=out"
    assert there(client) == ""


def test_the_way_back_is_taken_and_only_within_the_site(client: Client, member: UUID) -> None:
    assert sign_in(client, next="/ko/me/looks/?page=2")["Location"] == "/ko/me/looks/?page=2"


@pytest.mark.parametrize(
    "back",
    [
        "https://elsewhere.example/ko/",
        "//elsewhere.example/ko/",
        "/\\elsewhere.example",
        "ko/me/",
        "/api/v1/token",
        "javascript:alert(1)",
        "/ko/" + "a" * 500,
    ],
)
def test_no_way_back_leads_elsewhere(back: str) -> None:
    assert ways.safe_next(back) == ""


@pytest.mark.parametrize(
    ("login", "password", "status", "says"),
    [
        (LOGIN, "wrong", 422, "맞지 않습니다"),
        ("nobody.at.all", "wrong", 422, "맞지 않습니다"),
        ("", PASSWORD, 422, "아이디를 입력하세요"),
        (LOGIN, "", 422, "비밀번호를 입력하세요"),
    ],
)
def test_what_is_wrong_is_said_and_the_log_in_id_kept(
    client: Client, member: UUID, login: str, password: str, status: int, says: str
) -> None:
    page = sign_in(client, login, password)
    assert page.status_code == status
    assert says in text(page)
    assert f'value="{login}"' in text(page)
    assert PASSWORD not in text(page)
    assert page["Cache-Control"] == "no-store"


@pytest.mark.parametrize("login", [LOGIN, "nobody.at.all"])
def test_after_five_failures_the_page_says_until_when(
    client: Client, member: UUID, login: str
) -> None:
    pages = [sign_in(client, login, "wrong") for _ in range(5)]
    assert [page.status_code for page in pages] == [422] * 4 + [429]
    assert "12:15" in text(pages[-1])


def test_the_cookie_is_closed_and_new_at_every_sign_in(client: Client, member: UUID) -> None:
    cookies = []
    for _ in range(2):
        sign_in(client)
        cookie = client.cookies[COOKIE]
        assert (bool(cookie["httponly"]), cookie["samesite"]) == (True, "Lax")
        assert not cookie["max-age"]
        cookies.append(cookie.value)
    assert cookies[0] != cookies[1]
    client.cookies[COOKIE] = cookies[0]
    assert there(client) == ""


def test_a_session_given_by_somebody_else_is_not_taken_over(client: Client, member: UUID) -> None:
    client.cookies[COOKIE] = "a" * 32
    sign_in(client)
    assert client.cookies[COOKIE].value != "a" * 32


def test_the_table_of_sessions_holds_random_ids_and_no_cookie(client: Client, member: UUID) -> None:
    sign_in(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_key, session_data FROM django_session")
        ((key, data),) = cursor.fetchall()
    held = SessionStore().decode(data)
    assert set(held) == {"kind", "id", "epoch", "began", "last"}
    assert (held["kind"], held["id"]) == ("member", str(member))
    assert key != client.cookies[COOKIE].value
