"""Old data with today's keys: everyone who should be there, nobody who was erased (P66, P71, P82).

One house is lived in and backed up at three moments: `before` some of its people changed something,
`after` that, and once the root has `turned`. Each test restores into a house of its own, as a
database of its own on one server.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from keepword.runtime.backup import folders, manifest, pairing, unfinished
from keepword.runtime.backup.errors import BackupDamaged
from keepword.runtime.backup.pairing import KeysBeforeTurn
from keepword.runtime.backup.unfinished import Unfinished
from keepword.runtime.config import Config, load
from keepword.runtime.layout import Layout
from tests.docs.repository import ROOT
from tests.runtime.house import House
from tests.runtime.inhabited import FOOTAGE, NEW_ADDRESS

EVERYTHING = {
    "date-of-birth", "email", "gender", "login-id", "mail-consent", "member-type", "mobile-phone",
    "personal-name",
}  # fmt: skip
NAMES = ("leaver", "withdrawer", "corrector", "neighbour", "latecomer")
NOTHING = {"items": [], "member": False}
KILLED = 9


@dataclass(frozen=True)
class Estate:
    """Houses on one server, each with a database and a folder of its own; they go with it."""

    url: str
    folder: Path

    def house(self, template: str = "template0") -> House:
        """A house with nothing in it, or with a copy of another's database."""
        name = f"h{uuid4().hex[:12]}"
        copied = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with psycopg.connect(self.url, autocommit=True) as server:
            server.execute(copied.format(sql.Identifier(name), sql.Identifier(template)))
        found = House(self.folder / name)
        found.environment["DATABASE_URL"] = f"{self.url.removesuffix('/keepword')}/{name}"
        return found


@dataclass(frozen=True)
class Story:
    """The house that was lived in, and its backups."""

    house: House
    estate: Estate
    who: dict[str, str]
    shares: list[str]
    told: list[Any]

    @property
    def shelf(self) -> Path:
        """Where the backups stand."""
        return self.estate.folder

    def pair(self, data: str, keys: str) -> tuple[str, ...]:
        """`--data D --keys K` of two moments."""
        return ("--data", str(self.shelf / f"D-{data}"), "--keys", str(self.shelf / f"K-{keys}"))

    def sight(self) -> list[tuple[str, ...]]:
        """Steps that look at everything: see people, find them, count blobs and erased units."""
        wanted = (*NAMES, *(f"{name}@example.com" for name in NAMES), NEW_ADDRESS)
        return [("see", *self.who.values()), ("found", *wanted), ("blobs",), ("erased",)]

    def named(self, seen: dict[str, Any]) -> dict[str, Any]:
        """What was seen, by name."""
        return {name: seen[subject] for name, subject in self.who.items()}

    def living(self, found: dict[str, str | None]) -> set[str]:
        """By what somebody is found, and it is the one who they say they are."""
        by_name = {text: found[text] for text in found if found[text] is not None}
        assert all(
            who in (self.who.get(text.partition("@")[0]), self.who["corrector"])
            for text, who in by_name.items()
        )
        return set(by_name)


