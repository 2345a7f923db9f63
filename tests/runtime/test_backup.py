"""Data and keys apart; a restore brings back nobody who was erased and no consent withdrawn."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from keepword.runtime.backup import folders, manifest
from keepword.runtime.backup.errors import BackupDamaged, BadTarget, NotABackup
from keepword.runtime.layout import Layout
from keepword.runtime.locks import FileLock
from keepword.runtime.postgres.embedded import EmbeddedPostgres
from tests import databases
from tests.docs.repository import ROOT
from tests.runtime.house import House, opened
from tests.runtime.inhabited import NEW_ADDRESS

EVERYTHING = {
    "date-of-birth", "email", "gender", "login-id", "mail-consent", "member-type", "mobile-phone",
    "personal-name",
}  # fmt: skip

a_house = contextmanager(opened)


def told(house: House, verb: str, *arguments: str) -> Any:
    """What `tests.runtime.inhabited` answers in `house`."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.runtime.inhabited", verb, *arguments],
        cwd=ROOT, env=house.env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@dataclass(frozen=True)
class Story:
    """A house before and after some of its members changed something, backed up both times."""

    shelf: Path
    who: dict[str, str]

    def pair(self, data: str, keys: str) -> tuple[str, ...]:
        """`--data D --keys K` of two moments."""
        return ("--data", str(self.shelf / f"D-{data}"), "--keys", str(self.shelf / f"K-{keys}"))


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    shelf = tmp_path_factory.mktemp("shelf")
    with a_house(shelf / "var") as house, EmbeddedPostgres(Layout(house.var)).hold():
        who = told(house, "join", "leaver", "withdrawer", "corrector", "neighbour")
        tale = Story(shelf, who)
        for moment in ("before", "after"):
            if moment == "after":
                changing = (who[name] for name in ("leaver", "withdrawer", "corrector"))
                who |= told(house, "live", *changing)
            done = house.command("backup", *tale.pair(moment, moment))
            assert done.returncode == 0, done.stderr
            assert done.stdout.count("sha256") == 4
        yield tale


def test_old_data_with_todays_keys_bring_back_nobody_erased_and_no_consent(
    story: Story, house: House
) -> None:
    """P66, P71: what ended since stays ended, and everyone else opens and can be changed."""
    done = house.command("restore", *story.pair("before", "after"))
    assert done.returncode == 0, done.stderr
    assert "Members who had left since: 1." in done.stderr
    with EmbeddedPostgres(Layout(house.var)).hold():
        by_subject = told(house, "see", *story.who.values())
        seen = {name: by_subject[subject] for name, subject in story.who.items()}
        assert seen["leaver"] == {"items": [], "member": False}
        assert set(seen["withdrawer"]["items"]) == EVERYTHING - {"mail-consent"}
        assert seen["withdrawer"]["PU16"] == "purpose-consent-needed"
        assert seen["withdrawer"]["PU6"] == "opened"
        for name in ("corrector", "neighbour"):
            assert set(seen[name]["items"]) == EVERYTHING
            assert (seen[name]["PU6"], seen[name]["PU16"]) == ("opened", "opened")
            assert seen[name]["email"] == f"{name}@example.com"
        assert seen["latecomer"] == {"items": [], "member": False}
        free = told(house, "free", *story.who)
        assert {name for name, is_free in free.items() if is_free} == {"leaver", "latecomer"}
        told(house, "correct", story.who["corrector"])
        again = told(house, "see", story.who["corrector"])[story.who["corrector"]]
        assert again["email"] == NEW_ADDRESS


def test_data_and_keys_of_one_moment_bring_everything_back_and_the_house_starts(
    story: Story, house: House
) -> None:
    done = house.command("restore", *story.pair("before", "before"))
    assert done.returncode == 0, done.stderr
    assert "Kept erased: 0 values" in done.stderr
    process = house.up_and_ready()
    leaver = story.who["leaver"]
    seen = told(house, "see", leaver)[leaver]
    assert (set(seen["items"]), seen["member"], seen["PU16"]) == (EVERYTHING, True, "opened")
    twice = house.command("restore", *story.pair("before", "before"))
    assert twice.returncode == 1
    assert f"http://127.0.0.1:{house.port}/" in twice.stderr
    house.stop(process)
    inside = house.command("restore", *story.pair("after", "after"))
    assert inside.returncode == 1
    assert "empty house only" in inside.stderr


def test_keys_older_than_the_data_are_refused(story: Story, house: House) -> None:
    """P66: they do not know what was erased in between."""
    refused = house.command("restore", *story.pair("after", "before"))
    assert refused.returncode == 1
    assert "newest keys" in refused.stderr
    assert not house.var.exists()


def test_keys_of_another_house_are_refused(story: Story, house: House, tmp_path: Path) -> None:
    other = tmp_path / "K"
    shutil.copytree(story.shelf / "K-after", other)
    path = other / "manifest.json"
    said = json.loads(path.read_text("utf-8"))
    said["state"]["house"] = "another"
    path.write_text(json.dumps(said), "utf-8")
    refused = house.command("restore", "--data", str(story.shelf / "D-after"), "--keys", str(other))
    assert (refused.returncode, "two different" in refused.stderr) == (1, True)


