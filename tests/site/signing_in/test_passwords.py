"""Forgotten passwords, and changing one's own (P81)."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from keepword.accounts.models import Staff
from keepword.custody.door import Door
from keepword.mail import delivery
from keepword.people import throttle
from tests.accounts import scene
from tests.mail.post import Box
from tests.site.signing_in.walk import (
    LOGIN,
    NEW,
    PASSWORD,
    Time,
    sign_in,
    staff_in,
    text,
    there,
)


def _mails(door: Door, now: datetime) -> list[str]:
    box = Box()
    delivery.deliver_due(now, vault=door.vault, transport=box)
    return [mail.message.body for mail in box.sent]


def _ask_for_code(client: Client, login: str) -> str:
    sent = client.post("/ko/password/forgotten/", {"login-id": login})
    assert sent.status_code == 302
    return parse_qs(urlsplit(sent["Location"]).query)["sent"][0]


def _renew(client: Client, sent: str, digits: str, password: str = NEW) -> HttpResponse:
    given = {"sent": sent, "code": digits, "new-password": password}
    return client.post("/ko/password/new/", given)  # type: ignore[return-value]


def test_a_forgotten_password_is_replaced_with_a_code_by_mail(
    client: Client, member: UUID, door: Door, time: Time
) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    sent = _ask_for_code(client, LOGIN)
    (body,) = _mails(door, time.now)
    found = re.search(r"\b\d{6}\b", body)
    assert found
    page = client.get(f"/ko/password/new/?sent={sent}").content.decode()
    assert re.search(r"참조 글자는 [A-Z]{4}", page)
    wrong = _renew(client, sent, "no")
    assert (wrong.status_code, "4번 더 가능" in text(wrong)) == (422, True)
    weak = _renew(client, sent, found[0], "short")
    assert (weak.status_code, "10자 이상" in text(weak)) == (422, True)
    assert _renew(client, sent, found[0])["Location"] == "/ko/sign-in/?said=reset"
    assert there(elsewhere) == ""
    assert sign_in(client).status_code == 422
    assert sign_in(client, password=NEW)["Location"] == "/ko/me/"
    again = _renew(client, sent, found[0], PASSWORD)
    assert (again.status_code, "더 쓸 수 없습니다" in text(again)) == (422, True)


def test_nobodys_log_in_id_is_answered_like_somebodys_and_no_mail_leaves(
    client: Client, member: UUID, door: Door, time: Time
) -> None:
    pages = []
    for login in (LOGIN, "nobody.at.all"):
        sent = _ask_for_code(client, login)
        pages.append([text(_renew(client, sent, "000000x")) for _ in range(6)])
    plain = [[re.sub(r'value="[^"]*"|[A-Z]{4}입니다', "", p) for p in six] for six in pages]
    assert plain[0] == plain[1]
    assert len(_mails(door, time.now)) == 1


def test_codes_are_not_asked_for_without_end(client: Client, member: UUID) -> None:
    for login in (LOGIN, "nobody.at.all"):
        for _ in range(throttle.CODES_TO.most):
            _ask_for_code(client, login)
        page = client.post("/ko/password/forgotten/", {"login-id": login})
        assert (page.status_code, "13:00" in page.content.decode()) == (429, True)


def test_ones_own_password_is_changed_with_the_old_one(client: Client, member: UUID) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    sign_in(client)
    for old, new, says in (
        ("wrong", NEW, "지금 비밀번호가 맞지 않습니다"),
        ("", NEW, "비밀번호를 입력하세요"),
        (PASSWORD, "short", "10자 이상"),
    ):
        page = client.post("/ko/me/password/", {"password": old, "new-password": new})
        assert (page.status_code, says in page.content.decode()) == (422, True)
    done = client.post("/ko/me/password/", {"password": PASSWORD, "new-password": NEW})
    assert done["Location"] == "/ko/me/password/?said=changed"
    assert (there(client), there(elsewhere)) == ("member", "")
    assert "바꾸었습니다" in client.get(done["Location"]).content.decode()


def test_staff_change_theirs_on_the_same_page(client: Client, staff: Staff) -> None:
    staff_in(client)
    given = {"password": scene.PASSWORD, "new-password": "kim.narae-2026"}
    page = client.post("/ko/me/password/", given)
    assert page.status_code == 422
    assert "비슷합니다" in page.content.decode()
    done = client.post("/ko/me/password/", {**given, "new-password": NEW})
    assert done.status_code == 302
    assert there(client) == "staff"


@pytest.mark.parametrize("sent", ["", "no-id", "00000000-0000-4000-8000-000000000000"])
def test_an_address_that_no_code_has_leads_nowhere(client: Client, door: Door, sent: str) -> None:
    page = _renew(client, sent, "123456")
    assert page.status_code in (302, 422)
