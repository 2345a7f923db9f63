"""Processing stops for a purpose as the person wishes, and goes on again (PIPA 37)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from keepword.custody.answers import Collected, Done, Left, Opened, OpenedMany
from keepword.custody.asking import (
    Collecting,
    Leaving,
    Preserving,
    Suspending,
    Using,
    UsingMany,
)
from keepword.custody.door import Door
from keepword.custody.errors import NoSuchPerson
from keepword.foundation.personal import Personal
from keepword.policy.decisions.answer import Denied, Duty, Reason
from tests.custody.scene import (
    NOTICE,
    NOW,
    STATUTE,
    SYSTEM,
    change,
    joined,
    joining,
    log,
    look,
    paying,
    pending,
    person,
    rows,
    staff,
    visited,
)
from tests.custody.test_preserving import FAR


def _ask(door: Door, asked: Suspending) -> Done | Denied:
    with door.act(person(asked.subject), NOW) as act:
        return act.suspend(asked)


def test_a_suspended_purpose_opens_nothing_and_every_other_one_does(door: Door) -> None:
    """PIPA 37: of this person; the neighbour is not meant."""
    subject = joined(door, asked=joining(mail=True))
    neighbour = joined(door, asked=joining(login_id="other.one", email="other@example.com"))
    done = _ask(door, Suspending(subject, "PU6", "web"))
    assert isinstance(done, Done)
    assert done.count == 1
    refused = look(door, subject, "PU6")
    assert isinstance(refused, Denied)
    assert refused.reason is Reason.SUSPENDED
    assert "PIPA 37(1)" in refused.citations or "PIPA 37" in " ".join(refused.citations)
    for who, purpose in ((subject, "PU16"), (subject, "PU3"), (neighbour, "PU6")):
        assert isinstance(look(door, who, purpose), Opened)


def test_what_was_suspended_is_taken_up_again(door: Door) -> None:
    subject = joined(door)
    _ask(door, Suspending(subject, "PU6", "web"))
    done = _ask(door, Suspending(subject, "PU6", "web", resume=True))
    assert isinstance(done, Done)
    assert done.count == 1
    assert isinstance(look(door, subject), Opened)
    assert rows("SELECT FROM custody.suspension WHERE subject = %s", subject) == []


@pytest.mark.parametrize("resume", [False, True])
def test_twice_is_once_and_both_are_on_record(door: Door, resume: bool) -> None:
    """P85: with the way it was asked for; nothing of anybody's data."""
    subject = joined(door)
    if resume:
        _ask(door, Suspending(subject, "PU6", "web"))
    answers = [_ask(door, Suspending(subject, "PU6", "phone", resume)) for _ in range(2)]
    assert [a.count if isinstance(a, Done) else a for a in answers] == [1, 0]
    first, second = log(subject)[-2:]
    act = "resume" if resume else "suspend"
    assert [(e["act"], e["changed"]) for e in (first, second)] == [(act, 1), (act, 0)]
    assert (first["purpose"], first["channel"]) == ("PU6", "phone")


@pytest.mark.parametrize("resume", [False, True])
@pytest.mark.parametrize(
    ("purpose", "verified", "reason"),
    [
        ("curiosity", True, Reason.OUTSIDE_POLICY),
        ("PU6", False, Reason.IDENTITY_NEEDED),
    ],
)
def test_a_wish_that_is_refused_changes_nothing_and_is_on_record(
    door: Door, purpose: str, verified: bool, reason: Reason, resume: bool
) -> None:
    subject = joined(door)
    _ask(door, Suspending(subject, "PU6", "web"))
    before = pending()
    with door.act(replace(person(subject), identity_verified=verified), NOW) as act:
        refused = act.suspend(Suspending(subject, purpose, "web", resume))
    assert isinstance(refused, Denied)
    assert refused.reason is reason
    assert Duty.EXPLAIN_REFUSAL in refused.duties
    assert pending() == before + 1
    body = log(subject)[-1]
    assert (body["outcome"], body["reason"]) == ("denied", reason.value)
    assert body["citations"] == list(refused.citations)
    assert rows("SELECT purpose FROM custody.suspension WHERE subject = %s", subject) == [("PU6",)]


@pytest.mark.parametrize("gone", [False, True], ids=["nobody", "gone"])
def test_nobody_and_somebody_gone_suspend_nothing(door: Door, gone: bool) -> None:
    """P8: no row of a person who left comes back by it."""
    subject = joined(door) if gone else uuid4()
    if gone:
        with door.act(person(subject), NOW) as act:
            act.leave(Leaving(subject, "web"))
    for resume in (False, True):
        with pytest.raises(NoSuchPerson):
            _ask(door, Suspending(subject, "PU6", "web", resume))
    assert rows("SELECT FROM custody.suspension WHERE subject = %s", subject) == []


def test_who_left_and_is_held_by_a_statute_still_has_the_right(door: Door) -> None:
    """PIPA 37: as long as anything is held."""
    subject = joined(door)
    visited(door, paying(subject))
    with door.act(SYSTEM, NOW) as act:
        act.preserve(Preserving("C9", FAR, STATUTE, subject))
    with door.act(person(subject), NOW) as act:
        assert isinstance(act.leave(Leaving(subject, "web")), Left)
    assert isinstance(_ask(door, Suspending(subject, "PU11", "phone")), Done)
    with door.act(staff("PU11"), NOW) as act:
        refused = act.use(Using(subject, "C9", "PU11"))
    assert isinstance(refused, Denied)
    assert refused.reason is Reason.SUSPENDED


