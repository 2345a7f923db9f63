"""Files that are whole or not there: written beside, flushed to the disk, then named."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

PRIVATE = 0o600
PUBLIC = 0o644


def write(path: Path, data: bytes, mode: int = PUBLIC) -> None:
    """Put `data` at `path`, whatever was there; on the disk when this returns."""
    write_all({path: data}, mode)


def write_all(files: Mapping[Path, bytes], mode: int = PUBLIC) -> None:
    """Put every file in its place, each one whole; on the disk when this returns.

    One writer only: the draft's name is fixed, so a killed one leaves nothing that adds up.
    """
    for path, data in files.items():
        _make_folder(path.parent)
        _write_draft(_draft(path), data, mode)
    # All written first: the disk takes many files at one flush almost as quickly as one.
    _sync(map(_draft, files))
    for path in files:
        _draft(path).rename(path)
    sync_folders({path.parent for path in files})


def create(path: Path, data: bytes, mode: int = PRIVATE) -> None:
    """Put `data` at `path` unless something is there, which then stays as it is."""
    _make_folder(path.parent)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    _write_draft(draft, data, mode)
    _sync([draft])
    with contextlib.suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()
    sync_folders([path.parent])


def read(path: Path) -> bytes | None:
    """The file's bytes, or None where there is no file."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def sync_folders(folders: Iterable[Path]) -> None:
    """Flush the names in `folders` to the disk."""
    _sync(folders)


def _sync(paths: Iterable[Path]) -> None:
    for path in paths:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


def _draft(path: Path) -> Path:
    return path.with_name(f".{path.name}.draft")


def _write_draft(draft: Path, data: bytes, mode: int) -> None:
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode)
    with os.fdopen(fd, "wb") as file:
        file.write(data)


def _make_folder(folder: Path) -> None:
    """With its parents, each name flushed to the disk: a file is not lost with its folder."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folders([folder.parent])
