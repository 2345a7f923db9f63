"""The root turn: keys are packed, erased ones go, the old root dies, the killed go on (P66)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from keepword.foundation.personal import Personal
from keepword.storage.sql import Cursor
from keepword.vault import key_page, packing, turning, veiling
from keepword.vault.errors import ErasedError
from keepword.vault.holder import KeyName
from keepword.vault.local import LocalHolder
from keepword.vault.providers import Kept
from keepword.vault.providers.keyfile import KeyFiles
from keepword.vault.store import LOCK, MAKING
from keepword.vault.vault import Vault
from tests.vault.conftest import Another
from tests.vault.seen import Seen, root_in
from tests.vault.store import NOW, TENANT, Store
from tests.vault.units import index, reader

PHONE = "mobile-phone"
LATER = NOW + timedelta(days=1)


def test_a_turn_keeps_everybody_and_drops_the_erased(
    store: Store, vault: Vault, holder: LocalHolder, another: Another, tmp_path: Path
) -> None:
    people = [(uuid4(), uuid4()) for _ in range(600)]
    with store.transaction() as cur:
        made = {KeyName(s, u, 1): vault.make_unit_key(cur, s, u).key for s, u in people}
        for number, (subject, unit) in enumerate(people):
            index(vault, cur, subject, unit, Personal(f"010-5555-{number:04}"), PHONE)
    done = turning.turn(holder, NOW)
    assert done == turning.Turned(2, 0, "unprovable", None)
    assert store.rows("SELECT count(*) FROM keystore.data_key") == [(0,)]
    assert not (tmp_path / "keys" / "root-1.key").exists()

    gone = people[:50]
    with store.transaction() as cur:
        for subject, unit in gone:
            vault.destroy_units(cur, subject, [unit], NOW)
    more = [(uuid4(), uuid4()) for _ in range(300)]
    with store.transaction() as cur:
        made |= {KeyName(s, u, 1): vault.make_unit_key(cur, s, u).key for s, u in more}
        made[KeyName(*people[99], 2)] = vault.renew_unit_key(cur, *people[99]).key
    done = turning.turn(holder, LATER)
    assert done == turning.Turned(3, 50, "unprovable", None)

    left = [name for name in made if name[:2] not in gone]
    for process in (holder, another()):
        assert process.open(left) == [made[name] for name in left]
        for subject, unit in gone[:3]:
            with pytest.raises(ErasedError):
                process.open([KeyName(subject, unit, 1)])
    with store.transaction() as cur:
        assert vault.find(cur, PHONE, Personal("01055550099")) == [people[99][0]]
        assert vault.find(cur, PHONE, Personal("01055550001")) == []


def test_nobody_waits_while_the_provider_makes_a_root(
    store: Store, vault: Vault, tmp_path: Path
) -> None:
    """A KMS may take seconds: writers have the key store until the root is there."""
    free: list[object] = []

    class Slow:
        """Looks who could write meanwhile."""

        name, finality = "file", "unprovable"

        def __init__(self) -> None:
            self._files = KeyFiles(tmp_path / "keys")
            self.secret, self.destroy = self._files.secret, self._files.destroy

        def create(self, generation: int) -> Kept:
            """As the files do."""
            with store.connect() as own:
                for lock in (LOCK, MAKING):
                    asked = own.execute("SELECT pg_try_advisory_lock_shared(%s)", (lock,))
                    free.append(asked.fetchone())
            return self._files.create(generation)

    holder = LocalHolder(TENANT, {"file": Slow()}, store.connect)  # type: ignore[dict-item]
    assert turning.turn(holder, NOW) is not None
    holder.connections.close()
    assert free == [(True,), (True,)]


def test_a_turn_reads_what_waits_and_not_what_was_final_before(
    store: Store, vault: Vault, holder: LocalHolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[list[bytes]] = []
    gone = packing._gone

    def counted(*given: Any) -> list[bytes]:
        read.append(gone(*given))
        return read[-1]

    monkeypatch.setattr(packing, "_gone", counted)
    for generation in (2, 3):
        units = [(uuid4(), uuid4()) for _ in range(5)]
        with store.transaction() as cur:
            for subject, unit in units:
                vault.make_unit_key(cur, subject, unit)
                vault.destroy_units(cur, subject, [unit], NOW)
        done = turning.turn(holder, NOW)
        assert done is not None
        assert (done.generation, done.erased) == (generation, 5)
    assert [len(each) for each in read] == [5, 5]


def test_a_turn_of_nothing(store: Store, vault: Vault, holder: LocalHolder) -> None:
    """An empty key store, again and again; and one with nothing but keys of months."""
    month = vault.month_key(202611)
    for generation in (2, 3):
        assert turning.turn(holder, NOW) == turning.Turned(generation, 0, "unprovable", None)
    assert vault.month_key(202611) == month
    assert store.rows("SELECT page, root FROM keystore.page") == [("ledger/202611", 3)]


def test_a_page_that_a_turn_closed_is_replaced(
    store: Store, vault: Vault, holder: LocalHolder
) -> None:
    """The writer notices with its next key, and loses none."""
    units = [(uuid4(), uuid4()) for _ in range(3)]
    keys = []
    for unit in units:
        with store.transaction() as cur:
            keys.append(vault.make_unit_key(cur, *unit).key)
        assert turning.turn(holder, NOW) is not None
    assert holder.open([KeyName(*unit, 1) for unit in units]) == keys
    assert store.rows("SELECT FROM keystore.page") == []


def test_what_is_erased_during_a_turn_is_final_with_the_next(
    store: Store, vault: Vault, holder: LocalHolder, tmp_path: Path
) -> None:
    """Also a unit whose only key was made during the turn, under the root that stays."""
    before, during = (uuid4(), uuid4()), (uuid4(), uuid4())
    with store.connect() as own, store.transaction() as cur:
        seen = Seen(own)
        vault.make_unit_key(cur, *before)

    def meanwhile(step: str, done: int) -> None:
        if step != turning.KEYS or done:
            return
        with store.transaction() as cur:
            vault.make_unit_key(cur, *during)
        with store.connect() as own:
            seen.own = own
            seen.look()
        with store.transaction() as cur:
            for subject, unit in (before, during):
                vault.destroy_units(cur, subject, [unit], NOW)

    first = turning.turn(holder, NOW, meanwhile)
    assert first is not None
    assert first.erased == 0
    assert store.rows("SELECT DISTINCT turned FROM keystore.erased_unit") == [(None,)]
    opened = {name.unit for name, _ in seen.opened_by(root_in(tmp_path / "keys", 2))}
    assert during[1] in opened  # so nobody may say yet that it is final
    second = turning.turn(holder, LATER)
    assert second is not None
    assert second.erased == 2
    assert store.rows("SELECT DISTINCT turned FROM keystore.erased_unit") == [(3,)]
    assert seen.opened_by(root_in(tmp_path / "keys", 3)) == set()


# ── killed at every step ─────────────────────────────────────────────────────────────────────────


NEVER = 10**6
ALONE = turning.alone
FINAL = "SELECT unit FROM keystore.erased_unit WHERE turned IS NOT NULL"


class Killed(BaseException):
    """The process is gone."""


Kill = Callable[[int, bool], None]


@pytest.fixture
def kill(monkeypatch: pytest.MonkeyPatch) -> Kill:
    """Have the next turn killed in its n-th transaction: at its begin, or just before it commits;
    with steps as small as they can be."""
    for module, name, value in (
        (packing, "PAGES_AT_ONCE", 1),
        (packing, "ROWS_AT_ONCE", 2),
        (key_page, "FULL", 2),
        (veiling, "TAGS_AT_ONCE", 3),
    ):
        monkeypatch.setattr(module, name, value)

    def plan(nth: int, at_its_end: bool) -> None:
        left = iter(range(nth, -1, -1))

        @contextmanager
        def watched(holder: LocalHolder) -> Iterator[Cursor]:
            now = next(left, -1)
            if not now and not at_its_end:
                raise Killed
            with ALONE(holder) as cur:
                yield cur
                if not now:
                    raise Killed

        monkeypatch.setattr(turning, "alone", watched)

    return plan


class People:
    """People with keys and telephone numbers in a key store, and what must become of them."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.made: dict[KeyName, bytes] = {}
        self.phones: dict[UUID, tuple[UUID, str]] = {}
        self.gone: list[tuple[UUID, UUID]] = []

    def join(self, vault: Vault, subject: UUID) -> tuple[UUID, UUID]:
        """One more unit."""
        unit, phone = uuid4(), f"0105555{len(self.phones):04}"
        with self.store.transaction() as cur:
            key = vault.make_unit_key(cur, subject, unit)
            index(vault, cur, subject, unit, Personal(phone), PHONE)
        self.made[KeyName(subject, unit, 1)] = key.key
        self.phones[unit] = subject, phone
        return subject, unit

    def leave(self, vault: Vault, subject: UUID, unit: UUID) -> None:
        """Erased."""
        with self.store.transaction() as cur:
            vault.destroy_units(cur, subject, [unit], NOW)
        del self.made[KeyName(subject, unit, 1)]
        self.gone.append((subject, unit))

    def again(self, vault: Vault) -> None:
        """Everybody types the same number once more."""
        with self.store.transaction() as cur:
            for unit, (subject, phone) in self.phones.items():
                if KeyName(subject, unit, 1) in self.made:
                    index(vault, cur, subject, unit, Personal(phone), PHONE)

    def check(self, holder: LocalHolder) -> None:
        """In a process that remembers nothing."""
        names, vault = list(self.made), reader(holder)
        assert holder.open(names) == [self.made[name] for name in names]
        with self.store.transaction() as cur:
            for unit, (subject, phone) in self.phones.items():
                living = KeyName(subject, unit, 1) in self.made
                found = vault.find(cur, PHONE, Personal(phone))
                assert found == ([subject] if living else [])
        for subject, unit in self.gone:
            with pytest.raises(ErasedError):
                holder.open([KeyName(subject, unit, 1)])


