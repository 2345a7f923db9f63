"""Signing in and out, the second factor, sessions and passwords (P81, P85, P87)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from keepword.accounts import credentials as staff_credentials
from keepword.accounts import totp
from keepword.accounts.models import Role, Staff
from keepword.custody.door import Door
from keepword.foundation.nodes import Language
from keepword.foundation.personal import Personal
from keepword.mail import delivery
from keepword.people import credentials
from keepword.runtime import clock, config, house
from keepword.site.signing_in import current, ways
from keepword.site.signing_in import source as whence
from keepword.site.signing_in.errors import NotSignedIn
from keepword.site.signing_in.sessions import SessionStore
from tests.accounts import scene as staff_scene
from tests.accounts.scene import SEED, code
from tests.custody.scene import NOW, VALUES, joined, person
from tests.mail.post import Box

LOGIN, PASSWORD = VALUES["login-id"], VALUES["password"]
NEW = "nine loud geese at noon"
MINUTE = timedelta(minutes=1)
COOKIE = settings.SESSION_COOKIE_NAME


class Time:
    """The house's clock and the real one, moved by the test."""

    def __init__(self) -> None:
        self.now = NOW
        self.real = staff_scene.REAL


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr(clock, "now", lambda: made.now)
    monkeypatch.setattr(clock, "real", lambda: made.real)
    return made


@pytest.fixture
def door(db: None, time: Time) -> Door:
    house.prepare(NOW)
    return house.door()


@pytest.fixture
def member(door: Door) -> UUID:
    subject = joined(door)
    with door.act(person(subject), NOW) as act:
        credentials.create(act.cursor, subject, Personal(PASSWORD), "ko", NOW)
    return subject


@pytest.fixture
def staff(door: Door) -> Staff:
    somebody = staff_scene.made()
    with door.act(staff_scene.ANYBODY, NOW) as act:
        totp.enrol(act.cursor, act.vault, somebody.id, SEED, NOW)
    return somebody


def _sign_in(
    client: Client, login: str = LOGIN, password: str = PASSWORD, **more: str
) -> HttpResponse:
    given = {"login-id": login, "password": password, **more}
    return client.post("/ko/sign-in/", given)  # type: ignore[return-value]


def _staff_in(client: Client, real: datetime = staff_scene.REAL) -> HttpResponse:
    _sign_in(client, "kim.narae", staff_scene.PASSWORD)
    return client.post("/ko/sign-in/code/", {"totp": code(real)})  # type: ignore[return-value]


def _text(response: HttpResponse) -> str:
    return response.content.decode()


def _there(client: Client) -> str:
    """Who the head of a page says is signed in."""
    page = client.get("/ko/may-i/").content.decode()
    if 'href="/ko/me/"' in page:
        return "member"
    return "staff" if 'href="/ko/desk/"' in page else ""


# ── members ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_member_signs_in_and_out(client: Client, member: UUID, language: str) -> None:
    page = client.get(f"/{language}/sign-in/")
    assert 'name="login-id"' in page.content.decode()
    given = {"login-id": LOGIN, "password": PASSWORD}
    assert client.post(f"/{language}/sign-in/", given)["Location"] == f"/{language}/me/"
    assert _there(client) == "member"
    for _ in range(2):  # a double click is harmless
        out = client.post(f"/{language}/sign-out/")
        assert out["Location"] == f"/{language}/sign-in/?said=out"
    assert _there(client) == ""


def test_the_way_back_is_taken_and_only_within_the_site(client: Client, member: UUID) -> None:
    assert _sign_in(client, next="/ko/me/looks/?page=2")["Location"] == "/ko/me/looks/?page=2"


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
    page = _sign_in(client, login, password)
    assert page.status_code == status
    assert says in _text(page)
    assert f'value="{login}"' in _text(page)
    assert PASSWORD not in _text(page)
    assert page["Cache-Control"] == "no-store"


@pytest.mark.parametrize("login", [LOGIN, "nobody.at.all"])
def test_after_five_failures_the_page_says_until_when(
    client: Client, member: UUID, login: str
) -> None:
    pages = [_sign_in(client, login, "wrong") for _ in range(5)]
    assert [page.status_code for page in pages] == [422] * 4 + [429]
    assert "12:15" in _text(pages[-1])


def test_the_cookie_is_closed_and_new_at_every_sign_in(client: Client, member: UUID) -> None:
    cookies = []
    for _ in range(2):
        _sign_in(client)
        cookie = client.cookies[COOKIE]
        assert (bool(cookie["httponly"]), cookie["samesite"]) == (True, "Lax")
        assert not cookie["max-age"]
        cookies.append(cookie.value)
    assert cookies[0] != cookies[1]
    client.cookies[COOKIE] = cookies[0]
    assert _there(client) == ""


