"""Every decision record is listed, numbered without a gap, and has its parts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.markdown import rows
from tests.docs.repository import ROOT, read

FOLDER = ROOT / "docs" / "adr"
RECORDS = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
LISTED = {
    found[2]: (found[1], cells[1])
    for cells in rows(read("docs/adr/README.md"))
    if (found := re.fullmatch(r"\[(\d{4})\]\((.+)\)", cells[0]))
}


def test_the_index_lists_every_record() -> None:
    assert sorted(LISTED) == [record.name for record in RECORDS]


def test_the_numbers_have_no_gap() -> None:
    numbers = [int(record.name[:4]) for record in RECORDS]
    assert numbers == list(range(1, len(RECORDS) + 1))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_a_record_has_its_parts(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    number, title = LISTED[record.name]
    assert number == record.name[:4]
    assert text.startswith(f"# {number}: {title}\n\nDate: ")
    assert re.search(
        r"^Date: 20\d\d-\d\d-\d\d\. Status: (accepted|replaced by \d{4})\.", text, re.MULTILINE
    )
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