def test_a_look_decided_before_it_opens_nothing_after_it(door: Door) -> None:
    """The person's version moves with every change of it, so a stale look is decided anew."""
    subject = joined(door)
    before = _version(subject)
    _ask(door, Suspending(subject, "PU6", "web"))
    suspended = _version(subject)
    _ask(door, Suspending(subject, "PU6", "web", resume=True))
    assert before < suspended < _version(subject)


def _version(subject: UUID) -> int:
    ((version,),) = rows("SELECT version FROM vault.subject WHERE subject = %s", subject)
    return int(version)


def test_a_look_over_many_heeds_it_and_its_end(door: Door) -> None:
    subject = joined(door)
    asked = UsingMany("C1", "PU6", frozenset({"email"}), reason=Personal("확인"))
    _ask(door, Suspending(subject, "PU6", "web"))
    answers = []
    for resume in (None, True):
        if resume:
            _ask(door, Suspending(subject, "PU6", "web", resume))
        with door.act(staff("PU6"), NOW) as act:
            answers.append(act.use_many(asked))
    shut, opened = answers
    assert isinstance(shut, Denied)
    assert shut.reason is Reason.SUSPENDED
    assert isinstance(opened, OpenedMany)
    assert len(opened.values) == 1


# ── what goes on all the same ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("purpose", "article"),
    [
        ("PU22", "PIPA 15(1)2"),
        ("PU18", "PIPA 15(1)2"),
        ("PU3", "PIPA 15(1)4"),
        ("PU1", "PIPA 15(1)2"),
        ("PU4", "PIPA 15(1)4"),
        ("PU8", "PIPA 15(1)2"),
    ],
    ids=["law", "statute", "contract", "law-contract", "contract-law", "law-consent"],
)
def test_what_rests_on_a_law_or_a_contract_is_not_suspended(
    door: Door, purpose: str, article: str
) -> None:
    """PIPA 37(2)1, 37(2)4, 37(4): the wish is refused with its ground, and on record."""
    subject = joined(door)
    refused = _ask(door, Suspending(subject, purpose, "web"))
    assert isinstance(refused, Denied)
    assert refused.reason is Reason.RIGHT_NOT_OFFERED
    assert {article, "PIPA 37", purpose} <= set(refused.citations)
    assert Duty.EXPLAIN_REFUSAL in refused.duties
    assert rows("SELECT FROM custody.suspension WHERE subject = %s", subject) == []
    body = log(subject)[-1]
    assert (body["act"], body["outcome"], body["purpose"]) == ("suspend", "denied", purpose)
    assert body["citations"] == list(refused.citations)


def test_a_suspension_of_old_is_taken_up_again_whatever_the_purpose_rests_on(door: Door) -> None:
    subject = joined(door)
    _of_old(subject, "PU3")
    done = _ask(door, Suspending(subject, "PU3", "web", resume=True))
    assert isinstance(done, Done)
    assert done.count == 1


@pytest.mark.parametrize("purpose", ["PU1", "PU3"])
def test_a_suspension_stops_nothing_that_a_law_or_a_contract_needs(
    door: Door, purpose: str
) -> None:
    """PIPA 37(2): also one that was noted down before such wishes were refused."""
    subject = joined(door)
    given = {
        "relation-to-patient": Personal("본인"),
        "patient-name": Personal("가온누리"),
        "hospital-registration-number": Personal("90001234"),
        "address": Personal("서울시 송파구"),
    }
    asked = Collecting("C8", subject, uuid4(), given, "CH4", notice=NOTICE, purpose="PU1")
    with door.act(staff("PU1"), NOW) as act:
        assert isinstance(act.collect(asked), Collected)
    _of_old(subject, purpose)
    with door.act(staff(purpose), NOW) as act:
        seen = act.use(Using(subject, "C8", purpose))
    assert isinstance(seen, Opened)


def _of_old(subject: UUID, purpose: str) -> None:
    change("INSERT INTO custody.suspension VALUES (%s, %s, %s)", subject, purpose, NOW)


# ── what a restored backup obeys ────────────────────────────────────────────────────────────────


def _said(subject: UUID) -> list[tuple[object, ...]]:
    return rows(
        "SELECT purpose, stands, said_at FROM keystore.suspension WHERE subject = %s "
        "ORDER BY purpose",
        subject,
    )


def test_the_key_store_has_the_newest_word(door: Door) -> None:
    """PIPA 37: an older backup brings neither a lost suspension nor one that is over."""
    subject = joined(door)
    _ask(door, Suspending(subject, "PU6", "web"))
    _ask(door, Suspending(subject, "PU16", "web"))
    assert _said(subject) == [("PU16", True, NOW), ("PU6", True, NOW)]
    with door.act(person(subject), NOW + timedelta(hours=1)) as act:
        act.suspend(Suspending(subject, "PU16", "web"))  # again: nothing new
        act.suspend(Suspending(subject, "PU6", "web", resume=True))
    assert _said(subject) == [("PU16", True, NOW), ("PU6", False, NOW + timedelta(hours=1))]


@pytest.mark.parametrize("ending", ["leave", "many"])
def test_with_the_person_their_suspensions_end_there_too(door: Door, ending: str) -> None:
    """P8: nothing of somebody gone comes back; the neighbour's word stands."""
    subject = joined(door)
    neighbour = joined(door, asked=joining(login_id="other.one", email="other@example.com"))
    for each in (subject, neighbour):
        _ask(door, Suspending(each, "PU6", "web"))
    if ending == "leave":
        with door.act(person(subject), NOW) as act:
            act.leave(Leaving(subject, "web"))
    else:
        with door.act(SYSTEM, NOW) as act:
            act.erase_many([subject])
    assert _said(subject) == [("PU6", False, NOW)]
    assert _said(neighbour) == [("PU6", True, NOW)]
    assert rows("SELECT subject FROM custody.suspension") == [(neighbour,)]