def told(house: House, *steps: tuple[str, ...], ends: int = 0) -> list[Any]:
    """What `tests.runtime.inhabited` answers in `house`."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.runtime.inhabited", json.dumps(steps)],
        cwd=ROOT, env=house.env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == ends, done.stderr
    return json.loads(done.stdout) if not ends else []


def good(answer: dict[str, Any]) -> str:
    """What a command said that ended well."""
    assert answer["status"] == 0, answer["said"]
    return str(answer["said"])


def refused(answer: dict[str, Any]) -> str:
    """What a command said that refused."""
    assert answer["status"] == 1, answer["said"]
    return str(answer["said"])


def config(house: House) -> Config:
    """The configuration of a house, in this process."""
    return load(house.env)


@pytest.fixture(scope="module")
def story(tcp_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Story:
    estate = Estate(tcp_database_url, tmp_path_factory.mktemp("estate").resolve())
    house = estate.house()
    backup = ("keepword", "backup")
    pair = Story(house, estate, {}, [], []).pair
    rolling = str(estate.folder / "rolling" / "K")
    members, filmed, watched, *rest = told(
        house, ("join", *NAMES[:4]), ("film",), ("film",), ("integrate",),
        (*backup, *pair("before", "before")), (*backup, "--keys", rolling),
        ("older",), (*backup, *pair("old-tables", "")[:2]),
    )  # fmt: skip
    assert [each["status"] for each in rest[1:] if each] == [0, 0, 0]
    changing = (members["leaver"], members["withdrawer"], members["corrector"], filmed)
    shares, late, *rest = told(
        house, ("escrow",), ("live", *changing), ("integrate",),
        (*backup, *pair("after", "after")), ("keepword", "keys", "turn"), ("integrate",),
        (*backup, "--keys", str(estate.folder / "K-beside")), (*backup, "--keys", rolling),
        (*backup, *pair("turned", "turned"), "--keep-older"),
        ("keepword", "backup", "verify", *pair("before", "turned")),
        ("keepword", "backup", "verify", "--data", str(estate.folder / "D-after")),
        ("erased",),
    )  # fmt: skip
    who = members | late | {"filmed": filmed, "watched": watched}
    return Story(house, estate, who, shares, rest)


@pytest.fixture
def empty(story: Story) -> House:
    """A house with nothing in it."""
    return story.estate.house()


def assert_obeyed(story: Story, seen: dict[str, Any]) -> None:
    """What stands in data of `before` under keys that know what came after."""
    people = story.named(seen)
    assert people["leaver"] == people["filmed"] == people["latecomer"] == NOTHING
    assert set(people["withdrawer"]["items"]) == EVERYTHING - {"mail-consent"}
    assert people["withdrawer"]["PU16"] == "purpose-consent-needed"
    assert people["withdrawer"]["PU6"] == "opened"
    for name in ("corrector", "neighbour"):
        assert set(people[name]["items"]) == EVERYTHING
        assert (people[name]["PU6"], people[name]["PU16"]) == ("opened", "opened")
        assert people[name]["email"] == f"{name}@example.com"
    assert people["watched"]["footage"] == hashlib.sha256(FOOTAGE).hexdigest()


FOUND = {"withdrawer", "corrector", "neighbour"}
FOUND_BY = FOUND | {f"{name}@example.com" for name in FOUND}


def test_old_data_with_keys_of_after_the_turn_bring_back_nobody_erased_and_no_consent(
    story: Story, empty: House
) -> None:
    """P66, P71: what ended since stays ended; everyone else opens, is found by what they hold, can
    be corrected, and outlives the next turn. Units that are younger than the data end with their
    keys: nobody would ever destroy them."""
    done, seen, found, blobs, erased, _, turned, again, found_again, *_, entries, verified = told(
        empty, ("keepword", "restore", *story.pair("before", "turned")), *story.sight(),
        ("correct", story.who["corrector"]), ("keepword", "keys", "turn"), *story.sight(),
        ("integrate",), ("keepword", "ledger", "verify"),
    )  # fmt: skip
    said = good(done)
    assert "Members who had left since: 1." in said
    assert "Blobs put back: 1." in said
    assert "Lost" not in said
    assert_obeyed(story, seen)
    assert story.living(found) == FOUND_BY
    assert blobs == 1
    younger = erased - story.told[-1]
    assert younger > 0
    assert f"Younger units that ended: {younger}." in said
    assert f"{younger} erased units are final" in good(turned)
    assert story.living(found_again) == FOUND_BY - {"corrector@example.com"} | {NEW_ADDRESS}
    moved = story.named(again)["corrector"]
    assert moved["email"] == NEW_ADDRESS
    seen[story.who["corrector"]]["email"] = NEW_ADDRESS
    assert again == seen
    good(verified)
    assert entries > manifest.read(story.shelf / "D-before", "data").state.ledger_size


def test_data_and_keys_of_one_moment_bring_everything_back(
    story: Story, empty: House, tmp_path: Path
) -> None:
    """After a restore that failed: it leaves nothing behind."""
    broken = tmp_path / "D"
    shutil.copytree(story.shelf / "D-before", broken)
    (broken / "data.dump").write_bytes(b"PGDMP, or so it says")
    sign_again(broken)
    *_, keys = pair = story.pair("before", "before")
    failed, done, seen, found, blobs, erased, twice = told(
        empty, ("keepword", "restore", "--data", str(broken), "--keys", keys),
        ("keepword", "restore", *pair), *story.sight(), ("keepword", "restore", *pair),
    )  # fmt: skip
    assert "pg_restore" in refused(failed)
    assert "Kept erased: 0 values" in good(done)
    people = story.named(seen)
    for name in NAMES[:4]:
        assert (set(people[name]["items"]), people[name]["member"]) == (EVERYTHING, True)
        assert people[name]["PU16"] == "opened"
    assert people["latecomer"] == NOTHING
    assert story.living(found) == {*NAMES[:4], *(f"{name}@example.com" for name in NAMES[:4])}
    assert (blobs, erased) == (2, 0)
    assert "empty house only" in refused(twice)


def test_a_backup_of_a_server_elsewhere_goes_into_an_embedded_house(
    story: Story, tmp_path: Path
) -> None:
    """As somebody types it, each command a process of its own."""
    house = House(tmp_path.resolve() / "var")
    for command in (("restore", *story.pair("before", "turned")), ("keys", "status")):
        done = house.command(*command)
        assert done.returncode == 0, done.stderr
    assert house.is_empty()


def test_keys_older_than_the_data_lose_what_was_sealed_since_and_only_if_told_to(
    story: Story, empty: House
) -> None:
    pair = story.pair("after", "before")
    refusal, done, seen, found, _, erased = told(
        empty, ("keepword", "restore", *pair), ("keepword", "restore", *pair, "--older-keys"),
        *story.sight(),
    )  # fmt: skip
    assert "older than the data" in refused(refusal)
    assert "--older-keys" in refused(refusal)
    said = good(done)
    people = story.named(seen)
    assert (set(people["neighbour"]["items"]), people["neighbour"]["PU6"]) == (EVERYTHING, "opened")
    assert people["leaver"] == people["latecomer"] == NOTHING
    corrected = EVERYTHING - {"mail-consent"}  # sealed anew, under a key that these keys lack
    assert people["corrector"] == NOTHING | {"items": ["mail-consent"]}
    lost = len(EVERYTHING) + len(corrected)
    assert f"Lost, because these keys do not have theirs: {lost} values" in said
    assert story.living(found) == FOUND_BY - {"corrector", "corrector@example.com"}
    assert erased > 0  # keys of the leaver, which these keys still had


def test_what_cannot_be_restored_is_refused_and_it_says_why(story: Story, empty: House) -> None:
    """P66: of keys from before the turn a certificate says that their root is gone."""
    data = ("--data", str(story.shelf / "D-before"))
    before_turn, alone, never = told(
        empty, ("keepword", "restore", *story.pair("turned", "after"), "--older-keys"),
        ("keepword", "restore", *data, "--in-place"),
        ("keepword", "backup", "--data", str(empty.var.parent / "D")),
    )  # fmt: skip
    assert "root 1, which was destroyed when root 2 came into force" in refused(before_turn)
    assert "no living key store" in refused(alone)
    assert "keepword up" in refused(never)
    assert not (empty.var / "keys").exists()
    assert not (empty.var.parent / "D").exists()
    with pytest.raises(KeysBeforeTurn):
        pairing.read_pair(story.shelf / "D-turned", story.shelf / "K-before", older_keys=True)


def without_root(story: Story, folder: Path, moment: str, root: str) -> Path:
    """Keys of a moment whose root's own file is lost."""
    keys = folder / "K"
    shutil.copytree(story.shelf / f"K-{moment}", keys)
    kept = folder / "kept"
    for name, mode, content in folders.unpacked(keys / "keys.tar"):
        if name.name != root:
            folders.put(kept, name, mode, content)
    (keys / "keys.tar").unlink()
    folders.pack(keys / "keys.tar", kept, folders.files_of(kept))
    sign_again(keys)
    return keys


