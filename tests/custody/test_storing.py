"""Blobs through the door: what comes in, who may look, what is on record, what ends."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from keepword.custody.acting import Acting
from keepword.custody.answers import Collected
from keepword.custody.asking import Collecting
from keepword.custody.door import Door
from keepword.custody.errors import MovedMeanwhile, NoSuchPerson, NotYetRecorded
from keepword.custody.fetching import Fetched, Fetching, fetch
from keepword.custody.storing import BadMediaType, NoSuchRecord, Stored, Storing, store
from keepword.foundation.personal import Personal
from keepword.ledger.entries import month_of
from keepword.policy.decisions.answer import Denied, Reason
from keepword.policy.decisions.question import Actor, Consent, ConsentKind
from keepword.policy.model.vocabulary import ItemClass
from keepword.runtime import house
from keepword.vault.blobs import keeping, places, tidying
from keepword.vault.blobs.errors import BlobStoreFailed
from keepword.vault.blobs.keeping import Blobs
from keepword.vault.blobs.places import Folder
from tests.custody.scene import NOW, person, staff

FILM = os.urandom((2 << 20) + 99)
CAMERA = Acting(Actor.SYSTEM, UUID(int=8), source="192.0.2.30", task="camera-3")
SOUND = Consent(ConsentKind.COLLECT, "C15")


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(house.vault().tenant, places.open_store(Folder(tmp_path / "blobs")))


class Scene:
    """A person who was filmed at C20: a record that says where, and no film yet."""

    def __init__(self, door: Door, blobs: Blobs) -> None:
        self.door, self.blobs = door, blobs
        self.subject, self.record = uuid4(), uuid4()
        self.collect(CAMERA, "C20", {"footage": "camera 3"})

    def collect(self, acting: Acting, point: str, values: dict[str, str], **more: Any) -> None:
        given = {item: Personal(value) for item, value in values.items()}
        asked = Collecting(point, self.subject, self.record, given, more.pop("channel", ""), **more)
        with self.door.act(acting, NOW) as act:
            assert isinstance(act.collect(asked), Collected)

    def storing(self, **other: Any) -> Storing:
        asked: dict[str, Any] = {
            "subject": self.subject,
            "point": "C20",
            "record": self.record,
            "item": "footage",
            "blob": uuid4(),
            "media_type": "video/mp4",
            "channel": "",
        }
        return Storing(**(asked | other))

    def put(
        self, asked: Storing | None = None, *chunks: bytes, acting: Acting = CAMERA
    ) -> Stored | Denied:
        with self.door.act(acting, NOW) as act:
            return store(act._work, self.blobs, asked or self.storing(), chunks or (FILM,))

    def stored(self, asked: Storing | None = None) -> UUID:
        done = self.put(asked)
        assert isinstance(done, Stored)
        return done.blob

    def look(
        self, asked: Fetching | None = None, acting: Acting | None = None, now: datetime = NOW
    ) -> Fetched | Denied:
        wanted = asked or Fetching(self.subject, "C20", "footage", purpose="CV1")
        with self.door.act(acting or staff("CV1"), now) as act:
            return fetch(act._work, self.blobs, wanted)

    def log(self, now: datetime = NOW) -> list[dict[str, Any]]:
        with connection.cursor() as django:
            cursor = django.connection.cursor()
            found = house.reader().of_subject(cursor, self.subject, [month_of(now)])
        return sorted((entry.body for entry in found), key=lambda body: int(body["n"]))

    def objects(self) -> int:
        return sum(1 for _ in self.blobs.store.objects())


@pytest.fixture
def scene(door: Door, blobs: Blobs) -> Scene:
    return Scene(door, blobs)


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        found: int = cursor.fetchone()[0]
    return found


def _bytes(looked: Fetched | Denied) -> list[bytes]:
    assert isinstance(looked, Fetched)
    return [b"".join(blob.open().stream()) for blob in looked.blobs]


def test_a_film_comes_in_and_is_on_record(scene: Scene) -> None:
    """P87, P104: collected as the item, sealed, named at random."""
    blob = scene.stored()
    entry = scene.log()[-1]
    assert (entry["act"], entry["outcome"]) == ("collect", "allowed")
    assert entry["items"] == ["footage"]
    assert entry["blobs"] == [str(blob)]
    assert entry["record"] == str(scene.record)
    assert entry["actor"]["account"] == str(CAMERA.account)
    assert _bytes(scene.look()) == [FILM]


def test_a_look_is_on_record_before_a_byte_is_read(scene: Scene) -> None:
    """P87: fail closed."""
    blob = scene.stored()
    with scene.door.act(staff("CV1"), NOW) as act:
        asked = Fetching(scene.subject, "C20", "footage", purpose="CV1")
        looked = fetch(act._work, scene.blobs, asked)
        assert isinstance(looked, Fetched)
        with pytest.raises(NotYetRecorded):
            _ = looked.blobs
    entry = scene.log()[-1]
    assert entry["id"] == str(looked.entry)
    assert (entry["act"], entry["purpose"]) == ("use", "CV1")
    assert entry["items"] == ["footage"]
    assert entry["blobs"] == [str(blob)]
    (found,) = looked.blobs
    assert (found.media_type, found.size, found.stored_at) == ("video/mp4", len(FILM), NOW)
    assert b"".join(found.open().open_range(2**20 - 1, 2**20 + 1)) == FILM[2**20 - 1 : 2**20 + 1]


def test_a_look_that_fails_gives_nothing(scene: Scene) -> None:
    """What is not on record was not seen."""
    scene.stored()
    seen: list[Fetched] = []

    def broken_off() -> None:
        with scene.door.act(staff("CV1"), NOW) as act:
            asked = Fetching(scene.subject, "C20", "footage", purpose="CV1")
            looked = fetch(act._work, scene.blobs, asked)
            assert isinstance(looked, Fetched)
            seen.append(looked)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_off()
    with pytest.raises(NotYetRecorded):
        _ = seen[0].blobs


@pytest.mark.parametrize(
    ("grants", "purpose", "reason"),
    [
        ((), "CV1", Reason.NO_GRANT),
        (("PU6",), "PU6", Reason.PURPOSE_DOES_NOT_OPEN),
        (("curiosity",), "curiosity", Reason.OUTSIDE_POLICY),
        (("CV1",), None, Reason.PURPOSE_NEEDED),
    ],
)
def test_a_refused_look_is_on_record_too(
    scene: Scene, grants: tuple[str, ...], purpose: str | None, reason: Reason
) -> None:
    """P5: the same decision as for every other item."""
    scene.stored()
    looked = scene.look(Fetching(scene.subject, "C20", "footage", purpose=purpose), staff(*grants))
    assert isinstance(looked, Denied)
    assert looked.reason is reason
    entry = scene.log()[-1]
    assert (entry["act"], entry["outcome"], entry["reason"]) == ("use", "denied", reason.value)
    assert "blobs" not in entry


def test_a_refused_film_is_not_even_read(scene: Scene) -> None:
    """An item that the point does not list; nothing is stored, and the refusal is on record."""

    def chunks() -> Iterator[bytes]:
        raise AssertionError("nobody asks for these bytes")
        yield b""

    asked = scene.storing(item="voice-recording")
    with scene.door.act(CAMERA, NOW) as act:
        refused = store(act._work, scene.blobs, asked, chunks())
    assert isinstance(refused, Denied)
    assert refused.reason is Reason.ITEM_NOT_LISTED
    entry = scene.log()[-1]
    assert (entry["act"], entry["outcome"]) == ("collect", "denied")
    assert scene.objects() == 0


def test_the_same_blob_twice_is_stored_once(scene: Scene) -> None:
    """A double click, a retried call."""
    asked = scene.storing()
    first, second = scene.put(asked), scene.put(asked)
    assert isinstance(first, Stored)
    assert isinstance(second, Stored)
    assert (first.again, second.again) == (False, True)
    assert second.size == first.size == len(FILM)
    assert scene.objects() == 1


def test_several_blobs_of_an_item(scene: Scene) -> None:
    """A paper of two pages: each alone, or all."""
    first, second = scene.storing(), scene.storing(media_type="image/png")
    scene.put(first, b"page ", b"one")
    scene.put(second, b"page two")
    assert sorted(_bytes(scene.look())) == [b"page one", b"page two"]
    one = Fetching(scene.subject, "C20", "footage", blob=second.blob, purpose="CV1")
    assert _bytes(scene.look(one)) == [b"page two"]
    assert _count("vault.unit") == 1


def test_nothing_there_is_an_answer_and_on_record(scene: Scene) -> None:
    looked = scene.look()
    assert _bytes(looked) == []
    assert "items" not in scene.log()[-1]


def test_a_required_item_of_the_record_is_not_asked_of_each_blob(door: Door, blobs: Blobs) -> None:
    """P61: a photograph joins an application; the decision looks at the record as a whole."""
    scene = Scene(door, blobs)
    scene.record = uuid4()
    policy = door.loaded.policy
    plain = (ItemClass.ORDINARY, ItemClass.CREDENTIAL)
    given = {
        entry.item: "x"
        for entry in policy.point_index["C12"].entries
        if policy.item_index[entry.item].kind in plain
    }
    assert {"personal-name", "password"} <= set(given)
    applicant = person(scene.subject)
    consents = frozenset({Consent(ConsentKind.COLLECT, "C12")})
    scene.collect(applicant, "C12", given, channel="CH2", consents=consents)
    asked = scene.storing(
        point="C12", item="personal-photo", media_type="image/jpeg", channel="CH2"
    )
    units = _count("vault.unit")
    done = scene.put(asked, b"a face", acting=applicant)
    assert isinstance(done, Stored)
    assert scene.log()[-1]["items"] == ["personal-photo"]
    assert _count("vault.unit") == units + 1
    assert {h.item for h in door.holdings(scene.subject) if h.record == scene.record} >= {
        "personal-photo",
        "personal-name",
    }


def test_a_way_that_the_policy_does_not_list_is_refused(door: Door, blobs: Blobs) -> None:
    """P43: the recording of a call, by telephone only."""
    scene = Scene(door, blobs)
    scene.record = uuid4()
    scene.collect(
        person(scene.subject),
        "C15",
        {"voice-recording": "call of today"},
        channel="CH6",
        consents=frozenset({SOUND}),
    )
    asked = scene.storing(
        point="C15", item="voice-recording", media_type="audio/ogg", channel="CH6"
    )
    assert isinstance(scene.put(asked, acting=person(scene.subject)), Stored)
    wrong = scene.storing(point="C15", item="voice-recording", channel="CH2")
    refused = scene.put(wrong, acting=person(scene.subject))
    assert isinstance(refused, Denied)
    assert refused.reason is Reason.CHANNEL_NOT_LISTED


@pytest.mark.parametrize(
    ("other", "error"),
    [
        ({"record": UUID(int=5)}, NoSuchRecord),
        ({"point": "C1"}, NoSuchRecord),
        ({"point": "C99"}, NoSuchRecord),
        ({"subject": UUID(int=5)}, NoSuchPerson),
        ({"media_type": "video"}, BadMediaType),
        ({"media_type": "text/html; charset=utf-8"}, BadMediaType),
        ({"media_type": "가/나"}, BadMediaType),
    ],
)
def test_what_cannot_be_stored(scene: Scene, other: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        scene.put(scene.storing(**other))
    assert scene.objects() == 0
    assert len(scene.log()) == 1


class _HangsUp(Exception):
    """The camera's connection breaks."""


