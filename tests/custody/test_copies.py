"""A point holds an item several times, and each copy opens by its own days (P7, P13; PIPA 21)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest

from keepword.custody.answers import Collected, Opened
from keepword.custody.asking import Collecting, Using
from keepword.custody.door import Door
from keepword.foundation.personal import Personal
from keepword.policy.decisions.answer import Denied, Reason
from tests.custody.scene import (
    NOTICE,
    NOW,
    change,
    joined,
    joining,
    log,
    look,
    person,
    rows,
    staff,
)
from tests.custody.test_preserving import FAR

TODAY = NOW.date()
Days = tuple[date | None, date | None]
LIVING: Days = (None, None)
LIVING_AND_HELD: Days = (FAR, FAR)
KEPT: Days = (TODAY, FAR)
OVER: Days = (TODAY, TODAY - timedelta(days=1))
BY_CONTRACT, BY_LAW = "PU3", "PU1"


def _treatment(door: Door, subject: UUID, number: int, days: Days) -> str:
    """A visit whose data end on these days; the patient's name that it brought in."""
    name = f"환자 {number}"
    given = {
        "relation-to-patient": "본인",
        "patient-name": name,
        "hospital-registration-number": "90001234",
        "address": "서울시 송파구",
    }
    values = {item: Personal(value) for item, value in given.items()}
    asked = Collecting("C8", subject, uuid4(), values, "CH4", notice=NOTICE, purpose="PU1")
    with door.act(staff("PU1"), NOW + timedelta(seconds=number)) as act:
        assert isinstance(act.collect(asked), Collected)
    change("UPDATE vault.unit SET due = %s, held_until = %s WHERE record = %s", *days, asked.record)
    return name


def _may(days: Days, purpose: str) -> Reason | None:
    """The law in three lines."""
    due, held_until = days
    if due is None or due > TODAY:
        return None
    if held_until is None or held_until < TODAY:
        return Reason.RETENTION_ENDED
    return None if purpose == BY_LAW else Reason.KEPT_BY_LAW_ONLY


@pytest.mark.parametrize("purpose", [BY_CONTRACT, BY_LAW])
def test_the_newest_copy_that_may_open_opens(door: Door, purpose: str) -> None:
    """P64, PIPA 21(3): whatever else is held there; every order of every two kinds of days."""
    kinds = (LIVING, LIVING_AND_HELD, KEPT, OVER)
    for older, newer in product(kinds, kinds):
        subject = uuid4()
        names = [_treatment(door, subject, n, days) for n, days in enumerate((older, newer))]
        why = [_may(days, purpose) for days in (older, newer)]
        open_ = [name for name, reason in zip(names, why, strict=True) if reason is None]
        with door.act(staff(purpose), NOW + timedelta(minutes=1)) as act:
            seen = act.use(Using(subject, "C8", purpose, frozenset({"patient-name"})))
        if open_:
            assert isinstance(seen, Opened), (older, newer)
            assert seen.items["patient-name"].reveal() == open_[-1], (older, newer)
        else:
            assert isinstance(seen, Denied), (older, newer)
            kept = Reason.KEPT_BY_LAW_ONLY in why
            wanted = Reason.KEPT_BY_LAW_ONLY if kept else Reason.RETENTION_ENDED
            assert seen.reason is wanted, (older, newer)


@pytest.mark.parametrize(
    ("days", "reason"),
    [(KEPT, Reason.KEPT_BY_LAW_ONLY), (OVER, Reason.RETENTION_ENDED)],
    ids=["kept", "over"],
)
def test_an_item_that_only_a_statute_keeps_is_withheld_beside_living_ones(
    door: Door, days: Days, reason: Reason
) -> None:
    """P13, PIPA 21(3): the reason and what it rests on are in the answer and on record."""
    subject = joined(door, asked=joining(licence="1234567"))
    unit = next(h.unit for h in door.holdings(subject) if h.item == "license-number")
    change("UPDATE vault.unit SET due = %s, held_until = %s WHERE unit = %s", *days, unit)
    seen = look(door, subject, "PU6")
    assert isinstance(seen, Opened)
    assert "email" in seen.items
    assert "license-number" not in seen.items
    assert seen.allowed.withheld["license-number"] is reason
    article = "PIPA 21(3)" if reason is Reason.KEPT_BY_LAW_ONLY else "PIPA 21(1)"
    assert article in seen.allowed.citations
    assert log(subject)[-1]["withheld"]["license-number"] == reason.value


def test_where_all_that_the_purpose_opens_is_over_the_look_is_refused(door: Door) -> None:
    """And not allowed with nothing in it: other items live, but this purpose opens none of them."""
    subject = joined(door, asked=joining(mail=True))
    unit = next(h.unit for h in door.holdings(subject) if h.item == "mail-consent")
    change("UPDATE vault.unit SET due = %s WHERE unit = %s", TODAY, unit)
    with door.act(staff("PU16"), NOW) as act:
        refused = act.use(Using(subject, "C1", "PU16", frozenset({"mail-consent"})))
    assert isinstance(refused, Denied)
    assert refused.reason is Reason.RETENTION_ENDED
    assert refused.items == frozenset({"mail-consent"})
    assert log(subject)[-1]["outcome"] == "denied"


def test_people_see_no_copy_of_their_own_that_is_over(door: Door) -> None:
    """P64: whoever looks."""
    subject = joined(door, asked=joining(mail=True))
    unit = next(h.unit for h in door.holdings(subject) if h.item == "mail-consent")
    change("UPDATE vault.unit SET due = %s WHERE unit = %s", TODAY, unit)
    with door.act(person(subject), NOW) as act:
        seen = act.use(Using(subject, "C1"))
    assert isinstance(seen, Opened)
    assert seen.allowed.withheld["mail-consent"] is Reason.RETENTION_ENDED
    assert "email" in seen.items
    assert rows("SELECT FROM vault.unit WHERE unit = %s", unit) != []