def test_a_session_given_by_somebody_else_is_not_taken_over(client: Client, member: UUID) -> None:
    client.cookies[COOKIE] = "a" * 32
    _sign_in(client)
    assert client.cookies[COOKIE].value != "a" * 32


def test_the_table_of_sessions_holds_random_ids_and_no_cookie(client: Client, member: UUID) -> None:
    _sign_in(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_key, session_data FROM django_session")
        ((key, data),) = cursor.fetchall()
    held = SessionStore().decode(data)
    assert set(held) == {"kind", "id", "epoch", "began", "last"}
    assert (held["kind"], held["id"]) == ("member", str(member))
    assert key != client.cookies[COOKIE].value


# ── the end of sessions ──────────────────────────────────────────────────────────────────────────


def test_half_an_hour_without_a_page_ends_a_session_and_says_so(
    client: Client, member: UUID, time: Time
) -> None:
    _sign_in(client)
    for _ in range(3):
        time.now += 29 * MINUTE
        assert _there(client) == "member"
    time.now += 30 * MINUTE
    away = client.get("/ko/me/password/")
    query = parse_qs(urlsplit(away["Location"]).query)
    assert query == {"next": ["/ko/me/password/"], "said": ["expired"]}
    page = client.get(away["Location"])
    assert "처리되지 않았습니다" in page.content.decode()
    assert _sign_in(client, next=query["next"][0])["Location"] == "/ko/me/password/"


def test_twelve_hours_end_a_session_in_any_case(client: Client, member: UUID, time: Time) -> None:
    _sign_in(client)
    for _ in range(12 * 60 // 20 - 1):
        time.now += 20 * MINUTE
        assert _there(client) == "member"
    time.now += 20 * MINUTE
    assert _there(client) == ""


def test_a_clock_that_went_back_ends_a_session(client: Client, member: UUID, time: Time) -> None:
    _sign_in(client)
    time.now -= MINUTE
    assert _there(client) == ""


def test_whoever_left_is_signed_out_at_the_next_page(
    client: Client, member: UUID, door: Door
) -> None:
    _sign_in(client)
    with door.act(person(member), NOW) as act:
        credentials.remove(act.cursor, member)
    assert _there(client) == ""


def test_a_form_sent_after_the_end_is_not_done_and_the_way_leads_back_to_its_page(
    client: Client, member: UUID, time: Time
) -> None:
    _sign_in(client)
    time.now += 31 * MINUTE
    sent = client.post("/ko/me/password/", {"password": PASSWORD, "new-password": NEW})
    assert parse_qs(urlsplit(sent["Location"]).query)["next"] == ["/ko/me/password/"]
    assert _sign_in(client)["Location"] == "/ko/me/"  # the old password still holds


def test_a_form_with_a_stale_token_is_explained(member: UUID) -> None:
    strict = Client(enforce_csrf_checks=True)
    for language, says in (("ko", "더 쓸 수 없습니다"), ("en", "can no longer be used")):
        page = strict.post(f"/{language}/sign-in/", {"login-id": LOGIN, "password": PASSWORD})
        assert page.status_code == 403
        assert says in page.content.decode()


# ── staff ────────────────────────────────────────────────────────────────────────────────────────


def test_staff_need_password_and_code(client: Client, staff: Staff) -> None:
    first = _sign_in(client, "KIM.narae", staff_scene.PASSWORD, next="/ko/desk/look-up/")
    assert first["Location"] == "/ko/sign-in/code/?next=%2Fko%2Fdesk%2Flook-up%2F"
    assert _there(client) == ""
    digits = {"totp": code(staff_scene.REAL), "next": "/ko/desk/look-up/"}
    assert client.post("/ko/sign-in/code/", digits)["Location"] == "/ko/desk/look-up/"
    assert _there(client) == "staff"


def test_a_code_that_was_used_lets_nobody_in_again(client: Client, staff: Staff) -> None:
    _staff_in(client)
    client.post("/ko/sign-out/")
    page = _staff_in(client)
    assert page.status_code == 422
    assert "이미 쓴 코드" in _text(page)
    assert _there(client) == ""


def test_between_the_factors_there_are_ten_minutes(
    client: Client, staff: Staff, time: Time
) -> None:
    _sign_in(client, "kim.narae", staff_scene.PASSWORD)
    time.now += 10 * MINUTE
    late = client.post("/ko/sign-in/code/", {"totp": code(staff_scene.REAL)})
    assert late["Location"] == "/ko/sign-in/?said=half"


@pytest.mark.parametrize("step", ["code", "device"])
def test_nobody_begins_with_the_second_factor(client: Client, staff: Staff, step: str) -> None:
    sent = client.post(f"/ko/sign-in/{step}/", {"totp": code(staff_scene.REAL)})
    assert sent["Location"] == "/ko/sign-in/?said=half"


def test_a_device_that_is_set_up_is_not_replaced_by_whoever_has_the_password(
    client: Client, staff: Staff
) -> None:
    _sign_in(client, "kim.narae", staff_scene.PASSWORD)
    assert client.get("/ko/sign-in/device/")["Location"] == "/ko/sign-in/?said=half"


def test_the_first_sign_in_sets_up_the_device(client: Client, door: Door, time: Time) -> None:
    staff_scene.made()
    first = _sign_in(client, "kim.narae", staff_scene.PASSWORD)
    assert first["Location"] == "/ko/sign-in/device/"
    page = client.get("/ko/sign-in/device/").content.decode()
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert found
    assert "<svg" in page
    assert not re.search(r"<svg[^>]*style=|<style|<script(?! type=\"module\")", page)
    seed = Personal(found[1].replace(" ", ""))
    wrong = client.post("/ko/sign-in/device/", {"totp": "000000"})
    assert (wrong.status_code, found[1] in wrong.content.decode()) == (422, True)
    done = client.post("/ko/sign-in/device/", {"totp": code(time.real, seed)})
    assert done["Location"] == "/ko/desk/"
    assert _there(client) == "staff"


def test_a_log_in_name_that_is_both_a_members_and_a_staffs_serves_both(
    client: Client, member: UUID, staff: Staff
) -> None:
    Staff.objects.filter(id=staff.id).update(login=LOGIN)
    assert _sign_in(client)["Location"] == "/ko/me/"
    client.post("/ko/sign-out/")
    assert _sign_in(client, password=staff_scene.PASSWORD)["Location"] == "/ko/sign-in/code/"


def test_closed_accounts_and_new_passwords_end_sessions_of_staff(
    client: Client, staff: Staff, door: Door
) -> None:
    _staff_in(client)
    with door.act(staff_scene.OFFICER, NOW) as act:
        staff_credentials.change(act, staff.id, Personal(NEW))
    assert _there(client) == ""


# ── guards ───────────────────────────────────────────────────────────────────────────────────────


def _view(request: HttpRequest, language: Language) -> HttpResponse:
    acting = current.acting_of(request)
    return HttpResponse(f"{acting.actor.value} {acting.account} {acting.source}")


def _ask(client: Client, view: object, path: str = "/ko/desk/") -> HttpResponse:
    assert callable(view)
    request = RequestFactory(REMOTE_ADDR="192.0.2.44").get(path)
    request.COOKIES.update({name: cookie.value for name, cookie in client.cookies.items()})
    request.session = SessionStore(request.COOKIES.get(COOKIE))
    answer = view(request, "ko")
    assert isinstance(answer, HttpResponse)
    return answer


def test_guards_let_in_whom_they_name(client: Client, member: UUID, staff: Staff) -> None:
    guards = {
        "members": current.members_only(_view),
        "staff": current.staff_only()(_view),
        "officers": current.staff_only(Role.OFFICER, Role.OFFICE)(_view),
        "somebody": current.somebody_only(_view),
    }

    def answers() -> dict[str, int]:
        return {name: _ask(client, view).status_code for name, view in guards.items()}

    assert answers() == dict.fromkeys(guards, 302)
    _sign_in(client)
    assert answers() == {"members": 200, "staff": 403, "officers": 403, "somebody": 200}
    _staff_in(client)
    assert answers() == {"members": 403, "staff": 200, "officers": 403, "somebody": 200}
    Staff.objects.filter(id=staff.id).update(role=Role.OFFICE)
    assert answers()["officers"] == 200


def test_who_acts_is_who_is_signed_in(client: Client, member: UUID, staff: Staff) -> None:
    nobody = UUID(int=0)
    assert _text(_ask(client, _view)) == f"person {nobody} 192.0.2.44"
    _sign_in(client)
    assert _text(_ask(client, _view)) == f"person {member} 192.0.2.44"
    _staff_in(client)
    assert _text(_ask(client, _view)) == f"staff {staff.id} 192.0.2.44"


def test_a_view_without_a_guard_is_told(db: None) -> None:
    request = RequestFactory().get("/ko/me/")
    request.session = SessionStore()
    for asked in (current.the_member, current.the_staff):
        with pytest.raises(NotSignedIn):
            asked(request)


def test_pages_made_for_somebody_are_not_stored_by_anybody(client: Client, member: UUID) -> None:
    public = client.get("/ko/policy/")
    assert "public" in public["Cache-Control"]
    assert "Cookie" in public["Vary"]
    _sign_in(client)
    assert client.get("/ko/policy/")["Cache-Control"] == "no-store"


# ── passwords ────────────────────────────────────────────────────────────────────────────────────


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
    _sign_in(elsewhere)
    sent = _ask_for_code(client, LOGIN)
    (body,) = _mails(door, time.now)
    found = re.search(r"\b\d{6}\b", body)
    assert found
    page = client.get(f"/ko/password/new/?sent={sent}").content.decode()
    assert re.search(r"참조 글자는 [A-Z]{4}", page)
    wrong = _renew(client, sent, "no")
    assert (wrong.status_code, "4번 더 가능" in _text(wrong)) == (422, True)
    weak = _renew(client, sent, found[0], "short")
    assert (weak.status_code, "10자 이상" in _text(weak)) == (422, True)
    assert _renew(client, sent, found[0])["Location"] == "/ko/sign-in/?said=reset"
    assert _there(elsewhere) == ""
    assert _sign_in(client).status_code == 422
    assert _sign_in(client, password=NEW)["Location"] == "/ko/me/"
    again = _renew(client, sent, found[0], PASSWORD)
    assert (again.status_code, "더 쓸 수 없습니다" in _text(again)) == (422, True)


def test_nobodys_log_in_id_is_answered_like_somebodys_and_no_mail_leaves(
    client: Client, member: UUID, door: Door, time: Time
) -> None:
    pages = []
    for login in (LOGIN, "nobody.at.all"):
        sent = _ask_for_code(client, login)
        pages.append([_text(_renew(client, sent, "000000x")) for _ in range(6)])
    plain = [[re.sub(r'value="[^"]*"|[A-Z]{4}입니다', "", p) for p in six] for six in pages]
    assert plain[0] == plain[1]
    assert len(_mails(door, time.now)) == 1


def test_codes_are_not_asked_for_without_end(client: Client, member: UUID) -> None:
    for login in (LOGIN, "nobody.at.all"):
        for _ in range(5):
            _ask_for_code(client, login)
        page = client.post("/ko/password/forgotten/", {"login-id": login})
        assert (page.status_code, "13:00" in page.content.decode()) == (429, True)


def test_ones_own_password_is_changed_with_the_old_one(client: Client, member: UUID) -> None:
    elsewhere = Client()
    _sign_in(elsewhere)
    _sign_in(client)
    for old, new, says in (
        ("wrong", NEW, "지금 비밀번호가 맞지 않습니다"),
        ("", NEW, "비밀번호를 입력하세요"),
        (PASSWORD, "short", "10자 이상"),
    ):
        page = client.post("/ko/me/password/", {"password": old, "new-password": new})
        assert (page.status_code, says in page.content.decode()) == (422, True)
    done = client.post("/ko/me/password/", {"password": PASSWORD, "new-password": NEW})
    assert done["Location"] == "/ko/me/password/?said=changed"
    assert (_there(client), _there(elsewhere)) == ("member", "")
    assert "바꾸었습니다" in client.get(done["Location"]).content.decode()


def test_staff_change_theirs_on_the_same_page(client: Client, staff: Staff) -> None:
    _staff_in(client)
    given = {"password": staff_scene.PASSWORD, "new-password": "kim.narae-2026"}
    page = client.post("/ko/me/password/", given)
    assert page.status_code == 422
    assert "비슷합니다" in page.content.decode()
    done = client.post("/ko/me/password/", {**given, "new-password": NEW})
    assert done.status_code == 302
    assert _there(client) == "staff"


@pytest.mark.parametrize("sent", ["", "no-id", "00000000-0000-4000-8000-000000000000"])
def test_an_address_that_no_code_has_leads_nowhere(client: Client, door: Door, sent: str) -> None:
    page = _renew(client, sent, "123456")
    assert page.status_code in (302, 422)


# ── where it comes from ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
def behind_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    proxied = replace(config.current(), behind_proxy=True)
    monkeypatch.setattr(config, "current", lambda: proxied)


@pytest.mark.parametrize(
    ("forwarded", "source"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("6.6.6.6, 203.0.113.5", "203.0.113.5"),
        ("2001:DB8::0:1", "2001:db8::1"),
        ("somebody", ""),
    ],
)
def test_behind_a_proxy_only_what_the_proxy_saw_is_believed(
    behind_proxy: None, forwarded: str, source: str
) -> None:
    request = RequestFactory().get("/ko/", headers={"X-Forwarded-For": forwarded})
    assert whence.of(request) == source


def test_without_a_proxy_nobody_says_where_they_come_from() -> None:
    request = RequestFactory(REMOTE_ADDR="192.0.2.1").get(
        "/ko/", headers={"X-Forwarded-For": "6.6.6.6"}
    )
    assert whence.of(request) == "192.0.2.1"
