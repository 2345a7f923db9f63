"""`keepword doctor` on the machine: files, disks, clocks, accounts, memory, and what runs."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from keepword.runtime import clock, config
from keepword.runtime.doctor import files, machine, storage, timekeeping
from keepword.runtime.doctor import house as house_checks
from keepword.runtime.doctor.finding import Level
from keepword.runtime.layout import Layout
from keepword.runtime.locks import FileLock
from tests.runtime.house import PATIENCE


def test_a_python_that_is_too_old_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.python().level is Level.OK
    monkeypatch.setattr(machine, "OLDEST_PYTHON", (4, 0))
    assert machine.python().level is Level.MEND


@pytest.mark.parametrize(("uid", "level"), [(0, Level.NOTE), (1000, Level.OK)])
def test_running_as_root_is_worth_a_note(
    monkeypatch: pytest.MonkeyPatch, uid: int, level: Level
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: uid)
    assert machine.account().level is level


def test_a_secret_that_others_may_read_is_found(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "var")
    layout.make()
    secret = layout.secrets / "db-web"
    secret.write_text("not so secret", "utf-8")
    secret.chmod(0o644)
    bad = [each for each in files.permissions(layout, layout.keys) if each.level is Level.MEND]
    assert [(each.id, str(secret) in each.seen) for each in bad] == [("secret-permissions", True)]


@pytest.mark.parametrize("folder", ["", "log", "secrets", "keys", "postgres/data"])
def test_a_folder_that_others_may_write_is_found(tmp_path: Path, folder: str) -> None:
    layout = Layout(tmp_path / "var")
    layout.make()
    (layout.postgres / "data").mkdir(mode=0o700)
    layout.keys.mkdir(mode=0o700)
    assert {each.level for each in files.permissions(layout, layout.keys)} == {Level.OK}
    (layout.var / folder).chmod(0o777)
    bad = [each for each in files.permissions(layout, layout.keys) if each.level is Level.MEND]
    assert [str(layout.var / folder) in each.seen for each in bad] == [True]


def test_a_clock_before_its_time_or_behind_its_own_logs_is_found(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "var")
    layout.make()
    now = time.time()
    assert timekeeping.plausible(layout, now).level is Level.OK
    assert timekeeping.plausible(layout, 0.0).level is Level.MEND
    log = layout.logs / "web.log"
    log.touch()
    os.utime(log, (now + 86_400, now + 86_400))
    assert timekeeping.plausible(layout, now).level is Level.MEND


def test_a_house_without_mail_or_with_a_moved_clock_is_worth_a_note(tmp_path: Path) -> None:
    var = {"KEEPWORD_VAR": str(tmp_path)}
    demo = config.load({**var, "KEEPWORD_DEMO": "1"})
    real = config.load(var)
    mailing = {"KEEPWORD_SMTP": "smtps://me:pw@mail.example.org", "KEEPWORD_MAIL_FROM": "a@b.kr"}
    assert house_checks.mail(real).level is Level.NOTE
    assert house_checks.mail(demo).level is Level.OK
    seen = house_checks.mail(config.load({**var, **mailing}))
    assert (seen.level, seen.seen) == (Level.OK, "mail.example.org:465 (tls)")
    assert house_checks.moved_clock(real).level is Level.OK
    clock.move(tmp_path / "demo-clock", datetime(2031, 5, 1, tzinfo=UTC))
    assert house_checks.moved_clock(real).level is Level.NOTE
    assert "--now now" in str(house_checks.moved_clock(demo).remedy)


def test_acts_that_wait_too_long_are_found_only_while_everything_runs(tmp_path: Path) -> None:
    settings = config.load({"KEEPWORD_VAR": str(tmp_path)})
    layout = settings.layout
    layout.make()
    late = clock.real() - timedelta(seconds=11)
    assert house_checks.waiting(settings, 0, None).level is Level.OK
    assert house_checks.waiting(settings, 2, late).level is Level.OK
    lock = FileLock(layout.run / "supervisor.lock")
    lock.acquire()
    (layout.run / "supervisor.json").write_text('{"url": "x", "demo": false}', "utf-8")
    assert house_checks.waiting(settings, 2, clock.real()).level is Level.OK
    assert house_checks.waiting(settings, 2, late).level is Level.MEND
    lock.release()
    assert house_checks.waiting(settings, 2, late).level is Level.OK


def test_a_full_disk_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert storage.room(tmp_path / "not-made-yet").level is Level.OK
    monkeypatch.setattr(storage, "LEAST_FREE", 2**62)
    assert storage.room(tmp_path).level is Level.MEND


def test_keys_on_the_disk_of_the_data_are_worth_a_note(tmp_path: Path) -> None:
    found = storage.keys_apart(tmp_path / "keys", tmp_path / "var")
    assert (found.id, found.level) == ("keys-apart", Level.NOTE)
    assert storage.keys_apart(Path("/proc"), tmp_path).level is Level.OK


@pytest.mark.parametrize(
    ("root", "level"),
    [("file", Level.NOTE), ("pkcs11:/lib?token=t", Level.OK), ("kms:?region=x", Level.OK)],
)
def test_a_root_whose_end_nothing_proves_is_worth_a_note(root: str, level: Level) -> None:
    found = storage.finality(root)
    assert (found.id, found.level) == ("root-finality", level)


@pytest.mark.parametrize(
    ("kind", "rotational", "level"),
    [("ext4", "1", Level.OK), ("btrfs", "1", Level.NOTE), ("ext4", "0", Level.NOTE)],
)
def test_a_medium_that_keeps_what_was_overwritten_is_worth_a_note(
    tmp_path: Path, kind: str, rotational: str, level: Level
) -> None:
    """The kernel's own files, as proc(5) and sysfs lay them out; a partition is below its disk."""
    keys = tmp_path / "a b" / "keys"
    keys.mkdir(parents=True)
    mounts, point = tmp_path / "mountinfo", str(tmp_path / "a b").replace(" ", "\\040")
    mounts.write_text(
        "22 1 8:0 / / rw shared:1 - xfs /dev/sda rw\n"
        f"23 22 8:17 / {point} rw shared:2 - {kind} /dev/sdb1 rw\n",
        "utf-8",
    )
    (tmp_path / "sdb" / "sdb1").mkdir(parents=True)
    (tmp_path / "sdb" / "queue").mkdir()
    (tmp_path / "sdb" / "queue" / "rotational").write_text(f"{rotational}\n", "ascii")
    devices = tmp_path / "block"
    devices.mkdir()
    (devices / "8:17").symlink_to(tmp_path / "sdb" / "sdb1")
    found = storage.medium(keys, mounts, devices)
    assert (found.id, found.level) == ("keys-medium", level)
    assert storage.medium(keys, tmp_path / "none", devices).level is Level.OK


