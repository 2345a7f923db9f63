"""The whole of the door: what comes in, what opens, what ends, and what is on record of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection

from keepword.custody.answers import Collected, Corrected, Left, Opened, Withdrawn
from keepword.custody.asking import Correcting, Leaving, Using, Withdrawing
from keepword.custody.door import Door
from keepword.custody.errors import (
    HeldAlready,
    LeaveInstead,
    LedgerShut,
    NoSuchPerson,
    NotYetRecorded,
    ValueTaken,
)
from keepword.foundation.personal import Personal
from keepword.ledger.entries import month_of
from keepword.policy.decisions.answer import Denied, Reason
from keepword.runtime import house
from tests.custody.scene import (
    MAIL,
    NOW,
    REQUIRED,
    VALUES,
    joined,
    joining,
    look,
    person,
    staff,
)


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _log(subject: UUID) -> list[dict[str, Any]]:
    """What is on record of a person, oldest first."""
    with connection.cursor() as django:
        cursor = django.connection.cursor()
        found = house.reader().of_subject(cursor, subject, [month_of(NOW)])
    return sorted((entry.body for entry in found), key=lambda body: int(body["n"]))


def test_who_joins_is_held_sealed_and_on_record(door: Door) -> None:
    """P46, P82, P87: eight items asked, seven sealed, the password not at all."""
    subject = joined(door)
    held = door.holdings(subject)
    assert {h.item for h in held} == set(VALUES) - {"password"}
    assert {h.rule for h in held} == {"R2"}
    assert all(h.due is None for h in held)
    (entry,) = _log(subject)
    assert entry["act"] == "collect"
    assert entry["outcome"] == "allowed"
    assert entry["items"] == sorted(VALUES)
    assert entry["policy"] == "asan/2021-01-14"
    assert entry["source"] == "192.0.2.7"
    assert {c["kind"] for c in entry["consents"]} == {"collect"}
    assert not set(map(str, VALUES.values())) & set(_strings(entry))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from _strings(member)
    elif isinstance(value, list):
        for member in value:
            yield from _strings(member)


def test_nothing_in_the_database_shows_a_value(door: Door) -> None:
    """P66, P82: not in any column of any table."""
    joined(door, asked=joining(personal_name="특이한이름값", email="canary.one@example.com"))
    tables = _rows(
        "SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema IN "
        "('vault', 'keystore', 'custody', 'ledger', 'people', 'mail', 'public')"
    )
    text = "\n".join(
        str(row) for schema, table in tables for row in _rows(f'SELECT * FROM {schema}."{table}"')
    )
    assert "canary.one" not in text
    assert "특이한이름값" not in text
    assert "특이한이름값".encode().hex() not in text


def test_a_look_opens_what_the_purpose_opens(door: Door) -> None:
    """P5: the purpose opens its own items; the look is on record with all that the law names."""
    subject = joined(door, asked=joining(mail=True))
    looked = look(door, subject)
    assert isinstance(looked, Opened)
    values = {item: value.reveal() for item, value in looked.items.items()}
    assert values["email"] == VALUES["email"]
    assert "password" not in values
    assert looked.allowed.withheld["password"] is Reason.CREDENTIAL_NEVER_SHOWN
    assert looked.allowed.withheld["mail-consent"] is Reason.PURPOSE_DOES_NOT_OPEN
    entry = _log(subject)[-1]
    assert entry["id"] == str(looked.entry)
    assert entry["subject"] == str(subject)
    assert entry["purpose"] == "PU6"
    assert entry["task"] == "booking-call"
    assert entry["source"] == "192.0.2.9"
    assert entry["actor"]["account"] == str(UUID(int=77))
    assert set(entry["items"]) == set(values)


def test_values_leave_only_once_the_look_is_on_record(door: Door) -> None:
    """P87: fail closed."""
    subject = joined(door)
    with door.act(staff("PU6"), NOW) as act:
        looked = act.use(Using(subject, "C1", purpose="PU6"))
        assert isinstance(looked, Opened)
        with pytest.raises(NotYetRecorded):
            _ = looked.items
    assert looked.items


@pytest.mark.parametrize(
    ("purpose", "grants", "reason"),
    [
        ("PU16", ("PU16",), Reason.PURPOSE_CONSENT_NEEDED),
        ("PU6", ("PU3",), Reason.NO_GRANT),
        ("curiosity", ("curiosity",), Reason.OUTSIDE_POLICY),
        ("PU9", ("PU9",), Reason.REASON_NEEDED),
        ("PU22", ("PU22",), Reason.REASON_NEEDED),
    ],
)
def test_a_refused_look_is_on_record_too(
    door: Door, purpose: str, grants: tuple[str, ...], reason: Reason
) -> None:
    """P5, P85: refusals are committed like the rest."""
    subject = joined(door)
    refused = look(door, subject, purpose, NOW, *grants)
    assert isinstance(refused, Denied)
    assert refused.reason is reason
    entry = _log(subject)[-1]
    assert (entry["outcome"], entry["reason"]) == ("denied", reason.value)
    assert entry["citations"] == list(refused.citations)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (joining(consents=frozenset()), Reason.CONSENT_NEEDED),
        (joining(born=date(2015, 1, 1)), Reason.WRONG_AGE),
        (joining(shoe_size="270"), Reason.ITEM_NOT_LISTED),
        (joining(employee_number="12345"), Reason.ITEM_DOES_NOT_APPLY),
        (joining(mail=True, consents=frozenset({REQUIRED})), Reason.CONSENT_NEEDED),
    ],
    ids=["no-consent", "child", "extra-item", "does-not-apply", "optional-without-consent"],
)
def test_who_may_not_join_leaves_nothing_behind(door: Door, asked: Any, reason: Reason) -> None:
    """P37, P43, P44, P47: the refusal is on record without even an id of the person."""
    with door.act(person(asked.subject), NOW) as act:
        refused = act.collect(asked)
    assert isinstance(refused, Denied)
    assert refused.reason is reason
    assert _log(asked.subject) == []
    assert _rows("SELECT FROM vault.subject WHERE subject = %s", asked.subject) == []
    assert _rows("SELECT FROM vault.item WHERE subject = %s", asked.subject) == []
    ((pending,),) = _rows("SELECT count(*) FROM ledger.inbox")
    assert pending >= 1


def test_the_same_record_twice_is_one_collection(door: Door) -> None:
    asked = joining(mail=True)
    with door.act(person(asked.subject), NOW) as act:
        first = act.collect(asked)
    with door.act(person(asked.subject), NOW) as act:
        second = act.collect(asked)
    assert isinstance(first, Collected)
    assert isinstance(second, Collected)
    assert second.again
    assert (second.entry, dict(second.consents)) == (first.entry, dict(first.consents))
    assert len(_log(asked.subject)) == 1


def test_a_login_is_one_persons(door: Door) -> None:
    joined(door)
    other = joining(login_id="GAON.NURI".lower())
    with pytest.raises(ValueTaken) as caught, door.act(person(other.subject), NOW) as act:
        act.collect(other)
    assert caught.value.item == "login-id"
    assert _rows("SELECT FROM vault.subject WHERE subject = %s", other.subject) == []


@pytest.mark.parametrize("index", ["login-id", "email", "mobile-phone"])
def test_a_person_is_found_by_the_exact_value(door: Door, index: str) -> None:
    subject = joined(door)
    assert door.find(index, Personal(VALUES[index])) == subject
    assert door.find(index, Personal("nobody@example.com")) is None


def test_withdrawing_mail_ends_news_and_nothing_else(door: Door) -> None:
    """P68: PU16 is refused with its clause from now on, PU6 is not; the item is gone."""
    subject = joined(door, asked=joining(mail=True))
    assert isinstance(look(door, subject, "PU16"), Opened)
    mail = next(c for c in door.consents(subject) if c.consent == MAIL)
    with door.act(person(subject), NOW) as act:
        done = act.withdraw(Withdrawing(subject, frozenset({mail.id}), "web"))
    assert isinstance(done, Withdrawn)
    assert done.erased == {"mail-consent"}
    assert len(done.consents) == 2
    refused = look(door, subject, "PU16")
    assert isinstance(refused, Denied)
    assert refused.reason is Reason.PURPOSE_CONSENT_NEEDED
    assert "P68" in refused.citations or "P6" in refused.citations
    opened = look(door, subject, "PU6")
    assert isinstance(opened, Opened)
    assert opened.items["email"].reveal() == VALUES["email"]
    assert "mail-consent" not in {h.item for h in door.holdings(subject)}
    kept = _rows("SELECT count(*) FROM keystore.withdrawn_consent WHERE subject = %s", subject)
    assert kept == [(2,)]


def test_the_consent_a_membership_stands_on_ends_by_leaving(door: Door) -> None:
    subject = joined(door)
    (consent,) = door.consents(subject)
    with pytest.raises(LeaveInstead), door.act(person(subject), NOW) as act:
        act.withdraw(Withdrawing(subject, frozenset({consent.id}), "web"))
    assert door.consents(subject)[0].withdrawn_at is None


def test_a_correction_takes_the_old_values_place(door: Door) -> None:
    """P31: the new value opens and finds; the old one neither."""
    subject = joined(door)
    changes = {"email": Personal("new.address@example.com")}
    with door.act(person(subject), NOW) as act:
        done = act.correct(Correcting(subject, "C1", changes, "web"))
    assert isinstance(done, Corrected)
    assert done.items == {"email"}
    looked = look(door, subject)
    assert isinstance(looked, Opened)
    assert looked.items["email"].reveal() == "new.address@example.com"
    assert looked.items["personal-name"].reveal() == VALUES["personal-name"]
    assert door.find("email", Personal(VALUES["email"])) is None
    assert door.find("email", Personal("new.address@example.com")) == subject
    assert "before-and-after" in _log(subject)[-2]["duties"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"personal-name": ""}, Reason.REQUIRED_MISSING),
        ({"license-number": "12345"}, Reason.CONSENT_NEEDED),
        ({"shoe-size": "270"}, Reason.ITEM_NOT_LISTED),
    ],
)
def test_a_correction_that_may_not_be(door: Door, changes: dict[str, str], reason: Reason) -> None:
    subject = joined(door)
    wanted = {item: Personal(value) for item, value in changes.items()}
    with door.act(person(subject), NOW) as act:
        refused = act.correct(Correcting(subject, "C1", wanted, "web"))
    assert isinstance(refused, Denied)
    assert refused.reason is reason


def test_an_optional_item_can_be_taken_away(door: Door) -> None:
    """P45."""
    subject = joined(door, asked=joining(licence="98765"))
    with door.act(person(subject), NOW) as act:
        act.correct(Correcting(subject, "C1", {"license-number": Personal("")}, "web"))
    assert "license-number" not in {h.item for h in door.holdings(subject)}
    assert isinstance(look(door, subject), Opened)


def test_who_leaves_is_gone_and_the_neighbour_is_not(door: Door) -> None:
    """P8, P66, P69, P71: keys, index rows and values go in one act."""
    subject = joined(door, asked=joining(mail=True))
    neighbour = joined(door, asked=joining(login_id="other.one", email="other@example.com"))
    with door.act(person(subject), NOW) as act:
        left = act.leave(Leaving(subject, "web"))
    assert isinstance(left, Left)
    assert left.kept == ()
    assert {i for d in left.destroyed for i in d.items} == {*VALUES, "mail-consent"} - {"password"}
    assert "website" in left.services
    assert door.holdings(subject) == ()
    assert door.consents(subject) == ()
    assert door.find("login-id", Personal(VALUES["login-id"])) is None
    for table in ("keystore.data_key", "keystore.blind_index", "vault.item", "vault.unit"):
        assert _rows(f"SELECT FROM {table} WHERE subject = %s", subject) == []
    with pytest.raises(NoSuchPerson):
        look(door, subject)
    assert isinstance(look(door, neighbour), Opened)
    entry = next(e for e in _log(subject) if e["act"] == "leave")
    assert entry["destroyed"][0]["rule"] == "R2"
    again = pytest.raises(NoSuchPerson)
    with again, door.act(person(subject), NOW) as act:
        act.leave(Leaving(subject, "web"))


@pytest.mark.parametrize("way", ["mail", "phone", "fax", "in-person"])
def test_one_can_leave_by_every_way_the_policy_names(door: Door, way: str) -> None:
    """P70."""
    subject = joined(door)
    with door.act(person(subject), NOW) as act:
        assert isinstance(act.leave(Leaving(subject, way)), Left)


def test_leaving_needs_to_be_oneself(door: Door) -> None:
    """P69: 'verifying your ID'."""
    subject = joined(door)
    with door.act(staff(), NOW) as act:
        refused = act.leave(Leaving(subject, "phone"))
    assert isinstance(refused, Denied)
    assert refused.reason is Reason.IDENTITY_NEEDED
    assert door.holdings(subject)


def test_what_is_due_is_destroyed_by_the_run(door: Door) -> None:
    """P7, P64: not the day before, and at once on the day."""
    subject = joined(door)
    day = NOW.date() + timedelta(days=30)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE vault.unit SET due = %s WHERE subject = %s", (day, subject))
    assert door.destroy_due(NOW + timedelta(days=29)) == 0
    late = look(door, subject, "PU6", NOW + timedelta(days=31))
    assert isinstance(late, Denied)
    assert late.reason is Reason.RETENTION_ENDED
    assert door.destroy_due(NOW + timedelta(days=30)) == 1
    assert door.holdings(subject) == ()


def test_what_a_statute_holds_is_not_destroyed(door: Door) -> None:
    """P13, P15."""
    subject = joined(door)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE vault.unit SET due = %s, held_until = %s WHERE subject = %s",
            (NOW.date(), NOW.date() + timedelta(days=100), subject),
        )
    assert door.destroy_due(NOW) == 0
    with door.act(person(subject), NOW) as act:
        left = act.leave(Leaving(subject, "web"))
    assert isinstance(left, Left)
    assert left.destroyed == ()
    assert left.kept[0].until == NOW.date() + timedelta(days=100)
    assert len(door.holdings(subject)) == len(VALUES) - 1


def _look_and_fail(door: Door, subject: UUID) -> None:
    with door.act(staff("PU6"), NOW) as act:
        act.use(Using(subject, "C1", purpose="PU6"))
        raise ZeroDivisionError


def test_an_exception_undoes_the_act_and_its_record(door: Door) -> None:
    """Decide, act, record: all or nothing."""
    subject = joined(door)
    before = _log(subject)
    with pytest.raises(ZeroDivisionError):
        _look_and_fail(door, subject)
    assert _log(subject) == before


def test_without_the_ledger_the_door_stays_shut(door: Door) -> None:
    """P87: no record, no action."""
    subject = joined(door)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 1")
        cursor.execute("SAVEPOINT brimful")
    with pytest.raises(LedgerShut), door.act(staff("PU6"), NOW) as act:
        act.cursor.execute("SELECT pg_sleep(1)")
    with connection.cursor() as cursor:
        cursor.execute("ROLLBACK TO brimful")
        cursor.execute("SET LOCAL statement_timeout = 0")
    assert len(_log(subject)) == 1


@pytest.mark.parametrize(
    "broken",
    [psycopg.errors.DiskFull, psycopg.errors.AdminShutdown, psycopg.errors.TooManyConnections],
)
def test_a_full_disk_or_a_dying_database_undoes_the_act_and_says_so(
    door: Door, broken: type[Exception]
) -> None:
    """P87: what happened, and what to do, in both languages; nothing half-written."""
    subject = joined(door)
    with pytest.raises(LedgerShut) as caught:
        _look_and_break(door, subject, broken)
    assert "nothing was done" in caught.value.message.en
    assert "아무것도" in caught.value.message.ko
    assert [e["act"] for e in _log(subject)] == ["collect"]


def _look_and_break(door: Door, subject: UUID, broken: type[Exception]) -> None:
    with door.act(staff("PU6"), NOW) as act:
        act.use(Using(subject, "C1", purpose="PU6"))
        raise broken


def test_a_member_is_one_only_once(door: Door) -> None:
    """A second joining under the same id brings no second log-in."""
    subject = joined(door)
    again = joining(subject=subject, login_id="another.one", email="another@example.com")
    with pytest.raises(HeldAlready), door.act(person(subject), NOW) as act:
        act.collect(again)
    assert door.find("login-id", Personal("another.one")) is None
    assert len(door.holdings(subject)) == len(VALUES) - 1


def test_somebody_who_left_can_come_back(door: Door) -> None:
    """A former member's next visit is a visit like any other."""
    subject = joined(door)
    with door.act(person(subject), NOW) as act:
        act.leave(Leaving(subject, "web"))
    joined(door, asked=joining(subject=subject))
    assert isinstance(look(door, subject), Opened)


