"""The object store, on a folder and on S3 (moto's server, over http on this machine)."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from moto.server import ThreadedMotoServer

from keepword.vault.blobs import places
from keepword.vault.blobs.address import Address
from keepword.vault.blobs.errors import BadBlobPlace, BlobStoreFailed, NoBlob
from keepword.vault.blobs.places import Bucket, Folder
from keepword.vault.blobs.reading import Reader
from keepword.vault.blobs.store import PART, BlobStore
from keepword.vault.blobs.stream import Span, seal_stream

BUCKET = "bucket-of-tests"
REGION = "ap-northeast-2"


@dataclass(frozen=True)
class S3:
    """A server, and an account of nobody's."""

    endpoint: str
    client: Any

    def store(self, prefix: str) -> BlobStore:
        text = f"s3://{BUCKET}/{prefix}?endpoint={self.endpoint}&region={REGION}"
        return places.open_store(places.place(text, Path("nowhere")))


@pytest.fixture(scope="module")
def s3() -> Iterator[S3]:
    import boto3

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "nobody")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "of-these-tests")
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        client: Any = boto3.client("s3", endpoint_url=endpoint, region_name=REGION)
        where = {"LocationConstraint": REGION}
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
        yield S3(endpoint, client)
        client.close()
        server.stop()


