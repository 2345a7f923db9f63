"""The desk: task first, then the person, then only what the purpose opens (P5, P16, P77, P87)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from keepword.accounts import grants
from keepword.accounts.models import Grant, Role, Staff
from keepword.custody.asking import Withdrawing
from keepword.custody.door import Door
from keepword.foundation.nodes import LANGUAGES, Language
from keepword.foundation.personal import Personal
from keepword.ledger.entries import month_of
from keepword.mail import outbox
from keepword.policy.decisions.answer import Reason
from keepword.policy.decisions.words import REFUSALS
from keepword.runtime import clock, house
from keepword.site import words
from keepword.site.desk.form import REASON, STATUTE
from tests.custody.scene import joined, joining, person
from tests.site.desk_scene import (
    ADDRESS,
    EMAIL,
    LOGIN_ID,
    MEMBER,
    MOBILE,
    MOBILE_READ,
    PATIENT,
    REGISTRATION,
    RELATION,
    SYSTEM,
    asking,
    at_work,
    employee,
    member,
    patient,
)
from tests.site.reading import Seen, read

pytestmark = pytest.mark.django_db

PAGES = ("desk/", "desk/look-up/", "desk/emergency/", "desk/review/")
VALUES = (*MEMBER, *PATIENT)
EMERGENCY = "의식이 없는 환자, 약물 알레르기 확인"


@pytest.fixture
def door() -> Door:
    house.prepare(clock.now())
    return house.door()


def look(client: Client, task: str, language: Language = "ko", /, **fields: str) -> tuple[int, str]:
    """The status and the page of a look."""
    answer = client.post(f"/{language}/desk/look-up/", asking(task, **fields))
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status_code, answer.content.decode()


def urgently(client: Client, language: Language = "ko", /, **fields: str) -> tuple[int, str]:
    """The status and the page of an emergency look."""
    form = {name.replace("_", "-"): value for name, value in fields.items()}
    answer = client.post(f"/{language}/desk/emergency/", form)
    return answer.status_code, answer.content.decode()


def entries(subject: UUID | None = None, act: str = "") -> list[dict[str, Any]]:
    """Bodies of the ledger, the newest first: a person's, or those that are nobody's."""
    with connection.cursor() as wrapped:
        cur, reader = wrapped.cursor, house.reader()
        if subject is not None:
            found = reader.of_subject(cur, subject, [month_of(clock.now())])
        else:
            cur.execute("SELECT entry FROM ledger.inbox WHERE tag IS NULL ORDER BY time_ms DESC")
            opened = [reader.of_entry(cur, row[0]) for row in cur.fetchall()]
            found = [entry for entry in opened if entry]
    return [entry.body for entry in found if not act or entry.body["act"] == act]


def shown(html: str) -> set[str]:
    """The made-up people's values that a page holds."""
    return {value for value in VALUES if value in html}


def texts(html: str) -> str:
    seen: Seen = read(html)
    return " ".join(said.text for said in seen.said)


# -- who may come in ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_the_desk_is_for_staff_only(door: Door, path: str) -> None:
    answer = Client().get(f"/ko/{path}")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/ko/sign-in/")


