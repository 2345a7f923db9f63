"""Root turns while others write, erase, search, and turn (P66): nothing is lost between them."""

from __future__ import annotations

import random
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from uuid import UUID, uuid4

import psycopg
import pytest

from keepword.foundation.personal import Personal
from keepword.vault import key_page, packing, turning, veiling
from keepword.vault.errors import ErasedError
from keepword.vault.holder import KeyName
from keepword.vault.keytree import new_key
from keepword.vault.local import LocalHolder
from keepword.vault.store import MAKING
from keepword.vault.vault import Vault
from tests.vault.conftest import Another
from tests.vault.store import NOW, Store
from tests.vault.test_vault_at_once import wait_for_a_lock
from tests.vault.units import held, index, reader

BY = "login-id"


def test_of_two_who_turn_one_does(
    store: Store, vault: Vault, holder: LocalHolder, another: Another
) -> None:
    """Both the turn that is begun and the next one belong to whoever is at it."""
    other, said = another(), []

    def meanwhile(step: str, done: int) -> None:
        said.append(turning.turn(other, NOW))

    done = turning.turn(holder, NOW, meanwhile)
    assert done is not None
    assert said == [None] * 4
    assert turning.turn(other, NOW) == done._replace(generation=3)
    assert len(store.rows("SELECT FROM keystore.root")) == 3


def test_who_lost_the_lock_changes_nothing_any_more(
    store: Store, vault: Vault, holder: LocalHolder, another: Another
) -> None:
    """The server ended its session; another process finishes this turn and makes the next one;
    then the first one comes back, with an older root in its hands."""
    names = []
    with store.transaction() as cur:
        for _ in range(3):
            subject, unit = uuid4(), uuid4()
            names.append(KeyName(subject, unit, 1))
            vault.make_unit_key(cur, subject, unit)
    keys = holder.open(names)

    def meanwhile(step: str, done: int) -> None:
        if step == turning.KEYS and not done:
            ended = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
            assert store.rows(f"{ended} AND objid = {turning.TURN}") == [(True,)]
            for generation in (2, 3):
                other = turning.turn(another(), NOW)
                assert other is not None
                assert other.generation == generation

    assert turning.turn(holder, NOW, meanwhile) is None
    assert store.rows("SELECT generation, step FROM keystore.root ORDER BY 1 DESC LIMIT 1") == [
        (3, "done")
    ]
    assert another().open(names) == keys
    assert holder.open(names) == keys


def test_a_root_comes_into_force_when_every_page_under_the_one_before_is_there(
    store: Store, vault: Vault, holder: LocalHolder, another: Another
) -> None:
    """A page that is being made while a turn begins is not forgotten under the root that goes."""
    key, page = new_key(), "service/late"
    with holder.connections.cursor() as cur:
        wrapped = holder.roots.newest(cur).wrap(page, key)
    with ThreadPoolExecutor(1) as pool:
        with store.transaction() as cur:
            cur.execute("SELECT pg_advisory_xact_lock_shared(%s)", (MAKING,))
            cur.execute("INSERT INTO keystore.page VALUES (%s, 1, %s)", (page, wrapped))
            waiting: Future[None] = pool.submit(lambda: assert_turns(another()))
            wait_for_a_lock(store, waiting)
        waiting.result()
    assert reader(another()).secret_key("late") == key


def assert_turns(holder: LocalHolder) -> None:
    """A turn, alone."""
    assert turning.turn(holder, NOW) is not None


