"""The doctor says loudly that nobody watches the ledger, or that a watcher objects (P88)."""

from __future__ import annotations

from pathlib import Path

import pytest

from keepword.ledger import witnesses as lists
from keepword.ledger.cosignatures import CosignerKey
from keepword.ledger.witnesses import Known, Memory, Policy, Witness
from keepword.runtime import config
from keepword.runtime.config import Config
from keepword.runtime.doctor.finding import Finding, Level
from keepword.runtime.doctor.witnesses import witnesses

A = Witness(CosignerKey("w.example/a", bytes(32)), "https://a.example")
B = Witness(CosignerKey("w.example/b", bytes([1]) * 32), "https://b.example")


@pytest.fixture
def house(tmp_path: Path) -> Config:
    return config.load({"KEEPWORD_VAR": str(tmp_path)})


def _seen(house: Config) -> list[Finding]:
    return list(witnesses(house))


def test_no_witness_is_said_outside_the_demo(house: Config, tmp_path: Path) -> None:
    (found,) = _seen(house)
    assert (found.level, found.seen) == (Level.NOTE, "no witness")
    demo = config.load({"KEEPWORD_VAR": str(tmp_path), "KEEPWORD_DEMO": "1"})
    assert [each.level for each in _seen(demo)] == [Level.OK]


def test_a_witness_that_is_silent_is_named_with_the_time(house: Config) -> None:
    lists.write(house.layout.ledger, Policy((A, B)))
    assert [each.level for each in _seen(house)] == [Level.OK]
    memory = Memory.read(house.layout.ledger)
    memory.note(A.key, Known().silent("not-reached", 1_790_000_000))
    quorum, silent = _seen(house)
    assert (quorum.level, silent.level) == (Level.OK, Level.MEND)
    assert silent.seen == "w.example/a: not-reached since 2026-09-21T14:13:20+00:00"
    memory.note(B.key, Known().silent("witness-forked", 1_790_000_000))
    quorum, _, forked = _seen(house)
    assert quorum.level is Level.MEND
    assert forked.remedy is not None
    assert "another log" in forked.remedy.en


def test_a_list_that_cannot_be_read_is_to_be_mended(house: Config) -> None:
    house.layout.ledger.mkdir(parents=True)
    (house.layout.ledger / lists.LIST_FILE).write_bytes(b"{")
    assert [(each.id, each.level) for each in _seen(house)] == [("witnesses", Level.MEND)]