def sign_again(folder: Path) -> None:
    """Make the manifest say that the parts are as they are."""
    path = folder / manifest.NAME
    said = json.loads(path.read_text("utf-8"))
    for name in said["parts"]:
        part = manifest.Part.of(folder / name)
        said["parts"][name] = {"size": part.size, "sha256": part.sha256}
    path.write_text(json.dumps(said), "utf-8")


def test_a_quorum_puts_a_lost_root_back_and_what_was_erased_stays_so(
    story: Story, empty: House, tmp_path: Path
) -> None:
    """P66, P111: escrow shares, old data and the newest keys: the living open, nobody else."""
    keys = without_root(story, tmp_path, "turned", "root-2.key")
    sealed = {
        name.name: folders.put(tmp_path / "sealed", name, 0o600, content)
        for moment in ("after", "turned")
        for name, _, content in folders.unpacked(story.shelf / f"K-{moment}" / "keys.tar")
        if name.name.startswith("escrow-")
    }
    restore = ("restore", "--data", str(story.shelf / "D-before"), "--keys", str(keys))
    quorum, too_few = "\n".join(story.shares[1:]), story.shares[0]
    lost, older, few, done, seen, found, *_ = told(
        empty, ("keepword", *restore),
        ("typed", quorum, *restore, "--escrow", str(sealed["escrow-1.sealed"])),
        ("typed", too_few, *restore, "--escrow", str(sealed["escrow-2.sealed"])),
        ("typed", quorum, *restore, "--escrow", str(sealed["escrow-2.sealed"])), *story.sight(),
    )  # fmt: skip
    assert "root 2, which provider 'file' does not have" in refused(lost)
    assert "--escrow escrow-2.sealed" in refused(lost)
    assert "of generation 1; the keys lie under root 2" in refused(older)
    assert "2 are needed" in refused(few)
    good(done)
    assert_obeyed(story, seen)
    assert story.living(found) == FOUND_BY
    assert (empty.var / "keys" / "root-2.key").stat().st_mode & 0o077 == 0


