"""What is held, and whether it is gone: asked on record, never with a value (P85; PIPA 35)."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from keepword.custody.answers import Left
from keepword.custody.asking import Erasing, Leaving, Preserving
from keepword.custody.door import Door
from tests.custody.scene import (
    NOW,
    STATUTE,
    SYSTEM,
    VALUES,
    joined,
    joining,
    log,
    paying,
    pending,
    person,
    rows,
    staff,
    visited,
)
from tests.custody.test_preserving import FAR


def test_what_is_held_is_listed_without_a_value_and_on_record(door: Door) -> None:
    """P85: the same list as the person's own page reads, and the look at it is an entry."""
    subject, other = joined(door, asked=joining(mail=True)), uuid4()
    record = visited(door, paying(subject))
    visited(door, paying(other))
    with door.act(SYSTEM, NOW) as act:
        act.preserve(Preserving("C9", FAR, STATUTE, subject))
    with door.act(staff("PU22"), NOW) as act:
        found = act.inspect(subject)
    assert found == door.holdings(subject)
    items = {*VALUES, "mail-consent", "card-issuer", "card-number"} - {"password"}
    assert {h.item for h in found} == items
    assert {h.held_until for h in found if h.record == record} == {FAR}
    assert not any(value in repr(found) for value in VALUES.values() if value != "general")
    body = log(subject)[-1]
    assert (body["act"], body["outcome"], body["records"]) == ("inspect", "done", len(found))
    assert body["task"] == "booking-call"
    assert [e["act"] for e in log(other)] == ["collect"]


def test_looking_at_what_is_held_opens_no_key(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """P82: it needs none."""
    from keepword.vault.vault import Vault

    subject = joined(door)
    record = visited(door, paying(subject))
    monkeypatch.delattr(Vault, "open_keys")
    monkeypatch.delattr(Vault, "open_many")
    with door.act(staff(), NOW) as act:
        assert len(act.inspect(subject)) == len(VALUES) + 1
        assert not act.verify_erased(subject, record)


def test_what_was_erased_is_gone_and_nothing_else(door: Door) -> None:
    """P66: asked of the record, before and afterwards."""
    subject = joined(door)
    record, other = visited(door, paying(subject)), visited(door, paying(subject))

    def gone() -> list[bool]:
        with door.act(staff(), NOW) as act:
            return [act.verify_erased(subject, each) for each in (record, other)]

    assert gone() == [False, False]
    with door.act(person(subject), NOW) as act:
        assert isinstance(act.erase(Erasing(subject, record, "in-person")), Left)
    assert gone() == [True, False]
    entries = [e for e in log(subject) if e["act"] == "verify-erased"]
    assert [(e["record"], e["erased"]) for e in entries] == [
        (str(record), False), (str(other), False), (str(record), True), (str(other), False),
    ]  # fmt: skip


def test_a_record_is_asked_for_with_its_person(door: Door) -> None:
    """Another's record is none of this person's: nothing of it is held of them."""
    subject, other = joined(door), uuid4()
    record = visited(door, paying(other))
    with door.act(staff(), NOW) as act:
        assert act.verify_erased(subject, record)
        assert not act.verify_erased(other, record)


def test_of_who_left_nothing_is_held_and_the_question_is_on_record(door: Door) -> None:
    subject = joined(door)
    (record,) = {h.record for h in door.holdings(subject)}
    with door.act(person(subject), NOW) as act:
        act.leave(Leaving(subject, "web"))
    with door.act(staff(), NOW) as act:
        assert act.inspect(subject) == ()
        assert act.verify_erased(subject, record)
    assert [e["act"] for e in log(subject)[-2:]] == ["inspect", "verify-erased"]


def test_a_question_that_is_not_recorded_was_not_asked(door: Door) -> None:
    """P87: an exception undoes the look at the list with its entry."""
    subject = joined(door)
    before = pending()
    with pytest.raises(ZeroDivisionError):
        _ask_and_fail(door, subject)
    assert pending() == before
    assert rows("SELECT count(*) FROM vault.subject WHERE subject = %s", subject) == [(1,)]


def _ask_and_fail(door: Door, subject: UUID) -> None:
    with door.act(staff(), NOW) as act:
        act.inspect(subject)
        raise ZeroDivisionError