def test_a_film_that_breaks_off_was_not_stored(scene: Scene) -> None:
    def chunks() -> Iterator[bytes]:
        yield FILM
        raise _HangsUp

    with pytest.raises(_HangsUp), scene.door.act(CAMERA, NOW) as act:
        store(act._work, scene.blobs, scene.storing(), chunks())
    assert scene.objects() == 0
    assert _count("vault.blob") == 0
    assert len(scene.log()) == 1


def _then(change: Callable[[], None]) -> Iterator[bytes]:
    """A film during which something changes."""
    yield FILM
    change()


def test_a_record_that_ends_meanwhile_takes_nothing_in(scene: Scene) -> None:
    """What was decided at the begin no longer holds at the end: the object goes at once."""

    def change() -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM vault.item WHERE subject = %s", [scene.subject])
            cursor.execute("DELETE FROM vault.record WHERE subject = %s", [scene.subject])

    with pytest.raises(NoSuchRecord), scene.door.act(CAMERA, NOW) as act:
        store(act._work, scene.blobs, scene.storing(), _then(change))
    assert scene.objects() == 0


def test_an_item_that_changed_its_unit_meanwhile_is_tried_again(scene: Scene) -> None:
    def change() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE vault.item SET unit = %s WHERE subject = %s", [uuid4(), scene.subject]
            )

    with pytest.raises(MovedMeanwhile), scene.door.act(CAMERA, NOW) as act:
        store(act._work, scene.blobs, scene.storing(), _then(change))
    assert scene.objects() == 0