def test_the_sealed_root_of_before_is_gone_after_the_turn(story: Story) -> None:
    """P66: whoever kept no copy of it finds none; what a kept copy is worth is in the docs."""
    folder = Layout(story.house.var).keys
    assert {path.name for path in folder.iterdir()} == {
        "escrow-2.sealed", "escrow.pub", "ledger-signing-key", "root-2.key",
    }  # fmt: skip


def test_a_restore_that_was_killed_opens_nothing_and_can_be_repeated(
    story: Story, empty: House
) -> None:
    """P66: between loading and obeying nothing may open, and the next run takes it back."""
    restore = ("restore", *story.pair("before", "turned"))
    told(empty, ("killed", *restore), ends=KILLED)
    with pytest.raises(Unfinished):
        unfinished.refuse(config(empty))
    done, seen, found, *_ = told(empty, ("keepword", *restore), *story.sight())
    assert "is taken back" in good(done)
    unfinished.refuse(config(empty))
    assert_obeyed(story, seen)
    assert story.living(found) == FOUND_BY


def test_data_go_beside_a_living_key_store_and_the_ledger_goes_on(story: Story) -> None:
    """P66, P88: today's keys, log and separate store stay; the data are those of before. A run that
    was killed is taken back to what was there."""
    house = story.estate.house(story.house.var.name)
    shutil.copytree(story.house.var, house.var)
    data = str(story.shelf / "D-before")
    restore = ("restore", "--data", data, "--in-place")
    told(house, ("killed", *restore), ends=KILLED)
    assert unfinished.take_back(config(house))
    assert not unfinished.take_back(config(house))
    was, _, _, _, before, done, seen, found, *_, after, verified = told(
        house, *story.sight(), ("integrate",), ("keepword", *restore), *story.sight(),
        ("integrate",), ("keepword", "ledger", "verify"),
    )  # fmt: skip
    assert story.named(was)["latecomer"]["PU6"] == "opened"
    assert story.named(was)["corrector"]["email"] == NEW_ADDRESS
    assert "the ledger is today's" in good(done)
    assert_obeyed(story, seen)
    assert story.living(found) == FOUND_BY
    good(verified)
    assert after > before > manifest.read(Path(data), "data").state.ledger_size


def of_data(part: str) -> Callable[[Story, Path], tuple[Path, Path]]:
    def damage(story: Story, folder: Path) -> tuple[Path, Path]:
        shutil.copytree(story.shelf / "D-before", folder / "D")
        (damaged,) = folder.glob(f"D/{part}")
        _flip(damaged)
        return folder / "D", story.shelf / "K-turned"

    return damage


def of_keys(part: str) -> Callable[[Story, Path], tuple[Path, Path]]:
    def damage(story: Story, folder: Path) -> tuple[Path, Path]:
        shutil.copytree(story.shelf / "K-turned", folder / "K")
        _flip(folder / "K" / part)
        return story.shelf / "D-before", folder / "K"

    return damage


def a_blob_is_missing(story: Story, folder: Path) -> tuple[Path, Path]:
    shutil.copytree(story.shelf / "D-before", folder / "D")
    next(folder.glob("D/blobs/*/*")).unlink()
    return folder / "D", story.shelf / "K-turned"


def a_blob_is_changed(story: Story, folder: Path) -> tuple[Path, Path]:
    shutil.copytree(story.shelf / "D-before", folder / "D")
    _flip(next(folder.glob("D/blobs/*/*")))
    return folder / "D", story.shelf / "K-turned"


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGE = {
    "data": of_data("data.dump"), "ledger": of_data("ledger.tar"),
    "listing": of_data("blobs.sha256"), "blob missing": a_blob_is_missing,
    "blob changed": a_blob_is_changed, "keys": of_keys("keys.dump"), "root": of_keys("keys.tar"),
}  # fmt: skip


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_found_before_anything_is_changed(
    story: Story, tmp_path: Path, kind: str
) -> None:
    """A pair is read before a house is touched (`cli.restore`), and when it is looked through."""
    data, keys = DAMAGE[kind](story, tmp_path)
    with pytest.raises(BackupDamaged):
        pairing.read_pair(data, keys)