@pytest.fixture(params=["file", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    if request.param == "s3":
        found: S3 = request.getfixturevalue("s3")
        return found.store(f"house/{uuid4()}")
    return places.open_store(Folder(tmp_path / "blobs"))


def _pieces(size: int) -> list[bytes]:
    whole = os.urandom(size)
    return [whole[at : at + (1 << 20)] for at in range(0, size, 1 << 20)]


@pytest.mark.parametrize("size", [1, 5000, PART, 2 * PART + 12345])
def test_what_is_put_is_what_is_read(store: BlobStore, size: int) -> None:
    """Below a part, exactly one, and in several: whole and in parts."""
    name, pieces = uuid4(), _pieces(size)
    whole = b"".join(pieces)
    assert store.put(name, iter(pieces)) == size
    assert store.size(name) == size
    assert bytes(store.read(name, [Span(0, size)])[0]) == whole
    spans = [Span(0, min(18, size)), Span(size - 1, size), Span(size // 2, size // 2 + 1)]
    assert [bytes(part) for part in store.read(name, spans)] == [whole[a:b] for a, b in spans]


def test_a_sealed_blob_passes_through(store: BlobStore) -> None:
    """P82: sealed, stored, and opened again in part and whole, on either store."""
    name, key = uuid4(), os.urandom(32)
    address = Address("meadow", uuid4(), uuid4(), "footage", uuid4(), uuid4())
    plain = os.urandom((9 << 20) + 7)
    store.put(name, seal_stream(key, address, [plain]))
    reader = Reader(key, address, store.size(name), partial(store.read, name))
    assert b"".join(reader.open_range(5 << 20, 6 << 20)) == plain[5 << 20 : 6 << 20]
    assert b"".join(reader.stream()) == plain


def test_a_deleted_object_is_gone_and_may_be_deleted_again(store: BlobStore) -> None:
    name = uuid4()
    store.put(name, [b"x"])
    store.delete(name)
    store.delete(name)
    for ask in (store.size, lambda gone: store.read(gone, [Span(0, 1)])):
        with pytest.raises(NoBlob):
            ask(name)


class _Hangs(Exception):
    """Whoever sends the blob hangs up."""


def _broken_off() -> Iterator[bytes]:
    yield from _pieces(2 * PART)
    raise _Hangs


def test_an_upload_that_breaks_off_leaves_nothing(
    store: BlobStore, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    name = uuid4()
    with pytest.raises(_Hangs):
        store.put(name, _broken_off())
    with pytest.raises(NoBlob):
        store.size(name)
    assert list(store.objects()) == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    if "s3" in request.fixturenames:
        left = request.getfixturevalue("s3").client.list_multipart_uploads(Bucket=BUCKET)
        assert "Uploads" not in left


def test_the_objects_are_listed_with_their_times(store: BlobStore) -> None:
    """By the store's own clock; its clock object and strange files are not among them."""
    before = store.now()
    names = {uuid4() for _ in range(5)}
    for name in names:
        store.put(name, [b"x"])
    listed = list(store.objects())
    assert {each.name for each in listed} == names
    assert all(before - timedelta(seconds=1) <= each.stored_at for each in listed)
    assert all(each.stored_at <= store.now() + timedelta(seconds=1) for each in listed)


def test_names_say_nothing_and_the_folder_is_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "blobs"
    store = places.open_store(Folder(folder))
    name = UUID("0f1e2d3c-0000-4000-8000-000000000001")
    store.put(name, [b"x"])
    assert [
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    ] == [f"0f/{name.hex}"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_strange_files_are_not_ours(tmp_path: Path) -> None:
    store = places.open_store(Folder(tmp_path))
    name = uuid4()
    (tmp_path / "README").write_bytes(b"")
    (tmp_path / name.hex).write_bytes(b"in the wrong folder")
    (tmp_path / "zz").mkdir()
    (tmp_path / "zz" / name.hex).write_bytes(b"in another wrong folder")
    assert list(store.objects()) == []


def test_what_a_killed_upload_left_is_dropped_once_it_is_old(tmp_path: Path) -> None:
    """The folder's own unfinished files, by their last change."""
    store = places.open_store(Folder(tmp_path))
    (tmp_path / "ab").mkdir()
    old, new = tmp_path / "ab" / f"{uuid4().hex}#1", tmp_path / "ab" / f"{uuid4().hex}#1"
    kept = uuid4()
    store.put(kept, [b"x"])
    for path in (old, new):
        path.write_bytes(b"half")
    now = datetime.now(UTC)
    os.utime(old, (0, time.mktime((now - timedelta(days=2)).timetuple())))
    assert store.drop_unfinished(now - timedelta(days=1)) == 1
    assert not old.exists()
    assert new.exists()
    assert store.size(kept) == 1


def test_the_store_keeps_several_uploads_apart(s3: S3) -> None:
    """Two houses in one bucket do not see each other's objects."""
    one, other, name = s3.store("one"), s3.store("other"), uuid4()
    one.put(name, [b"x"])
    assert [each.name for each in one.objects()] == [name]
    assert list(other.objects()) == []
    with pytest.raises(NoBlob):
        other.size(name)


def test_a_bucket_that_is_not_there_is_a_store_that_failed(s3: S3) -> None:
    store = places.open_store(Bucket("no-such-bucket", "", s3.endpoint, REGION))
    for ask in (lambda: store.put(uuid4(), [b"x"]), store.now, lambda: list(store.objects())):
        with pytest.raises(BlobStoreFailed):
            ask()


def test_a_folder_that_is_not_ours_is_a_store_that_failed(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_bytes(b"a file where the folder should be")
    with pytest.raises(BlobStoreFailed) as caught:
        places.open_store(Folder(tmp_path / "blobs"))
    assert "FileExistsError" in caught.value.message.en


def test_a_full_or_broken_folder_is_a_store_that_failed(tmp_path: Path) -> None:
    store = places.open_store(Folder(tmp_path / "blobs"))
    name = uuid4()
    (tmp_path / "blobs" / name.hex[:2]).write_bytes(b"a file where a folder should be")
    with pytest.raises(BlobStoreFailed):
        store.put(name, [b"x"])


DEFAULT = Path("/house/var/blobs")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", Folder(DEFAULT)),
        ("file:/srv/blobs", Folder(Path("/srv/blobs"))),
        ("file:blobs", Folder(Path.cwd() / "blobs")),
        ("s3://keepword", Bucket("keepword")),
        ("s3://keepword/", Bucket("keepword")),
        ("s3://keepword/a/b%20c/", Bucket("keepword", "a/b c")),
        ("s3://keepword?region=ap-northeast-2", Bucket("keepword", region="ap-northeast-2")),
        (
            "s3://keepword/a?endpoint=https://s3.example.org:9000&region=x",
            Bucket("keepword", "a", "https://s3.example.org:9000", "x"),
        ),
        (
            "s3://keepword?endpoint=http://127.0.0.1:9000",
            Bucket("keepword", endpoint="http://127.0.0.1:9000"),
        ),
        ("s3://keepword?endpoint=http://[::1]:9", Bucket("keepword", endpoint="http://[::1]:9")),
    ],
)
def test_where_blobs_are_kept(text: str, found: Folder | Bucket) -> None:
    assert places.place(text, DEFAULT) == found


@pytest.mark.parametrize(
    "text",
    [
        "var/blobs",
        "file:",
        "file://server/share",
        "ftp://keepword",
        "s3:keepword",
        "s3:///prefix",
        "s3://key:secret@keepword",
        "s3://keepword:99",
        "s3://Keepword",
        "s3://keepword?endpoint=http://s3.example.org",
        "s3://keepword?endpoint=s3.example.org",
        "s3://keepword?endpoint=file:///etc",
        "s3://keepword?endpoint=",
        "s3://keepword?secret=abc",
        "s3://keepword?region=a&region=b",
        "s3://[keepword",
    ],
)
def test_what_names_no_place_is_refused(text: str) -> None:
    """No plain http beyond this machine, and no secret on the line; the text is not shown."""
    with pytest.raises(BadBlobPlace) as caught:
        places.place(text, DEFAULT)
    assert "abc" not in str(caught.value)
    assert "secret" not in str(caught.value)