def test_an_optional_item_has_a_key_of_its_own(door: Door) -> None:
    """P68: withdrawing its consent destroys the key, so that no old copy of the data opens it."""
    subject = joined(door, asked=joining(mail=True, licence="98765"))
    units = {h.item: h.unit for h in door.holdings(subject)}
    assert len(set(units.values())) == 3
    licence = next(c for c in door.consents(subject) if c.consent.item == "license-number")
    with door.act(person(subject), NOW) as act:
        act.withdraw(Withdrawing(subject, frozenset({licence.id}), "web"))
    unit = units["license-number"]
    assert _rows("SELECT FROM keystore.data_key WHERE unit = %s", unit) == []
    assert _rows("SELECT count(*) FROM keystore.erased_unit WHERE unit = %s", unit) == [(1,)]


def test_the_numbers_of_a_writer_have_no_gap(door: Door) -> None:
    """P88: a row that is deleted before integration leaves a visible gap."""
    subject = joined(door)
    for _ in range(3):
        look(door, subject)
    with pytest.raises(ZeroDivisionError):
        _look_and_fail(door, subject)
    look(door, subject)
    numbers = [(entry["w"], entry["n"]) for entry in _log(subject)]
    assert len({writer for writer, _ in numbers}) == 1
    counts = [n for _, n in numbers]
    assert counts == list(range(counts[0], counts[0] + len(counts)))


def test_a_look_decided_on_what_has_changed_is_decided_anew(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one statement reads only under the version that the decision rested on."""
    from keepword.custody import facts

    subject = joined(door, asked=joining(mail=True))
    stale = facts.load
    calls: list[int] = []

    def load(cursor: Any, who: UUID, point: str) -> facts.Situation:
        found = stale(cursor, who, point)
        if not calls:
            cursor.execute(
                "UPDATE vault.subject SET version = version + 1 WHERE subject = %s", (who,)
            )
        calls.append(found.version)
        return found

    monkeypatch.setattr("keepword.custody.facts.load", load)
    looked = look(door, subject)
    assert isinstance(looked, Opened)
    assert len(calls) == 2
    assert [e["act"] for e in _log(subject)] == ["collect", "use"]


def test_nobody_is_nobody(door: Door) -> None:
    with pytest.raises(NoSuchPerson):
        look(door, uuid4())
