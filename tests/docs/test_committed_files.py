"""Nothing committed names a package registry or a path of somebody's machine.

Patterns here are written so that they do not find themselves.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.repository import files, name

REGISTRIES = (
    "pypi[.]org", "files[.]pythonhosted", "registry[.]npmjs", "registry[.]yarnpkg", "deb[.]debian",
    "archive[.]ubuntu", "proxy[.]golang", "index[.]crates", "playwright[.]azureedge",
    "cdn[.]playwright", "[/]simple[/]",
)  # fmt: skip
FOLDERS = ("work", "home", "Users", "tmp", "root", "workspace")
FORBIDDEN = {
    "registry": re.compile("|".join(REGISTRIES), re.IGNORECASE),
    "machine": re.compile(rf"(?<![\w.{{}}])/(?:{'|'.join(FOLDERS)})/\w"),
}
HOST = re.compile(r"://|--(?:extra-)?index-url|--find-links|@ file:")


def texts() -> dict[Path, str]:
    """Every committed file that is text."""
    found = {path: _text(path.read_bytes()) for path in files()}
    return {path: text for path, text in found.items() if text is not None}


def _text(raw: bytes) -> str | None:
    """The text of a file; None if it is none (a picture, a tile of hashes)."""
    try:
        return None if b"\0" in raw else raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


TEXTS = texts()
LOCKS = [path for path in TEXTS if path.suffix == ".lock"]


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_no_file_names_a(kind: str) -> None:
    hits = {name(path): FORBIDDEN[kind].search(text) for path, text in TEXTS.items()}
    assert {path: hit[0] for path, hit in hits.items() if hit} == {}


@pytest.mark.parametrize("lock", LOCKS, ids=name)
def test_a_lock_file_pins_by_hash_and_names_no_host(lock: Path) -> None:
    text = TEXTS[lock]
    assert HOST.search(text) is None
    pins = re.split(r"\n(?=\S)", text.strip())
    assert len(pins) > 20
    assert [pin for pin in pins if not re.match(r"[a-z0-9._-]+(\[.+\])?==\S+", pin)] == []
    assert [pin for pin in pins if "--hash=sha256:" not in pin] == []


def test_both_lock_files_are_there() -> None:
    assert {name(lock) for lock in LOCKS} == {"requirements.lock", "requirements-dev.lock"}


@pytest.mark.parametrize(
    ("kind", "planted"),
    [
        ("registry", ".".join(("files", "pythonhosted", "org"))),
        ("registry", "/".join(("https:", "", "mirror.example", "simple", ""))),
        ("machine", "cd " + "/".join(("", "work", "main"))),
        ("machine", "'" + "/".join(("", "tmp", "notes.md'"))),
        ("machine", "/".join(("", "home", "someone"))),
    ],
)
def test_a_planted_name_is_caught(kind: str, planted: str) -> None:
    assert FORBIDDEN[kind].search(planted)
