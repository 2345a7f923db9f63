"""The table of processors as CSV, a row a contract."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from keepword.foundation.errors import Fault, Message
from keepword.foundation.guessing import hint
from keepword.foundation.refusal import Refusal, Words
from keepword.foundation.refusals import words_of
from keepword.foundation.yaml_faults import unseen_characters

COLUMNS = (
    "id", "organisation_en", "organisation_ko", "service_en", "service_ko",
    "organisation_printed", "printed_instead_of", "purposes", "points", "country", "overseas_en",
    "overseas_ko", "note_en", "note_ko", "reading",
)  # fmt: skip
_BYTE_ORDER_MARK = "\ufeff"  # what spreadsheets put before the first cell


@dataclass(slots=True)
class Table:
    """Rows as values for `Processor`, the line of each (from 1), and faults of the table itself."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_processors(file: str, text: str) -> Table:
    """The table in `text`, as spreadsheets write it.

    `organisation_printed` is the published document's slip; it is printed instead of the name in
    `printed_instead_of`, and no longer once the name is another. `purposes` and `points` are our
    reading of the service, where the column `reading` names one.
    """
    table = Table(faults=list(unseen_characters(file, text)))
    records = list(_records(file, text.removeprefix(_BYTE_ORDER_MARK), table.faults))
    if table.faults:
        return table
    head = tuple(records[0][1]) if records else ()
    if head != COLUMNS:
        table.faults.append(Fault(file, 1, *_bad_head(head)))
        return table
    for line, cells in records[1:]:
        if len(cells) != len(head):
            table.faults.append(Fault(file, line, *_bad_row(len(cells), len(head))))
            continue
        table.rows.append(_row(dict(zip(head, cells, strict=True))))
        table.lines.append(line)
    return table


def _records(file: str, text: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the line it begins on."""
    reader = csv.reader(text.splitlines(keepends=True))
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            faults.append(Fault(file, line, *_UNREADABLE))
            return
        if cells:
            yield line, cells


def _row(cell: dict[str, str]) -> dict[str, Any]:
    organisation = _text(cell, "organisation") or {}
    if cell["organisation_printed"]:
        slip = {"of": cell["printed_instead_of"], "is": cell["organisation_printed"]}
        organisation["as_printed"] = slip
    read = ("purposes", "points") if cell["reading"] else ()
    return {
        "id": cell["id"],
        "organisation": organisation,
        "service": _text(cell, "service") or {},
        "purposes": cell["purposes"].split(),
        "points": cell["points"].split(),
        "country": cell["country"] or None,
        "overseas_sign": _text(cell, "overseas"),
        "note": _text(cell, "note"),
        "readings": dict.fromkeys(read, cell["reading"]),
    }


def _text(cell: dict[str, str], name: str) -> dict[str, Any] | None:
    found = {lang: cell[f"{name}_{lang}"] for lang in ("en", "ko") if cell[f"{name}_{lang}"]}
    return dict(found) or None


def explain_cell(refusal: Refusal) -> Words:
    """A refused value of a row, by the column it stands in."""
    column = _column(refusal)
    if refusal.kind in ("missing", "string_too_short"):
        return (
            "empty-cell",
            Message(
                f"The column {column} is empty in this row.",
                f"이 줄의 {column} 칸이 비어 있습니다.",
            ),
            Message(f"Fill in {column}.", f"{column} 칸을 채우세요."),
        )
    return words_of(replace(refusal, path=(*refusal.path[:2], column)))


def _column(refusal: Refusal) -> str:
    steps = [str(step) for step in refusal.path[2:] if isinstance(step, str)]
    if steps[:1] == ["readings"]:
        return "reading"
    if "as_printed" in steps:
        return "printed_instead_of" if steps[-1] == "of" else "organisation_printed"
    return "_".join(steps).replace("overseas_sign", "overseas")


def _bad_head(head: tuple[str, ...]) -> Words:
    missing = [column for column in COLUMNS if column not in head]
    strange = [column for column in head if column not in COLUMNS]
    en = f"missing: {', '.join(missing)}" if missing else "the columns stand in another order"
    ko = f"없는 열: {', '.join(missing)}" if missing else "열의 순서가 다릅니다"
    meant = hint(strange[0], missing) if strange else Message("", "")
    line = ",".join(COLUMNS)
    return (
        "table-head",
        Message(f"The head of the table is not right ({en}).", f"표의 머리글이 다릅니다({ko})."),
        Message(
            f"Write the first line so: {line}.{meant.en}",
            f"첫 줄을 다음과 같이 쓰세요: {line}.{meant.ko}",
        ),
    )


def _bad_row(cells: int, wanted: int) -> Words:
    return (
        "table-row",
        Message(
            f"This row has {cells} cells, the head has {wanted}.",
            f"이 줄의 칸은 {cells}개인데 머리글은 {wanted}개입니다.",
        ),
        Message(
            "Put a cell that holds a comma in double quotes, close each quote, count the commas.",
            "쉼표가 든 칸은 큰따옴표로 묶어 닫고, 쉼표 수를 확인하세요.",
        ),
    )


_UNREADABLE: Words = (
    "bad-table",
    Message("The table cannot be read from here on.", "여기부터 표를 읽을 수 없습니다."),
    Message("Look for a double quote that is not closed.", "닫히지 않은 큰따옴표를 찾으세요."),
)
