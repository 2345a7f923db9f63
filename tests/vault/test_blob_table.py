"""Blobs with their rows and keys: kept, read, taken over, shredded, tidied."""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from keepword.storage.sql import Cursor, statement
from keepword.vault.blobs import keeping, places, tidying
from keepword.vault.blobs.address import Address
from keepword.vault.blobs.errors import BlobStoreFailed, NoBlob
from keepword.vault.blobs.keeping import Blob, Blobs, Row
from keepword.vault.blobs.places import Folder
from keepword.vault.blobs.store import BlobStore, Stored
from keepword.vault.errors import ErasedError, SealBroken
from keepword.vault.holder import KeyName
from keepword.vault.keys import UnitKey
from keepword.vault.vault import Vault
from tests.vault.store import NOW, TENANT, Store

DAY = timedelta(days=1)
WHOLE = os.urandom(3 * 1024 * 1024 + 17)


@pytest.fixture
def tables(store: Store) -> Store:
    """The scratch database with the blobs' tables."""
    if store.rows("SELECT to_regclass('vault.blob')") == [(None,)]:
        with store.connect() as own:
            own.execute(statement("keepword.vault", "0003_blobs"))
    return store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "blobs"


@pytest.fixture
def blobs(folder: Path) -> Blobs:
    return Blobs(TENANT, places.open_store(Folder(folder)))


class Scene:
    """One person with one item, and the blobs that are put there."""

    def __init__(self, tables: Store, vault: Vault, blobs: Blobs) -> None:
        self.tables, self.vault, self.blobs = tables, vault, blobs
        self.subject, self.record, self.unit = uuid4(), uuid4(), uuid4()
        with tables.transaction() as cur:
            self.key = vault.make_unit_key(cur, self.subject, self.unit)

    def address(self, item: str = "footage") -> Address:
        return Address(TENANT, self.subject, self.record, item, self.unit, uuid4())

    def put(self, plain: bytes = WHOLE) -> UUID:
        """A blob; its id."""
        address = self.address()
        with self.tables.transaction() as cur:
            uploaded = self.blobs.upload(cur, address, uuid4(), [plain])
            self.blobs.keep(cur, self.key, uploaded, "video/mp4", NOW)
        return address.blob

    def rows(self) -> dict[UUID, Row]:
        with self.tables.transaction() as cur:
            cur.execute(
                statement("keepword.vault", "blob_of_unit"),
                {"subject": self.subject, "unit": self.unit},
            )
            return {row.blob: row for row in map(Row._make, cur.fetchall())}

    def open(self, blob: UUID, key: UnitKey | None = None) -> Blob:
        return self.blobs.unlock(key or self.key, self.rows()[blob])


@pytest.fixture
def scene(tables: Store, vault: Vault, blobs: Blobs) -> Scene:
    return Scene(tables, vault, blobs)


def _files(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()} - {"clock"}


def _read(blob: Blob) -> bytes:
    return b"".join(blob.open().stream())


def test_a_blob_comes_back_whole_and_in_part(scene: Scene) -> None:
    """P82."""
    found = scene.open(scene.put())
    assert _read(found) == WHOLE
    assert b"".join(found.open().open_range(10**6, 2 * 10**6)) == WHOLE[10**6 : 2 * 10**6]
    assert (found.media_type, found.size, found.stored_at) == ("video/mp4", len(WHOLE), NOW)


def test_neither_store_nor_database_shows_anything(
    scene: Scene, tables: Store, folder: Path
) -> None:
    """P66, P82: not the bytes, not the media type, not whose it is."""
    scene.put(b"a face that is nobody's " * 1000)
    (path,) = [path for path in folder.rglob("*") if path.is_file()]
    assert b"face" not in path.read_bytes()
    assert scene.subject.hex not in path.name
    text = tables.dump()
    assert "video/mp4" not in text
    assert b"video/mp4".hex() not in text
    assert b"face".hex() not in text


def test_a_key_does_not_show_itself(scene: Scene) -> None:
    found = scene.open(scene.put())
    assert found.key.hex() not in repr(found)
    assert str(found.key) not in repr(found)
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(found)


def test_a_row_moved_to_another_blob_does_not_open(scene: Scene) -> None:
    first, second = scene.put(), scene.put()
    rows = scene.rows()
    with pytest.raises(SealBroken):
        scene.blobs.unlock(scene.key, rows[first]._replace(sealed=rows[second].sealed))