@pytest.mark.parametrize(("role", "status"), [
    (Role.OFFICER, 200), (Role.OFFICE, 200), (Role.STAFF, 403), (Role.CLERK, 403),
    (Role.AUDITOR, 403),
])  # fmt: skip
def test_only_the_privacy_office_reviews(door: Door, role: Role, status: int) -> None:
    client = at_work(employee(door, role=role))
    assert client.get("/ko/desk/review/").status_code == status
    home = client.get("/ko/desk/").content.decode()
    assert ("/ko/desk/review/" in home) == (status == 200)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_no_copy_of_a_page_of_the_desk_is_kept(door: Door, path: str, language: Language) -> None:
    client = at_work(employee(door, "membership", "booking", role=Role.OFFICER))
    answer = client.get(f"/{language}/{path}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert read(answer.content.decode()).title


# -- tasks ----------------------------------------------------------------------------------------


def _offered(client: Client) -> set[str]:
    links = read(client.get("/ko/desk/").content.decode()).links
    return {link.rpartition("=")[2] for link in links if "?task=" in link}


def test_only_tasks_that_are_granted_and_of_the_department_are_offered(door: Door) -> None:
    client = at_work(employee(door, "membership", "booking", "treatment"))
    assert _offered(client) == {"membership", "booking"}  # the reception treats nobody (P77)


def test_a_revoked_task_is_gone_with_the_next_page(door: Door) -> None:
    """P85."""
    staff = employee(door, "membership", "booking")
    client = at_work(staff)
    member(door)
    with door.act(SYSTEM, clock.now()) as act:
        grants.revoke(act, Grant.objects.get(staff=staff, task="membership").id, "인사 이동")
    assert _offered(client) == {"booking"}
    status, page = look(client, "membership", login_id=LOGIN_ID)
    assert status == 403
    assert not shown(page)


def test_somebody_without_tasks_is_told_whom_to_ask(door: Door) -> None:
    page = at_work(employee(door)).get("/en/desk/").content.decode()
    assert "You have no task at present" in page
    assert "3010-7976" in page


def test_one_task_needs_no_choice_and_several_do(door: Door) -> None:
    one = at_work(employee(door, "membership")).get("/ko/desk/look-up/").content.decode()
    assert 'name="task" value="membership"' in one
    several = at_work(employee(door, "membership", "booking")).get("/ko/desk/look-up/")
    assert "?task=membership" in several.content.decode()
    assert 'name="task"' not in several.content.decode()


def test_a_task_with_one_purpose_asks_none_and_one_with_several_does(door: Door) -> None:
    client = at_work(employee(door, "membership", "service-desk"))
    fixed = client.get("/ko/desk/look-up/?task=membership").content.decode()
    asked = client.get("/ko/desk/look-up/?task=service-desk").content.decode()
    assert 'name="purpose"' not in fixed
    assert re.findall(r'name="purpose" value="(\w+)"', asked) == ["PU6", "PU3"]


# -- finding --------------------------------------------------------------------------------------

FOUND_BY = [
    ("login-id", LOGIN_ID), ("login-id", f" {LOGIN_ID.upper()} "),
    ("email", EMAIL), ("mobile-phone", MOBILE), ("mobile-phone", MOBILE_READ),
    ("hospital-registration-number", REGISTRATION),
]  # fmt: skip


@pytest.mark.parametrize(("index", "value"), FOUND_BY)
def test_a_person_is_found_by_any_exact_value_however_it_is_written(
    door: Door, index: str, value: str
) -> None:
    patient(door, member(door))
    status, page = look(at_work(employee(door, "membership")), "membership", "ko", **{index: value})
    assert status == 200
    assert set(MEMBER) <= shown(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_found_says_so_and_nothing_else_and_is_on_record(
    door: Door, language: Language
) -> None:
    """P87: searches in vain are logged, without the value that was searched for."""
    member(door)
    client = at_work(employee(door, "membership"))
    status, page = look(client, "membership", language, email="nobody@example.com")
    assert status == 200
    assert not shown(page)
    assert {"ko": "찾지 못했습니다", "en": "Nobody was found"}[language] in page
    (entry,) = entries(act="look-up")
    assert entry["outcome"] == "failed"
    assert (entry["task"], entry["purpose"], entry["source"]) == (
        "membership", "PU6", "192.0.2.33",
    )  # fmt: skip
    assert "subject" not in entry
    assert "nobody@example.com" not in str(entry)


MISTAKES = [
    ({}, "hospital-registration-number"),
    ({"email": "  "}, "hospital-registration-number"),
    ({"email": EMAIL, "login-id": LOGIN_ID}, "login-id"),
    ({"email": "not an address"}, "email"),
    ({"mobile-phone": "12"}, "mobile-phone"),
    ({"hospital-registration-number": "가나다라"}, "hospital-registration-number"),
    ({"login-id": "x" * 101}, "login-id"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("typed", "wrong"), MISTAKES)
def test_a_mistake_is_said_at_its_field_with_what_was_typed_and_nothing_is_done(
    door: Door, language: Language, typed: dict[str, str], wrong: str
) -> None:
    subject = member(door)
    client = at_work(employee(door, "membership"))
    before = len(entries(subject)), len(entries())
    status, page = look(client, "membership", language, **typed)
    assert status == 422
    assert re.findall(r'class="field__wrong" id="([\w-]+)-wrong"', page) == [wrong]
    for value in typed.values():
        assert value.strip() in page
    assert (len(entries(subject)), len(entries())) == before


# -- finding by details ---------------------------------------------------------------------------

LAST_FOUR = "mobile-phone-last-four"
BORN, CALLED = "birth-date-and-name-date-of-birth", "birth-date-and-name-personal-name"
BOTH = {BORN: "1990-02-03", CALLED: "가온누리"}
NAMESAKE: dict[str, Any] = {
    "login_id": "namesake",
    "mobile_phone": "01099992345",
    "email": "namesake@example.com",
}
"""Somebody with the same name, birth date and last four digits as the member."""


def another(door: Door, **values: Any) -> UUID:
    asked = joining(**{**NAMESAKE, **values})
    return joined(door, clock.now() - timedelta(days=1), asked=asked)


@pytest.mark.parametrize(
    "details",
    [
        {LAST_FOUR: "2345"},
        {LAST_FOUR: " ２３４５ "},
        BOTH,
        {BORN: "1990. 2. 3.", CALLED: "가온 누리"},
        {LAST_FOUR: "2345", BORN: "19900203", CALLED: "가온누리"},
    ],
)
def test_details_that_fit_one_person_open_and_the_search_is_on_record(
    door: Door, details: dict[str, str]
) -> None:
    """P87: by what somebody was found is on record beside the look, and no value of it."""
    subject = member(door)
    status, page = look(at_work(employee(door, "membership")), "membership", "ko", **details)
    assert status == 200
    assert set(MEMBER) <= shown(page)
    (entry,) = entries(act="look-up")
    used = [LAST_FOUR] * (LAST_FOUR in details) + ["birth-date-and-name"] * (BORN in details)
    assert (entry["outcome"], entry["by"]) == ("done", used)
    assert not shown(str(entry))
    assert len(entries(subject, "use")) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("details", "more"), [({LAST_FOUR: "2345"}, BOTH), (BOTH, {LAST_FOUR: "2345"})]
)
def test_details_that_fit_several_show_nobody_and_ask_for_one_more(
    door: Door, language: Language, details: dict[str, str], more: dict[str, str]
) -> None:
    """P5, P85: a list of people would itself be a disclosure."""
    subject = member(door)
    others = [
        another(door, personal_name="나래누리"),
        another(door, login_id="third.one", mobile_phone="01099998888"),
    ]
    client = at_work(employee(door, "membership"))
    before = [len(entries(each)) for each in (subject, *others)]
    status, page = look(client, "membership", language, **details)
    assert status == 200
    assert shown(page) <= set(details.values())
    assert words.say("look-up.several.body", language) in texts(page)
    assert [len(entries(each)) for each in (subject, *others)] == before
    (entry,) = entries(act="look-up")
    assert (entry["outcome"], entry["purpose"], len(entry["by"])) == ("several", "PU6", 1)
    assert not {*details.values()} & {str(value) for value in entry.values()}
    assert f"#{next(iter(more))}" in read(page).links
    status, page = look(client, "membership", language, **details, **more)
    assert status == 200
    assert set(MEMBER) <= shown(page)
    assert [len(entries(each)) for each in others] == before[1:]


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_whom_no_detail_tells_apart_are_found_by_what_is_theirs_alone(
    door: Door, language: Language
) -> None:
    member(door)
    another(door)
    client = at_work(employee(door, "membership"))
    _, page = look(client, "membership", language, **BOTH, **{LAST_FOUR: "2345"})
    assert words.say("look-up.several.exact", language) in texts(page)
    assert "#email" in read(page).links
    assert f"#{LAST_FOUR}" not in read(page).links


DETAIL_MISTAKES = [
    ({LAST_FOUR: "234"}, LAST_FOUR),
    ({LAST_FOUR: "01055512345"}, LAST_FOUR),
    ({LAST_FOUR: "가나다라"}, LAST_FOUR),
    ({BORN: "1990-02-03"}, CALLED),
    ({CALLED: "가온누리"}, BORN),
    ({BORN: "2090-02-03", CALLED: "가온누리"}, BORN),
    ({BORN: "1990-02-03", CALLED: "1234"}, CALLED),
    ({"email": EMAIL, LAST_FOUR: "2345"}, LAST_FOUR),
    ({"email": EMAIL, CALLED: "가온누리"}, CALLED),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("typed", "wrong"), DETAIL_MISTAKES)
def test_a_mistake_in_a_detail_is_said_at_its_field(
    door: Door, language: Language, typed: dict[str, str], wrong: str
) -> None:
    member(door)
    client = at_work(employee(door, "membership"))
    status, page = look(client, "membership", language, **typed)
    assert status == 422
    assert re.findall(r'class="field__wrong" id="([\w-]+)-wrong"', page) == [wrong]
    assert f"#{wrong}" in read(page).links
    for value in typed.values():
        assert value in page
    assert entries(act="look-up") == []


def test_details_are_kept_apart_from_what_is_one_persons_alone(door: Door) -> None:
    """Two groups of fields, each with a legend and a hint, without any script."""
    page = at_work(employee(door, "membership")).get("/en/desk/look-up/").content.decode()
    groups = re.findall(r'<fieldset class="person"(.*?)</fieldset>', page, re.DOTALL)
    names = [re.findall(r' name="([\w-]+)"', group) for group in groups]
    assert names == [
        ["hospital-registration-number", "mobile-phone", "email", "login-id"],
        [LAST_FOUR, BORN, CALLED],
    ]
    for group in groups:
        (hint,) = re.findall(r'^ aria-describedby="([\w-]+)"', group)
        assert f'id="{hint}"' in group
        assert "<legend>" in group


@pytest.mark.parametrize("there", [0, 1, 2])
def test_who_has_no_right_learns_nothing_from_details(door: Door, there: int) -> None:
    """P85, P86: nobody, one or several: the same refusal."""
    if there:
        member(door)
    if there == 2:
        another(door)
    client = at_work(employee(door, "booking"))
    status, page = look(client, "membership", "ko", **{LAST_FOUR: "2345"})
    nobody = look(client, "membership", "ko", **{LAST_FOUR: "0000"})[1]
    assert status == 403
    plain = [re.sub(r"<time.*?</time>|value=\"\w{64}\"", "", each) for each in (page, nobody)]
    assert plain[0] == plain[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_an_emergency_people_are_found_by_details_too(door: Door, language: Language) -> None:
    """Whoever lies there says no number; a name and a birth date stand on their card."""
    subject = member(door)
    client = at_work(employee(door, department="emergency-department"))
    status, page = urgently(client, language, reason=EMERGENCY, **BOTH)
    assert status == 200
    assert set(MEMBER) <= shown(page)
    assert entries(subject, "use")[0]["emergency"] is True
    another(door)
    status, page = urgently(client, language, reason=EMERGENCY, **BOTH)
    assert status == 200
    assert shown(page) <= {*BOTH.values()}
    assert words.say("look-up.several", language) in texts(page)
    assert {e["outcome"] for e in entries(act="look-up")} == {"done", "several"}


# -- what opens -----------------------------------------------------------------------------------


def test_only_what_the_purpose_opens_is_shown_and_the_rest_says_why(door: Door) -> None:
    """P5: PU6 opens the membership, and nothing of the treatment."""
    subject = member(door)
    patient(door, subject)
    status, page = look(at_work(employee(door, "membership")), "membership", login_id=LOGIN_ID)
    assert status == 200
    assert shown(page) == set(MEMBER)
    said = texts(page)
    assert REFUSALS[Reason.PURPOSE_DOES_NOT_OPEN].message.ko in said
    assert REFUSALS[Reason.CREDENTIAL_NEVER_SHOWN].message.ko in said
    assert {"/ko/policy/P5/", "/ko/policy/P46/"} <= set(read(page).links)


def test_the_same_person_opens_otherwise_for_treatment(door: Door) -> None:
    patient(door, member(door))
    doctor = employee(door, "treatment", department="clinics", name="윤슬기")
    status, page = look(
        at_work(doctor), "treatment", "en", hospital_registration_number=REGISTRATION
    )
    assert status == 200
    assert {ADDRESS, RELATION, REGISTRATION} <= shown(page)
    assert EMAIL not in page
    assert MOBILE not in page
    assert MOBILE_READ not in page


def test_a_look_is_on_record_with_the_fields_the_law_names(door: Door) -> None:
    """SMN 8(1), N2-3: account, time, source address, the person, the task; P87."""
    subject = member(door)
    staff = employee(door, "membership")
    _, page = look(at_work(staff), "membership", login_id=LOGIN_ID)
    (entry,) = entries(subject, "use")
    assert entry["actor"] == {
        "kind": "staff",
        "account": str(staff.id),
        "department": "outpatient-reception",
        "role": "staff",
    }
    assert entry["at"] > 0
    assert entry["source"] == "192.0.2.33"
    assert entry["subject"] == str(subject)
    assert (entry["task"], entry["purpose"], entry["point"]) == ("membership", "PU6", "C1")
    assert entry["outcome"] == "allowed"
    assert "personal-name" in entry["items"]
    assert entry["id"] in page
    assert not shown(str(entry))


def test_sending_the_form_twice_is_two_looks_on_record(door: Door) -> None:
    subject = member(door)
    client = at_work(employee(door, "membership"))
    assert look(client, "membership", email=EMAIL)[0] == 200
    assert look(client, "membership", email=EMAIL)[0] == 200
    assert len(entries(subject, "use")) == 2


def test_no_address_has_anything_of_the_person(door: Door) -> None:
    subject = member(door)
    for page in (
        look(at_work(employee(door, "membership")), "membership", email=EMAIL)[1],
        urgently(at_work(employee(door)), reason=EMERGENCY, email=EMAIL)[1],
    ):
        seen = read(page)
        where = [*seen.links, *(given.get("action", "") for _, given in seen.tags)]
        assert not [address for address in where if shown(address) or str(subject) in address]
        assert str(subject) not in page
        assert not shown(seen.title)


# -- what does not open ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_news_is_refused_with_the_clause_once_the_consent_is_withdrawn(
    door: Door, language: Language
) -> None:
    """P68, PU16: no news without the consent; the membership still opens (PU6)."""
    subject = member(door, mail=True)
    writer = at_work(employee(door, "news", department="public-relations"))
    assert look(writer, "news", language, email=EMAIL)[0] == 200
    mail = [c.id for c in door.consents(subject) if c.consent.scope in ("PU16", "C1")
            and (c.consent.scope == "PU16" or c.consent.item)]  # fmt: skip
    with door.act(person(subject), clock.now()) as act:
        act.withdraw(Withdrawing(subject, frozenset(mail), "CH2"))
    status, page = look(writer, "news", language, email=EMAIL)
    assert status == 403
    assert not shown(page)
    refused = REFUSALS[Reason.PURPOSE_CONSENT_NEEDED]
    assert refused.message.say(language) in texts(page)
    assert refused.remedy.say(language) in texts(page)
    entry = entries(subject, "use")[0]
    assert entry["reason"] == "purpose-consent-needed"
    clauses = [
        cited for cited in entry["citations"] if cited.startswith("P") and cited[1:].isdigit()
    ]
    assert clauses
    assert {f"/{language}/policy/{clause}/" for clause in clauses} <= set(read(page).links)
    helper = at_work(employee(door, "membership"))
    assert look(helper, "membership", language, email=EMAIL)[0] == 200


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.com"])
def test_a_task_that_is_not_theirs_is_refused_on_record_whoever_is_sought(
    door: Door, email: str
) -> None:
    """P86: a blocked attempt is on record; whether the person is there is not told."""
    subject = member(door)
    patient(door, subject)
    status, page = look(at_work(employee(door, "booking")), "membership", email=email)
    assert status == 403
    assert not shown(page)
    assert REFUSALS[Reason.NO_GRANT].message.ko in texts(page)
    (entry,) = [e for e in [*entries(subject), *entries()] if e.get("reason") == "no-grant"]
    assert (entry["task"], entry["outcome"]) == ("membership", "denied")


def test_the_refusal_of_a_task_reads_the_same_whoever_is_sought(door: Door) -> None:
    member(door)
    client = at_work(employee(door, "booking"))
    pages = [look(client, "membership", email=e)[1] for e in (EMAIL, "nobody@example.com")]
    there, not_there = (re.sub(r"<time.*?</time>|value=\"\w{64}\"", "", page) for page in pages)
    assert there == not_there


@pytest.mark.parametrize("task", ["", "no-such-task", "membership'; --"])
def test_an_unknown_task_is_said_to_be_one(door: Door, task: str) -> None:
    status, page = look(at_work(employee(door, "booking")), task, email=EMAIL)
    assert status == 422
    assert "업무를 목록에서 고르세요" in page


# -- reasons and statutes -------------------------------------------------------------------------


def test_an_open_ended_purpose_wants_a_reason_which_is_sealed_with_the_record(door: Door) -> None:
    """PU9 (G5): reason first; it stands in the sealed body."""
    subject = member(door)
    patient(door, subject)
    client = at_work(employee(door, "other-services", department="nursing"))
    status, page = look(client, "other-services", hospital_registration_number=REGISTRATION)
    assert status == 422
    assert f'id="{REASON.name}-wrong"' in page
    assert not entries(subject, "use")
    status, page = look(
        client, "other-services", hospital_registration_number=REGISTRATION, reason="보호자 상담"
    )
    assert status == 200
    assert RELATION in page
    assert entries(subject, "use")[0]["why"] == "보호자 상담"


def test_a_legal_duty_names_the_statute_too(door: Door) -> None:
    """PU22 (G5): reason and statute."""
    subject = member(door)
    patient(door, subject)
    client = at_work(employee(door, "legal-duties", department="medical-records"))
    typed = {"hospital_registration_number": REGISTRATION, "reason": "감염병 신고"}
    status, page = look(client, "legal-duties", "ko", **typed)
    assert status == 422
    assert f'id="{STATUTE.name}-wrong"' in page
    assert "감염병 신고" in page  # what was typed is kept
    statute = "감염병의 예방 및 관리에 관한 법률 제11조"
    status, page = look(client, "legal-duties", "ko", **typed, statute=statute)
    assert status == 200
    assert entries(subject, "use")[0]["statute"] == statute


@pytest.mark.parametrize("purpose", ["", "PU1", "nothing"])
def test_a_task_with_several_purposes_wants_one_of_them(door: Door, purpose: str) -> None:
    subject = member(door)
    client = at_work(employee(door, "service-desk"))
    status, page = look(client, "service-desk", purpose=purpose, email=EMAIL)
    assert status == 422
    assert 'id="purpose-wrong"' in page
    assert not entries(subject, "use")
    assert look(client, "service-desk", purpose="PU3", email=EMAIL)[0] == 200
    assert entries(subject, "use")[0]["purpose"] == "PU3"


# -- emergencies ----------------------------------------------------------------------------------


def _mails() -> list[outbox.Queued]:
    with connection.cursor() as wrapped:
        cur = wrapped.cursor
        cur.execute("SELECT day, mail, queued_at, sealed FROM mail.outbox")
        rows = cur.fetchall()
    return [outbox.opened(outbox.key_of(house.vault(), day), *row) for day, *row in rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_emergency_opens_everything_but_passwords(door: Door, language: Language) -> None:
    """docs/decisions.md, use 3: whatever the task, at every point that holds something."""
    subject = member(door)
    patient(door, subject)
    client = at_work(employee(door, department="emergency-department"))
    status, page = urgently(client, language, reason=EMERGENCY, mobile_phone=MOBILE)
    assert status == 200
    assert shown(page) == set(VALUES)
    assert 'class="alarm alarm--band"' in page
    looks = entries(subject, "use")
    assert {entry["point"] for entry in looks} == {"C1", "C8"}
    for entry in looks:
        assert entry["emergency"] is True
        assert entry["why"] == EMERGENCY
        assert entry["task"] == "emergency"
        assert entry["basis"] == ["vital-interest"]
        assert "password" not in entry["items"]


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_without_a_reason_there_is_no_emergency(door: Door, reason: str) -> None:
    subject = member(door)
    client = at_work(employee(door))
    status, page = urgently(client, reason=reason, email=EMAIL)
    assert status == 422
    assert 'id="reason-wrong"' in page
    assert not entries(subject, "use")
    form = client.get("/ko/desk/emergency/").content.decode()
    assert form.index('name="reason"') < form.index('name="email"')  # the reason comes first


def test_the_person_is_told_by_a_mail_that_says_nothing_of_why(door: Door) -> None:
    """Duty `tell-person`."""
    member(door)
    _, page = urgently(
        at_work(employee(door, department="emergency-department")), reason=EMERGENCY, email=EMAIL
    )
    (mail,) = _mails()
    assert mail.to.reveal() == EMAIL
    assert "응급의료센터" in mail.message.body
    assert EMERGENCY not in mail.message.body
    assert not shown(mail.message.body + mail.message.subject)
    assert "이메일로 알립니다" in page


def test_where_no_address_is_held_the_staff_are_asked_to_tell(door: Door) -> None:
    subject = UUID(int=41)
    patient(door, subject)
    _, page = urgently(
        at_work(employee(door)), "en", reason=EMERGENCY, hospital_registration_number=REGISTRATION
    )
    assert RELATION in page
    assert "please tell the person yourself" in page
    assert not _mails()


def test_an_emergency_that_finds_nobody_is_on_record_with_its_reason(door: Door) -> None:
    status, page = urgently(at_work(employee(door)), reason=EMERGENCY, email="nobody@example.com")
    assert status == 200
    assert "찾지 못했습니다" in page
    assert EMERGENCY in page  # what was typed is kept
    (entry,) = entries(act="look-up")
    assert (entry["outcome"], entry["emergency"], entry["why"]) == ("failed", True, EMERGENCY)
    assert not _mails()


# -- reviews --------------------------------------------------------------------------------------


@pytest.fixture
def nurse(door: Door) -> Staff:
    """Somebody who looked in an emergency."""
    patient(door, member(door))
    staff = employee(door, department="emergency-department", name="노을빛")
    assert urgently(at_work(staff), reason=EMERGENCY, email=EMAIL)[0] == 200
    return staff


def _note_field(page: str) -> tuple[str, str]:
    """The entry that awaits review first, and the name of its note."""
    (entry,) = re.findall(r'name="entry" value="([\w-]+)"', page)
    return entry, f"note-{UUID(entry).hex[:12]}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("nurse")
def test_the_privacy_office_sees_who_when_whence_why_and_what(
    door: Door, language: Language
) -> None:
    client = at_work(employee(door, role=Role.OFFICER, department="information-security"))
    page = client.get(f"/{language}/desk/review/").content.decode()
    said = texts(page)
    for part in ("노을빛", EMERGENCY, "192.0.2.33"):
        assert part in said
    assert {"ko": "휴대전화번호", "en": "Mobile phone no."}[language] in said
    assert not shown(page)
    (entry,) = entries(act="read-log")
    assert entry["task"] == "emergency-review"


@pytest.mark.usefixtures("nurse")
def test_a_review_is_written_once_with_its_note(door: Door) -> None:
    subject = door.find("login-id", Personal(LOGIN_ID))
    assert subject is not None
    officer = employee(door, role=Role.OFFICE, department="information-security", name="서담")
    client = at_work(officer)
    entry, name = _note_field(client.get("/ko/desk/review/").content.decode())
    sent = {"entry": entry, name: "사유가 맞음을 확인"}
    first = client.post("/ko/desk/review/", sent)
    assert first.status_code == 302
    assert client.get(first.headers["Location"]).content.decode().count("검토를 기록했습니다") == 1
    again = client.post("/ko/desk/review/", sent)
    page = client.get(again.headers["Location"]).content.decode()
    assert "이미 검토를 마쳤거나" in page
    assert 'name="entry"' not in page
    for part in ("서담", "사유가 맞음을 확인", EMERGENCY):
        assert part in page
    (made,) = entries(subject, "review")
    assert made["why"] == "사유가 맞음을 확인"
    assert entry in made["reviewed"]
    assert made["actor"]["account"] == str(officer.id)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("nurse")
def test_a_review_without_a_note_is_no_review(door: Door, language: Language) -> None:
    client = at_work(employee(door, role=Role.OFFICER))
    entry, name = _note_field(client.get("/ko/desk/review/").content.decode())
    answer = client.post(f"/{language}/desk/review/", {"entry": entry, name: "  "})
    assert answer.status_code == 422
    assert f'id="{name}-wrong"' in answer.content.decode()
    assert 'name="entry"' in client.get("/ko/desk/review/").content.decode()


def test_nobody_reviews_their_own_look(door: Door) -> None:
    subject = member(door)
    officer = employee(door, role=Role.OFFICER)
    client = at_work(officer)
    assert urgently(client, reason=EMERGENCY, email=EMAIL)[0] == 200
    page = client.get("/ko/desk/review/").content.decode()
    assert 'name="entry"' not in page
    assert "다른 사람이 검토합니다" in page
    own = entries(subject, "use")[0]["id"]
    sent = {"entry": own, f"note-{UUID(own).hex[:12]}": "문제없음"}
    assert client.post("/ko/desk/review/", sent).headers["Location"].endswith("?said=before")
    assert not entries(subject, "review")


@pytest.mark.parametrize("entry", ["", "nonsense", str(UUID(int=1))])
def test_a_review_of_nothing_says_so(door: Door, entry: str) -> None:
    client = at_work(employee(door, role=Role.OFFICER))
    name = f"note-{UUID(int=1).hex[:12]}"
    answer = client.post("/ko/desk/review/", {"entry": entry, name: "확인"})
    assert answer.headers["Location"].endswith("?said=before")


# -- trouble --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_recorded_is_not_shown(
    door: Door, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P87: fail closed."""
    from keepword.custody import using
    from keepword.custody.errors import MovedMeanwhile

    def moving(*_: object) -> None:
        raise MovedMeanwhile

    member(door)
    client = at_work(employee(door, "membership"))
    monkeypatch.setattr(using, "use", moving)
    status, page = look(client, "membership", language, email=EMAIL)
    assert status == 503
    assert not shown(page)
    assert MovedMeanwhile().remedy.say(language) in page
