"""SECURITY.md and docs/running-it.md name every check of the doctor, and none that there is not."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from pathlib import Path

from keepword.ledger import witnesses
from keepword.ledger.cosignatures import CosignerKey
from keepword.ledger.witnesses import Known, Memory, Policy, Witness
from tests.docs.markdown import rows, section
from tests.docs.repository import read
from tests.runtime.house import House, opened

house_in = contextmanager(opened)

_SILENT = Witness(CosignerKey("witness.example", bytes(32)), "https://witness.example")


def described() -> set[str]:
    """The checks in the paragraphs of SECURITY.md that begin with "Doctor."."""
    paragraphs = re.findall(
        r"^- \*\*Doctor\.\*\*(.+?)(?=\n\n|\n- |\Z)", read("SECURITY.md"), re.MULTILINE | re.DOTALL
    )
    return {name for text in paragraphs for name in re.findall(r"`([a-z][a-z_-]+)`", text)}


def listed() -> set[str]:
    """The checks in the table of docs/running-it.md."""
    table = rows(section(read("docs/running-it.md"), "What the doctor looks at"))
    return {name for cells in table for name in re.findall(r"`([a-z][a-z_-]+)`", cells[1])}


def found(house: House) -> set[str]:
    """The checks that the doctor reports in `house`."""
    return {finding["id"] for finding in json.loads(house.command("doctor", "--json").stdout)}


def broken(house: House) -> House:
    """With a server of another release, and a witness that does not answer."""
    data = house.var / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n", encoding="ascii")
    ledger = house.var / "ledger"
    ledger.mkdir()
    witnesses.write(ledger, Policy((_SILENT,)))
    Memory.read(ledger).note(_SILENT.key, Known().silent("not-reached", 1_790_000_000))
    return house


def test_every_check_of_the_doctor_is_described(tmp_path: Path) -> None:
    with house_in(tmp_path / "whole") as whole, house_in(tmp_path / "broken") as other:
        reported = found(whole) | found(broken(other))
        assert whole.command("db", "roles").returncode == 0  # and with it come tables
        reported |= found(whole)
    assert reported == described()
    assert reported == listed()
