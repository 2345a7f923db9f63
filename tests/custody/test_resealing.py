"""Rotations in a living house: nothing is lost, everybody is found, a killed one goes on (P82)."""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from django.db import connection, connections

from keepword.custody import resealing
from keepword.custody.act import Act
from keepword.custody.answers import Corrected, Left, Opened
from keepword.custody.asking import Correcting, Leaving
from keepword.custody.door import Door
from keepword.foundation.personal import Personal
from keepword.policies import desk
from keepword.runtime import house
from keepword.runtime.rotation import Rotator
from keepword.storage.sql import Cursor
from keepword.vault import turning
from keepword.vault.index_rotating import TagsLeft
from keepword.vault.rotating import ROTATE, Kind, RotationBusy
from keepword.vault.sealing import Scheme
from tests.custody.committed import door, rows
from tests.custody.scene import NOW, joined, joining, look, person

__all__ = ["door"]


def _clock() -> Callable[[], datetime]:
    ticks = itertools.count()
    return lambda: NOW + timedelta(milliseconds=next(ticks))


def _rotator(door: Door, scheme: Scheme = Scheme.GCM) -> Rotator:
    made_of = {index.id: index.names for index in desk.indexes(door.loaded.policy)}
    return Rotator(door, house.local_holder(), _clock(), scheme, made_of=made_of)


@dataclass
class Member:
    """What a member's values ought to be."""

    subject: UUID
    values: dict[str, str]
    left: bool = False


@dataclass
class Lives:
    """Members who live at the door in threads of their own, each thread with its own people."""

    door: Door
    members: list[Member] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)
    acts: int = 0

    def join(self, number: int) -> Member:
        values = {
            "login-id": f"member.{number:05}",
            "email": f"member.{number:05}@example.com",
            "mobile-phone": f"010555{number:05}",
        }
        asked = joining(
            login_id=values["login-id"],
            email=values["email"],
            mobile_phone=values["mobile-phone"],
        )
        made = Member(joined(self.door, asked=asked), values)
        self.members.append(made)
        return made

    def correct(self, member: Member, number: int) -> None:
        email = f"moved.{number:05}@example.com"
        with self.door.act(person(member.subject), NOW) as act:
            asked = Correcting(member.subject, "C1", {"email": Personal(email)}, "web")
            assert isinstance(act.correct(asked), Corrected)
        member.values["email"] = email

    def leave(self, member: Member) -> None:
        with self.door.act(person(member.subject), NOW) as act:
            assert isinstance(act.leave(Leaving(member.subject, "web")), Left)
        member.left = True

    def check(self, member: Member) -> None:
        """Found by every value, and every value opens."""
        for index, value in member.values.items():
            assert self.door.find(index, Personal(value)) == member.subject, index
        seen = look(self.door, member.subject)
        assert isinstance(seen, Opened)
        assert {k: seen.items[k].reveal() for k in member.values} == member.values

    def live(self, seed: int) -> None:
        """Join, correct, look and leave until told to stop."""
        random_ = random.Random(seed)
        own: list[Member] = []
        for number in itertools.count(seed * 10_000):
            if self.done.is_set():
                return
            own.append(self.join(number))
            if number % 2:
                self.correct(random_.choice(own), number)
            self.check(random_.choice(own))
            if number % 3 == 0:
                self.leave(own.pop(random_.randrange(len(own))))
            self.acts += 1

    def search(self, settled: list[Member]) -> None:
        """People who do nothing are found and seen at any moment."""
        for member in itertools.cycle(settled):
            if self.done.is_set():
                return
            self.check(member)
            self.acts += 1


def _lived(life: Callable[[], None]) -> None:
    try:
        life()
    finally:
        connections.close_all()


def test_rotation_under_load_with_search(door: Door) -> None:
    """P82: everybody is found and opened throughout; afterwards nothing lies under older keys."""
    lives = Lives(door)
    settled = [lives.join(number) for number in range(15)]
    with ThreadPoolExecutor(3) as threads:
        running = [
            threads.submit(_lived, partial(lives.live, 1)),
            threads.submit(_lived, partial(lives.live, 2)),
            threads.submit(_lived, partial(lives.search, settled)),
        ]
        try:
            rotators = [(_rotator(door), Kind.DATA), (_rotator(door), Kind.INDEX)]
            rotators.append((_rotator(door, Scheme.GCM_SIV), Kind.SEALING))
            done = [rotator.rotate(kind) for rotator, kind in rotators]
        finally:
            lives.done.set()
    for each in running:
        each.result()
    assert lives.acts > 10
    assert [each.left for each in done] == [0, 0, 0]
    assert all(each.people >= len(settled) for each in done)

    living = [member for member in lives.members if not member.left]
    assert len(living) < len(lives.members)
    for member in living:
        lives.check(member)
    for member in lives.members:
        if member.left:
            assert door.find("login-id", Personal(member.values["login-id"])) is None
    digests = rows("SELECT DISTINCT split_part(digest, '/', 3) FROM keystore.index_generation")
    assert digests == [("2",)]
    under = "SELECT DISTINCT index, generation FROM keystore.blind_index ORDER BY 1"
    assert rows(under) == rows(under.replace("blind_index", "index_generation"))
    ids = ", ".join(f"'{member.subject}'" for member in settled)
    of = f"FROM vault.item WHERE subject IN ({ids})"
    assert rows(f"SELECT DISTINCT get_byte(sealed, 0) {of}") == [(2,)]
    assert rows(f"SELECT DISTINCT generation {of}") == [(3,)]