def test_one_account_for_web_and_keys_is_worth_a_note() -> None:
    one = machine.accounts_apart({"web": 1000, "worker": 1000, "keys": 1000})
    assert (one.id, one.level) == ("accounts-apart", Level.NOTE)
    assert machine.accounts_apart({}).level is Level.NOTE
    assert machine.accounts_apart({"web": 1000, "worker": 1000, "keys": 1001}).level is Level.OK


def test_a_clock_that_nobody_sets_is_worth_a_note() -> None:
    assert timekeeping.synchronised(timekeeping.UNSYNCHRONISED | 0x2001).level is Level.NOTE
    assert timekeeping.synchronised(0x2001).level is Level.OK
    assert timekeeping.synchronised(None).level is Level.OK
    seen = timekeeping.kernel_status()
    assert seen is None or 0 <= seen < 2**16


def test_core_dumps_that_go_to_a_handler_are_found(tmp_path: Path) -> None:
    """In a process of its own: a limit that was lowered does not rise again."""
    pattern = tmp_path / "core_pattern"
    pattern.write_text("|/usr/lib/crash-handler %p", "ascii")
    seen = [
        subprocess.run(
            [sys.executable, "-c", LIMITED, str(limit), str(pattern)],
            capture_output=True, text=True, check=True, timeout=PATIENCE,
        ).stdout.strip()
        for limit in (0, 1)
    ]  # fmt: skip
    assert seen == ["mend", "ok"]


LIMITED = """
import resource, sys
from pathlib import Path
from keepword.runtime.doctor import machine
resource.setrlimit(resource.RLIMIT_CORE, (int(sys.argv[1]),) * 2)
print(machine.core_dumps(Path(sys.argv[2])).level)
"""


def test_swap_is_worth_a_note(tmp_path: Path) -> None:
    table = tmp_path / "swaps"
    table.write_text("Filename\tType\tSize\n", "ascii")
    assert machine.swap(table).level is Level.OK
    table.write_text("Filename\tType\tSize\n/dev/sda2 partition 8\n", "ascii")
    assert machine.swap(table).level is Level.NOTE
