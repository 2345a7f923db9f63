"""Roots in key files: one for all processes, nobody else's to read, complete or not there."""

from __future__ import annotations

import hashlib
import hmac
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from keepword.vault import keyfile
from keepword.vault.errors import BrokenKeyFile, NoKey, SealBroken, UnsafeKeyFile
from keepword.vault.providers import Kept, Provider
from keepword.vault.providers.keyfile import KeyFiles
from keepword.vault.roots import Root

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
NAME = "root-1.key"


def _root(folder: Path, generation: int = 1) -> bytes:
    """Make or read the root of a generation, as a start does."""
    files = KeyFiles(folder)
    return files.secret(files.create(generation))


def test_a_root_is_made_once_and_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "keys"
    files: Provider = KeyFiles(folder)
    kept = files.create(1)
    assert kept == Kept(NAME, b"")
    assert KeyFiles(folder).create(1) == kept
    assert KeyFiles(folder).secret(kept) == files.secret(kept)
    assert len(files.secret(kept)) == 32
    assert (files.name, files.finality) == ("file", "unprovable")


def test_each_generation_has_a_file_of_its_own(tmp_path: Path) -> None:
    assert len({_root(tmp_path, generation) for generation in (1, 2, 3)}) == 3
    assert {path.name for path in tmp_path.iterdir()} == {
        "root-1.key", "root-2.key", "root-3.key",
    }  # fmt: skip


def test_a_destroyed_root_is_gone_and_nothing_proves_it(tmp_path: Path) -> None:
    """P66: None: an SSD's spare blocks or a snapshot may still have it."""
    files = KeyFiles(tmp_path)
    old, new = files.create(1), files.create(2)
    root = files.secret(new)
    assert files.destroy(old, NOW) is None
    assert [path.name for path in tmp_path.iterdir()] == ["root-2.key"]
    with pytest.raises(NoKey):
        files.secret(old)
    assert files.destroy(old, NOW) is None
    assert files.secret(new) == root


def test_a_destroyed_roots_file_is_overwritten_first(tmp_path: Path) -> None:
    """Seen through a second name of the same file."""
    files = KeyFiles(tmp_path / "keys")
    kept = files.create(1)
    root = files.secret(kept)
    second = tmp_path / "second-name"
    os.link(tmp_path / "keys" / NAME, second)
    files.destroy(kept, NOW)
    left = second.read_bytes()
    assert len(left) >= 64
    assert root.hex().encode() not in left
    assert root not in left


def test_it_is_its_owners_alone(tmp_path: Path) -> None:
    """P66, P82: file 0600, folder 0700, and nothing else in it."""
    folder = tmp_path / "keys"
    before = os.umask(0)
    try:
        KeyFiles(folder).create(1)
    finally:
        os.umask(before)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / NAME).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == [NAME]


def test_first_starts_at_once_agree(tmp_path: Path) -> None:
    starters = 16
    gate = threading.Barrier(starters)

    def start(_: int) -> bytes:
        gate.wait()
        return _root(tmp_path / "keys")

    with ThreadPoolExecutor(starters) as pool:
        roots = set(pool.map(start, range(starters)))
    assert len(roots) == 1
    assert [path.name for path in (tmp_path / "keys").iterdir()] == [NAME]


def test_what_a_killed_start_left_is_no_key(tmp_path: Path) -> None:
    """A draft has another name; the key comes under its own complete."""
    (tmp_path / f".{NAME}.0123456789abcdef").write_text("half", encoding="ascii")
    first = _root(tmp_path)
    assert _root(tmp_path) == first


def test_whoever_comes_second_reads_the_first_ones_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The race at its tightest: the other's file appears between the look and the link."""
    link = os.link
    first = bytes(range(32))

    def late(draft: Path, path: Path) -> None:
        path.write_text(first.hex() + "\n", encoding="ascii")
        path.chmod(0o600)
        link(draft, path)

    monkeypatch.setattr(os, "link", late)
    assert keyfile.make_or_read(tmp_path / NAME) == first
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        _root(tmp_path)
    assert list(tmp_path.iterdir()) == []


def _group_reads(file: Path) -> None:
    file.chmod(0o640)


def _world_reads(file: Path) -> None:
    file.chmod(0o604)


def _group_writes(file: Path) -> None:
    file.chmod(0o620)


def _open_folder(file: Path) -> None:
    file.parent.chmod(0o770)


def _link(file: Path) -> None:
    file.rename(file.with_suffix(".real"))
    file.symlink_to(file.with_suffix(".real"))


def _dangling(file: Path) -> None:
    file.unlink()
    file.symlink_to(file.with_suffix(".nowhere"))


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir(0o700)


def _pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file, 0o600)


@pytest.mark.parametrize(
    "spoil",
    [
        _group_reads, _world_reads, _group_writes, _open_folder, _link, _dangling, _folder, _pipe,
    ],
)  # fmt: skip
def test_a_file_that_is_open_to_others_is_refused_with_a_remedy(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    """P82, P86: fail closed, and say what to do."""
    folder = tmp_path / "keys"
    _root(folder)
    spoil(folder / NAME)
    with pytest.raises(UnsafeKeyFile) as raised:
        _root(folder)
    assert "chmod 600" in raised.value.remedy.en
    assert "600" in raised.value.remedy.ko


HALF = "ab" * 16


@pytest.mark.parametrize(
    "text", ["", "\n", HALF, "g" * 64, "ab" * 33, "ab " * 21 + "a", "가" * 21 + "a"]
)
def test_a_damaged_file_is_refused_and_not_shown(tmp_path: Path, text: str) -> None:
    """A new key in its place would lose everything: it is never replaced."""
    file = tmp_path / NAME
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    with pytest.raises(BrokenKeyFile) as raised:
        _root(tmp_path)
    assert raised.value.__cause__ is None
    assert not text.strip() or text.strip() not in str(raised.value)
    assert file.read_text(encoding="utf-8") == text


def test_a_root_that_is_not_there_is_never_made_by_asking_for_it(tmp_path: Path) -> None:
    """A new one in its place would lock everything out."""
    with pytest.raises(NoKey):
        KeyFiles(tmp_path).secret(Kept(NAME, b""))
    assert list(tmp_path.iterdir()) == []


# ── a root in memory ────────────────────────────────────────────────────────────────────────


def test_the_proof_is_the_documented_one() -> None:
    key = bytes(range(32))
    assert Root(1, key).proof == hmac.digest(key, b"keepword/root", hashlib.sha256)


def test_another_root_unwraps_nothing() -> None:
    wrapped = Root(1, bytes(32)).wrap("data/x", bytes(range(32)))
    assert Root(1, bytes(32)).unwrap("data/x", wrapped) == bytes(range(32))
    for other in (Root(1, bytes(range(32))), Root(2, bytes(32))):
        with pytest.raises(SealBroken):
            other.unwrap("data/x", wrapped)


def test_a_root_does_not_show_its_key() -> None:
    key = bytes(range(32))
    root = Root(1, key)
    shown = repr(root) + str(vars(root))
    assert repr(key) not in shown
    assert key.hex() not in shown
