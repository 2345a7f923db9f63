"""Other keys for units and indexes, and what becomes of the earlier ones (P66, P82)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from keepword.foundation.personal import Personal
from keepword.storage.sql import Cursor, statement
from keepword.vault import index_rotating, renewing, rotating, superseded, turning
from keepword.vault.blind_index import CANONICAL
from keepword.vault.blobs.address import Address
from keepword.vault.errors import ErasedError, NoKey, SealBroken
from keepword.vault.holder import KeyName
from keepword.vault.index_rotating import Older, Tagged
from keepword.vault.keys import UnitKey
from keepword.vault.local import LocalHolder
from keepword.vault.rotating import Kind, Standing
from keepword.vault.sealing import Scheme, seal, unseal
from keepword.vault.superseded import TooLate
from keepword.vault.vault import Vault
from tests.vault.conftest import Another
from tests.vault.store import NOW, TENANT, Store
from tests.vault.units import LOGIN, held, key_of, reader

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = NOW + 10 * DAY


@pytest.fixture
def tables(store: Store) -> Store:
    """The scratch database with the tables of blobs and rotations."""
    for table, script in (("vault.blob", "0003_blobs"), ("keystore.rotation", "0005_rotation")):
        if store.rows(f"SELECT to_regclass('{table}')") == [(None,)]:
            with store.connect() as own:
                own.execute(statement("keepword.vault", script))
    return store


class Scene:
    """One person with one unit: an item `note`, and a blob's key."""

    def __init__(self, tables: Store, vault: Vault) -> None:
        self.tables, self.vault = tables, vault
        self.subject, self.record, self.unit, self.blob = uuid4(), uuid4(), uuid4(), uuid4()
        self.own = os.urandom(32) + b"video/mp4"
        with tables.transaction() as cur:
            key = vault.make_unit_key(cur, self.subject, self.unit)
            cur.execute(
                "INSERT INTO vault.item VALUES (%s, %s, 'note', %s, 1, %s)",
                (self.subject, self.record, self.unit,
                 vault.seal(key, self.record, "note", Personal("값"))),
            )  # fmt: skip
            cur.execute(
                "INSERT INTO vault.blob VALUES (%s, %s, %s, 'footage', %s, 1, %s, 5, %s, %s)",
                (self.subject, self.blob, self.record, self.unit, uuid4(),
                 seal(key.key, self.own, self.address.of_key(1)), NOW),
            )  # fmt: skip

    @property
    def address(self) -> Address:
        return Address(TENANT, self.subject, self.record, "footage", self.unit, self.blob)

    def renew(self, scheme: Scheme = Scheme.GCM, days: int = 0) -> None:
        with self.tables.transaction() as cur:
            now = NOW + days * DAY
            renewing.renew(cur, self.vault, self.subject, self.unit, scheme, now)

    def rows(self) -> tuple[tuple[int, bytes], tuple[int, bytes]]:
        """Generation and sealed bytes of the item and of the blob."""
        (item,) = self.tables.rows("SELECT generation, sealed FROM vault.item")
        (blob,) = self.tables.rows("SELECT generation, sealed FROM vault.blob")
        return (item[0], item[1]), (blob[0], blob[1])

    def key(self, generation: int) -> UnitKey:
        return key_of(reader_of(self.vault), self.subject, self.unit, generation)

    def opened(self) -> tuple[str, bytes]:
        (generation, sealed), (of_blob, sealed_blob) = self.rows()
        value = self.vault.open(self.key(generation), self.record, "note", sealed)
        key = self.key(of_blob)
        return value.reveal(), unseal(key.key, sealed_blob, self.address.of_key(of_blob))

    def notes(self) -> list[tuple[int, object, object]]:
        return [
            (row[0], row[1], row[2])
            for row in self.tables.rows(
                "SELECT generation, at, retired_at FROM keystore.superseded ORDER BY generation"
            )
        ]


def reader_of(vault: Vault) -> Vault:
    """A vault with the same holder that remembers nothing."""
    return Vault(TENANT, vault._holder)


