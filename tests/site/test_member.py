"""A member's own pages: what is held, changing it, consents, who looked, receipts, leaving."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.test import Client

from keepword.custody.acting import Acting
from keepword.custody.answers import Opened
from keepword.custody.asking import Using
from keepword.custody.door import Door
from keepword.foundation.nodes import LANGUAGES, Language
from keepword.policy.decisions.answer import Denied
from keepword.policy.decisions.question import Actor
from keepword.runtime import clock, house
from tests.custody.scene import staff
from tests.site.joining_walk import PASSWORD, REQUIRED, Walk, joined, optional, queued, subject_of


@pytest.fixture(autouse=True)
def door(db: None) -> Door:
    house.prepare(clock.now())
    return house.door()


def _signed_in(more: Mapping[str, str] | None = None, language: Language = "ko") -> Walk:
    """A member who has just joined and signed in."""
    walk = joined(more, Walk(language))
    sent = {"login-id": REQUIRED["login-id"], "password": PASSWORD}
    walk.post("sign-in/", sent, draft=False)
    assert walk.answer.status_code in (302, 303), walk.html
    return walk


PAGES = ("me/", "me/edit/", "me/consents/", "me/looks/", "me/receipts/", "me/leave/",
         "me/leave/confirm/")  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_who_is_not_signed_in_is_sent_to_sign_in(page: str) -> None:
    for send in (Client().get, Client().post):
        answer = send(f"/ko/{page}")
        assert answer.status_code in (302, 405)
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/ko/sign-in/?next=")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_whole_and_not_kept(language: Language) -> None:
    walk = _signed_in(optional("mail-consent"), language)
    for page in PAGES:
        walk.get(page)
        assert walk.answer.status_code == 200, page
        assert walk.answer.headers["Cache-Control"] == "no-store"
        assert len(walk.seen.ids) == len(set(walk.seen.ids))


def test_the_first_page_shows_every_item_with_why_and_until_when() -> None:
    """PIPA 35; P7, P8: value, purposes, rule; the password is nobody's to see (P81)."""
    walk = _signed_in(optional("license-number")).get("me/")
    for value in ("가온누리", "gaon.nuri", "여성", "1990-02-03", "의료인", "1234567"):
        assert value in walk.said
    shown = {g["data-item"] for _, g in walk.seen.tags if "data-item" in g}
    assert shown == set(REQUIRED) - {"password"} | {"license-number"}
    assert PASSWORD not in walk.html
    assert "회원이 탈퇴하거나 제명된 때" in walk.said
    assert "접속 로그" in walk.said  # P49
    assert "/ko/policy/#PU6" in walk.seen.links


def test_looking_at_oneself_is_on_record_as_ones_own(door: Door) -> None:
    walk = _signed_in().get("me/").get("me/looks/")
    assert "이 달에는 아무도 보지 않았습니다" in walk.said
    assert "본인" in walk.said


