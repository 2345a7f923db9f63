"""SECURITY.md names every check of the doctor, and no check that there is not."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from pathlib import Path

from tests.docs.repository import read
from tests.runtime.house import House, opened

house_in = contextmanager(opened)


def named() -> set[str]:
    """The checks in the paragraphs that begin with "Doctor."."""
    paragraphs = re.findall(
        r"^- \*\*Doctor\.\*\*(.+?)(?=\n\n|\n- |\Z)", read("SECURITY.md"), re.MULTILINE | re.DOTALL
    )
    return {name for text in paragraphs for name in re.findall(r"`([a-z][a-z_-]+)`", text)}


def found(house: House) -> set[str]:
    """The checks that the doctor reports in `house`."""
    return {finding["id"] for finding in json.loads(house.command("doctor", "--json").stdout)}


def test_every_check_of_the_doctor_is_described(tmp_path: Path) -> None:
    with house_in(tmp_path / "whole") as whole, house_in(tmp_path / "broken") as broken:
        data = broken.var / "postgres" / "data"
        data.mkdir(parents=True)
        (data / "PG_VERSION").write_text("9\n", encoding="ascii")
        assert found(whole) | found(broken) == named()