def test_a_turn_waits_for_who_writes_and_takes_it_along(
    store: Store, vault: Vault, another: Another
) -> None:
    subject, unit = uuid4(), uuid4()
    with ThreadPoolExecutor(1) as pool:
        with store.transaction() as cur:
            key = vault.make_unit_key(cur, subject, unit)
            waiting: Future[None] = pool.submit(lambda: assert_turns(another()))
            wait_for_a_lock(store, waiting)
            # A writer asks the holder for pages and veils while the turn waits for the writer.
            held(vault, cur, subject)
            vault.month_key(202611)
        waiting.result()
    assert another().open([KeyName(subject, unit, 1)]) == [key.key]
    assert store.rows("SELECT FROM keystore.data_key") == []


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many short steps."""
    monkeypatch.setattr(packing, "PAGES_AT_ONCE", 2)
    monkeypatch.setattr(packing, "ROWS_AT_ONCE", 5)
    monkeypatch.setattr(key_page, "FULL", 2)
    monkeypatch.setattr(veiling, "TAGS_AT_ONCE", 3)


@pytest.mark.usefixtures("small")
def test_writers_erasers_and_searchers_while_the_root_turns(store: Store, another: Another) -> None:
    """Each writer owns its people and knows what must be true of them at any moment; all of them
    want the same log-in ids, of which each is one person's."""
    reader(another()).prepare(NOW)
    hasty, stop = store.hasty(), threading.Event()
    writers = [Writer(hasty, another(), seed) for seed in range(3)]
    turner, turns = another(), 0
    with ThreadPoolExecutor(len(writers)) as pool:
        running = [pool.submit(writer.run, stop) for writer in writers]
        try:
            while turns < 4 and not any(each.done() for each in running):
                assert_turns(turner)
                turns += 1
        finally:
            stop.set()
        for each in running:
            each.result()
    assert turns == 4
    last = another()
    assert_turns(last)
    for writer in writers:
        writer.check(last)
    held_by = [login for writer in writers for login in writer.logins.values()]
    assert len(held_by) == len(set(held_by))
    assert store.rows("SELECT count(*) FROM keystore.blind_index") == [(len(held_by),)]


class Writer:
    """Makes, renews, indexes and erases until it is told to stop."""

    def __init__(self, store: Store, holder: LocalHolder, seed: int) -> None:
        self.store, self.holder, self.random = store, holder, random.Random(seed)
        self.vault = reader(holder)
        self.keys: dict[KeyName, bytes] = {}
        self.logins: dict[UUID, str] = {}
        self.gone: list[KeyName] = []

    def run(self, stop: threading.Event) -> None:
        """One act after the other; after some of them it looks whether all is well."""
        with self.store.connect() as own:
            while not stop.is_set():
                act = self.random.choice([self.make, self.make, self.renew, self.erase, self.look])
                with own.transaction(), own.cursor() as cur:
                    act(cur)

    def make(self, cur: psycopg.Cursor[object]) -> None:
        """A unit, with a log-in id where it is free."""
        subject, unit, login = uuid4(), uuid4(), f"login{self.random.randrange(12)}"
        free = self.vault.claim(cur, BY, Personal(login))
        self.keys[KeyName(subject, unit, 1)] = self.vault.make_unit_key(cur, subject, unit).key
        if free:
            index(self.vault, cur, subject, unit, Personal(login), BY)
            self.logins[unit] = login

    def renew(self, cur: psycopg.Cursor[object]) -> None:
        """One more generation."""
        if self.keys:
            of = self.random.choice(list(self.keys))
            newest = max(n.generation for n in self.keys if n.unit == of.unit)
            made = self.vault.renew_unit_key(cur, of.subject, of.unit)
            assert made.generation == newest + 1
            self.keys[of._replace(generation=made.generation)] = made.key

    def erase(self, cur: psycopg.Cursor[object]) -> None:
        """A unit with all its keys."""
        if self.keys:
            of = self.random.choice(list(self.keys))
            self.vault.destroy_units(cur, of.subject, [of.unit], NOW)
            self.gone += [name for name in self.keys if name.unit == of.unit]
            self.keys = {n: key for n, key in self.keys.items() if n.unit != of.unit}
            self.logins.pop(of.unit, None)

    def look(self, cur: psycopg.Cursor[object]) -> None:
        """Everything, or some of it."""
        self.check(self.holder)

    def check(self, holder: LocalHolder) -> None:
        """All living keys open, no erased one does, and who has a log-in id is found by it."""
        names = list(self.keys)
        assert holder.open(names) == [self.keys[name] for name in names]
        for name in self.gone[-3:]:
            with pytest.raises(ErasedError):
                holder.open([name])
        with self.store.transaction() as cur:
            for unit, login in list(self.logins.items())[-3:]:
                (subject,) = {n.subject for n in self.keys if n.unit == unit}
                assert self.vault.find(cur, BY, Personal(login)) == [subject]
