"""The doctor says loudly that nobody watches the ledger, or that a watcher objects (P88)."""

from __future__ import annotations

from pathlib import Path

import pytest
import structlog

from keepword.ledger import witnesses as lists
from keepword.ledger.cosignatures import CosignerKey
from keepword.ledger.signing import Signer
from keepword.ledger.witnesses import Known, Memory, Policy, Witness
from keepword.runtime import config
from keepword.runtime.config import Config
from keepword.runtime.doctor.finding import Finding, Level
from keepword.runtime.doctor.witnesses import witnesses
from keepword.runtime.witnesses import Witnessing

A = Witness(CosignerKey("w.example/a", bytes(32)), "https://a.example")
B = Witness(CosignerKey("w.example/b", bytes([1]) * 32), "https://b.example")


@pytest.fixture
def house(tmp_path: Path) -> Config:
    return config.load({"KEEPWORD_VAR": str(tmp_path)})


def _seen(house: Config) -> list[Finding]:
    return list(witnesses(house))


def test_no_witness_is_to_be_mended_outside_the_demo(tmp_path: Path) -> None:
    """One is required unless the house says 0; the demo wants none."""

    def seen(**environ: str) -> tuple[Level, str]:
        (found,) = _seen(config.load({"KEEPWORD_VAR": str(tmp_path), **environ}))
        return found.level, found.seen

    assert seen() == (Level.MEND, "no witness, 1 needed")
    assert seen(KEEPWORD_WITNESS_QUORUM="2") == (Level.MEND, "no witness, 2 needed")
    assert seen(KEEPWORD_WITNESS_QUORUM="0") == (Level.NOTE, "no witness, 0 needed")
    assert seen(KEEPWORD_DEMO="1") == (Level.OK, "demo: no witness")


@pytest.mark.parametrize(("needed", "said"), [(2, 1), (0, 0)])
def test_the_log_says_once_that_a_required_witness_is_missing(
    tmp_path: Path, needed: int, said: int
) -> None:
    """Checkpoints are shown meanwhile, with our own signature alone."""
    signer = Signer.make_or_read(tmp_path, "example.org/log")
    asking = Witnessing(tmp_path, tmp_path / "public", signer, needed)
    with structlog.testing.capture_logs() as logs:
        for _ in range(3):
            asking.prepare()
            assert not signer.withholds
    assert [each["count"] for each in logs if each["event"] == "no-witness"] == [needed] * said
    lists.write(tmp_path, Policy((A,)))
    asking.prepare()
    assert signer.withholds is (needed > 0)


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
