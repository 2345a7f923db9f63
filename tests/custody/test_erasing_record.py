"""One visit's data go because the person wishes so, but for what must stay (PIPA 36; P31, P66)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from keepword.custody.acting import Acting
from keepword.custody.answers import Collected, Corrected, Done, Left, OpenedMany
from keepword.custody.asking import (
    Collecting,
    Correcting,
    Erasing,
    Leaving,
    Preserving,
    UsingMany,
)
from keepword.custody.door import Door
from keepword.custody.errors import LeaveInstead, NoSuchPerson
from keepword.foundation.personal import Personal
from keepword.policy.decisions.answer import Denied, Duty, Reason
from keepword.policy.decisions.question import Actor, Consent, ConsentKind
from tests.custody.scene import (
    NOTICE,
    NOW,
    STATUTE,
    SYSTEM,
    VALUES,
    change,
    entry,
    joined,
    joining,
    log,
    paying,
    pending,
    person,
    rows,
    staff,
    visit,
    visited,
)
from tests.custody.test_preserving import FAR

TREATED = {
    "relation-to-patient": "본인",
    "patient-name": VALUES["personal-name"],
    "hospital-registration-number": "90001234",
    "address": "서울시 송파구",
    "email": VALUES["email"],
}


def _erase(
    door: Door, asked: Erasing, acting: Acting | None = None, now: datetime = NOW
) -> Left | Denied:
    with door.act(acting or person(asked.subject), now) as act:
        return act.erase(asked)


def _treated(door: Door, subject: UUID) -> UUID:
    """A treatment: the register, which the law has kept, and an e-mail address, which nothing."""
    given = {item: Personal(value) for item, value in TREATED.items()}
    asked = Collecting("C8", subject, uuid4(), given, "CH4", notice=NOTICE, purpose="PU1")
    with door.act(staff("PU1"), NOW) as act:
        done = act.collect(asked)
    assert isinstance(done, Collected), done
    return asked.record


def test_a_visit_goes_and_the_other_ones_stay(door: Door) -> None:
    """P66: its keys, tags and values; the entry says what, and never a value."""
    subject = joined(door)
    record, other = visited(door, paying(subject)), visited(door, paying(subject))
    units = {h.unit for h in door.holdings(subject) if h.record == record}
    left = _erase(door, Erasing(subject, record, "in-person"))
    assert isinstance(left, Left)
    assert {d.unit for d in left.destroyed} == units
    assert {i for d in left.destroyed for i in d.items} == {"card-issuer", "card-number"}
    assert (left.kept, left.services) == ((), ())
    assert {h.record for h in door.holdings(subject) if h.point == "C9"} == {other}
    for table in ("vault.unit", "keystore.data_key"):
        assert rows(f"SELECT FROM {table} WHERE unit = ANY(%s)", list(units)) == []
    erased = rows("SELECT unit FROM keystore.erased_unit WHERE subject = %s", subject)
    assert {unit for (unit,) in erased} == units
    assert rows("SELECT FROM vault.record WHERE record = %s", record) == []
    body = log(subject)[-1]
    assert (body["id"], body["act"]) == (str(left.entry), "erase")
    assert (body["record"], body["channel"]) == (str(record), "in-person")
    assert [d["items"] for d in body["destroyed"]] == [["card-issuer", "card-number"]]
    assert "4000-0000" not in str(body)


def test_a_second_time_there_is_nothing_to_erase(door: Door) -> None:
    subject = joined(door)
    record = visited(door, paying(subject))
    _erase(door, Erasing(subject, record, "in-person"))
    before = pending()
    with pytest.raises(NoSuchPerson):
        _erase(door, Erasing(subject, record, "in-person"))
    assert pending() == before


def test_anothers_record_is_not_ones_own(door: Door) -> None:
    """P28: ids do not cross persons."""
    subject = joined(door)
    other = uuid4()
    record = visited(door, paying(other))
    with pytest.raises(NoSuchPerson):
        _erase(door, Erasing(subject, record, "in-person"))
    assert len(door.holdings(other)) == 2


@pytest.mark.parametrize("until", [FAR, NOW.date()], ids=["far", "until-today"])
def test_what_a_statute_keeps_stays_and_the_refusal_says_why(door: Door, until: date) -> None:
    """P13 to P15, P36: the day and the ground; nothing is destroyed by a refusal."""
    subject = joined(door)
    record = visited(door, paying(subject))
    with door.act(SYSTEM, NOW) as act:
        assert isinstance(act.preserve(Preserving("C9", until, STATUTE, subject)), Done)
    refused = _erase(door, Erasing(subject, record, "in-person"))
    assert isinstance(refused, Denied)
    assert refused.reason is Reason.MUST_BE_KEPT
    assert {"P13", "P36"} & set(refused.citations)
    assert Duty.EXPLAIN_REFUSAL in refused.duties
    assert len([h for h in door.holdings(subject) if h.record == record]) == 2
    assert rows("SELECT FROM keystore.erased_unit WHERE subject = %s", subject) == []
    body = log(subject)[-1]
    assert (body["act"], body["outcome"], body["reason"]) == ("erase", "denied", "must-be-kept")
    assert body["citations"] == list(refused.citations)


def test_a_hold_that_is_over_keeps_nothing(door: Door) -> None:
    subject = joined(door)
    record = visited(door, paying(subject))
    yesterday = NOW.date() - timedelta(days=1)
    change("UPDATE vault.unit SET held_until = %s WHERE record = %s", yesterday, record)
    assert isinstance(_erase(door, Erasing(subject, record, "in-person")), Left)


def test_what_may_go_goes_and_what_must_stay_stays(door: Door) -> None:
    """P13, R6: the register is kept by its schedule; the e-mail address is not (R1)."""
    subject = joined(door)
    record = _treated(door, subject)
    left = _erase(door, Erasing(subject, record, "in-person"))
    assert isinstance(left, Left)
    assert [d.items for d in left.destroyed] == [("email",)]
    (kept,) = left.kept
    assert kept.items == tuple(sorted(TREATED.keys() - {"email"}))
    assert kept.rule == "R6"
    assert kept.until is not None
    assert kept.until > NOW.date()
    assert {h.item for h in door.holdings(subject) if h.record == record} == set(kept.items)
    body = entry(left.entry)
    assert body["kept"] == [
        {"unit": str(kept.unit), "rule": "R6", "items": list(kept.items),
         "until": kept.until.isoformat()}
    ]  # fmt: skip
    with door.act(staff("PU1"), NOW) as act:
        seen = act.use_many(UsingMany("C8", "PU1", subject=subject))
    assert isinstance(seen, OpenedMany)
    assert {each.item: each.value.reveal() for each in seen.values} == {
        item: value for item, value in TREATED.items() if item != "email"
    }
    again = _erase(door, Erasing(subject, record, "in-person"))
    assert isinstance(again, Denied)
    assert again.reason is Reason.MUST_BE_KEPT


@pytest.mark.parametrize(
    ("channel", "change", "reason"),
    [
        ("in-person", {"identity_verified": False}, Reason.IDENTITY_NEEDED),
        ("web", {}, Reason.WAY_NOT_OFFERED),
        ("pigeon", {}, Reason.WAY_NEEDED),
        ("in-person", {"actor": Actor.GUARDIAN}, Reason.NOT_A_CHILD),
        ("in-person", {"actor": Actor.REPRESENTATIVE}, Reason.PAPERS_MISSING),
        ("in-person", {"actor": Actor.PROCESSOR}, Reason.ACTOR_MAY_NOT),
        ("in-person", {"actor": Actor.STAFF}, Reason.PURPOSE_NEEDED),
        ("in-person", {"actor": Actor.SYSTEM}, Reason.NOT_DUE),
    ],
    ids=[
        "unproven",
        "not-this-way",
        "no-way",
        "guardian",
        "no-papers",
        "processor",
        "staff",
        "run",
    ],
)
def test_who_may_not_have_it_erased_is_told_so_on_record(
    door: Door, channel: str, change: dict[str, object], reason: Reason
) -> None:
    """P28, P29, P85: and everything is there as before."""
    subject = joined(door)
    record = visited(door, paying(subject))
    before = rows("SELECT record, item, sealed FROM vault.item WHERE subject = %s", subject)
    acting = replace(person(subject), **change)  # type: ignore[arg-type]  # fields of a table
    refused = _erase(door, Erasing(subject, record, channel), acting)
    assert isinstance(refused, Denied)
    assert refused.reason is reason
    body = log(subject)[-1]
    assert (body["act"], body["reason"]) == ("erase", reason.value)
    assert refused.citations
    assert before == rows("SELECT record, item, sealed FROM vault.item WHERE subject = %s", subject)


@pytest.mark.parametrize("days", [1, 40], ids=["near", "far"])
def test_a_hold_over_a_rule_without_a_known_end_shortens_nothing(door: Door, days: int) -> None:
    """P13; PIPA 21(1), proviso: once it is over, the rule keeps the register as before it."""
    subject = joined(door)
    record = _treated(door, subject)
    change("UPDATE vault.unit SET due = NULL, held_until = NULL WHERE record = %s", record)
    asked = Erasing(subject, record, "in-person")
    last = NOW + timedelta(days=days)
    with door.act(SYSTEM, NOW) as act:
        assert isinstance(act.preserve(Preserving("C8", last.date(), STATUTE, subject)), Done)
    during = _erase(door, asked, now=last)
    assert isinstance(during, Denied)
    assert during.reason is Reason.MUST_BE_KEPT
    afterwards = _erase(door, asked, now=last + timedelta(days=1))
    assert isinstance(afterwards, Left)
    assert [d.items for d in afterwards.destroyed] == [("email",)]  # which no rule keeps
    assert {k.rule for k in afterwards.kept} == {"R6"}


@pytest.mark.parametrize("licence", ["", "1234567"])
def test_what_a_membership_stands_on_is_not_erased_beside_it(door: Door, licence: str) -> None:
    """P69, P72: whoever wants that leaves; otherwise a log-in would be left and no member."""
    subject = joined(door, asked=joining(mail=True, licence=licence))
    (record,) = {h.record for h in door.holdings(subject)}
    before, held, given = pending(), door.holdings(subject), door.consents(subject)
    with pytest.raises(LeaveInstead) as refused:
        _erase(door, Erasing(subject, record, "web"))
    assert pending() == before
    assert (door.holdings(subject), door.consents(subject)) == (held, given)
    error = refused.value
    assert (error.code, error.message.en) == (
        "leave-instead",
        "The membership stands on these data.",
    )
    assert "회원 탈퇴" in error.remedy.ko
    with door.act(person(subject), NOW) as act:
        assert isinstance(act.leave(Leaving(subject, "web")), Left)
    assert door.find("login-id", Personal(VALUES["login-id"])) is None


def test_whoever_may_not_ask_is_not_told_whether_there_is_a_membership(door: Door) -> None:
    """P28: the refusal is the decision's own, and on record."""
    subject = joined(door)
    (record,) = {h.record for h in door.holdings(subject)}
    unproven = replace(person(subject), identity_verified=False)
    refused = _erase(door, Erasing(subject, record, "web"), unproven)
    assert isinstance(refused, Denied)
    assert refused.reason is Reason.IDENTITY_NEEDED
    assert log(subject)[-1]["reason"] == "identity-needed"


