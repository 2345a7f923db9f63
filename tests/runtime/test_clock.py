"""One clock for all processes; only the demo's can be moved, and it runs on from there."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from keepword.runtime import clock
from keepword.runtime.errors import ConfigError
from tests.runtime.house import PATIENCE, House

SOON = timedelta(seconds=20)
ASKED = "from keepword.runtime import clock; print(clock.now().isoformat())"


def told(house: House) -> datetime:
    """What another process of the house says that the time is."""
    said = subprocess.run(
        [sys.executable, "-c", ASKED],
        env=house.env,
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    return datetime.fromisoformat(said.stdout.strip())


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2027-03-01", datetime(2027, 2, 28, 15, tzinfo=UTC)),
        ("2027-03-01T09:00", datetime(2027, 3, 1, tzinfo=UTC)),
        ("2027-03-01T09:00:00Z", datetime(2027, 3, 1, 9, tzinfo=UTC)),
        ("2027-03-01T09:00-05:00", datetime(2027, 3, 1, 14, tzinfo=UTC)),
        ("now", None),
    ],
)
def test_a_time_without_a_zone_is_korean(text: str, moment: datetime | None) -> None:
    assert clock.parse(text) == moment


@pytest.mark.parametrize("text", ["", "tomorrow", "2027-02-30", "1999-12-31", "2101-01-01", "nan"])
def test_what_is_no_time_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ConfigError) as refused:
        clock.parse(text)
    assert "2026-03-01" in refused.value.remedy.ko
    assert "2026-03-01" in refused.value.remedy.en


def test_a_moved_clock_runs_on_and_every_change_is_seen_at_once(tmp_path: Path) -> None:
    path = tmp_path / "demo-clock"
    moved = clock.Clock(path)
    assert abs(moved.now() - clock.real()) < SOON
    for wanted in (datetime(2031, 5, 1, tzinfo=UTC), datetime(2022, 5, 1, tzinfo=UTC)):
        clock.move(path, wanted)
        first, second = moved.now(), moved.now()
        assert wanted <= first < second < wanted + SOON
        assert abs(clock.real() - datetime.now(UTC)) < SOON
    clock.move(path, None)
    assert moved.offset() == timedelta()
    assert list(tmp_path.iterdir()) == []


def test_a_real_house_never_reads_the_file(house: House) -> None:
    house.var.mkdir()
    clock.move(house.var / "demo-clock", datetime(2031, 5, 1, tzinfo=UTC))
    assert abs(told(house) - clock.real()) < SOON
    house.environment["KEEPWORD_DEMO"] = "1"
    assert told(house).year == 2031


@pytest.mark.parametrize("arguments", [["--now", "2027-03-01"], ["--demo", "--now", "soon"]])
def test_a_clock_that_cannot_be_moved_ends_with_2(house: House, arguments: list[str]) -> None:
    refused = house.command("up", *arguments)
    assert refused.returncode == 2
    assert refused.stderr.splitlines()[0].startswith("--now: ")
    assert not house.var.exists()