@pytest.fixture
def scene(tables: Store, vault: Vault) -> Scene:
    return Scene(tables, vault)


@pytest.fixture
def cur(tables: Store) -> Iterator[Cursor]:
    with tables.transaction() as cursor:
        yield cursor


# ── a unit under its next key ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("scheme", Scheme)
def test_values_and_blobs_lie_under_the_next_key(scene: Scene, scheme: Scheme) -> None:
    before = scene.rows()
    scene.renew(scheme)
    after = scene.rows()
    assert [generation for generation, _ in after] == [2, 2]
    assert [sealed[0] for _, sealed in after] == [scheme, scheme]
    assert scene.opened() == ("값", scene.own)
    with pytest.raises(SealBroken):
        scene.vault.open(scene.key(1), scene.record, "note", after[0][1])
    old = scene.vault.open(scene.key(1), scene.record, "note", before[0][1])
    assert old.reveal() == "값"  # as a restored backup needs it
    assert scene.notes() == [(1, NOW, None)]


@pytest.mark.parametrize("table", ["item", "blob"])
def test_what_does_not_open_stays_as_it_is(scene: Scene, table: str) -> None:
    swap = f"UPDATE vault.{table} SET sealed = set_byte(sealed, 14, get_byte(sealed, 14) # 1)"
    with scene.tables.connect() as own:
        own.execute(swap)
    before = scene.rows()
    with pytest.raises(SealBroken):
        scene.renew()
    assert scene.rows() == before
    assert scene.tables.rows("SELECT generation FROM keystore.data_key") == [(1,)]
    assert scene.notes() == []


def test_an_erased_unit_gets_no_key(scene: Scene) -> None:
    with scene.tables.transaction() as cur:
        scene.vault.destroy_units(cur, scene.subject, [scene.unit], NOW)
    with pytest.raises(ErasedError):
        scene.renew()
    assert scene.tables.rows("SELECT * FROM keystore.data_key") == []


def test_a_unit_that_holds_nothing_needs_no_key(tables: Store, vault: Vault, cur: Cursor) -> None:
    subject, unit = uuid4(), uuid4()
    vault.make_unit_key(cur, subject, unit)
    renewing.renew(cur, vault, subject, unit, Scheme.GCM, NOW)
    cur.execute("SELECT generation FROM keystore.data_key")
    assert cur.fetchall() == [(1,)]


def test_only_people_with_another_scheme_are_gone_through(scene: Scene, vault: Vault) -> None:
    other = Scene(scene.tables, vault)
    with scene.tables.transaction() as cur:
        renewing.renew(cur, vault, other.subject, other.unit, Scheme.GCM_SIV, NOW)
    first, second = sorted((scene.subject, other.subject))
    with scene.tables.transaction() as cur:
        for scheme, who in ((Scheme.GCM, other), (Scheme.GCM_SIV, scene)):
            assert rotating.people(cur, UUID(int=0), scheme) == [who.subject]
            assert rotating.count_people(cur, scheme) == 1
            assert rotating.units(cur, who.subject, scheme) == [who.unit]
        assert rotating.units(cur, scene.subject, Scheme.GCM) == []
        assert rotating.people(cur, UUID(int=0), None) == [first, second]
        assert rotating.people(cur, first, None) == [second]
        assert rotating.count_people(cur, None) == 2


def test_a_rotation_stands_where_it_came_to(cur: Cursor) -> None:
    someone = uuid4()
    assert rotating.standing(cur, Kind.DATA) is None
    rotating.begin(cur, Kind.DATA, 7, NOW)
    rotating.begin(cur, Kind.INDEX, 1, NOW)
    rotating.reached(cur, Kind.DATA, someone, 2)
    found = rotating.standing(cur, Kind.DATA)
    assert found == Standing(NOW, someone, 1, 7, 2, None)
    assert found.under_way
    rotating.again(cur, Kind.DATA)
    assert rotating.standing(cur, Kind.DATA) == (NOW, UUID(int=0), 0, 7, 0, None)
    rotating.finish(cur, Kind.DATA, LATER)
    found = rotating.standing(cur, Kind.DATA)
    assert found is not None
    assert (found.finished_at, found.under_way) == (LATER, False)
    rotating.begin(cur, Kind.DATA, 8, LATER)
    found = rotating.standing(cur, Kind.DATA)
    assert found == (LATER, UUID(int=0), 0, 8, 0, None)