def test_what_is_left_of_a_membership_that_ended_is_erased_once_nothing_keeps_it(
    door: Door,
) -> None:
    """P8, P13: nobody is sent to leave who has left."""
    subject = joined(door)
    (record,) = {h.record for h in door.holdings(subject)}
    with door.act(SYSTEM, NOW) as act:
        act.preserve(Preserving("C1", NOW.date(), STATUTE, subject))
    with door.act(person(subject), NOW) as act:
        assert isinstance(act.leave(Leaving(subject, "web")), Left)
    left = _erase(door, Erasing(subject, record, "web"), now=NOW + timedelta(days=1))
    assert isinstance(left, Left)
    assert door.holdings(subject) == ()


SURVEY = Consent(ConsentKind.COLLECT, "C17")


def _surveyed(door: Door, subject: UUID) -> UUID:
    """An entry in a survey, with its consent."""
    given = {"event-entry": Personal("7"), "reply-contact": Personal("paper@example.com")}
    items = {Consent(ConsentKind.ITEM, "C17", item) for item in given}
    consents = frozenset({SURVEY, *items})
    asked = Collecting("C17", subject, uuid4(), given, "CH4", consents, NOTICE)
    return visited(door, asked)


def test_consents_given_with_a_visit_end_with_it_and_no_others(door: Door) -> None:
    """P71: for a restore too; the entry says which."""
    subject = joined(door, asked=joining(mail=True))
    others = {c.id for c in door.consents(subject)}
    record = _surveyed(door, subject)
    with_it = {c.id for c in door.consents(subject)} - others
    assert len(with_it) == 3
    assert isinstance(_erase(door, Erasing(subject, record, "in-person")), Left)
    assert {c.id for c in door.consents(subject) if c.withdrawn_at} == with_it
    listed = rows("SELECT consent FROM keystore.withdrawn_consent WHERE subject = %s", subject)
    assert {consent for (consent,) in listed} == with_it
    assert {UUID(c["id"]) for c in log(subject)[-1]["consents"]} == with_it


