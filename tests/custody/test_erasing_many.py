"""Erasing many people in one act does what erasing them one by one does (P64, P66, P72)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from keepword.custody import ending, erasing, linking, units
from keepword.custody.act import Act
from keepword.custody.acting import Acting
from keepword.custody.answers import Collected, Destroyed, Done, ErasedMany, Kept, Opened
from keepword.custody.asking import Collecting, Leaving, Preserving, Suspending
from keepword.custody.door import Door
from keepword.custody.errors import NoSuchPerson
from keepword.foundation.personal import Personal
from keepword.ledger import bulk
from keepword.ledger.errors import NotAProof
from keepword.ledger.reading import Entry
from keepword.policy.decisions.answer import Denied
from keepword.policy.decisions.question import Actor
from keepword.runtime import house
from tests.custody.committed import TABLES, door
from tests.custody.scene import NOW, joined, joining, look, person

__all__ = ["door"]

SYSTEM = Acting(Actor.SYSTEM, UUID(int=0), source="", task="mass-erasure")
STATUTE = "national-health-insurance-act"
FAR = date(2031, 12, 31)
LINKS = "apart.link"

KINDS = 6
"""Of people: a member; with consent to mail; who paid, the payment kept by a statute; a member kept
by a statute; a physician with a purpose suspended; one who left before."""


FEW = 5
"""How many of the last two kinds do so; the others are plain members."""


@pytest.fixture(autouse=True)
def _no_links(door: Door) -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {LINKS}")


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _asked(number: int) -> Collecting:
    physician = number % KINDS == 4
    return joining(
        mail=number % KINDS == 1,
        licence="1234567" if physician else "",
        member_type="medical-practitioner" if physician else "general",
        login_id=f"m.{number}",
        email=f"m.{number}@example.com",
        mobile_phone=f"0105550{number:04}",
    )


def _lived(door: Door, count: int) -> list[UUID]:
    """People of every kind, in the order of the kinds."""
    people: list[UUID] = []
    with door.act(person(uuid4()), NOW) as act:
        for asked in map(_asked, range(count)):
            assert isinstance(act.collect(asked), Collected)
            people.append(asked.subject)
        for paying in people[2::KINDS]:
            paid = {"card-issuer": Personal("새벽"), "card-number": Personal("4000-0000-0000-0002")}
            visit = Collecting("C9", paying, uuid4(), paid, "CH2", notice="ab" * 32)
            assert isinstance(act.collect(visit), Collected)
    with door.act(SYSTEM, NOW) as act:
        assert isinstance(act.preserve(Preserving("C9", FAR, STATUTE)), Done)
        for held in people[3::KINDS]:
            assert isinstance(act.preserve(Preserving("C1", FAR, STATUTE, held)), Done)
    for subject in people[4::KINDS][-FEW:]:
        with door.act(person(subject), NOW) as act:
            assert isinstance(act.suspend(Suspending(subject, "PU6", "web")), Done)
    for subject in people[5::KINDS][-FEW:]:
        with door.act(person(subject), NOW) as act:
            act.leave(Leaving(subject, "web"))
    return people


def _naive(act: Act, people: Sequence[UUID]) -> tuple[list[Destroyed], list[Kept]]:
    """One by one, each unit judged for itself."""
    work = act._work
    gone: list[Destroyed] = []
    stays: list[Kept] = []
    for subject in people:
        units.moved(work, subject)
        found = list(ending.units_of(work, subject))
        known = linking.identity_of(work, subject)
        destroyed, kept = erasing._judge(work, subject, found, due=work.today)
        if destroyed and not list(ending.units_of(work, subject)):
            erasing._end_consents(work, subject)
            act.cursor.execute(
                "UPDATE vault.subject SET ended_at = COALESCE(ended_at, %s) WHERE subject = %s",
                (work.now, subject),
            )
        if destroyed:
            linking.keep(work, subject, known)
        gone += destroyed
        stays += kept
    return gone, stays


KEPT_APART = ("vault.subject", "ledger.inbox", "keystore.rotation")
OF_PEOPLE = tuple(table for table in TABLES if table not in KEPT_APART)


def _state() -> dict[str, list[tuple[Any, ...]]]:
    """Everything of everybody, but for the version: that moves once or more often."""
    found = {table: sorted(_rows(f"SELECT t::text FROM {table} t")) for table in OF_PEOPLE}
    found["ended"] = sorted(_rows("SELECT subject, ended_at FROM vault.subject"))
    found["linked"] = sorted(_rows(f"SELECT subject, month, ends_on FROM {LINKS}"))
    return found


@contextmanager
def _undone() -> Iterator[None]:
    """What is committed within is taken back afterwards, row by row."""
    tables = (*OF_PEOPLE, "vault.subject", "ledger.inbox", LINKS)
    with connection.cursor() as cursor:
        for number, table in enumerate(tables):
            cursor.execute(f"CREATE TEMP TABLE before_{number} AS TABLE {table}")
        yield
        for number, table in enumerate(tables):
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute(f"INSERT INTO {table} TABLE before_{number}")
            cursor.execute(f"DROP TABLE before_{number}")
    house.local_holder().forget()


def _answers(door: Door, people: Sequence[UUID]) -> list[object]:
    """What a look of the staff comes to."""
    found: list[object] = []
    for subject in people:
        try:
            seen = look(door, subject)
        except NoSuchPerson:
            found.append(NoSuchPerson)
        else:
            found.append(seen.reason if isinstance(seen, Denied) else frozenset(seen.items))
    return found


def _erasable(people: Sequence[UUID]) -> list[UUID]:
    """Those of whom anything is held that nothing keeps, in the order of their ids."""
    away = {*people[3::KINDS], *people[5::KINDS][-FEW:]}
    return sorted(set(people) - away)


def _entry(entry: UUID) -> Entry:
    with connection.cursor() as django:
        found = house.reader().of_entry(django.connection.cursor(), entry)
    assert found is not None
    return found


def test_many_at_once_and_one_by_one_leave_the_same(door: Door) -> None:
    people = _lived(door, 500)
    points = dict(_rows("SELECT u.unit, r.point FROM vault.unit u JOIN vault.record r "
                        "ON r.subject = u.subject AND r.record = u.record"))  # fmt: skip
    versions = dict(_rows("SELECT subject, version FROM vault.subject"))
    some = people[-KINDS:]

    with _undone():
        with door.act(SYSTEM, NOW) as act:
            gone, stays = _naive(act, people)
        expected, answers = _state(), _answers(door, some)
    assert _state() != expected

    with door.act(SYSTEM, NOW) as act:
        done = act.erase_many([*people, uuid4()])
    assert _state() == expected
    assert _answers(door, some) == answers
    opened = [each for each in answers if isinstance(each, frozenset) and each]
    assert len(opened) == 1  # whom a statute keeps

    erased = _erasable(people)
    assert done == ErasedMany(done.entry, len(erased), len(gone), len(stays))
    assert done.entry is not None
    kinds = Counter((each.rule, points[each.unit]) for each in gone)
    body = _entry(done.entry).body
    assert body["destroyed"] == [
        {"rule": rule, "point": point, "units": units}
        for (rule, point), units in sorted(kinds.items())
    ]
    assert body["kept"] == [{"units": len(stays)}]
    moved = {s for s, version in _rows("SELECT subject, version FROM vault.subject")
             if version > versions[s]}  # fmt: skip
    assert moved == set(erased)


def test_everybody_is_in_the_entry_and_nobody_else(door: Door) -> None:
    """P87: each finds themselves with a branch of their own; the body names nobody."""
    people = _lived(door, 2 * KINDS)
    with door.act(SYSTEM, NOW) as act:
        done = act.erase_many(people)
    assert done.entry is not None
    body = _entry(done.entry).body
    root, count = bytes.fromhex(body["people"]["root"]), body["people"]["n"]
    erased = _erasable(people)
    assert count == done.people == len(erased)
    with connection.cursor() as django:
        cur, reader = django.connection.cursor(), house.reader()
        for subject in erased:
            branch = reader.branch(cur, done.entry, subject)
            assert branch is not None
            bulk.check(branch, subject.bytes, count, root)
            for other in set(people) - set(erased):
                with pytest.raises(NotAProof):
                    bulk.check(branch, other.bytes, count, root)
            assert done.entry in {e.entry for e in reader.of_subject(cur, subject, [202611])}
        for other in set(people) - set(erased):
            with pytest.raises(NotAProof):
                reader.branch(cur, done.entry, other)
    assert not any(str(subject) in str(body) for subject in people)


def test_a_second_time_changes_nothing(door: Door) -> None:
    people = _lived(door, KINDS)
    with door.act(SYSTEM, NOW) as act:
        first = act.erase_many(people)
    before = _state()
    with door.act(SYSTEM, NOW) as act:
        again = act.erase_many(people)
    assert (again.entry, again.people, again.units, again.kept) == (None, 0, 0, first.kept)
    assert _state() == before


def test_nothing_opens_and_nobody_is_found_afterwards(door: Door) -> None:
    subject = joined(door)
    assert isinstance(look(door, subject), Opened)
    with door.act(SYSTEM, NOW) as act:
        act.erase_many([subject])
    with pytest.raises(NoSuchPerson):
        look(door, subject)
    assert door.find("login-id", Personal("gaon.nuri")) is None
    assert door.consents(subject) == ()
    assert joined(door, asked=joining()) != subject  # the log-in id is free again


def test_what_a_statute_keeps_stays_and_the_rest_of_the_person_goes(door: Door) -> None:
    """P13 to P15: the payment stays, the membership goes; consents stand while anything is held."""
    people = _lived(door, KINDS)
    paying = people[2]
    with door.act(SYSTEM, NOW) as act:
        done = act.erase_many([paying])
    assert (done.people, done.kept) == (1, 1)
    assert {h.point for h in door.holdings(paying)} == {"C9"}
    assert _rows("SELECT ended_at FROM vault.subject WHERE subject = %s", paying) == [(None,)]
    assert [c.withdrawn_at for c in door.consents(paying)] == [None]
