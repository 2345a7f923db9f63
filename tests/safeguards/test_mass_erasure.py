"""Many people are erased only when two approved and nobody stopped it, and then all of them (P64,
P66, P87)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, connections

from keepword.custody.act import Act
from keepword.custody.acting import Acting
from keepword.custody.answers import Collected
from keepword.custody.asking import Collecting, Preserving
from keepword.custody.door import Door
from keepword.foundation.errors import KeepwordError, UnknownId
from keepword.foundation.personal import Personal
from keepword.ledger import bulk_certificates, receipts
from keepword.ledger.integrator import integrate
from keepword.ledger.reading import Entry
from keepword.ledger.receipt_words import State as Standing
from keepword.ledger.signing import Signer
from keepword.policy.decisions.question import Actor
from keepword.runtime import house, root_turns
from keepword.runtime import mass_erasure as duty
from keepword.safeguards import mass_certificates, mass_erasure, mass_texts
from keepword.safeguards import mass_errors as errors
from keepword.safeguards import mass_store as store
from keepword.safeguards.mass_erasure import Limits
from keepword.safeguards.mass_states import Kind, MassErasure, Scope, State
from keepword.vault import turning
from tests.custody.committed import door, rows
from tests.custody.scene import NOW, joined, joining, person
from tests.custody.test_erasing_many import FAR, STATUTE

__all__ = ["door"]

REASON = Personal("시범 사업이 끝났습니다")
LIMITS = Limits(at_once=3)
DUE = NOW + LIMITS.delay
LIST = Scope(Kind.FILE)
TABLES = ("mass_person", "mass_approval", "mass_erasure")


def _staff(number: int, role: str = "officer") -> Acting:
    return Acting(Actor.STAFF, UUID(int=number), "192.0.2.9", "mass-erasure", "office", role)


ASKER, FIRST, SECOND, THIRD = (_staff(number) for number in (21, 22, 23, 24))


@pytest.fixture(autouse=True)
def _no_requests(door: Door) -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DELETE FROM safeguards.{table}")
        cursor.execute("DELETE FROM apart.link; DELETE FROM people.member")
        cursor.execute("DELETE FROM ledger.entry")
        cursor.execute("UPDATE ledger.tree SET size = 0, frontier = ''")


def _people(door: Door, count: int) -> list[UUID]:
    return [
        joined(door, asked=joining(
            login_id=f"m.{n}", email=f"m.{n}@example.com", mobile_phone=f"0105550{n:04}",
        ))
        for n in range(count)
    ]  # fmt: skip


def _ask(
    door: Door,
    people: Sequence[UUID] = (),
    scope: Scope = LIST,
    who: Acting = ASKER,
    reason: Personal = REASON,
    at: timedelta = timedelta(),
) -> MassErasure:
    with door.act(who, NOW + at) as act:
        return mass_erasure.ask(door, act, uuid4(), scope, reason, listed=people, limits=LIMITS)


def _approve(
    door: Door, asked: MassErasure, who: Acting, confirmed: int | None = None
) -> MassErasure:
    with door.act(who, NOW) as act:
        return mass_erasure.approve(
            door, act, asked.id, asked.people if confirmed is None else confirmed, LIMITS
        )


def _stop(door: Door, asked: MassErasure, who: Acting) -> MassErasure:
    with door.act(who, NOW) as act:
        return mass_erasure.stop(act, asked.id)


def _approved(door: Door, people: Sequence[UUID]) -> MassErasure:
    asked = _ask(door, people)
    _approve(door, asked, FIRST)
    return _approve(door, asked, SECOND)


def _read(erasure: UUID) -> MassErasure:
    with connection.cursor() as django:
        return store.read(django.connection.cursor(), erasure)


def _entry(entry: UUID) -> Entry:
    with connection.cursor() as django:
        found = house.reader().of_entry(django.connection.cursor(), entry)
    assert found is not None
    return found


def _held() -> int:
    return int(rows("SELECT count(DISTINCT subject) FROM vault.item")[0][0])


# ── asking ───────────────────────────────────────────────────────────────────────────────────────


def test_a_few_people_go_at_once(door: Door) -> None:
    asked = _ask(door, _people(door, 3), who=_staff(31, "office"))
    assert (asked.state(NOW), asked.needs) == (State.READY, 0)
    done = duty.finish(door, asked.id, lambda: NOW)
    assert done.state(NOW) is State.DONE
    assert _held() == 0
    assert rows("SELECT count(*) FROM safeguards.mass_person") == [(0,)]


def test_small_requests_add_up(door: Door) -> None:
    """Whoever asks for many small ones asks for a large one; after the delay they count anew."""
    people = _people(door, 8)
    assert _ask(door, people[:2]).needs == 0
    assert _ask(door, people[2:4]).needs == 2
    assert _ask(door, people[4:5], who=FIRST).needs == 0
    assert _ask(door, people[5:8], at=LIMITS.delay).needs == 0


def test_the_list_is_who_was_there_when_it_was_asked_for(door: Door) -> None:
    """Unknown and double ids are passed over; everybody of a point or service is found."""
    people = _people(door, 2)
    assert _ask(door, [*people, people[0], uuid4()]).people == 2
    assert _ask(door, scope=Scope(Kind.POINT, "C1")).people == 2
    assert _ask(door, scope=Scope(Kind.SERVICE, "website")).people == 2
    late = joined(door, asked=joining(login_id="late", email="late@example.com",
                                      mobile_phone="01055509999"))  # fmt: skip
    assert late not in {row[0] for row in rows("SELECT subject FROM safeguards.mass_person")}


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"who": _staff(31, "clerk")}, errors.NotForThisRole),
        ({"who": Acting(Actor.SYSTEM, UUID(int=0), "")}, errors.NotForThisRole),
        ({"reason": Personal("  ")}, errors.ReasonNeeded),
        ({"reason": Personal("x" * 501)}, errors.ReasonNeeded),
        ({"people": [UUID(int=404)]}, errors.NobodyToErase),
        ({"scope": Scope(Kind.POINT, "C99")}, UnknownId),
        ({"scope": Scope(Kind.SERVICE, "gossip")}, UnknownId),
    ],
)
def test_what_is_not_asked_for(door: Door, more: Any, error: type[KeepwordError]) -> None:
    (subject,) = _people(door, 1)
    with pytest.raises(error):
        _ask(door, **{"people": [subject], **more})
    assert rows("SELECT count(*) FROM safeguards.mass_person") == [(0,)]


def test_the_reason_stands_in_the_sealed_entry_and_nowhere_else(door: Door) -> None:
    asked = _ask(door, _people(door, 4))
    body = _entry(asked.asked.entry).body
    assert (body["act"], body["why"], body["count"]) == ("ask-erasure", REASON.reveal(), 4)
    for table in TABLES:
        assert REASON.reveal() not in str(rows(f"SELECT t::text FROM safeguards.{table} t"))


# ── approving, stopping ──────────────────────────────────────────────────────────────────────────


def test_two_approve_and_each_approval_is_on_record(door: Door) -> None:
    asked = _ask(door, _people(door, 4))
    assert asked.state(NOW) is State.ASKED
    assert _approve(door, asked, FIRST).state(NOW) is State.ASKED
    approved = _approve(door, asked, SECOND)
    assert (approved.not_before, approved.state(NOW)) == (DUE, State.WAITING)
    assert _read(asked.id) == approved
    text = mass_texts.confirmation(asked, door.loaded.policy, LIMITS.delay)
    assert "4명" in text.ko
    assert "24시간" in text.ko
    for step, who in zip(approved.approvals, (FIRST, SECOND), strict=True):
        body = _entry(step.entry).body
        assert body["actor"]["account"] == str(who.account)
        assert (body["act"], body["erasure"]) == ("approve-erasure", str(asked.id))
        assert body["notice"] == mass_texts.notice(text)


@pytest.mark.parametrize(
    ("who", "confirmed", "error"),
    [
        (ASKER, None, errors.AskerApproves),
        (FIRST, None, errors.SamePersonTwice),
        (SECOND, 5, errors.AnotherText),
        (_staff(31, "office"), None, errors.NotForThisRole),
        (Acting(Actor.SYSTEM, UUID(int=0), ""), None, errors.NotForThisRole),
    ],
)
def test_an_approval_that_does_not_count(
    door: Door, who: Acting, confirmed: int | None, error: type[KeepwordError]
) -> None:
    asked = _approve(door, _ask(door, _people(door, 4)), FIRST)
    with pytest.raises(error):
        _approve(door, asked, who, confirmed)
    assert _read(asked.id) == asked


def test_the_database_too_takes_nobody_twice(door: Door) -> None:
    asked = _approve(door, _ask(door, _people(door, 4)), FIRST)
    with pytest.raises(psycopg.errors.UniqueViolation), door.act(FIRST, NOW) as act:
        store.approve(act.cursor, asked)


@pytest.mark.parametrize("who", [ASKER, FIRST, SECOND, THIRD, _staff(31, "office")])
def test_in_the_delay_it_can_be_stopped(door: Door, who: Acting) -> None:
    stopped = _stop(door, _approved(door, _people(door, 4)), who)
    assert stopped.stopped is not None
    assert _entry(stopped.stopped.entry).body["act"] == "stop-erasure"
    assert rows("SELECT count(*) FROM safeguards.mass_person") == [(0,)]
    assert duty.work_off(door, DUE) == 0
    assert _held() == 4
    with pytest.raises(errors.Stopped):
        duty.finish(door, stopped.id, lambda: DUE)


def test_not_by_anybody_and_not_once_it_has_begun(door: Door) -> None:
    approved = _approved(door, _people(door, 4))
    with pytest.raises(errors.NotForThisRole):
        _stop(door, approved, _staff(31, "clerk"))
    assert duty.work_off(door, DUE, chunk=2) == 2
    with pytest.raises(errors.TooLateToStop):
        _stop(door, approved, FIRST)
    with pytest.raises(errors.NoSuchErasure):
        _read(UUID(int=404))


# ── carrying out ─────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_done_before_its_time(door: Door) -> None:
    asked = _ask(door, _people(door, 4))
    for who in (FIRST, SECOND):
        assert duty.work_off(door, DUE + timedelta(days=1)) == 0
        _approve(door, asked, who)
    assert duty.work_off(door, DUE - timedelta(seconds=1)) == 0
    with pytest.raises(errors.DelayRuns):
        duty.finish(door, asked.id, lambda: NOW)
    assert duty.work_off(door, DUE + timedelta(days=7)) == 0  # too old to act on
    assert _held() == 4
    assert duty.work_off(door, DUE) == 4


def test_chunk_by_chunk_to_the_summary(door: Door) -> None:
    people = _people(door, 7)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people.member (subject, password, password_set_at, language, joined_at, "
            "last_seen_at) SELECT subject, 'x', now(), 'ko', now(), now() FROM vault.subject"
        )
    with door.act(mass_erasure.SYSTEM, NOW) as act:
        act.preserve(Preserving("C1", FAR, STATUTE, people[0]))
    approved = _approved(door, people)
    seen: list[int] = []
    done = duty.finish(
        door, approved.id, lambda: DUE, lambda each: seen.append(each.progress.people), chunk=3
    )
    assert seen == [3, 6, 7]
    assert _read(approved.id) == done
    progress = done.progress
    assert (progress.erased, progress.units, progress.kept) == (6, 6, 1)
    assert done.finished is not None
    body = _entry(done.finished.entry).body
    assert (body["act"], body["outcome"]) == ("mass-erasure", "done")
    assert body["entries"] == [str(entry) for entry in progress.entries]
    assert body["asked"] == str(approved.asked.entry)
    assert len(body["approved"]) == 2
    assert sum(_entry(entry).body["people"]["n"] for entry in progress.entries) == 6
    assert rows("SELECT DISTINCT subject FROM vault.item") == [(people[0],)]
    assert rows("SELECT subject FROM people.member") == [(people[0],)]  # sessions end with it
    with pytest.raises(errors.Finished):
        duty.finish(door, approved.id, lambda: DUE)


def test_of_each_person_all_goes_that_is_held_by_then(door: Door) -> None:
    """What came in after the request goes too; who came after it stays."""
    people = _people(door, 4)
    approved = _approved(door, people)
    other = joined(door, asked=joining(login_id="late", email="late@example.com",
                                       mobile_phone="01055509999"))  # fmt: skip
    paid = {"card-issuer": Personal("새벽"), "card-number": Personal("4000-0000-0000-0002")}
    visit = Collecting("C9", people[0], uuid4(), paid, "CH2", notice="ab" * 32)
    with door.act(person(people[0]), NOW + timedelta(hours=1)) as act:
        assert isinstance(act.collect(visit), Collected)
    done = duty.finish(door, approved.id, lambda: DUE)
    assert done.progress.units == 5
    assert rows("SELECT DISTINCT subject FROM vault.item") == [(other,)]


class _Killed(BaseException):
    """The process is gone."""


def test_a_killed_run_goes_on_with_whoever_is_left(door: Door) -> None:
    people = _people(door, 5)
    approved = _approved(door, people)
    calls: list[int] = []

    def killed(act: Act, some: Sequence[UUID]) -> None:
        calls.append(len(some))
        if len(calls) == 2:
            raise _Killed

    mass_erasure.step(door, approved.id, DUE, killed, chunk=2)
    with pytest.raises(_Killed):
        mass_erasure.step(door, approved.id, DUE, killed, chunk=2)
    assert _held() == 3
    assert _read(approved.id).progress.people == 2
    done = duty.finish(door, approved.id, lambda: DUE + timedelta(days=30), chunk=2)
    assert (done.progress.people, done.progress.erased) == (5, 5)
    assert sorted(rows("SELECT subject FROM keystore.erased_unit")) == sorted(
        (each,) for each in people
    )


def test_two_workers_at_once_erase_nobody_twice(door: Door) -> None:
    approved = _approved(door, _people(door, 12))
    together = threading.Barrier(2)
    failed: list[BaseException] = []

    def work() -> None:
        together.wait()
        try:
            duty.finish(door, approved.id, lambda: DUE, chunk=2)
        except errors.Finished:
            pass  # the other one had the last chunk
        except BaseException as error:  # noqa: BLE001 - told in the main thread
            failed.append(error)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not failed
    done = _read(approved.id)
    assert (done.progress.people, done.progress.erased, done.progress.units) == (12, 12, 12)
    assert sum(_entry(entry).body["people"]["n"] for entry in done.progress.entries) == 12
    assert rows("SELECT count(*), count(DISTINCT unit) FROM keystore.erased_unit") == [(12, 12)]


# ── certificates ─────────────────────────────────────────────────────────────────────────────────


def _certificate(public: Path, of: MassErasure, subject: UUID) -> dict[str, Any] | None:
    with connection.cursor() as django:
        cur = django.connection.cursor()
        return mass_certificates.certificate(cur, house.reader(), public, of, subject)


def _grow(public: Path) -> Signer:
    signer = Signer.make_or_read(public.parent / "keys", "ledger.example/many")
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as own:
        while integrate(own, signer, public):
            pass
    return signer


def _turn(door: Door, later: timedelta) -> None:
    assert turning.turn(house.local_holder(), DUE + later) is not None
    root_turns.record(door, DUE + later)


def test_everybody_has_a_certificate_that_becomes_final(door: Door, tmp_path: Path) -> None:
    """P64, P66: erased at once, final after the root turn, and about nobody else."""
    public = tmp_path / "public"
    people = _people(door, 5)
    done = duty.finish(door, _approved(door, people[:4]).id, lambda: DUE, chunk=2)
    signer = _grow(public)
    states: list[Callable[[], None]] = [lambda: None, lambda: _turn(door, timedelta(hours=1))]
    for change, wanted in zip(states, (Standing.ERASED, Standing.FINAL), strict=True):
        change()
        _grow(public)
        for subject in people[:4]:
            made = _certificate(public, done, subject)
            assert made is not None
            file = receipts.as_file(made)
            found = bulk_certificates.read_any(file)
            found.check(signer.verifier)
            assert (found.state, made["state"]) == (wanted, wanted.value)
            assert found.person is not None
            assert found.person.subject == subject
            assert not [o for o in people if o != subject and str(o).encode() in file]
    with pytest.raises(errors.NotAmongThem):
        _certificate(public, done, people[4])


def test_no_certificate_before_it_is_published(door: Door, tmp_path: Path) -> None:
    public = tmp_path / "public"
    people = _people(door, 4)
    approved = _approved(door, people)
    with pytest.raises(errors.NotAmongThem):
        _certificate(public, approved, people[0])
    _grow(public)
    done = duty.finish(door, approved.id, lambda: DUE)
    assert _certificate(public, done, people[0]) is None
