"""Joining, 14 and over: generated from C1, consents apart, confirmed by a code (P43 to P47)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NoReturn
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client

from keepword.custody.door import Door
from keepword.custody.errors import LedgerShut, OutcomeUnknown
from keepword.foundation.nodes import LANGUAGES, Language
from keepword.law.day import civil_day
from keepword.runtime import clock, house
from keepword.site import in_force, words
from keepword.site.joining import act
from tests.site.joining_walk import (
    AGREED,
    OPTIONAL,
    REQUIRED,
    Walk,
    joined,
    newest_code,
    optional,
    queued,
    subject_of,
)


@pytest.fixture(autouse=True)
def door(db: None) -> Door:
    house.prepare(clock.now())
    return house.door()


def _names(walk: Walk) -> set[str]:
    inputs = [given for tag, given in walk.seen.tags if tag in ("input", "select", "textarea")]
    return {g["name"] for g in inputs if g.get("type") != "hidden"} - {"csrfmiddlewaretoken"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("item", OPTIONAL)
def test_each_kind_is_asked_what_applies_and_nothing_else(item: str, language: Language) -> None:
    """P43, P46, P47: eight required items, and of the optional ones those that apply."""
    kind, _ = OPTIONAL[item]
    walk = Walk(language).get("join/")
    assert _names(walk) == {"member-type"}
    walk.post("join/", {"member-type": kind})
    asked = set(REQUIRED) - {"member-type"} | {"mail-consent", "consent-required"}
    if item != "mail-consent":
        asked |= {item, f"consent-{item}"}
    assert _names(walk) == asked
    assert walk.answer.status_code == 200


def test_no_consent_is_ticked_and_each_says_what_the_law_wants() -> None:
    """P44; PIPA 15(2), 22: what, why, for how long, that one may refuse and what then."""
    walk = Walk().post("join/", {"member-type": "medical-practitioner"})
    boxes = [given for _, given in walk.seen.tags if given.get("type") == "checkbox"]
    assert {b["name"] for b in boxes} == {
        "consent-required", "mail-consent", "consent-license-number",
    }  # fmt: skip
    assert not any("checked" in box for box in boxes)
    assert walk.said.count("동의하지 않을 권리가 있습니다") == len(boxes)
    assert walk.said.count("보유·이용 기간") == len(boxes)
    news = in_force.policy().purpose_index["PU16"].name.ko
    assert f"동의이기도 합니다: {news}" in walk.said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("item", [None, *OPTIONAL])
def test_somebody_joins(door: Door, item: str | None, language: Language) -> None:
    """P44 to P47: with any one optional item, or with none, the same membership."""
    walk = joined(optional(item) if item else {}, Walk(language))
    assert walk.answer.status_code == 200
    subject = subject_of()
    held = {h.item for h in door.holdings(subject)}
    assert held == set(REQUIRED) - {"password"} | ({item} if item else set())
    given = {
        (c.consent.kind.value, c.consent.scope, c.consent.item) for c in door.consents(subject)
    }
    wanted = {("collect", "C1", "")}
    if item:
        wanted.add(("item", "C1", item))
    if item == "mail-consent":
        wanted.add(("purpose", "PU16", ""))
    assert given == wanted
    assert all(len(c.notice) == 64 and c.language == language for c in door.consents(subject))


def test_the_check_shows_what_was_typed_but_no_password() -> None:
    walk = Walk().fill()
    assert walk.answer.status_code == 200
    for item in set(REQUIRED) - {"password", "member-type", "gender", "mobile-phone"}:
        assert REQUIRED[item] in walk.said
    assert REQUIRED["password"] not in walk.html
    assert "••••" in walk.said
    assert queued() == []


def test_changing_an_answer_keeps_the_others_and_the_password(door: Door) -> None:
    walk = Walk().fill().post("join/", {"go": "change"})
    assert REQUIRED["password"] not in walk.html
    values = {g["name"]: g.get("value", "") for _, g in walk.seen.tags if g.get("name")}
    assert values["email"] == REQUIRED["email"]
    assert values["password"] == ""
    walk.fill(password="", email="nuri@example.com")
    walk.confirm(walk.send_code())
    assert queued()[-1].to.reveal() == "nuri@example.com"
    assert walk.answer.status_code == 302
    assert door.holdings(subject_of())


CHANGED = [
    ("personal-name", "", "성명"),
    ("email", "not an address", "이메일"),
    ("date-of-birth", "1990-02-30", "생년월일"),
    ("date-of-birth", "2990-01-01", "생년월일"),
    ("mobile-phone", "02-555", "휴대전화번호"),
    ("login-id", "한글", "아이디"),
    ("password", "short", "비밀번호"),
    ("password", "my gaon.nuri words", "비밀번호"),
    ("gender", "unknown", "성별"),
    ("consent-required", "", "동의"),
    ("personal-name", "가" * 300, "성명"),
]


@pytest.mark.parametrize(("item", "value", "named"), CHANGED)
def test_a_mistake_is_named_and_everything_else_is_kept(item: str, value: str, named: str) -> None:
    walk = Walk().fill(**{item: value})
    assert walk.answer.status_code == 422
    assert walk.seen.title.startswith("오류: ")
    assert f"#{item}" in walk.seen.links
    assert item in walk.seen.ids
    assert named in walk.said
    assert value == "" or item == "personal-name" or value not in walk.seen.title
    kept = {g["name"]: g.get("value", "") for _, g in walk.seen.tags if g.get("name")}
    assert item == "email" or kept["email"] == REQUIRED["email"]
    assert walk.answer.headers["Cache-Control"] == "no-store"
    assert queued() == []


def test_a_good_password_beside_a_mistake_is_kept_and_the_page_says_so() -> None:
    kept = words.say("join.kept", "ko")
    assert kept in Walk().fill(email="nobody").said
    assert kept not in Walk().fill(password="short").said


STRANGE = [
    ("resident-registration-number", "900203-2000000", "주민등록번호"),
    ("favourite-colour", "green", "favourite-colour"),
    ("license-number", "1234567", "면허번호"),
    ("employee-number", "E-20417", "직원번호"),
    ("hospital-registration-number", "20261124", "병원등록번호"),
    ("consent-license-number", "yes", "면허번호"),
]


@pytest.mark.parametrize(("name", "value", "said"), STRANGE)
def test_what_is_not_asked_is_refused_by_name(name: str, value: str, said: str) -> None:
    """P43, P47: unknown fields, and items that apply to others; nothing of them comes back."""
    walk = Walk().fill(**{name: value})
    assert walk.answer.status_code == 422
    assert said in walk.said
    assert value == "yes" or value not in walk.html


def test_an_item_without_its_consent_and_a_consent_without_its_item() -> None:
    """P44: neither stands without the other."""
    kind = {"member-type": "medical-practitioner"}
    walk = Walk().fill(**kind, license_number="1234567")
    assert walk.answer.status_code == 422
    assert "#consent-license-number" in walk.seen.links
    walk = Walk().fill(**kind, consent_license_number="yes")
    assert walk.answer.status_code == 422
    assert "#license-number" in walk.seen.links


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("more", [{}, {"email": "broken"}, {"license-number": "1234567"}])
def test_a_child_is_told_kindly_and_nothing_is_kept(
    language: Language, more: dict[str, str]
) -> None:
    """P37, P46: the day before the 14th birthday; whatever else is in the form."""
    today = clock.now().date()
    born = f"{today.year - 13}-01-01"
    walk = Walk(language).fill(**more, date_of_birth=born)
    assert walk.answer.status_code == 200
    assert in_force.policy().officer.phone.value in walk.said
    assert walk.draft == ""
    for value in REQUIRED.values():
        assert value not in walk.html or value == "general" or value == "female"
    assert queued() == []


def test_the_same_confirmation_twice_is_one_membership(door: Door) -> None:
    walk = Walk().fill()
    code = walk.send_code()
    draft = walk.draft
    first = walk.confirm(code).answer
    walk.draft = draft
    second = walk.confirm(code).answer
    walk.draft = draft
    without = walk.confirm("000000").answer
    assert first.status_code == second.status_code == without.status_code == 302
    assert len({h.record for h in door.holdings(subject_of())}) == 1
    assert walk.follow().answer.status_code == 200


def test_a_wrong_code_can_be_typed_again_until_there_were_too_many(door: Door) -> None:
    walk = Walk().fill()
    code = walk.send_code()
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        walk.confirm(wrong)
        assert walk.answer.status_code == 422
        assert "#code" in walk.seen.links
    walk.confirm(code)
    assert "여러 번 틀려" in walk.said
    walk.post("join/confirm/", {"go": "again", "code": ""})
    walk.confirm(newest_code())
    assert walk.answer.status_code == 302


def test_a_log_in_id_that_is_taken_is_said_and_all_else_kept(door: Door) -> None:
    joined()
    walk = Walk().fill(email="other@example.com")
    assert walk.answer.status_code == 422
    assert "이미 다른 회원이 쓰고 있습니다" in walk.said
    walk.fill(password="", email="other@example.com", login_id="another.one")
    walk.confirm(walk.send_code())
    assert walk.answer.status_code == 302


def test_two_people_choose_the_same_log_in_id_at_once(door: Door) -> None:
    """The second one is told when it comes to it, and goes on with another."""
    one, two = Walk().fill(), Walk().fill(email="two@example.com")
    code = two.send_code()
    one.confirm(one.send_code())
    two.confirm(code)
    assert two.answer.status_code == 422
    assert "#login-id" in two.seen.links
    two.fill(password="", email="two@example.com", login_id="second.one")
    assert two.answer.status_code == 200
    two.confirm(two.send_code())
    assert two.answer.status_code == 302


@pytest.mark.parametrize("draft", ["broken", "QUJD"])
def test_a_broken_draft_is_said(draft: str) -> None:
    answer = Client().post("/ko/join/confirm/", {"draft": draft, "go": "send"})
    assert answer.status_code == 410
    assert "다시 작성해 주세요" in answer.content.decode()


def test_a_draft_serves_for_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    walk = Walk().fill()
    later = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    walk.post("join/confirm/", {"go": "send"})
    assert walk.answer.status_code == 410
    assert queued() == []


def test_changing_the_kind_of_member_keeps_what_was_typed() -> None:
    walk = Walk().post("join/", {**REQUIRED, "member-type": "general", "go": "type"})
    assert _names(walk) == {"member-type"}
    walk.post("join/", {"member-type": "medical-practitioner"})
    values = {g["name"]: g.get("value", "") for _, g in walk.seen.tags if g.get("name")}
    assert values["email"] == REQUIRED["email"]
    assert "license-number" in values


@pytest.mark.parametrize(
    "sent",
    [{"member-type": "emperor"}, {"member-type": ""}, REQUIRED | AGREED | {"member-type": ""}],
)
def test_the_kind_of_member_has_to_be_chosen(sent: dict[str, str]) -> None:
    walk = Walk().post("join/", {**sent, "go": "check"})
    assert walk.answer.status_code == 422
    assert "#member-type" in walk.seen.links


def test_the_done_page_wants_its_own_link() -> None:
    assert Client().get("/ko/join/done/guessed/").status_code == 404
    assert Client().get("/ko/join/done/guessed/receipt/").status_code == 404


def _last_entry() -> dict[str, Any]:
    """The newest entry of the ledger, opened."""
    with transaction.atomic(), connection.cursor() as django:
        django.execute("SELECT entry FROM ledger.inbox ORDER BY time_ms DESC, ctid DESC LIMIT 1")
        (entry,) = django.fetchone()
        found = house.reader().of_entry(django.cursor, entry)
    assert found is not None
    return found.body


REFUSED = [
    ({"license-number": "1234567"}, "item-does-not-apply", ["license-number"]),
    ({"resident-registration-number": "9002032000000"}, "item-not-listed",
     ["resident-registration-number"]),
    ({"가온누리": "x"}, "item-not-listed", None),
]  # fmt: skip


@pytest.mark.parametrize(("more", "reason", "items"), REFUSED)
def test_a_refusal_is_on_record_without_anything_of_the_person(
    more: dict[str, str], reason: str, items: list[str] | None
) -> None:
    """P43, P47: what was refused and on what clause; no id, no value, no name of a field."""
    Walk().fill(**more)
    body = _last_entry()
    assert (body["act"], body["outcome"], body["reason"]) == ("collect", "denied", reason)
    assert body.get("items") == items
    assert "P43" in body["citations"]
    assert "subject" not in body
    assert body["actor"]["account"] == str(UUID(int=0))


def test_of_a_child_not_even_the_address_is_on_record() -> None:
    """P37: that somebody was sent away is on record, and nothing of them."""
    Walk().fill(date_of_birth=f"{clock.now().year - 9}-05-05")
    body = _last_entry()
    assert body["reason"] == "wrong-age"
    assert not {"source", "subject", "record", "items"} & set(body)


def test_the_14th_birthday_is_no_childhood_any_more() -> None:
    """P37, P46: from the day itself on; a week before it is another matter."""
    today = civil_day(clock.now())
    turned = today.replace(day=min(today.day, 28))
    turning = turned + timedelta(days=7)
    for day, said in ((turned, "확인하세요"), (turning, "어린이")):
        born = day.replace(year=day.year - 14, day=min(day.day, 28))
        assert said in Walk().fill(date_of_birth=born.isoformat()).said


def _shut(*_: object, **__: object) -> NoReturn:
    raise LedgerShut


def test_while_the_house_cannot_record_what_was_typed_stays(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(act, "taken", _shut)
        walk = Walk().fill()
    assert walk.answer.status_code == 503
    values = {g["name"]: g.get("value", "") for _, g in walk.seen.tags if g.get("name")}
    assert values["email"] == REQUIRED["email"]
    walk.fill(password="")
    code = walk.send_code()
    with monkeypatch.context() as broken:
        broken.setattr(act, "confirm", _shut)
        walk.confirm(code)
    assert walk.answer.status_code == 503
    assert walk.confirm(code).answer.status_code == 302


def test_it_came_through_although_nobody_was_told(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection broke while committing: the same form again is the same membership."""
    done = act.confirm

    def broken_off(*given: Any) -> NoReturn:
        done(*given)
        raise OutcomeUnknown

    walk = Walk().fill()
    code = walk.send_code()
    with monkeypatch.context() as broken:
        broken.setattr(act, "confirm", broken_off)
        walk.confirm(code)
    assert walk.answer.status_code == 503
    assert "두 번 처리되지는 않습니다" in walk.said
    walk.confirm(code)
    assert walk.answer.status_code == 302
    assert len({h.record for h in door.holdings(subject_of())}) == 1
