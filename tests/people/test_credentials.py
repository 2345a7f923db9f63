"""Members signing in: one-way passwords, lock-out, throttling, epochs (P72, P81, P87)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection

from keepword.custody.act import Act
from keepword.custody.acting import Acting
from keepword.custody.door import Door
from keepword.foundation.personal import Personal
from keepword.people import credentials, throttle
from keepword.people.credentials import Refused, SignedIn, Why
from keepword.people.errors import NoSuchMember
from keepword.policy.decisions.question import Actor
from tests.custody.scene import NOW, VALUES, joined, person

LOGIN, PASSWORD = Personal(VALUES["login-id"]), Personal(VALUES["password"])
WRONG = Personal("wrong horse battery")
ANYBODY = Acting(Actor.PERSON, UUID(int=0), source="192.0.2.7")
QUARTER = timedelta(minutes=15)
NEW = Personal("nine loud geese at noon")


@pytest.fixture
def member(door: Door) -> UUID:
    """Somebody who joined."""
    subject = joined(door)
    with door.act(person(subject), NOW) as act:
        credentials.create(act.cursor, subject, PASSWORD, "ko", NOW)
    return subject


def _check(
    door: Door,
    password: Personal,
    login: Personal = LOGIN,
    after: timedelta = timedelta(),
    acting: Acting = ANYBODY,
) -> SignedIn | Refused:
    return credentials.check(door, login, password, acting, NOW + after)


def test_the_right_password_is_in_however_the_log_in_id_is_typed(door: Door, member: UUID) -> None:
    typed = Personal(f" {VALUES['login-id'].upper()} ")
    assert _check(door, PASSWORD, typed) == SignedIn(member, 1)


def test_a_password_is_the_same_in_whatever_form_of_unicode(door: Door) -> None:
    subject = uuid4()
    with door.act(ANYBODY, NOW) as act:
        credentials.create(act.cursor, subject, Personal("가나다라마바사아자차"), "ko", NOW)
    decomposed = Personal("가나다라마바사아자차")
    assert isinstance(credentials.check_again(door, subject, decomposed, ANYBODY, NOW), SignedIn)


def test_the_second_password_of_a_double_click_changes_nothing(door: Door, member: UUID) -> None:
    with door.act(ANYBODY, NOW) as act:
        credentials.create(act.cursor, member, WRONG, "ko", NOW)
    assert isinstance(_check(door, PASSWORD), SignedIn)


@pytest.mark.parametrize("login", [LOGIN, Personal("nobody.at.all")], ids=["somebody", "nobody"])
def test_nobody_can_tell_from_the_answers_whether_a_log_in_id_is_somebodys(
    door: Door, member: UUID, login: Personal
) -> None:
    locked = Refused(Why.LOCKED, NOW + QUARTER)
    answers = [_check(door, WRONG, login) for _ in range(6)]
    assert answers == [Refused(Why.WRONG)] * 4 + [locked] * 2
    assert _check(door, WRONG, login, QUARTER) == Refused(Why.WRONG)


def test_while_locked_the_right_password_does_not_open_and_afterwards_it_does(
    door: Door, member: UUID
) -> None:
    for _ in range(5):
        _check(door, WRONG)
    assert _check(door, PASSWORD) == Refused(Why.LOCKED, NOW + QUARTER)
    assert _check(door, PASSWORD, after=QUARTER) == SignedIn(member, 1)


def test_of_many_tries_at_once_none_after_the_fifth_wrong_one_gets_in(
    door: Door, member: UUID
) -> None:
    right = credentials.verify(door, LOGIN, PASSWORD)
    for _ in range(5):
        _check(door, WRONG)
    with door.act(ANYBODY, NOW) as act:
        assert credentials.judge(act, right) == Refused(Why.LOCKED, NOW + QUARTER)


def test_getting_in_forgets_the_failures(door: Door, member: UUID) -> None:
    for _ in range(3):
        for _ in range(4):
            _check(door, WRONG)
        assert isinstance(_check(door, PASSWORD), SignedIn)


def test_a_network_address_with_too_many_failures_waits(door: Door, member: UUID) -> None:
    for _ in range(throttle.SOURCE.most):
        with door.act(ANYBODY, NOW) as act:
            credentials.count_source(act)
    assert _check(door, PASSWORD) == Refused(Why.TOO_MANY, NOW + QUARTER)
    elsewhere = Acting(Actor.PERSON, UUID(int=0), source="198.51.100.9")
    assert isinstance(_check(door, PASSWORD, acting=elsewhere), SignedIn)
    assert isinstance(_check(door, PASSWORD, after=QUARTER), SignedIn)


@pytest.mark.parametrize("source", ["127.0.0.1", "::1", ""])
def test_an_address_that_stands_for_everybody_never_waits(door: Door, source: str) -> None:
    everybody = Acting(Actor.PERSON, UUID(int=0), source=source)
    with door.act(everybody, NOW) as act:
        for _ in range(throttle.SOURCE.most):
            credentials.count_source(act)
        assert credentials.shut_to_source(act) is None


def _change(act: Act, member: UUID) -> int:
    return credentials.change(act, member, NEW)


def _reset(act: Act, member: UUID) -> int:
    return credentials.reset(act, member, NEW)


@pytest.mark.parametrize("verb", [_change, _reset])
def test_a_new_password_moves_the_epoch_and_the_old_one_is_over(
    door: Door, member: UUID, verb: object
) -> None:
    assert callable(verb)
    old = credentials.verify(door, LOGIN, PASSWORD)
    with door.act(ANYBODY, NOW) as act:
        assert verb(act, member) == 2
    assert credentials.epoch_of(member) == 2
    assert _check(door, NEW) == SignedIn(member, 2)
    with door.act(ANYBODY, NOW) as act:
        assert credentials.judge(act, old) == Refused(Why.WRONG)


def test_whoever_left_signs_in_no_more(door: Door, member: UUID) -> None:
    with door.act(ANYBODY, NOW) as act:
        credentials.remove(act.cursor, member)
    assert credentials.epoch_of(member) is None
    assert _check(door, PASSWORD) == Refused(Why.WRONG)
    with pytest.raises(NoSuchMember), door.act(ANYBODY, NOW) as act:
        credentials.change(act, member, NEW)


def _recorded(door: Door) -> Iterator[tuple[str, str]]:
    """Act and outcome of every entry that is no collection, in order."""
    from keepword.runtime import house

    with connection.cursor() as cursor:
        cursor.execute("SELECT entry FROM ledger.inbox")
        entries = [row[0] for row in cursor.fetchall()]
    for entry in entries:
        found = house.reader().of_entry(connection.connection.cursor(), entry)
        assert found is not None
        if found.body["act"] != "collect":
            yield found.body["act"], found.body.get("reason", found.body["outcome"])


def test_every_try_is_on_record_with_its_lock_out(door: Door, member: UUID) -> None:
    for _ in range(5):
        _check(door, WRONG)
    _check(door, PASSWORD)
    _check(door, PASSWORD, after=QUARTER)
    assert sorted(_recorded(door)) == sorted(
        [
            *[("sign-in", "wrong")] * 5,
            ("lock-out", "done"),
            ("sign-in", "locked"),
            ("sign-in", "done"),
        ]
    )


def test_the_tables_hold_nothing_that_was_typed(door: Door, member: UUID) -> None:
    _check(door, WRONG, Personal("nobody.at.all"))
    with connection.cursor() as cursor:
        rows = ""
        for table in ("member", "throttle", "code"):
            cursor.execute(f"SELECT CAST(t AS text) FROM people.{table} t")
            rows += str(cursor.fetchall())
    for typed in ("nobody.at.all", VALUES["login-id"], VALUES["password"], "192.0.2.7"):
        assert typed not in rows
        assert typed.encode().hex() not in rows
