"""A folder as one file, and a new folder that is there whole or not at all.

A folder of keys may take the place of an older one. The old one keeps its name until the new one is
complete and on the disk; then it is overwritten, file by file, and removed.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import secrets
import shutil
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from keepword.runtime.backup.errors import BackupDamaged, BadTarget

_AT_ONCE = 1 << 20
"""Bytes that are overwritten at once."""


def check_targets(
    data: Path | None, keys: Path | None, ours: Iterable[Path], *, replaces: bool = False
) -> None:
    """Folders apart from each other and from `ours`, that are not there or empty.

    Args:
        data: where the data are to go.
        keys: where the keys are to go.
        ours: folders of the house.
        replaces: what `keys` holds may be replaced.

    Raises:
        BadTarget: they are not so.
    """
    if data is not None and keys is not None:
        check_apart(data, keys)
    given = [(path, may) for path, may in ((data, False), (keys, replaces)) if path is not None]
    owned = [own.resolve() for own in ours]
    for path, may_be_full in given:
        if any(path.resolve().is_relative_to(own) for own in owned):
            raise BadTarget.inside(path)
        if path.is_symlink() or (path.exists() and not (may_be_full or _is_empty(path))):
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
def drafted(target: Path, *, secret: bool = False) -> Iterator[Path]:
    """A private folder beside `target`, removed at the end unless it was given its name.

    Args:
        target: what it is to become.
        secret: it is to hold keys: they are overwritten first.

    Raises:
        BadTarget: it cannot be written.
    """
    draft = _beside(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.mkdir(mode=0o700)
        yield draft
    except OSError as error:
        raise BadTarget.not_written(target, error.strerror or type(error).__name__) from error
    finally:
        if secret:
            destroy(draft)
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


def replace(draft: Path, target: Path) -> None:
    """Give a finished draft of keys its name, on the disk when this returns; what had that name,
    and what broken-off runs left beside it, is overwritten and removed.

    Raises:
        BadTarget: it cannot be written.
    """
    _sync(draft)
    before = _beside(target)
    there = target.exists()
    if there:
        target.rename(before)
    try:
        draft.rename(target)
    except OSError as error:
        if there:
            before.rename(target)
        raise BadTarget.taken(target) from error
    _sync(target.parent)
    for left in leftovers(target):
        destroy(left)
    _sync(target.parent)


def leftovers(target: Path) -> list[Path]:
    """Drafts of `target` and what it was before, that a run which was killed left behind."""
    named = re.compile(rf"\.{re.escape(target.name)}\.[0-9a-f]{{16}}")
    return sorted(p for p in target.parent.iterdir() if named.fullmatch(p.name) and p.is_dir())


def destroy(folder: Path) -> None:
    """Overwrite every file below `folder` and remove it; again is once. What the disk, a snapshot
    or another copy still has of it is beyond this."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            _overwrite(path)
    shutil.rmtree(folder, ignore_errors=True)


def _overwrite(path: Path) -> None:
    with path.open("r+b", buffering=0) as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(os.urandom(min(left, _AT_ONCE)))
        os.fsync(file.fileno())


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


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}.{secrets.token_hex(8)}")


def _sync(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
