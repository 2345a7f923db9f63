"""The sealed objects of blobs: copied beside the data, and put back for those who are still there.

Only for a folder of this machine. A bucket keeps versions and replicas of its own; the manifest
says that these are the copy. Objects are copied after the snapshot of the data: an object precedes
its row and is deleted after it, so what the snapshot names is there, or was let go since.

    blobs.sha256    a line for each object, as `sha256sum -c` reads it
    blobs/ab/ab…    the objects as they lie in the store
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple
from uuid import UUID

import psycopg

from keepword.runtime.backup.errors import BackupDamaged
from keepword.runtime.backup.manifest import Objects
from keepword.runtime.config import Config
from keepword.storage.sql import statement
from keepword.vault.blobs import places
from keepword.vault.blobs.errors import NoBlob
from keepword.vault.blobs.places import Folder
from keepword.vault.blobs.store import BlobStore
from keepword.vault.blobs.stream import Span

LISTING = "blobs.sha256"
FOLDER = "blobs"

_PIECE = 4 << 20
"""Bytes in memory at once."""


class Listed(NamedTuple):
    """One object of a backup."""

    name: UUID
    sha256: str


def copy(config: Config, reading: psycopg.Connection[tuple[object, ...]], draft: Path) -> Objects:
    """Copy what the snapshot of `reading` names into `draft`.

    Raises:
        BlobStoreFailed: the store cannot be read.
        BadBlobPlace: KEEPWORD_BLOBS names none.
    """
    named, size = _named(reading)
    if not isinstance(_place(config), Folder):
        return Objects("bucket", named, size, 0)
    if not named:
        return Objects("folder", 0, 0, 0)
    store = _store(config)
    copied = size = gone = 0
    with (
        os.fdopen(_created(draft / LISTING), "w", encoding="ascii") as listing,
        reading.cursor(name="objects") as objects,
    ):
        objects.execute(statement("keepword.runtime.backup", "objects"))
        for name, _ in objects:
            path = _path(draft, UUID(str(name)))
            try:
                digest = _copy_one(store, UUID(str(name)), path)
            except NoBlob:
                path.unlink(missing_ok=True)
                gone += 1
                continue
            copied, size = copied + 1, size + path.stat().st_size
            listing.write(f"{digest}  {path.relative_to(draft).as_posix()}\n")
        listing.flush()
        os.fsync(listing.fileno())
    return Objects("folder", copied, size, gone)


def check(folder: Path) -> int:
    """Compare every object with the listing; how many there are.

    Raises:
        BackupDamaged: one is missing or changed.
    """
    count = 0
    for each in _listed(folder):
        path = _path(folder, each.name)
        if not path.is_file():
            raise BackupDamaged(path)
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != each.sha256:
                raise BackupDamaged(path)
        count += 1
    return count


def listed(folder: Path) -> int:
    """How many objects lie there."""
    return sum(1 for _ in _listed(folder))


def put_back(config: Config, folder: Path, wanted: Iterable[UUID]) -> int:
    """Store the objects that somebody still needs; how many. Those that are there stay.

    Raises:
        BlobStoreFailed, BadBlobPlace: of the store.
    """
    needed = set(wanted)
    if not needed or not (folder / LISTING).is_file():
        return 0
    store = _store(config)
    stored = 0
    for each in _listed(folder):
        if each.name in needed and not _is_there(store, each.name):
            with _path(folder, each.name).open("rb") as file:
                store.put(each.name, _pieces(file))
            stored += 1
    return stored


def _named(reading: psycopg.Connection[tuple[object, ...]]) -> tuple[int, int]:
    """How many objects the data name, and their bytes; none before there were blobs."""
    there = reading.execute("SELECT to_regclass('vault.blob') IS NOT NULL").fetchone()
    if there != (True,):
        return 0, 0
    row = reading.execute(statement("keepword.runtime.backup", "objects_count")).fetchone()
    return (int(str(row[0])), int(str(row[1]))) if row else (0, 0)


def _copy_one(store: BlobStore, name: UUID, path: Path) -> str:
    """One object into a file, durable; its SHA-256."""
    size = store.size(name)
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(mode=0o700, exist_ok=True)
    digest = hashlib.sha256()
    with os.fdopen(_created(path), "wb") as file:
        for begin in range(0, size, _PIECE):
            (piece,) = store.read(name, [Span(begin, min(begin + _PIECE, size))])
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _created(path: Path) -> int:
    """A new file that nobody else may read."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)


def _is_there(store: BlobStore, name: UUID) -> bool:
    try:
        store.size(name)
    except NoBlob:
        return False
    return True


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece


def _listed(folder: Path) -> Iterator[Listed]:
    path = folder / LISTING
    if not path.is_file():
        return
    with path.open(encoding="ascii") as listing:
        for line in listing:
            try:
                digest, _, name = line.rstrip("\n").partition("  ")
                yield Listed(UUID(hex=name.rpartition("/")[2]), digest)
            except ValueError as error:
                raise BackupDamaged(path) from error


def _path(folder: Path, name: UUID) -> Path:
    return folder / FOLDER / name.hex[:2] / name.hex


def _place(config: Config) -> places.Folder | places.Bucket:
    return places.place(config.blobs, config.layout.var / "blobs")


def _store(config: Config) -> BlobStore:
    return places.open_store(_place(config))