def test_a_ledger_never_goes_back(story: Story, empty: House) -> None:
    """P88: newer checkpoints that lie here already are not contradicted."""
    layout, public = Layout(empty.var), Layout(story.house.var).ledger_public
    layout.make()
    shutil.copytree(public, layout.ledger_public, dirs_exist_ok=True)
    behind, done = told(
        empty, ("keepword", "restore", *story.pair("before", "turned")),
        ("keepword", "restore", *story.pair("turned", "turned")),
    )  # fmt: skip
    assert "were signed already" in refused(behind)
    assert "another KEEPWORD_VAR" in refused(behind)
    good(done)


def test_the_two_halves_hold_what_they_should(story: Story) -> None:
    """P82: no key with the data, nobody's data with the keys, and neither open to others."""
    data, keys = story.shelf / "D-after", story.shelf / "K-after"
    names = {path.name for path in (*data.iterdir(), *keys.iterdir())}
    assert names == {
        "manifest.json", "verified.json", "data.dump", "ledger.tar", "blobs", "blobs.sha256",
        "keys.dump", "keys.tar",
    }  # fmt: skip
    for path in (data, keys, *data.rglob("*"), *keys.iterdir()):
        assert path.stat().st_mode & 0o077 == 0
    assert b"keystore" not in (data / "data.dump").read_bytes()
    assert b"vault" not in (keys / "keys.dump").read_bytes()
    for moment, root in (("after", 1), ("turned", 2)):
        tar = story.shelf / f"K-{moment}" / "keys.tar"
        stored = {name.as_posix() for name, _, _ in folders.unpacked(tar)}
        opens = {f"root-{root}.key", f"escrow-{root}.sealed"}
        assert stored == {"ledger-signing-key", "escrow.pub", *opens}
        assert manifest.read(tar.parent, "keys").state.root == root
    said = manifest.read(keys, "keys").state
    assert said.newest_erasure > manifest.read(data, "data").state.taken_at[:10]
    assert said.taken_at > manifest.read(data, "data").state.taken_at
    objects = manifest.read(story.shelf / "D-before", "data").blobs
    assert objects == manifest.Objects("folder", 2, objects.size if objects else 0, 0)


def test_outside_tools_check_the_blobs(story: Story) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "blobs.sha256"],
        cwd=story.shelf / "D-before", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.count(": OK")) == (0, 2)


def test_keys_are_replaced_at_a_turn_and_it_says_what_is_to_be_destroyed(story: Story) -> None:
    """P66."""
    _, _, _, _, beside, replaced, *_ = story.told
    assert "holds keys under root 1; root 2 is in force" in refused(beside)
    assert not (story.shelf / "K-beside").exists()
    said = good(replaced)
    assert "Replaced and destroyed: the keys of" in said
    assert "Destroy every other copy of keys under root 1" in said
    rolling = story.shelf / "rolling"
    assert [path.name for path in rolling.iterdir()] == ["K"]
    assert manifest.read(rolling / "K", "keys").state.root == 2


def test_a_backup_is_looked_through_and_says_so(story: Story) -> None:
    """P88: today's ledger continues the one of the backup, entry by entry."""
    both, alone = map(good, story.told[-3:-1])
    assert "Whole and readable" in both
    assert "2 blobs" in both
    assert "Its ledger has 8 published entries; today's ledger continues it." in both
    assert "1 blobs" in alone
    for name in ("D-before", "K-turned", "D-after"):
        assert manifest.verified_at(story.shelf / name) is not None
    assert manifest.verified_at(story.shelf / "K-before") is None


def test_older_tables_are_brought_to_those_of_the_keys(story: Story, empty: House) -> None:
    """P66: an upgrade in between does not make an old backup of the data worthless."""
    old, keys = story.shelf / "D-old-tables", story.shelf / "K-turned"
    tables = manifest.glance(old, "data").state.of_app("keepword_vault")
    assert tables < manifest.glance(keys, "keys").state.of_app("keepword_vault")
    done, seen, found, *_ = told(
        empty, ("keepword", "restore", "--data", str(old), "--keys", str(keys)), *story.sight()
    )
    good(done)
    assert_obeyed(story, seen)
    assert story.living(found) == FOUND_BY