def _house(door: Door, people: int) -> Lives:
    lives = Lives(door)
    for number in range(people):
        lives.join(number)
    return lives


def _on_record() -> list[tuple[str, str, int]]:
    """What the ledger says of rotations."""
    found = []
    with connection.cursor() as django_cursor:
        cur: Cursor = django_cursor.cursor
        cur.execute("SELECT entry FROM ledger.inbox")
        for (entry,) in cur.fetchall():
            read = house.reader().of_entry(cur, entry)
            assert read is not None
            if read.body["act"] == "rotate":
                assert "subject" not in read.body
                found.append((read.body["keys"], read.body["outcome"], read.body["of"]))
    return sorted(found)


@pytest.mark.parametrize(("kind", "step"), [(Kind.DATA, "reseal"), (Kind.INDEX, "retag")])
def test_a_rotation_that_was_killed_goes_on(
    door: Door, monkeypatch: pytest.MonkeyPatch, kind: Kind, step: str
) -> None:
    """Each person once, and one entry at either end; meanwhile everybody is found and opened."""
    lives = _house(door, 5)
    run = getattr(resealing, step)
    done: list[UUID] = []
    resumed: list[UUID] = []

    def killed(act: Act, subject: UUID, *rest: object) -> int:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(subject)
        return int(run(act, subject, *rest))

    def counted(act: Act, subject: UUID, *rest: object) -> int:
        resumed.append(subject)
        return int(run(act, subject, *rest))

    monkeypatch.setattr(resealing, step, killed)
    with pytest.raises(KeyboardInterrupt):
        _rotator(door).rotate(kind)
    assert _rotator(door).under_way() == (kind,)
    for member in lives.members:
        lives.check(member)
    lives.correct(lives.members[0], 77)

    monkeypatch.setattr(resealing, step, counted)
    assert _rotator(door).rotate(kind).people == 5
    assert {*done, *resumed} == {member.subject for member in lives.members}
    assert len(done) + len(resumed) == 5
    assert _rotator(door).under_way() == ()
    assert _on_record() == [(kind, "begun", 5), (kind, "done", 5)]
    for member in lives.members:
        lives.check(member)


def test_a_value_that_does_not_open_stays_and_keeps_what_it_needs(door: Door) -> None:
    """Nothing is dropped for being damaged; mended, the rotation comes to its end."""
    lives = _house(door, 3)
    damaged = lives.members[1].subject
    where = f"WHERE subject = '{damaged}' AND item = 'email'"
    swap = f"UPDATE vault.item SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1) {where}"
    with connection.cursor() as cur:
        cur.execute(swap)
    assert _rotator(door).rotate(Kind.DATA).left == 1
    assert rows(f"SELECT generation FROM vault.item {where}") == [(1,)]
    with pytest.raises(TagsLeft) as raised:
        _rotator(door).rotate(Kind.INDEX)
    assert raised.value.count == 1
    assert _rotator(door).under_way() == (Kind.INDEX,)
    with connection.cursor() as cur:
        cur.execute(swap)
    for member in lives.members:
        lives.check(member)
    assert _rotator(door).rotate(Kind.INDEX).left == 0
    for member in lives.members:
        lives.check(member)


def test_one_rotates_at_a_time_and_no_turn_beside_the_indexes(door: Door) -> None:
    holder = house.local_holder()
    with holder.connections.session_lock(ROTATE) as ours:
        assert ours
        with pytest.raises(RotationBusy):
            _rotator(door).rotate(Kind.DATA)
    with holder.connections.session_lock(turning.TURN) as ours:
        assert ours
        with pytest.raises(RotationBusy):
            _rotator(door).rotate(Kind.INDEX)
        assert _rotator(door).rotate(Kind.DATA).left == 0


def test_a_turn_that_was_broken_off_is_finished_before_the_indexes(door: Door) -> None:
    lives = _house(door, 4)
    lives.leave(lives.members.pop())

    def killed(step: str, done: int) -> None:
        if step == turning.VEILS:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        turning.turn(house.local_holder(), NOW, killed)
    assert _rotator(door).rotate(Kind.INDEX).people == 3
    assert rows("SELECT step FROM keystore.root ORDER BY generation DESC LIMIT 1") == [("done",)]
    for member in lives.members:
        lives.check(member)


def test_tags_of_release_0_2_get_a_veil(door: Door) -> None:
    """They had none: with the live key they could be tried out against an old copy (P82)."""
    with connection.cursor() as cur:
        cur.execute(
            "INSERT INTO keystore.index_generation (index, generation, digest) "
            "VALUES ('login-id', 1, 'index/login-id/1'), ('email', 1, 'index/email/1')"
        )
    lives = _house(door, 2)
    _rotator(door).rotate(Kind.INDEX)
    assert rows("SELECT count(*) FROM keystore.index_generation WHERE veil IS NULL") == [(0,)]
    assert rows("SELECT DISTINCT generation FROM keystore.blind_index WHERE index = 'email'") == [
        (2,)
    ]
    for member in lives.members:
        lives.check(member)
