"""Folders, manifests and pairs of a backup: what is refused before anything is changed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from keepword.runtime.backup import folders, key_copies, manifest, pairing
from keepword.runtime.backup.errors import BackupDamaged, BadTarget, NotABackup
from keepword.runtime.backup.key_copies import OlderKeysThere, Replaced
from keepword.runtime.backup.manifest import Kind, Manifest, Part, State
from keepword.runtime.backup.pairing import KeysBeforeTurn, NotAPair

NOW = State(
    taken_at="2026-11-24T03:00:00.000000Z",
    server="16.2",
    house="one+00000000+key",
    ledger_size=8,
    newest_erasure="2026-11-23T01:00:00.000000Z",
    migrations=("keepword_custody.0001_tables", "keepword_vault.0001", "keepword_vault.0002"),
    root=2,
)
LATER = replace(NOW, taken_at="2026-11-25T03:00:00.000000Z")


def half(folder: Path, kind: Kind, state: State = NOW) -> Path:
    """A folder that says it is a half of a backup, with one file in it."""
    folder.mkdir(parents=True)
    part = folder / f"{kind}.dump"
    part.write_bytes(b"secret" * 1000)
    Manifest(kind, "0.3", state, {part.name: Part.of(part)}).write(folder)
    return folder


@pytest.mark.parametrize(
    ("data", "keys"),
    [("x", "x"), ("x", "x/y"), ("x/y", "x"), ("x", "y/../x"), ("full", "x"), ("x", "full"),
     ("var/x", "y"), ("x", "var/keys/y"), ("full", None), (None, "full")],
)  # fmt: skip
def test_folders_that_will_not_do_are_refused(
    tmp_path: Path, data: str | None, keys: str | None
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "something").touch()
    for_data, for_keys = (None if name is None else tmp_path / name for name in (data, keys))
    with pytest.raises(BadTarget):
        folders.check_targets(for_data, for_keys, [tmp_path / "var"])


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadTarget) as refused, folders.drafted(tmp_path / "file" / "D"):
        raise AssertionError
    assert str(tmp_path / "file" / "D") in refused.value.message.ko
    full = OSError(28, "No space left on device")
    with pytest.raises(BadTarget, match="No space left"), folders.drafted(tmp_path / "D"):
        raise full
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_new_keys_replace_old_ones_whole_and_the_old_ones_are_overwritten(tmp_path: Path) -> None:
    """P66. A second name of the old file shows what became of its bytes."""
    keys = half(tmp_path / "K", "keys")
    half(tmp_path / ".K.0123456789abcdef", "keys")  # a run that was killed
    half(tmp_path / ".K.of-somebody-else", "keys")
    (tmp_path / "seen").hardlink_to(keys / "keys.dump")
    with folders.drafted(keys, secret=True) as draft:
        (draft / "keys.dump").write_bytes(b"new")
        assert b"secret" in (tmp_path / "seen").read_bytes()
        folders.replace(draft, keys)
    assert b"secret" not in (tmp_path / "seen").read_bytes()
    assert (tmp_path / "seen").stat().st_size == 6000
    assert [path.name for path in keys.iterdir()] == ["keys.dump"]
    assert {p.name for p in tmp_path.iterdir()} == {"K", "seen", ".K.of-somebody-else"}


def test_a_draft_of_keys_that_came_to_nothing_is_overwritten(tmp_path: Path) -> None:
    with folders.drafted(tmp_path / "K", secret=True) as draft:
        (draft / "keys.dump").write_bytes(b"secret")
        (tmp_path / "seen").hardlink_to(draft / "keys.dump")
    assert b"secret" not in (tmp_path / "seen").read_bytes()
    assert not draft.exists()


def test_only_older_keys_of_this_house_are_replaced(tmp_path: Path) -> None:
    keys = half(tmp_path / "K", "keys")
    assert key_copies.replaced_by(keys, LATER) == Replaced(NOW.taken_at, 2)
    assert key_copies.replaced_by(tmp_path / "new", LATER) is None
    refusals = {
        "another": replace(LATER, house="two+00000000+key"),
        "a later time": replace(NOW, taken_at="2026-11-23T03:00:00.000000Z"),
        "later time": replace(LATER, root=1),
    }
    for words, now in refusals.items():
        with pytest.raises(BadTarget, match=words):
            key_copies.replaced_by(keys, now)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "something").touch()
    for folder in (tmp_path / "full", half(tmp_path / "D", "data")):
        with pytest.raises((BadTarget, NotABackup)):
            key_copies.replaced_by(folder, LATER)


def test_keys_from_before_a_turn_do_not_lie_beside_new_ones(tmp_path: Path) -> None:
    """P66: of one generation several may; of the same folder the old one goes."""
    half(tmp_path / "D", "data", replace(NOW, root=1))
    half(tmp_path / "theirs", "keys", replace(NOW, root=1, house="two+00000000+key"))
    half(tmp_path / "monday", "keys")
    key_copies.refuse_older_beside(tmp_path / "tuesday", LATER)
    turned = replace(LATER, root=3)
    with pytest.raises(OlderKeysThere, match="monday holds keys under root 2"):
        key_copies.refuse_older_beside(tmp_path / "tuesday", turned)
    key_copies.refuse_older_beside(tmp_path / "monday", turned)
    key_copies.refuse_older_beside(tmp_path / "elsewhere" / "tuesday", turned)


def test_a_part_that_was_changed_or_is_missing_is_found(tmp_path: Path) -> None:
    data = half(tmp_path / "D", "data")
    assert manifest.read(data, "data").state == NOW
    with pytest.raises(NotABackup):
        manifest.read(data, "keys")
    with (data / "data.dump").open("r+b") as file:
        file.seek(1000)
        file.write(b"!")
    with pytest.raises(BackupDamaged):
        manifest.read(data, "data")
    (data / "data.dump").unlink()
    with pytest.raises(BackupDamaged):
        manifest.read(data, "data")
    with pytest.raises(NotABackup):
        manifest.read(tmp_path, "data")


@pytest.mark.parametrize(
    "said",
    ["", "[]", "{}", '{"format": 9}', '{"format": 2, "kind": "data", "release": "1", "state": {}}',
     "\xff"],
)  # fmt: skip
def test_a_manifest_that_is_none_is_damage(tmp_path: Path, said: str) -> None:
    (tmp_path / manifest.NAME).write_text(said, "latin-1")
    with pytest.raises(BackupDamaged):
        manifest.read(tmp_path, "data")


def test_no_part_lies_outside_its_folder(tmp_path: Path) -> None:
    data = half(tmp_path / "D", "data")
    path = data / manifest.NAME
    said = json.loads(path.read_text("utf-8"))
    said["parts"]["../D/data.dump"] = said["parts"].pop("data.dump")
    path.write_text(json.dumps(said), "utf-8")
    with pytest.raises(BackupDamaged):
        manifest.read(data, "data")


def test_a_backup_of_release_0_2_is_read(tmp_path: Path) -> None:
    data = half(tmp_path / "D", "data")
    path = data / manifest.NAME
    said = json.loads(path.read_text("utf-8")) | {"format": 1}
    del said["blobs"], said["state"]["root"], said["state"]["ledger_root"]
    path.write_text(json.dumps(said), "utf-8")
    found = manifest.read(data, "data")
    assert (found.state.root, found.blobs) == (1, None)


def test_that_it_was_looked_through_stands_beside_it(tmp_path: Path) -> None:
    data = half(tmp_path / "D", "data")
    assert manifest.verified_at(data) is None
    now = datetime(2026, 11, 24, tzinfo=UTC)
    for at in (now, now.replace(day=25)):
        manifest.note_verified(data, at, 8)
        assert manifest.verified_at(data) == at
    assert manifest.read(data, "data").state == NOW
    (data / manifest.VERIFIED).write_text("{}", "utf-8")
    with pytest.raises(BackupDamaged):
        manifest.verified_at(data)


@pytest.mark.parametrize(
    ("changes", "refusal", "words"),
    [
        ({}, None, ""),
        ({"root": 5}, None, ""),
        ({"migrations": (*NOW.migrations, "keepword_vault.0003")}, None, ""),
        ({"house": "two+00000000+key"}, NotAPair, "two different installations"),
        ({"taken_at": "2026-11-24T02:00:00.000000Z"}, NotAPair, "older than the data"),
        ({"newest_erasure": ""}, NotAPair, "older than the data"),
        ({"migrations": NOW.migrations[:2]}, NotAPair, "different releases"),
        ({"root": 1}, KeysBeforeTurn, "root 1, which was destroyed when root 2"),
    ],
)
def test_what_belongs_together(
    changes: dict[str, object], refusal: type[NotAPair] | None, words: str
) -> None:
    """P66: keys that do not know what was erased, or lie under a destroyed root, are refused."""
    keys = replace(LATER, **changes)  # type: ignore[arg-type]
    if refusal is None:
        pairing.check(NOW, keys)
        return
    with pytest.raises(refusal, match=words):
        pairing.check(NOW, keys)


def test_older_keys_are_taken_where_no_newer_are_left_but_never_from_before_a_turn() -> None:
    pairing.check(LATER, NOW, older_keys=True)
    with pytest.raises(KeysBeforeTurn):
        pairing.check(LATER, replace(NOW, root=1), older_keys=True)


@pytest.mark.parametrize("name", ["root-3.key", "escrow-3.sealed"])
def test_a_house_that_knows_a_later_root_refuses_older_keys(tmp_path: Path, name: str) -> None:
    """P66: what is certified as final does not come back from a drawer."""
    keys = manifest.read(half(tmp_path / "K", "keys"), "keys")
    folder = tmp_path / "keys"
    pairing.check_against_folder(keys, folder)
    folder.mkdir()
    for there in ("root-2.key", "root-x.key", "ledger-signing-key"):
        (folder / there).touch()
    pairing.check_against_folder(keys, folder)
    (folder / name).touch()
    with pytest.raises(KeysBeforeTurn, match="when root 3 came into force"):
        pairing.check_against_folder(keys, folder)
