"""Root turns between anything else, in any order, killed anywhere (P66): Hypothesis decides.

The oracle is a dictionary of all living keys, and everything that was ever committed (`seen`):
after every turn each living key opens to the same bytes, each erased one is refused, search finds
exactly the living, and no copy of anything opens what is final.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from keepword.foundation.personal import Personal
from keepword.storage.sql import Cursor
from keepword.vault import key_page, packing, turning, veiling
from keepword.vault.errors import ErasedError
from keepword.vault.holder import KeyName
from keepword.vault.local import LocalHolder
from keepword.vault.providers.keyfile import KeyFiles
from keepword.vault.vault import Vault
from tests.vault.seen import Seen, root_in
from tests.vault.store import NOW, TENANT, Store
from tests.vault.units import index

BY = "login-id"
VALUES = ["gaon", "nuri", "haneul"]
PEOPLE = st.sampled_from([UUID(int=n) for n in (0, 1, 2**64, 2**127, 2**128 - 2, 2**128 - 1)])
LIMITS = st.sampled_from([(1, 1, 2, 1), (2, 1, 1, 2), (1, 3, 2, 1), (2, 3, 1, 20), (256, 99, 3, 9)])
"""Pages and rows of a step, keys of a page, tags of a step."""


class Killed(BaseException):
    """The process is gone."""


class Machine(RuleBasedStateMachine):
    """One key store, its processes one after the other."""

    store: Store

    def __init__(self) -> None:
        super().__init__()
        self.store.empty()
        self.connection = self.store.connect()
        self.folder = Path(tempfile.mkdtemp(prefix="kw-turning-"))
        self.keys = self.folder / "keys"
        self.seen = Seen(self.connection)
        self.living: dict[KeyName, bytes] = {}
        self.tags: dict[UUID, str] = {}
        self.units: list[tuple[UUID, UUID]] = []
        self.waiting: set[UUID] = set()
        self.marked: set[UUID] = set()
        self.final: set[UUID] = set()
        self.generation, self.turning, self.left = 1, False, 0
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(turning, "alone", self._watched(turning.alone))
        self.holder, self.vault = self._process()
        self.vault.prepare(NOW)

    def teardown(self) -> None:
        try:
            self.turn((1, 1, 2, 1))
        finally:
            self.patch.undo()
            self.holder.connections.close()
            self.connection.close()
            shutil.rmtree(self.folder)

    def _watched(
        self, alone: Callable[[LocalHolder], AbstractContextManager[Cursor]]
    ) -> Callable[[LocalHolder], AbstractContextManager[Cursor]]:
        """Copies the key store after every transaction of a turn, and kills it after some."""

        @contextmanager
        def watched(holder: LocalHolder) -> Iterator[Cursor]:
            if not self.left:
                raise Killed
            self.left -= 1
            with alone(holder) as cur:
                yield cur
            self.seen.look()

        return watched

    def _process(self) -> tuple[LocalHolder, Vault]:
        holder = LocalHolder(TENANT, {"file": KeyFiles(self.keys)}, self.store.connect)
        return holder, Vault(TENANT, holder)

    @contextmanager
    def transaction(self, given_up: bool = False) -> Iterator[Cursor]:
        """A transaction of those who write."""
        with self.connection.transaction(force_rollback=given_up), self.connection.cursor() as cur:
            yield cur

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What is committed."""
        return self.connection.execute(sql.encode()).fetchall()

    # ── what happens ──

    @rule()
    def another_process(self) -> None:
        """Nothing is remembered."""
        self.holder.connections.close()
        self.holder, self.vault = self._process()

    @initialize(data=st.data())
    def people(self, data: st.DataObject) -> None:
        """Enough of them that ranges are cut and pages are full."""
        for subject in data.draw(st.lists(PEOPLE, min_size=4, max_size=9)):
            self._make(subject, data.draw(st.sampled_from(VALUES)))

    @rule(
        kinds=st.lists(
            st.sampled_from(["make", "renew", "index", "erase", "erase"]), min_size=1, max_size=5
        ),
        given_up=st.sampled_from([False, False, False, True]),
        data=st.data(),
    )
    def write(self, kinds: list[str], given_up: bool, data: st.DataObject) -> None:
        """Some writers, one after the other."""
        for kind in kinds:
            if kind == "make":
                value = data.draw(st.none() | st.sampled_from(VALUES))
                self._make(data.draw(PEOPLE), value, given_up=given_up)
            elif self.living:
                do = {"renew": self._renew, "index": self._index, "erase": self._erase}[kind]
                whose = data.draw(st.sampled_from(sorted({n[:2] for n in self.living})))
                do(whose[0], whose[1], given_up, data)

    def _make(self, subject: UUID, value: str | None, *, given_up: bool = False) -> None:
        unit = UUID(int=len(self.units) * 7919 + 1)
        with self.transaction(given_up=given_up) as cur:
            key = self.vault.make_unit_key(cur, subject, unit)
            if value:
                index(self.vault, cur, subject, unit, Personal(value), BY)
        if not given_up:
            self.units.append((subject, unit))
            self.living[KeyName(subject, unit, 1)] = key.key
            if value:
                self.tags[unit] = value
        self.seen.look()

    def _renew(self, subject: UUID, unit: UUID, given_up: bool, _: st.DataObject) -> None:
        newest = max(name.generation for name in self.living if name.unit == unit)
        with self.transaction(given_up=given_up) as cur:
            key = self.vault.renew_unit_key(cur, subject, unit)
        assert key.generation == newest + 1
        if not given_up:
            self.living[KeyName(subject, unit, key.generation)] = key.key
        self.seen.look()

    def _index(self, subject: UUID, unit: UUID, given_up: bool, data: st.DataObject) -> None:
        """By another value than before, by the same once more, or by none."""
        value = data.draw(st.none() | st.sampled_from([self.tags.get(unit), *VALUES]))
        with self.transaction(given_up=given_up) as cur:
            if value != self.tags.get(unit):
                self.vault.unindex(cur, subject=subject, record=unit, item=BY)
            if value:
                index(self.vault, cur, subject, unit, Personal(value), BY)
        if not given_up:
            self.tags.pop(unit, None)
            self.tags |= {unit: value} if value else {}
        self.seen.look()

    def _erase(self, subject: UUID, unit: UUID, given_up: bool, _: st.DataObject) -> None:
        with self.transaction(given_up=given_up) as cur:
            self.vault.destroy_units(cur, subject, [unit], NOW)
        if not given_up:
            self.living = {n: key for n, key in self.living.items() if n.unit != unit}
            self.tags.pop(unit, None)
            self.waiting.add(unit)

    @rule(limits=LIMITS, left=st.sampled_from([1, 2, 3, 4, 5, 6, 7, 8, 10, 12]))
    def turn_and_die(self, limits: tuple[int, ...], left: int) -> None:
        """A turn, begun or gone on with, and killed after some transactions."""
        self._turn(limits, left)
        self.another_process()
        self.check()

    @rule(limits=LIMITS)
    def turn(self, limits: tuple[int, ...]) -> None:
        """A turn, begun or gone on with, to its end."""
        self._turn(limits, 10_000)
        assert not self.turning
        self.check()

    # ── what must hold ──

    def _turn(self, limits: tuple[int, ...], left: int) -> None:
        names = [(packing, "PAGES_AT_ONCE"), (packing, "ROWS_AT_ONCE"), (key_page, "FULL")]
        self.left = left
        with pytest.MonkeyPatch.context() as patch:
            for (module, name), value in zip(
                [*names, (veiling, "TAGS_AT_ONCE")], limits, strict=True
            ):
                patch.setattr(module, name, value)
            if not self.turning and left:
                self.generation += 1
                self.turning = True
                self.marked, self.waiting = self.waiting, set()
            try:
                done = turning.turn(self.holder, NOW)
            except Killed:
                return
        assert done is not None
        assert (done.generation, done.erased) == (self.generation, len(self.marked))
        self.turning = False
        self.final |= self.marked
        self.marked = set()
        self._is_done()

    def _is_done(self) -> None:
        """One root is left, everything lies under it, and nothing that is final opens by it."""
        assert [path.name for path in self.keys.iterdir()] == [f"root-{self.generation}.key"]
        unfinished = "destroyed_at IS NULL OR step <> 'done'"
        left = self.rows(f"SELECT generation FROM keystore.root WHERE {unfinished}")
        assert left == [(self.generation,)]
        for table in ("page", "key_page"):
            under = self.rows(f"SELECT DISTINCT root FROM keystore.{table}")
            assert under in ([], [(self.generation,)])
        root = root_in(self.keys, self.generation)
        opened = self.seen.opened_by(root)
        assert self.living.items() <= set(opened)
        assert not {name.unit for name, _ in opened} & self.final
        assert not self.seen.units_tried_out(root, BY, VALUES) & self.final

    def check(self) -> None:
        """Each living key opens to the same bytes, each erased one does not, search finds the
        living; in a process that remembers and in one that does not."""
        fresh = self._process()
        try:
            self._check(fresh)
        finally:
            fresh[0].connections.close()

    def _check(self, fresh: tuple[LocalHolder, Vault]) -> None:
        for holder, vault in ((self.holder, self.vault), fresh):
            names = list(self.living)
            assert dict(zip(names, holder.open(names), strict=True)) == self.living
            with self.transaction() as cur:
                for value in VALUES:
                    who = {s for s, unit in self.units if self.tags.get(unit) == value}
                    assert vault.find(cur, BY, Personal(value)) == sorted(who)
            for subject, unit in self.units:
                if unit in self.waiting | self.marked | self.final:
                    with pytest.raises(ErasedError):
                        holder.open([KeyName(subject, unit, 1)])


def test_turns_between_anything_else(store: Store) -> None:
    Machine.store = store.hasty()
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=10,
            stateful_step_count=10,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