def test_a_consent_that_ends_meanwhile_refuses(door: Door, blobs: Blobs) -> None:
    """P68: and the refusal is on record."""
    scene = Scene(door, blobs)
    scene.record = uuid4()
    caller = person(scene.subject)
    scene.collect(
        caller, "C15", {"voice-recording": "a call"}, channel="CH6", consents=frozenset({SOUND})
    )

    def change() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE custody.consent SET withdrawn_at = now()")

    asked = scene.storing(
        point="C15", item="voice-recording", media_type="audio/ogg", channel="CH6"
    )
    with scene.door.act(caller, NOW) as act:
        refused = store(act._work, scene.blobs, asked, _then(change))
    assert isinstance(refused, Denied)
    assert refused.reason is Reason.CONSENT_NEEDED
    assert scene.objects() == 0
    assert scene.log()[-1]["outcome"] == "denied"


def test_a_store_that_is_down_takes_nothing_in(scene: Scene, tmp_path: Path) -> None:
    for number in range(256):
        (tmp_path / "blobs" / f"{number:02x}").write_bytes(b"in the way of the folder")
    with pytest.raises(BlobStoreFailed):
        scene.put()
    assert _count("vault.blob") == 0
    assert len(scene.log()) == 1


def test_footage_ends_after_thirty_days(scene: Scene) -> None:
    """P101, P104: it no longer opens, is destroyed in the run, and then its object goes."""
    scene.stored()
    over = NOW + timedelta(days=31)
    looked = scene.look(now=over)
    assert isinstance(looked, Denied)
    assert looked.reason is Reason.RETENTION_ENDED
    (unit,) = {holding.unit for holding in scene.door.holdings(scene.subject)}
    assert scene.door.destroy_due(over) == 1
    with connection.cursor() as django:
        cursor = django.connection.cursor()
        keeping.let_go_units(cursor, scene.subject, [unit], over)
        assert scene.objects() == 1
        assert tidying.delete_waiting(scene.blobs.store, cursor, 10) == 1
    assert scene.objects() == 0
    assert _count("vault.blob") == 0