def test_a_restore_that_fails_leaves_the_house_empty(
    story: Story, house: House, tmp_path: Path
) -> None:
    broken = tmp_path / "D"
    shutil.copytree(story.shelf / "D-before", broken)
    (broken / "data.dump").write_bytes(b"PGDMP, or so it says")
    _sign_again(broken)
    refused = house.command(
        "restore", "--data", str(broken), "--keys", str(story.shelf / "K-before")
    )
    assert refused.returncode == 1
    assert "pg_restore" in refused.stderr
    assert not list((house.var / "keys").iterdir())
    done = house.command("restore", *story.pair("before", "before"))
    assert done.returncode == 0, done.stderr


def _sign_again(folder: Path) -> None:
    path = folder / "manifest.json"
    said = json.loads(path.read_text("utf-8"))
    for name in said["parts"]:
        part = manifest.Part.of(folder / name)
        said["parts"][name] = {"size": part.size, "sha256": part.sha256}
    path.write_text(json.dumps(said), "utf-8")


def test_a_ledger_never_goes_back(story: Story, house: House) -> None:
    """P88: newer checkpoints that lie here already are not contradicted."""
    from keepword.ledger.merkle import Frontier, leaf_hash
    from keepword.ledger.publishing import publish
    from keepword.ledger.signing import Signer

    layout = Layout(house.var)
    layout.make()
    state = manifest.read(story.shelf / "D-before", "data").state
    for name, mode, content in folders.unpacked(story.shelf / "K-before" / "keys.tar"):
        folders.put(layout.keys, name, mode, content)
    entries = [bytes([1]) + bytes(40)] * (state.ledger_size + 3)
    signer = Signer.make_or_read(layout.keys, "keepword.invalid/asan", layout.ledger / "signed")
    tree = Frontier.read(0, b"").grown(map(leaf_hash, entries))
    publish(layout.ledger_public, signer, tree, lambda begin, end: entries[begin:end])
    refused = house.command("restore", *story.pair("before", "after"))
    assert refused.returncode == 1
    assert f"{tree.size} were signed" in refused.stderr
    assert "another KEEPWORD_VAR" in refused.stderr
    assert (layout.ledger_public / "checkpoint").is_file()


def test_the_two_halves_hold_what_they_should(story: Story) -> None:
    """No key with the data, nobody's data with the keys, and neither open to others."""
    data, keys = story.shelf / "D-after", story.shelf / "K-after"
    names = {part.name for part in (*data.iterdir(), *keys.iterdir())}
    assert names == {"manifest.json", "data.dump", "ledger.tar", "keys.dump", "keys.tar"}
    for path in (data, keys, *data.iterdir(), *keys.iterdir()):
        assert path.stat().st_mode & 0o077 == 0
    assert b"keystore" not in (data / "data.dump").read_bytes()
    assert b"vault" not in (keys / "keys.dump").read_bytes()
    stored = {name.as_posix() for name, _, _ in folders.unpacked(keys / "keys.tar")}
    assert stored == {"root-1.key", "ledger-signing-key"}
    said = manifest.read(keys, "keys").state
    assert said.newest_erasure > manifest.read(data, "data").state.taken_at[:10]
    assert said.taken_at > manifest.read(data, "data").state.taken_at


def test_a_part_that_was_changed_or_is_missing_is_found(story: Story, tmp_path: Path) -> None:
    copy = tmp_path / "D"
    shutil.copytree(story.shelf / "D-before", copy)
    with pytest.raises(NotABackup):
        manifest.read(copy, "keys")
    with (copy / "data.dump").open("r+b") as file:
        file.seek(1000)
        file.write(b"!")
    with pytest.raises(BackupDamaged):
        manifest.read(copy, "data")
    (copy / "data.dump").unlink()
    with pytest.raises(BackupDamaged):
        manifest.read(copy, "data")
    with pytest.raises(NotABackup):
        manifest.read(tmp_path, "data")


@pytest.mark.parametrize(
    ("data", "keys"),
    [("x", "x"), ("x", "x/y"), ("x/y", "x"), ("x", "y/../x"), ("full", "x"), ("x", "full"),
     ("var/x", "y"), ("x", "var/keys/y")],
)  # fmt: skip
def test_folders_that_will_not_do_are_refused(tmp_path: Path, data: str, keys: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "something").touch()
    with pytest.raises(BadTarget):
        folders.check_targets(tmp_path / data, tmp_path / keys, [tmp_path / "var"])


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadTarget) as refused, folders.drafted(tmp_path / "file" / "D"):
        raise AssertionError
    assert str(tmp_path / "file" / "D") in refused.value.message.ko
    full = OSError(28, "No space left on device")
    with pytest.raises(BadTarget, match="No space left"), folders.drafted(tmp_path / "D"):
        raise full
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_there_is_nothing_to_back_up_in_a_house_that_never_lived(
    house: House, tmp_path: Path
) -> None:
    refused = house.command("backup", "--data", str(tmp_path / "D"), "--keys", str(tmp_path / "K"))
    assert (refused.returncode, "keepword up" in refused.stderr) == (1, True)
    assert not (tmp_path / "D").exists()


def test_a_backup_goes_into_an_empty_database_elsewhere(
    story: Story, house: House, tcp_database_url: str
) -> None:
    with psycopg.connect(tcp_database_url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier("elsewhere")))
        house.environment["DATABASE_URL"] = (
            tcp_database_url.removesuffix("/keepword") + "/elsewhere"
        )
        done = house.command("restore", *story.pair("after", "after"))
        assert done.returncode == 0, done.stderr
        neighbour = story.who["neighbour"]
        assert told(house, "see", neighbour)[neighbour]["PU6"] == "opened"
        assert FileLock(house.var / "run" / "supervisor.lock").is_free()
        databases.drop(admin, "elsewhere")
