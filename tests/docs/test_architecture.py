"""ARCHITECTURE.md draws the rings that are enforced and the settings that are read."""

from __future__ import annotations

import re
import tomllib

from keepword.runtime import config
from tests.docs.markdown import rows, section
from tests.docs.repository import ROOT, read

TEXT = read("ARCHITECTURE.md")


def layers() -> list[tuple[set[str], set[str]]]:
    """The rings of the import contract from the top: rooms that are there, and planned ones."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    found = []
    for layer in next(c for c in contracts if c["type"] == "layers")["layers"]:
        rooms = {room.strip() for room in re.split(r"[|:]", layer)}
        optional = {room for room in rooms if room.startswith("(")}
        found.append((rooms - optional, {room.strip("()") for room in optional}))
    return found


def named(cell: str) -> set[str]:
    """The names set as code in a cell."""
    return set(re.findall(r"`([a-z]+)`", cell))


def test_the_table_of_rooms_is_the_contract() -> None:
    table = [named(cells[1]) for cells in rows(section(TEXT, "Rooms and rings")) if len(cells) == 4]
    assert table == [rooms for rooms, _ in layers() if rooms]


def test_the_planned_rooms_are_those_the_contract_leaves_room_for() -> None:
    table = [named(cells[1]) for cells in rows(section(TEXT, "Planned rooms"))]
    assert set().union(*table) == set().union(*(planned for _, planned in layers()))


def test_a_planned_room_is_not_there_yet() -> None:
    planned = set().union(*(planned for _, planned in layers()))
    assert [room for room in sorted(planned) if (ROOT / "src" / "keepword" / room).exists()] == []


def test_every_setting_is_in_the_table() -> None:
    table = {cells[0] for cells in rows(section(TEXT, "Configuration"))}
    assert table == {cells[0] for cells in rows(config.__doc__ or "")}
