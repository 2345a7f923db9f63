"""Files: who may read the secrets and the data folder."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from keepword.foundation.errors import Message
from keepword.runtime.doctor.finding import Finding, mend, ok
from keepword.runtime.layout import Layout

_SECRETS = Message(en="Secret files", ko="비밀 파일")
_VAR = Message(en="Folder for everything", ko="전체 폴더")
_KEYS = Message(en="Keys", ko="암호 키")
_DATA = Message(en="PostgreSQL's data folder", ko="PostgreSQL 자료 폴더")
_LOGS = Message(en="Log folder", ko="기록 폴더")


def permissions(layout: Layout, keys: Path) -> Iterator[Finding]:
    """Every place that should be closed to others, with what it is now."""
    yield _closed("var-permissions", _VAR, layout.var, 0o022)
    yield _closed("log-permissions", _LOGS, layout.logs, 0o077)
    yield _closed("secrets-permissions", _SECRETS, layout.secrets, 0o077)
    yield from (_closed("secret-permissions", _SECRETS, f, 0o077) for f in _files(layout.secrets))
    for path in (keys, *_files(keys)):
        yield _closed("key-permissions", _KEYS, path, 0o077)
    data = layout.postgres / "data"
    if data.is_dir():
        yield _closed("data-permissions", _DATA, data, 0o077)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _closed(id_: str, what: Message, path: Path, forbidden: int) -> Finding:
    """`path` without any permission of `forbidden` and without a symbolic link in its place."""
    if not path.is_symlink() and not path.exists():
        return ok(id_, what, f"{path} (not made yet)")
    found = path.lstat()
    seen = f"{path} {stat.filemode(found.st_mode)}"
    if not stat.S_ISLNK(found.st_mode) and not found.st_mode & forbidden:
        return ok(id_, what, seen)
    letters = "go-rwx" if forbidden == 0o077 else "go-w"
    remedy = Message(en=f"chmod {letters} {path}", ko=f"chmod {letters} {path}")
    return mend(id_, what, seen, remedy)