@contextmanager
def process(store: Store, folder: Path) -> Iterator[LocalHolder]:
    """A process that holds keys, until it is gone."""
    holder = LocalHolder(TENANT, {"file": KeyFiles(folder)}, store.connect)
    try:
        yield holder
    finally:
        holder.connections.close()


@pytest.mark.parametrize("at_its_end", [False, True], ids=["before", "in"])
def test_a_turn_killed_at_any_step_is_finished_by_another_process(
    store: Store, kill: Kill, tmp_path: Path, at_its_end: bool
) -> None:
    """For every transaction of a turn: killed there, then others come, leave and are indexed in the
    half-turned key store, then another process finishes it; nothing is lost and nothing that is
    final opens by the root that is left, whoever copied the key store at each moment."""
    store, nth = store.hasty(), 0
    with store.connect() as own:
        while _killed_in(store, Seen(own), tmp_path / str(nth), lambda n=nth: kill(n, at_its_end)):  # type: ignore[misc]
            kill(NEVER, False)
            store.empty()
            nth += 4 if at_its_end else 1  # what is rolled back leaves what was: some will do
    assert nth > 8


def _killed_in(store: Store, seen: Seen, folder: Path, kill: Callable[[], None]) -> bool:
    """One house that this happens to; whether the turn was killed at all."""
    people, died = People(store), False
    subjects = [UUID(int=n) for n in (0, 2**126, 2**127, 2**127 + 2**126)]
    with process(store, folder) as holder:
        vault = reader(holder)
        vault.prepare(NOW)
        packed = [people.join(vault, subject) for subject in subjects]
        assert turning.turn(holder, NOW) is not None
        fresh = [people.join(vault, subjects[n]) for n in (1, 1, 3)]
        seen.look()
        for who in (packed[0], packed[3], fresh[0]):
            people.leave(vault, *who)
        kill()
        try:
            turning.turn(holder, NOW)
        except Killed:
            died = True
    with process(store, folder) as holder:
        vault = reader(holder)
        people.check(holder)
        seen.look()
        late = people.join(vault, subjects[2])
        people.again(vault)
        seen.look()
        people.leave(vault, *late)
    with process(store, folder) as holder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(turning, "alone", ALONE)
        if died:
            assert turning.turn(holder, NOW) is not None
        people.check(holder)
    _is_done(store, folder, seen)
    return died


def _is_done(store: Store, folder: Path, seen: Seen) -> None:
    (generation,) = store.rows("SELECT max(generation) FROM keystore.root")[0]
    unfinished = "destroyed_at IS NULL OR step <> 'done'"
    left = store.rows(f"SELECT generation FROM keystore.root WHERE {unfinished}")
    assert left == [(generation,)]
    assert [path.name for path in folder.iterdir()] == [f"root-{generation}.key"]
    final = {row[0] for row in store.rows(FINAL)}
    root = root_in(folder, generation)
    assert not {name.unit for name, _ in seen.opened_by(root)} & final
    numbers = [f"0105555{n:04}" for n in range(20)]
    assert not seen.units_tried_out(root, PHONE, numbers) & final
