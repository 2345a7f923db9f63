"""How sessions end, and the way back (law: automatic sign-out)."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from django.db import OperationalError
from django.test import Client

from keepword.custody.door import Door
from keepword.people import credentials
from keepword.site.signing_in import who
from tests.custody.scene import NOW, person
from tests.site.signing_in.walk import (
    LOGIN,
    MINUTE,
    NEW,
    PASSWORD,
    Time,
    sign_in,
    there,
)


def test_half_an_hour_without_a_page_ends_a_session_and_says_so(
    client: Client, member: UUID, time: Time
) -> None:
    sign_in(client)
    for _ in range(3):
        time.now += 29 * MINUTE
        assert there(client) == "member"
    time.now += 30 * MINUTE
    away = client.get("/ko/me/password/")
    query = parse_qs(urlsplit(away["Location"]).query)
    assert query == {"next": ["/ko/me/password/"], "said": ["expired"]}
    page = client.get(away["Location"])
    assert "처리되지 않았습니다" in page.content.decode()
    assert sign_in(client, next=query["next"][0])["Location"] == "/ko/me/password/"


def test_twelve_hours_end_a_session_in_any_case(client: Client, member: UUID, time: Time) -> None:
    sign_in(client)
    for _ in range(12 * 60 // 20 - 1):
        time.now += 20 * MINUTE
        assert there(client) == "member"
    time.now += 20 * MINUTE
    assert there(client) == ""


def test_a_clock_that_went_back_ends_a_session(client: Client, member: UUID, time: Time) -> None:
    sign_in(client)
    time.now -= MINUTE
    assert there(client) == ""


def test_whoever_left_is_signed_out_at_the_next_page(
    client: Client, member: UUID, door: Door
) -> None:
    sign_in(client)
    with door.act(person(member), NOW) as act:
        credentials.remove(act.cursor, member)
    assert there(client) == ""


def test_a_form_sent_after_the_end_is_not_done_and_the_way_leads_back_to_its_page(
    client: Client, member: UUID, time: Time
) -> None:
    sign_in(client)
    time.now += 31 * MINUTE
    sent = client.post("/ko/me/password/", {"password": PASSWORD, "new-password": NEW})
    assert parse_qs(urlsplit(sent["Location"]).query)["next"] == ["/ko/me/password/"]
    assert sign_in(client)["Location"] == "/ko/me/"  # the old password still holds


def test_a_form_sent_after_the_cookie_is_gone_says_that_the_session_is_over(
    client: Client, member: UUID
) -> None:
    sign_in(client)
    client.cookies.clear()
    looked = client.get("/ko/me/password/")
    sent = client.post("/ko/me/password/", {"password": PASSWORD, "new-password": NEW})
    assert "said" not in parse_qs(urlsplit(looked["Location"]).query)
    assert parse_qs(urlsplit(sent["Location"]).query)["said"] == ["expired"]


def test_a_form_with_a_stale_token_is_explained(member: UUID) -> None:
    strict = Client(enforce_csrf_checks=True)
    for language, says in (("ko", "더 쓸 수 없습니다"), ("en", "can no longer be used")):
        page = strict.post(f"/{language}/sign-in/", {"login-id": LOGIN, "password": PASSWORD})
        assert page.status_code == 403
        assert says in page.content.decode()


def test_without_the_database_public_pages_stand_and_the_sign_in_says_so(
    client: Client, member: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client)

    def gone(_request: object) -> None:
        raise OperationalError

    monkeypatch.setattr(who, "of", gone)
    assert client.get("/ko/policy/").status_code == 200
    page = client.get("/ko/sign-in/")
    assert page.status_code == 503
    assert "아무것도 처리하지 않았습니다" in page.content.decode()
