"""A folder as one file, and a new folder that is there whole or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import secrets
import shutil
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from keepword.runtime.backup.errors import BackupDamaged, BadTarget


def check_targets(data: Path, keys: Path, ours: Iterable[Path]) -> None:
    """Two folders that are not there or empty, apart from each other and from `ours`.

    Raises:
        BadTarget: they are not.
    """
    check_apart(data, keys)
    for path in (data, keys):
        for own in ours:
            if path.resolve().is_relative_to(own):
                raise BadTarget.inside(path)
        if path.is_symlink() or (path.exists() and not _is_empty(path)):
            raise BadTarget.taken(path)


def check_apart(data: Path, keys: Path) -> None:
    """Neither is the other, nor inside it.

    Raises:
        BadTarget: they lie together.
    """
    one, other = data.resolve(), keys.resolve()
    if one.is_relative_to(other) or other.is_relative_to(one):
        raise BadTarget.together()


@contextlib.contextmanager
def drafted(target: Path) -> Iterator[Path]:
    """A private folder beside `target`, removed at the end unless `show` gave it its name.

    Raises:
        BadTarget: it cannot be written.
    """
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.mkdir(mode=0o700)
        yield draft
    except OSError as error:
        raise BadTarget.not_written(target, error.strerror or type(error).__name__) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def show(draft: Path, target: Path) -> None:
    """Give a finished draft its name, on the disk when this returns.

    Raises:
        BadTarget: something came there meanwhile.
    """
    _sync(draft)
    try:
        draft.rename(target)
    except OSError as error:
        raise BadTarget.taken(target) from error
    _sync(target.parent)


def files_of(folder: Path, leave_out: Iterable[str] = ()) -> list[Path]:
    """Every plain file below `folder` by name; drafts (dot files) are not yet anything."""
    left_out = set(leave_out)
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(p for p in found if not p.name.startswith(".") and p.name not in left_out)


def pack(archive: Path, folder: Path, files: Iterable[Path]) -> None:
    """`files` of `folder` in one tar file (0600), without names of accounts."""
    fd = os.open(archive, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(fd, "wb") as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for path in files:
                content = path.read_bytes()
                member = tarfile.TarInfo(path.relative_to(folder).as_posix())
                member.size, member.mode = len(content), path.stat().st_mode & 0o777
                tar.addfile(member, io.BytesIO(content))
        file.flush()
        os.fsync(fd)


def unpacked(archive: Path) -> Iterator[tuple[PurePosixPath, int, bytes]]:
    """Path, mode and content of every file in a tar file that `pack` made.

    Raises:
        BackupDamaged: it is no such file, or names a place outside.
    """
    try:
        with tarfile.open(archive, mode="r:") as tar:
            for member in tar:
                name, content = PurePosixPath(member.name), tar.extractfile(member)
                if content is None or name.is_absolute() or ".." in name.parts:
                    raise BackupDamaged(archive)
                yield name, member.mode & 0o755, content.read()
    except tarfile.TarError as error:
        raise BackupDamaged(archive) from error


def put(folder: Path, name: PurePosixPath, mode: int, content: bytes) -> Path:
    """Write one file into `folder`, where none of that name is; folders on the way are private."""
    path = folder / name
    for above in reversed(path.parents):
        if above.is_relative_to(folder):
            above.mkdir(mode=0o700, parents=True, exist_ok=True)
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    with os.fdopen(fd, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(fd)
    return path


def _is_empty(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _sync(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