def _edit(walk: Walk, **changes: str) -> Walk:
    walk.get("me/edit/")
    fields = {
        g["name"]: g.get("value", "")
        for tag, g in walk.seen.tags
        if tag == "input" and g.get("type") != "radio" and g["name"] != "csrfmiddlewaretoken"
    }
    chosen = {g["name"]: g["value"] for _, g in walk.seen.tags if "checked" in g}
    sent = fields | chosen | {n.replace("_", "-"): v for n, v in changes.items()}
    return walk.post("me/edit/", {**sent, "go": "check"}, draft=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_change_is_shown_before_it_is_made(door: Door, language: Language) -> None:
    walk = _edit(
        _signed_in(language=language), personal_name="가온누리나", mobile_phone="010 5550 1111"
    )
    assert walk.answer.status_code == 200
    assert "가온누리나" in walk.said
    assert "010-5551-2345" in walk.said or "01055512345" in walk.said
    walk.post("me/edit/", {"go": "save"})
    assert walk.answer.status_code == 302
    walk.follow()
    assert "가온누리나" in walk.said


def test_changing_nothing_changes_nothing() -> None:
    walk = _edit(_signed_in())
    assert walk.answer.headers["Location"] == "/ko/me/?said=unchanged"


WRONG = [
    ({"email": "nobody"}, "email"),
    ({"personal-name": ""}, "personal-name"),
    ({"date-of-birth": "1990-13-01"}, "date-of-birth"),
]


@pytest.mark.parametrize(("changes", "named"), WRONG)
def test_a_mistake_changes_nothing(changes: dict[str, str], named: str) -> None:
    walk = _edit(_signed_in(), **changes)
    assert walk.answer.status_code == 422
    assert f"#{named}" in walk.seen.links


@pytest.mark.parametrize("name", ["resident-registration-number", "password", "license-number"])
def test_what_is_not_changed_here_is_refused(name: str) -> None:
    walk = _edit(_signed_in(), **{name: "9002032000000"})
    assert walk.answer.status_code == 422
    assert "9002032000000" not in walk.html


def test_a_birthday_under_14_is_not_taken() -> None:
    walk = _edit(_signed_in(), date_of_birth=f"{clock.now().year - 10}-01-01")
    assert walk.answer.status_code == 422
    assert "14세 미만" in walk.said


def test_another_kind_of_member_gives_up_what_no_longer_applies(door: Door) -> None:
    """P47: the licence number goes with the kind it was asked of, and so does its consent."""
    walk = _edit(_signed_in(optional("license-number")), member_type="general")
    assert "삭제되고 동의도 끝납니다" in walk.said
    walk.post("me/edit/", {"go": "save"})
    subject = subject_of()
    assert "license-number" not in {h.item for h in door.holdings(subject)}
    ended = [c for c in door.consents(subject) if c.withdrawn_at]
    assert [c.consent.item for c in ended] == ["license-number"]


def test_an_optional_item_is_emptied(door: Door) -> None:
    walk = _edit(_signed_in(optional("employee-number")), employee_number="")
    walk.post("me/edit/", {"go": "save"}).follow()
    assert "employee-number" not in {h.item for h in door.holdings(subject_of())}
    assert "E-20417" not in walk.html


def test_another_log_in_id_that_is_taken_is_said(door: Door) -> None:
    joined({"login-id": "taken.already", "email": "taken@example.com"})
    walk = _edit(_signed_in(), login_id="taken.already")
    walk.post("me/edit/", {"go": "save"})
    assert walk.answer.status_code == 422
    assert "#login-id" in walk.seen.links


def _withdraw(walk: Walk, item: str) -> Walk:
    walk.get("me/consents/")
    consent = next(g["data-consent"] for _, g in walk.seen.tags if g.get("data-item") == item)
    walk.post("me/consents/", {"consent": consent, "go": "ask"}, draft=False)
    assert walk.answer.status_code == 200
    return walk.post("me/consents/", {"consent": consent, "go": "withdraw"}, draft=False)


def _use(door: Door, purpose: str) -> Opened | Denied:
    with door.act(staff(purpose), clock.now()) as act:
        return act.use(Using(subject_of(), "C1", purpose=purpose))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_consent_to_mail_is_withdrawn_and_news_are_refused_from_then_on(
    door: Door, language: Language
) -> None:
    """P68: as easy as giving it; PU16 is refused with the clause, PU6 goes on."""
    walk = _signed_in(optional("mail-consent"), language)
    assert isinstance(_use(door, "PU16"), Opened)
    _withdraw(walk, "mail-consent").follow()
    refused = _use(door, "PU16")
    assert isinstance(refused, Denied)
    assert "P68" in refused.citations
    assert isinstance(_use(door, "PU6"), Opened)
    assert not any(g.get("data-item") == "mail-consent" for _, g in walk.seen.tags)
    assert any("data-ended" in g for _, g in walk.seen.tags)


@pytest.mark.parametrize("item", ["license-number", "employee-number",
                                  "hospital-registration-number"])  # fmt: skip
def test_each_optional_item_goes_with_its_consent(door: Door, item: str) -> None:
    walk = _signed_in(optional(item))
    _withdraw(walk, item)
    assert item not in {h.item for h in door.holdings(subject_of())}


def test_the_consent_that_carries_the_membership_ends_by_leaving(door: Door) -> None:
    walk = _signed_in().get("me/consents/")
    (consent,) = [g["data-consent"] for _, g in walk.seen.tags if "data-consent" in g]
    assert "/ko/me/leave/" in walk.seen.links
    walk.post("me/consents/", {"consent": consent, "go": "withdraw"}, draft=False)
    assert walk.answer.headers["Location"].endswith("?said=before")
    assert all(c.withdrawn_at is None for c in door.consents(subject_of()))


def test_withdrawing_twice_is_withdrawing_once(door: Door) -> None:
    walk = _signed_in(optional("mail-consent"))
    (given,) = [c for c in door.consents(subject_of()) if c.consent.item == "mail-consent"]
    for _ in range(2):
        walk.post("me/consents/", {"consent": str(given.id), "go": "withdraw"}, draft=False)
        assert walk.answer.status_code == 302


LOOKERS = [
    ("PU6", False, "홈페이지 회원 서비스"),
    ("PU16", False, "거절됨"),
    ("PU1", True, "긴급 열람"),
]


@pytest.mark.parametrize(("purpose", "emergency", "said"), LOOKERS)
def test_who_looked_is_shown_by_department_role_and_purpose(
    door: Door, purpose: str, emergency: bool, said: str
) -> None:
    """P87: department, role, why, when, what; refusals and emergencies too."""
    from keepword.foundation.personal import Personal

    walk = _signed_in()
    subject = subject_of()
    who = Acting(
        Actor.STAFF, staff().account, "192.0.2.9", task="membership",
        department="outpatient-reception", role="staff", grants=frozenset({purpose}),
    )  # fmt: skip
    reason = Personal("의식이 없습니다") if emergency else None
    with door.act(who, clock.now()) as act:
        act.use(Using(subject, "C1", purpose=purpose, reason=reason, emergency=emergency))
    walk.get("me/looks/")
    assert "외래 접수" in walk.said
    assert "홈페이지 회원 이용을 도와 드리기 위해" in walk.said
    assert said in walk.said


def test_looks_of_earlier_months_are_a_page_away(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    earlier = (now.replace(day=15) - timedelta(days=60)).replace(day=15)
    with monkeypatch.context() as then:
        then.setattr(clock, "now", lambda: earlier)
        joined()
    walk = Walk()
    walk.post("sign-in/", {"login-id": REQUIRED["login-id"], "password": PASSWORD}, draft=False)
    walk.get("me/looks/")
    for _ in range(2):
        (back,) = [g["href"] for _, g in walk.seen.tags if g.get("rel") == "prev"]
        walk.get(back.removeprefix("/ko/"))
    assert not [g for _, g in walk.seen.tags if g.get("rel") == "prev"]
    assert "회원가입" in walk.said


def _leave(walk: Walk, password: str = PASSWORD) -> Walk:
    walk.get("me/leave/")
    assert "내 손안의 차트" in walk.said  # P72
    walk.get("me/leave/confirm/")
    return walk.post("me/leave/confirm/", {"password": password})


def test_leaving_ends_everything_and_says_what_went(door: Door) -> None:
    """P69, P71, P72: the log-in is gone, the data too, and the page needs no session."""
    walk = _signed_in(optional("mail-consent"))
    subject = subject_of()
    _leave(walk)
    assert walk.answer.status_code == 302
    address = walk.answer.headers["Location"]
    walk.follow()
    assert "성명" in walk.said
    assert "erased" in walk.said
    assert Client().get(address).status_code == 200
    assert door.holdings(subject) == ()
    assert door.consents(subject) == ()
    assert walk.get("me/").answer.status_code == 302
    walk.post("sign-in/", {"login-id": REQUIRED["login-id"], "password": PASSWORD}, draft=False)
    assert walk.answer.status_code == 422
    assert queued()[-1].message.kind == "left"


def test_a_wrong_password_ends_nothing(door: Door) -> None:
    walk = _leave(_signed_in(), "not this one, no")
    assert walk.answer.status_code == 422
    assert "#password" in walk.seen.links
    assert door.holdings(subject_of())
    walk.post("me/leave/confirm/", {"password": ""})
    assert walk.answer.status_code == 422


def test_the_last_form_sent_twice_shows_the_same_page(door: Door) -> None:
    walk = _signed_in()
    walk.get("me/leave/confirm/")
    draft = walk.draft
    first = walk.post("me/leave/confirm/", {"password": PASSWORD}).answer
    walk.draft = draft
    second = walk.post("me/leave/confirm/", {"password": PASSWORD}).answer
    assert first.status_code == second.status_code == 302
    pages = [Client().get(a.headers["Location"]).content for a in (first, second)]
    entries = [page.split(b"<code")[1].split(b"</code")[0] for page in pages]
    assert entries[0] == entries[1]


def test_a_draft_of_leaving_is_no_way_in() -> None:
    walk = _signed_in()
    walk.get("me/leave/confirm/")
    stranger = Client().post("/ko/me/leave/confirm/", {"draft": walk.draft, "password": PASSWORD})
    assert stranger.status_code == 302
    assert stranger.headers["Location"].startswith("/ko/sign-in/")


def test_the_links_to_proofs_cannot_be_guessed() -> None:
    for path in ("left/guess/", "left/guess/certificate/"):
        assert Client().get(f"/ko/{path}").status_code == 404