def test_an_older_record_that_is_over_is_not_fetched_by_the_newer_one(scene: Scene) -> None:
    """P7: the newer film's period does not lend itself to the older one."""
    old = scene.stored()
    later = NOW + timedelta(days=20)
    scene.record = uuid4()
    asked = Collecting("C20", scene.subject, scene.record, {"footage": Personal("camera 4")}, "")
    with scene.door.act(CAMERA, later) as act:
        assert isinstance(act.collect(asked), Collected)
    newer = scene.storing()
    with scene.door.act(CAMERA, later) as act:
        assert isinstance(store(act._work, scene.blobs, newer, [b"newer"]), Stored)
    assert _bytes(scene.look(now=later)) == [b"newer"]
    by_id = Fetching(scene.subject, "C20", "footage", blob=old, purpose="CV1")
    assert _bytes(scene.look(by_id, now=later)) == [FILM]
    looked = scene.look(by_id, now=NOW + timedelta(days=31))
    assert isinstance(looked, Denied)
    assert looked.reason is Reason.RETENTION_ENDED


def test_what_a_statute_keeps_is_not_fetched_because_another_record_lives(scene: Scene) -> None:
    """P104, PIPA 21(3): each film opens by its own days."""
    kept, older = scene.stored(), scene.record
    scene.record = uuid4()
    scene.collect(CAMERA, "C20", {"footage": "camera 3"})
    living = scene.stored()
    today = NOW.date()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE vault.unit SET due = %s, held_until = %s WHERE record = %s",
            (today, today + timedelta(days=9), older),
        )
    seen = scene.look()
    assert isinstance(seen, Fetched)
    assert [blob.address.blob for blob in seen.blobs] == [living]
    refused = scene.look(Fetching(scene.subject, "C20", "footage", kept, "CV1"))
    assert isinstance(refused, Denied)
    assert refused.reason is Reason.KEPT_BY_LAW_ONLY
