"""What is, or would be, committed: every file that .gitignore does not name."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import keepword

ROOT = Path(keepword.__file__).resolve().parents[2]


def _ignored() -> tuple[str, ...]:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    named = (line.strip().strip("/") for line in lines if line.strip()[:1] not in ("", "#"))
    return (".git", *named)


def files(folder: Path = ROOT) -> Iterator[Path]:
    """Every file below `folder` that git would take, without asking git."""
    ignored = _ignored()
    for entry in sorted(folder.iterdir()):
        if any(fnmatch(entry.name, pattern) for pattern in ignored):
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from files(entry)
        else:
            yield entry


def name(path: Path) -> str:
    """`path` as it is called in the repository."""
    return path.relative_to(ROOT).as_posix()


def documents() -> list[Path]:
    """Every Markdown document."""
    return [path for path in files() if path.suffix == ".md"]


def read(relative: str) -> str:
    """The text of a file of the repository."""
    return (ROOT / relative).read_text(encoding="utf-8")