def test_of_two_that_begin_at_once_one_fails(tables: Store) -> None:
    with tables.transaction() as cur:
        rotating.begin(cur, Kind.DATA, 1, NOW)
    with pytest.raises(psycopg.errors.UniqueViolation), tables.transaction() as cur:
        rotating.begin(cur, Kind.DATA, 1, NOW)


# ── another digest key for every index ───────────────────────────────────────────────────────────


def test_people_are_found_by_either_key_until_the_older_goes(
    tables: Store, vault: Vault, another: Another
) -> None:
    early, late = uuid4(), uuid4()
    process = reader(another())
    with tables.transaction() as cur:
        record = held(vault, cur, early)
        assert process.find(cur, "login-id", LOGIN) == [early]
    with tables.transaction() as cur:
        index_rotating.begin(cur, CANONICAL)
    with tables.transaction() as cur:
        old = index_rotating.older(cur)
        assert old == Older(["login-id"], [1])
        held(process, cur, late, Personal("late"))  # it remembers the older key only
        assert index_rotating.people(cur, old, UUID(int=0)) == [early]
        for each in (vault, process):
            assert each.find(cur, "login-id", LOGIN) == [early]
            assert each.find(cur, "login-id", Personal("late")) == [late]
    with tables.transaction() as cur:
        assert index_rotating.end(cur, old) == 1
        assert index_rotating.older(cur) == old
        (tag,) = index_rotating.tags(cur, old, early)
        assert tag == Tagged("login-id", record, "login-id", record)
        assert index_rotating.values(cur, early, record, ["login-id"]) == []
        vault.index(
            cur, subject=early, index="login-id", record=record, item="login-id", unit=record,
            value=LOGIN,
        )  # fmt: skip
        index_rotating.drop_tags(cur, old, early, tag)
        assert vault.find(cur, "login-id", LOGIN) == [early]
        assert index_rotating.end(cur, old) == 0
    with tables.transaction() as cur:
        for each in (vault, process, reader(another())):
            assert each.find(cur, "login-id", LOGIN) == [early]
            assert each.find(cur, "login-id", Personal("late")) == [late]
    pages = tables.rows("SELECT page FROM keystore.page WHERE page ~ '^(index|veil)/' ORDER BY 1")
    assert pages == [("index/login-id/2",), ("veil/login-id/2",)]


def test_the_next_rotation_takes_the_next_key(tables: Store, vault: Vault) -> None:
    """Numbers never come back: a key that was remembered cannot be taken for another."""
    with tables.transaction() as cur:
        held(vault, cur, uuid4())
    for number in (2, 3):
        with tables.transaction() as cur:
            index_rotating.begin(cur, CANONICAL)
            cur.execute("DELETE FROM keystore.blind_index")
            assert index_rotating.end(cur, index_rotating.older(cur)) == 0
        found = tables.rows("SELECT generation, digest FROM keystore.index_generation")
        assert found == [(number, f"index/login-id/{number}")]


def test_without_any_index_there_is_nothing_to_do(cur: Cursor) -> None:
    index_rotating.begin(cur, CANONICAL)
    old = index_rotating.older(cur)
    assert old == Older([], [])
    assert index_rotating.people(cur, old, UUID(int=0)) == []
    assert index_rotating.count_people(cur, old) == index_rotating.end(cur, old) == 0


def test_an_index_that_is_no_more_is_left_alone(tables: Store, vault: Vault) -> None:
    with tables.transaction() as cur:
        held(vault, cur, uuid4())
    with tables.transaction() as cur:
        index_rotating.begin(cur, ["email"])
        assert index_rotating.older(cur) == Older([], [])


