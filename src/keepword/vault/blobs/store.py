"""The object store, through `obstore`: a folder or an S3 bucket, one object a blob.

An object's name is a random number and says nothing about anybody. An object appears whole or not
at all, and is durable when `put` returns. A bucket may keep pieces of an upload that a crash broke
off; give it a lifecycle rule that aborts incomplete multipart uploads.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore

from keepword.vault.blobs.errors import BlobStoreFailed, NoBlob
from keepword.vault.blobs.stream import Span

PART = 8 << 20
"""Bytes of a part of an upload; S3 takes 10 000 parts (so 78 GiB) and none under 5 MiB."""

PARTS_AT_ONCE = 2
"""Parts on their way at once: with the one being filled, 24 MiB of memory an upload."""

_CLOCK = "clock"
_UNFINISHED = "#"
_FAILURES = (BaseError, OSError, ValueError)
"""What obstore raises; it promises no more about it."""


class Stored(NamedTuple):
    """An object and when it was stored, by the store's own clock.

    S3 counts from the begin of an upload, not from its end.
    """

    name: UUID
    stored_at: datetime


class BlobStore:
    """Objects by name; for threads.

    Args:
        objects: obstore's own store.
        folder: where it is, if it is a folder of this machine.
    """

    def __init__(self, objects: ObjectStore, folder: Path | None = None) -> None:
        self._objects = objects
        self._folder = folder

    def put(self, name: UUID, pieces: Iterable[bytes]) -> int:
        """Store an object; its size. An exception out of `pieces` passes, and nothing is stored.

        `pieces` are not copied: none may change after it was given.

        Raises:
            BlobStoreFailed: it could not be stored.
        """
        size = 0
        path = _path(name)
        writer = obstore.open_writer(
            self._objects, path, buffer_size=PART, max_concurrency=PARTS_AT_ONCE
        )
        try:
            for piece in pieces:
                with _storing():
                    writer.write(piece)
                size += len(piece)
        except BaseException as error:
            with suppress(*_FAILURES):  # what is told is why
                writer.__exit__(type(error), error, error.__traceback__)  # aborts the upload
            raise
        with _storing():
            writer.close()
            self._make_durable(path)
        return size

    def size(self, name: UUID) -> int:
        """Bytes of an object.

        Raises:
            NoBlob: there is none of this name.
            BlobStoreFailed: the store cannot be asked.
        """
        with _reading():
            return obstore.head(self._objects, _path(name))["size"]

    def read(self, name: UUID, spans: Sequence[Span]) -> list[memoryview]:
        """Parts of an object, each of at least one byte.

        Raises:
            NoBlob: there is none of this name.
            BlobStoreFailed: the store cannot be asked, or the object ends before a part begins.
        """
        begins, ends = [span.begin for span in spans], [span.end for span in spans]
        with _reading():
            if len(spans) == 1:
                one = obstore.get_range(self._objects, _path(name), start=begins[0], end=ends[0])
                return [memoryview(one)]
            found = obstore.get_ranges(self._objects, _path(name), starts=begins, ends=ends)
            return [memoryview(part) for part in found]

    def delete(self, name: UUID) -> None:
        """Delete an object; one that is not there is deleted.

        Raises:
            BlobStoreFailed: it could not be.
        """
        with suppress(NoBlob), _reading():
            obstore.delete(self._objects, _path(name))

    def objects(self) -> Iterator[Stored]:
        """All objects that have one of our names.

        Raises:
            BlobStoreFailed: the store cannot be asked.
        """
        with _storing():
            listing = obstore.list(self._objects)
        while True:
            with _storing():
                found = next(listing, ())
            if not found:
                return
            for each in found:
                name = _name(each["path"])
                if name is not None:
                    yield Stored(name, each["last_modified"])

    def now(self) -> datetime:
        """The store's own time: when an object that is written now is said to be stored.

        Raises:
            BlobStoreFailed: the store cannot be asked.
        """
        with _storing():
            obstore.put(self._objects, _CLOCK, b"", use_multipart=False)
            return obstore.head(self._objects, _CLOCK)["last_modified"]

    def drop_unfinished(self, before: datetime) -> int:
        """Remove what broken-off uploads left in a folder and nothing was added to since `before`.

        A bucket removes its own by its lifecycle rule.

        Raises:
            BlobStoreFailed: the folder cannot be searched.
        """
        dropped = 0
        if self._folder is None:
            return dropped
        with _storing():
            for path in self._folder.glob(f"*/*{_UNFINISHED}*"):
                if path.stat().st_mtime < before.timestamp():
                    path.unlink(missing_ok=True)
                    dropped += 1
        return dropped

    def _make_durable(self, path: str) -> None:
        """A folder's file reaches the disk, and so do the names that lead to it."""
        if self._folder is None:
            return
        for place in (self._folder / path, (self._folder / path).parent, self._folder):
            fd = os.open(place, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fsync(fd)
            finally:
                os.close(fd)


def _path(name: UUID) -> str:
    """Spread over 256 folders, by random digits."""
    return f"{name.hex[:2]}/{name.hex}"


def _name(path: str) -> UUID | None:
    """The name that has this path; none if the object is not one of ours."""
    try:
        name = UUID(hex=path.rpartition("/")[2])
    except ValueError:
        return None
    return name if _path(name) == path else None


@contextmanager
def _storing() -> Iterator[None]:
    """obstore's failures as ours: of a whole store, whose bucket may be what is not found."""
    try:
        yield
    except _FAILURES as error:
        raise BlobStoreFailed(type(error).__name__) from error


@contextmanager
def _reading() -> Iterator[None]:
    """obstore's failures as ours: of one object."""
    try:
        yield
    except FileNotFoundError as error:
        raise NoBlob from error
    except _FAILURES as error:
        raise BlobStoreFailed(type(error).__name__) from error