@pytest.mark.parametrize(
    "change",
    [
        {"record": UUID(int=1)},
        {"item": "voice-recording"},
        {"generation": 2},
        {"sealed": b""},
        {"sealed": bytes(80)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_row_does_not_open(scene: Scene, change: dict[str, object]) -> None:
    blob = scene.put()
    row = scene.rows()[blob]
    with pytest.raises(SealBroken):
        scene.blobs.unlock(scene.key, row._replace(**change))  # type: ignore[arg-type]


def test_another_object_does_not_open(scene: Scene) -> None:
    """Rows that were made to name each other's objects, of one size."""
    first, second = scene.put(), scene.put()
    rows = scene.rows()
    found = scene.blobs.unlock(scene.key, rows[first]._replace(object=rows[second].object))
    with pytest.raises(SealBroken):
        found.open()


def test_a_row_with_another_size_does_not_open(scene: Scene) -> None:
    blob = scene.put()
    row = scene.rows()[blob]
    found = scene.blobs.unlock(scene.key, row._replace(size=row.size - 1))
    with pytest.raises(SealBroken):
        found.open()


def test_an_object_that_was_cut_does_not_open(scene: Scene, folder: Path) -> None:
    blob = scene.put()
    (path,) = [path for path in folder.rglob("*") if path.is_file()]
    path.write_bytes(path.read_bytes()[: -(1 << 20)])
    with pytest.raises(SealBroken):
        scene.open(blob).open()


def test_an_object_that_is_gone_is_missed(scene: Scene, folder: Path) -> None:
    blob = scene.put()
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink()
    with pytest.raises(NoBlob):
        scene.open(blob).open()


def test_a_new_generation_takes_blobs_over_without_reading_them(
    scene: Scene, tables: Store, folder: Path
) -> None:
    """Rotation: the old key opens nothing any more, and no object was touched."""
    kept = [scene.put(), scene.put(b"")]
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    with tables.transaction() as cur:
        new = scene.vault.renew_unit_key(cur, scene.subject, scene.unit)
        assert keeping.rekey(cur, scene.vault, new) == 2
    assert [_read(scene.open(blob, new)) for blob in kept] == [WHOLE, b""]
    with pytest.raises(SealBroken):
        scene.open(kept[0], scene.key)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_a_blob_is_shredded_with_its_unit(scene: Scene, tables: Store, folder: Path) -> None:
    """P66, P104: the key is destroyed in the act; the object goes afterwards, and need not."""
    blob = scene.put()
    row = scene.rows()[blob]
    with tables.transaction() as cur:
        scene.vault.destroy_units(cur, scene.subject, [scene.unit], NOW)
        keeping.let_go_units(cur, scene.subject, [scene.unit], NOW)
    assert scene.rows() == {}
    assert _files(folder) == {row.object.hex}
    other = Vault(TENANT, scene.vault._holder)  # a process that does not remember the key
    with pytest.raises(ErasedError):
        other.open_keys([KeyName(scene.subject, scene.unit, 1)])
    with tables.transaction() as cur:
        assert tidying.delete_waiting(scene.blobs.store, cur, 10) == 1
    assert _files(folder) == set()
    assert tables.rows("SELECT count(*) FROM vault.blob_to_delete") == [(0,)]


def test_many_units_let_their_blobs_go_at_once(tables: Store, vault: Vault, blobs: Blobs) -> None:
    """The statement that an erasure of very many people runs, with the names that it gives."""
    going, staying = [Scene(tables, vault, blobs) for _ in range(2)], Scene(tables, vault, blobs)
    for each in (*going, staying):
        each.put(b"x")
    objects = {row.object for each in going for row in each.rows().values()}
    gone = {
        "subjects": [each.subject for each in going],
        "units": [each.unit for each in going],
        "now": NOW,
    }
    with tables.transaction() as cur:
        cur.execute(statement("keepword.vault", "blob_let_go_many"), gone)
    assert [len(each.rows()) for each in (*going, staying)] == [0, 0, 1]
    waiting = tables.rows("SELECT object FROM vault.blob_to_delete")
    assert {row[0] for row in waiting} == objects


def test_a_restore_lets_go_of_what_has_no_item(scene: Scene, tables: Store) -> None:
    """P66: an item that the key store says was erased takes its blobs along."""
    gone, kept = scene.put(), scene.put()
    with tables.transaction() as cur:
        cur.execute("UPDATE vault.blob SET item = 'voice-recording' WHERE blob = %s", (kept,))
        cur.execute(
            "INSERT INTO vault.item VALUES (%s, %s, 'voice-recording', %s, 1, '')",
            (scene.subject, scene.record, scene.unit),
        )
        cur.execute(statement("keepword.vault", "blob_let_go_gone"))
    assert set(scene.rows()) == {kept}
    assert len(tables.rows("SELECT FROM vault.blob_to_delete")) == 1
    assert gone != kept


def test_an_act_that_fails_lets_nothing_go(scene: Scene, tables: Store) -> None:
    blob = scene.put()
    with tables.transaction(given_up=True) as cur:
        keeping.let_go_units(cur, scene.subject, [scene.unit], NOW)
    assert _read(scene.open(blob)) == WHOLE
    with tables.transaction() as cur:
        assert tidying.delete_waiting(scene.blobs.store, cur, 10) == 0


def test_an_item_that_is_taken_out_lets_its_blobs_go_alone(scene: Scene, tables: Store) -> None:
    address = scene.address(item="voice-recording")
    kept = scene.put()
    with tables.transaction() as cur:
        uploaded = scene.blobs.upload(cur, address, uuid4(), [b"a voice"])
        scene.blobs.keep(cur, scene.key, uploaded, "audio/ogg", NOW)
    with tables.transaction() as cur:
        keeping.let_go_item(cur, scene.subject, scene.record, "voice-recording", NOW)
    assert list(scene.rows()) == [kept]
    assert tables.rows("SELECT object FROM vault.blob_to_delete") == [(uploaded.object,)]


def test_what_waits_is_deleted_by_portions_oldest_first(scene: Scene, tables: Store) -> None:
    names = [uuid4() for _ in range(5)]
    with tables.transaction() as cur:
        cur.executemany(
            "INSERT INTO vault.blob_to_delete VALUES (%s, %s)",
            [(name, NOW + timedelta(seconds=at)) for at, name in enumerate(names)],
        )
    for name in names:
        scene.blobs.store.put(name, [b"x"])
    with tables.transaction() as cur:
        assert tidying.delete_waiting(scene.blobs.store, cur, 3) == 3
    assert {each.name for each in scene.blobs.store.objects()} == set(names[3:])
    with tables.transaction() as cur:
        assert tidying.delete_waiting(scene.blobs.store, cur, 3) == 2


class Aged(BlobStore):
    """The same folder seen later: its clock is ahead of its objects by this much."""

    ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


@pytest.fixture
def aged(folder: Path) -> Aged:
    from obstore.store import LocalStore

    folder.mkdir(exist_ok=True)
    return Aged(LocalStore(folder), folder)


def _tidy(tables: Store, store: BlobStore, older_than: timedelta = DAY, most: int = 99) -> int:
    with tables.transaction() as cur:
        return tidying.tidy_orphans(store, cur, older_than, most)


def test_orphans_go_and_nothing_else(scene: Scene, tables: Store, aged: Aged) -> None:
    """An object with a row stays, and one that waits to be deleted is not counted twice."""
    kept = scene.put()
    orphans = [uuid4(), uuid4()]
    waiting = uuid4()
    for name in (*orphans, waiting):
        aged.put(name, [b"x"])
    with tables.transaction() as cur:
        cur.execute("INSERT INTO vault.blob_to_delete VALUES (%s, %s)", (waiting, NOW))
    assert _tidy(tables, aged) == 0  # all of them are young
    aged.ahead = 2 * DAY
    assert _tidy(tables, aged, most=1) == 1
    assert _tidy(tables, aged) == 1
    left = {each.name for each in aged.objects()}
    assert left == {scene.rows()[kept].object, waiting}
    assert _read(scene.open(kept)) == WHOLE


def test_none_is_an_orphan_within_the_hour(tables: Store, aged: Aged) -> None:
    """However short the time that was asked for."""
    aged.put(uuid4(), [b"x"])
    aged.ahead = timedelta(minutes=59)
    assert _tidy(tables, aged, timedelta(0)) == 0
    aged.ahead = timedelta(minutes=61)
    assert _tidy(tables, aged, timedelta(0)) == 1


def test_a_house_in_another_time_takes_nothing_for_an_orphan(
    scene: Scene, tables: Store, blobs: Blobs
) -> None:
    """The demo's clock can be moved by months: age is counted by the store's own."""
    blobs.store.put(uuid4(), [b"x"])
    assert _tidy(tables, blobs.store, timedelta(0)) == 0


def test_an_upload_under_way_is_no_orphan_however_long_it_takes(
    scene: Scene, tables: Store, aged: Aged
) -> None:
    """S3 dates an object from the begin of its upload; its row comes at the end."""
    aged.ahead = 2 * DAY
    address, name = scene.address(), uuid4()
    with tables.transaction() as cur:
        uploaded = scene.blobs.upload(cur, address, name, [b"long"])
        assert _tidy(tables, aged) == 0
        scene.blobs.keep(cur, scene.key, uploaded, "video/mp4", NOW)
    assert _tidy(tables, aged) == 0
    assert _read(scene.open(address.blob)) == b"long"


def test_an_upload_that_commits_while_tidying_looks_is_kept(
    scene: Scene, tables: Store, aged: Aged
) -> None:
    """The look that counts comes after the upload's lock is free."""
    aged.ahead = 2 * DAY
    address, name = scene.address(), uuid4()
    begun, looked = threading.Event(), threading.Event()

    def upload() -> None:
        with tables.transaction() as cur:
            uploaded = scene.blobs.upload(cur, address, name, [b"just in time"])
            begun.set()
            looked.wait(10)
            scene.blobs.keep(cur, scene.key, uploaded, "video/mp4", NOW)

    uploading = threading.Thread(target=upload)
    uploading.start()
    assert begun.wait(10)

    class Watched(Aged):
        def objects(self) -> Iterator[Stored]:
            yield from super().objects()
            with tables.transaction() as cur:  # tidying has its list, and asks the database next
                cur.execute(statement("keepword.vault", "blob_unknown"), {"objects": [name]})
                assert cur.fetchall() == [(name,)]
            looked.set()
            uploading.join(10)

    watched = Watched(aged._objects, aged._folder)
    watched.ahead = aged.ahead
    assert _tidy(tables, watched) == 0
    assert _read(scene.open(address.blob)) == b"just in time"


def test_an_upload_given_up_leaves_nothing(scene: Scene, tables: Store, folder: Path) -> None:
    with tables.transaction(given_up=True) as cur:
        uploaded = scene.blobs.upload(cur, scene.address(), uuid4(), [b"x"])
        scene.blobs.give_up(uploaded)
    assert _files(folder) == set()


def test_an_upload_writes_nothing_that_others_wait_for(scene: Scene, tables: Store) -> None:
    """A turn of the root, an erasure of the same person: neither waits for a long upload."""
    seen: list[int] = []

    def chunks(cur: Cursor) -> Iterable[bytes]:
        yield b"first"
        with tables.transaction() as other:
            other.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype <> 'virtualxid' AND pid = %s "
                "AND (locktype <> 'advisory' OR mode <> 'ExclusiveLock' OR NOT granted)",
                (cur.connection.info.backend_pid,),
            )
            seen.append(other.fetchall()[0][0])
            scene.vault.destroy_units(other, scene.subject, [uuid4()], NOW)

    with tables.transaction(given_up=True) as cur:
        scene.blobs.upload(cur, scene.address(), uuid4(), chunks(cur))
    assert seen == [0]


def test_a_store_that_fails_fails_the_tidying(scene: Scene, tables: Store) -> None:
    """What waits goes on waiting."""
    name = uuid4()
    with tables.transaction() as cur:
        cur.execute("INSERT INTO vault.blob_to_delete VALUES (%s, %s)", (name, NOW))

    class Down(BlobStore):
        def delete(self, name: UUID) -> None:
            raise BlobStoreFailed("Down")

    down = Down(scene.blobs.store._objects)
    with pytest.raises(BlobStoreFailed), tables.transaction() as cur:
        tidying.delete_waiting(down, cur, 10)
    assert tables.rows("SELECT object FROM vault.blob_to_delete") == [(name,)]