def test_values_come_in_the_order_of_the_items(scene: Scene, cur: Cursor) -> None:
    cur.execute(
        "INSERT INTO vault.item SELECT subject, record, 'aside', unit, 7, 'x' FROM vault.item"
    )
    asked = (scene.subject, scene.record)
    both = index_rotating.values(cur, *asked, ["note", "gone", "aside"])
    assert [(value.item, value.generation) for value in both] == [("note", 1), ("aside", 7)]
    assert index_rotating.values(cur, *asked, ["aside", "note"]) == both[::-1]


# ── superseded keys ──────────────────────────────────────────────────────────────────────────────


def _retire(tables: Store, days: int, *, hours: int = 0) -> int:
    with tables.transaction() as cur:
        return superseded.retire(cur, NOW + days * DAY + hours * HOUR, LATER)


def test_keys_go_when_the_day_of_their_end_has_passed(scene: Scene) -> None:
    """P66: and none that a backup from that day on may need."""
    scene.renew()
    scene.renew(days=3)
    with scene.tables.transaction() as cur:
        assert superseded.figures(cur) == (2, NOW, NOW + 3 * DAY, 0)
        assert superseded.going(cur, NOW + HOUR) == (0, 0)  # it may have taken an hour to commit
        assert superseded.going(cur, NOW + 3 * DAY) == (1, 1)
    assert _retire(scene.tables, 0, hours=1) == 0
    assert _retire(scene.tables, 3) == 1
    assert _retire(scene.tables, 3) == 0
    with pytest.raises(NoKey):
        scene.key(1)
    assert [scene.key(generation).generation for generation in (2, 3)] == [2, 3]
    assert scene.opened() == ("값", scene.own)
    assert scene.notes() == [(1, NOW, LATER), (2, NOW + 3 * DAY, None)]


def test_a_key_in_use_never_goes(scene: Scene) -> None:
    """After a restore rows lie under older keys again."""
    restored = scene.rows()
    scene.renew()
    with scene.tables.connect() as own:
        own.execute("UPDATE vault.item SET generation = %s, sealed = %s", restored[0])
    assert _retire(scene.tables, 9) == 0
    with scene.tables.connect() as own:
        own.execute("UPDATE vault.blob SET generation = %s, sealed = %s", restored[1])
    scene.renew(days=5)
    # Backups since the restore need the first key, and backups from before it the second.
    assert scene.notes() == [(1, NOW + 5 * DAY, None), (2, NOW + 5 * DAY, None)]
    assert _retire(scene.tables, 5) == 0
    assert scene.opened() == ("값", scene.own)
    assert _retire(scene.tables, 6) == 2
    assert scene.opened() == ("값", scene.own)


def test_a_day_after_everything_is_a_slip(scene: Scene) -> None:
    with scene.tables.transaction() as cur:
        assert superseded.going(cur, LATER) == (0, 0)  # nothing was ever replaced
    scene.renew()
    with scene.tables.transaction() as cur:
        assert superseded.going(cur, NOW) == (0, 0)
        with pytest.raises(TooLate):
            superseded.going(cur, NOW + timedelta(seconds=1))


def test_retired_keys_on_pages_are_given_to_the_turn(scene: Scene, holder: LocalHolder) -> None:
    """Those of a range of people, each once."""
    scene.renew()
    assert turning.turn(holder, NOW) is not None
    assert _retire(scene.tables, 1) == 1
    assert scene.key(1).generation == 1  # until the next turn
    asked = statement("keepword.vault", "superseded_between")
    after = UUID(int=scene.subject.int + 1)
    whole: dict[str, object] = {"broken": [], "whole": []}
    with scene.tables.transaction() as cur:
        cur.execute(asked, {"since": after, "until": None} | whole)
        assert cur.fetchall() == []
        cur.execute(asked, {"since": UUID(int=0), "until": after} | whole)
        assert cur.fetchall() == [KeyName(scene.subject, scene.unit, 1)]
        cur.execute(asked, {"since": UUID(int=0), "until": None} | whole)
        assert cur.fetchall() == []
    assert scene.notes() == []
