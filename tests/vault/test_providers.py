"""The root key's file: one for all processes, nobody else's to read, complete or not there."""

from __future__ import annotations

import hashlib
import hmac
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from keepword.vault import keyfile
from keepword.vault.errors import BrokenKeyFile, SealBroken, UnsafeKeyFile
from keepword.vault.providers import KeyFileRoot, Root

NAME = "root-1.key"


def test_a_root_is_made_once_and_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "keys"
    root: Root = KeyFileRoot.make_or_read(folder)
    again = KeyFileRoot.make_or_read(folder)
    wrapped = root.wrap("data/x", bytes(32))
    assert again.unwrap("data/x", wrapped) == bytes(32)
    assert again.proof() == root.proof()
    assert (root.generation, root.finality) == (1, "unprovable")


def test_it_is_its_owners_alone(tmp_path: Path) -> None:
    """P66, P82: file 0600, folder 0700, and nothing else in it."""
    folder = tmp_path / "keys"
    before = os.umask(0)
    try:
        KeyFileRoot.make_or_read(folder)
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
        return KeyFileRoot.make_or_read(tmp_path / "keys").proof()

    with ThreadPoolExecutor(starters) as pool:
        proofs = set(pool.map(start, range(starters)))
    assert len(proofs) == 1
    assert [path.name for path in (tmp_path / "keys").iterdir()] == [NAME]


def test_what_a_killed_start_left_is_no_key(tmp_path: Path) -> None:
    """A draft has another name; the key comes under its own complete."""
    (tmp_path / f".{NAME}.0123456789abcdef").write_text("half", encoding="ascii")
    first = KeyFileRoot.make_or_read(tmp_path)
    assert KeyFileRoot.make_or_read(tmp_path).proof() == first.proof()


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
        KeyFileRoot.make_or_read(tmp_path)
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
    KeyFileRoot.make_or_read(folder)
    spoil(folder / NAME)
    with pytest.raises(UnsafeKeyFile) as raised:
        KeyFileRoot.make_or_read(folder)
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
        KeyFileRoot.make_or_read(tmp_path)
    assert raised.value.__cause__ is None
    assert not text.strip() or text.strip() not in str(raised.value)
    assert file.read_text(encoding="utf-8") == text


def test_the_proof_is_the_documented_one() -> None:
    key = bytes(range(32))
    assert KeyFileRoot(key).proof() == hmac.digest(key, b"keepword/root", hashlib.sha256)


def test_another_root_unwraps_nothing() -> None:
    wrapped = KeyFileRoot(bytes(32)).wrap("data/x", bytes(range(32)))
    with pytest.raises(SealBroken):
        KeyFileRoot(bytes(range(32))).unwrap("data/x", wrapped)


def test_a_root_does_not_show_its_key() -> None:
    key = bytes(range(32))
    root = KeyFileRoot(key)
    shown = repr(root) + str(vars(root))
    assert repr(key) not in shown
    assert key.hex() not in shown