def test_the_last_visit_leaves_the_sealed_link_of_the_log_and_another_one_none(door: Door) -> None:
    """P87; SMN 8(1): the log names the person for its term, once nothing else does."""
    subject = uuid4()
    booked, record = _booked(door, subject), visited(door, paying(subject))
    links = "SELECT FROM apart.link WHERE subject = %s"
    _erase(door, Erasing(subject, record, "in-person"))
    assert rows(links, subject) == []
    left = _erase(door, Erasing(subject, booked, "in-person"))
    assert isinstance(left, Left)
    assert log(subject)[-1]["linked"]["items"] == ["date-of-birth", "personal-name"]
    assert len(rows(links, subject)) == 1


def _booked(door: Door, subject: UUID) -> UUID:
    """Somebody asks for a booking for a patient."""
    return visited(
        door,
        visit(
            "C7",
            subject,
            personal_name=VALUES["personal-name"],
            phone="0255512345",
            relation_to_patient="가족",
            patient_name="나래",
            hospital_registration_number="90001234",
            date_of_birth="1990-02-03",
        ),
    )


# ── a correction of one visit ───────────────────────────────────────────────────────────────────


def test_a_correction_of_one_record_leaves_the_other_ones(door: Door) -> None:
    """P31: of the visit that is meant, and only there."""
    subject = joined(door)
    records = [visited(door, paying(subject)) for _ in range(2)]
    meant = records[0]
    changes = {"card-number": Personal("4000-0000-0000-0069")}
    with door.act(person(subject), NOW) as act:
        done = act.correct(Correcting(subject, "C9", changes, "in-person", record=meant))
    assert isinstance(done, Corrected)
    assert done.record == meant
    with door.act(staff("PU4"), NOW) as act:
        seen = act.use_many(UsingMany("C9", "PU4", frozenset({"card-number"}), subject))
    assert isinstance(seen, OpenedMany)
    values = {UUID(bytes=each.record): each.value.reveal()[-4:] for each in seen.values}
    assert values == {meant: "0069", records[1]: "0002"}


@pytest.mark.parametrize("whose", ["another's", "of another point", "nobody's"])
def test_a_record_that_is_not_there_is_not_corrected(door: Door, whose: str) -> None:
    """And nothing is recorded as if it had been."""
    subject, other = joined(door), uuid4()
    visited(door, paying(subject))
    meant = {
        "another's": visited(door, paying(other)),
        "of another point": next(h.record for h in door.holdings(subject) if h.point == "C1"),
        "nobody's": uuid4(),
    }[whose]
    before, held = pending(), rows("SELECT record, item, generation FROM vault.item")
    changes = {"card-number": Personal("4000-0000-0000-0069")}
    with pytest.raises(NoSuchPerson), door.act(person(subject), NOW) as act:
        act.correct(Correcting(subject, "C9", changes, "in-person", record=meant))
    assert pending() == before
    assert rows("SELECT record, item, generation FROM vault.item") == held
