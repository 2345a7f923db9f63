"""The table of processors is read as spreadsheets write it, each row with its line."""

from __future__ import annotations

import pytest

from keepword.foundation.errors import PolicyNotLoadable
from keepword.policies import library
from keepword.policy.loading import load
from keepword.policy.loading.processor_table import COLUMNS, read_processors
from tests.policy.test_loading import TEXTS

FILE = "processors.csv"
TABLE = TEXTS[FILE]
HEAD = ",".join(COLUMNS)
ROW = "T1,Oak,참나무,Care,관리,,,PU1,C1 C2,,,,,,"

SAME = {
    "as it is": TABLE,
    "with a byte order mark": "\ufeff" + TABLE,
    "with other line ends": TABLE.replace("\n", "\r\n"),
    "with blank lines at the end": TABLE + "\n\n",
    "without a last line end": TABLE.rstrip("\n"),
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_the_table_reads_the_same_however_a_spreadsheet_saves_it(text: str) -> None:
    table = read_processors(FILE, text)
    assert not table.faults
    assert len(table.rows) == 65
    assert table.rows == read_processors(FILE, TABLE).rows
    assert table.lines == list(range(2, 67))


def test_a_row_over_several_lines_has_the_line_it_begins_on() -> None:
    table = read_processors(FILE, f'{HEAD}\nT1,"Oak\nand Ash",참,A,가,,,,,,,,,,\n\n{ROW}\n')
    assert table.lines == [2, 5]
    assert table.rows[0]["organisation"]["en"] == "Oak\nand Ash"


def test_the_reading_of_a_row_stands_in_its_own_column() -> None:
    table = read_processors(FILE, f"{HEAD}\n{ROW}G5\n{ROW.replace('T1', 'T2')}\n")
    assert [row["readings"] for row in table.rows] == [{"purposes": "G5", "points": "G5"}, {}]


def test_a_slip_is_printed_only_instead_of_the_name_it_stands_for() -> None:
    """G23: rename the organisation in the table, and the new name is what gets printed."""
    renamed = {**TEXTS, FILE: TABLE.replace("T36,Baxter,", "T36,Baxter Korea,")}
    for files, printed in ((TEXTS, "Boxter"), (renamed, "Baxter Korea")):
        processors = load(files, library.laws()).policy.processors
        row = next(p for p in processors if p.id == "T36")
        assert row.organisation.say("en", printed=True) == printed


def test_every_purpose_read_into_the_table_is_marked_as_a_reading() -> None:
    policy = load(TEXTS, library.laws()).policy
    assert all(bool(p.readings) == bool(p.purposes) for p in policy.processors)
    assert {reading for p in policy.processors for reading in p.readings.values()} == {"G77"}


def test_a_misspelt_column_of_the_reading_is_refused() -> None:
    files = {**TEXTS, FILE: TABLE.replace(",note_ko,reading\n", ",note_ko,readings\n", 1)}
    with pytest.raises(PolicyNotLoadable) as refused:
        load(files, library.laws())
    assert [(f.line, f.code) for f in refused.value.faults] == [(1, "table-head")]
