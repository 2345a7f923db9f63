"""The table of processors as CSV, a row a contract."""

from __future__ import annotations

import csv
from typing import Any

from keepword.foundation.errors import Fault, Message

COLUMNS = (
    "id", "organisation_en", "organisation_ko", "service_en", "service_ko",
    "organisation_printed", "purposes", "points", "country", "overseas_en", "overseas_ko",
    "note_en", "note_ko",
)  # fmt: skip


def read_processors(file: str, text: str) -> tuple[list[dict[str, Any]], list[int], list[Fault]]:
    """Rows as values for `Processor`, the line of each (from 1), and faults of the table itself."""
    reader = csv.reader(text.splitlines())
    head = next(reader, [])
    if tuple(head) != COLUMNS:
        return [], [], [_bad_head(file, head)]
    rows: list[dict[str, Any]] = []
    lines: list[int] = []
    faults: list[Fault] = []
    for cells in reader:
        if len(cells) != len(COLUMNS):
            faults.append(_bad_row(file, reader.line_num, len(cells)))
            continue
        rows.append(_row(dict(zip(COLUMNS, cells, strict=True))))
        lines.append(reader.line_num)
    return rows, lines, faults


def _row(cell: dict[str, str]) -> dict[str, Any]:
    organisation = _text(cell, "organisation") or {}
    if cell["organisation_printed"]:
        clean = cell["organisation_en"]
        organisation["as_printed"] = {"of": clean, "is": cell["organisation_printed"]}
    row: dict[str, Any] = {
        "id": cell["id"],
        "organisation": organisation,
        "service": _text(cell, "service") or {},
        "purposes": cell["purposes"].split(),
        "points": cell["points"].split(),
        "country": cell["country"] or None,
        "overseas_sign": _text(cell, "overseas"),
        "note": _text(cell, "note"),
        "readings": {"purposes": "G77", "points": "G77"} if cell["purposes"] else {},
    }
    return row


def _text(cell: dict[str, str], name: str) -> dict[str, Any] | None:
    found = {lang: cell[f"{name}_{lang}"] for lang in ("en", "ko") if cell[f"{name}_{lang}"]}
    return dict(found) or None


def _bad_head(file: str, head: list[str]) -> Fault:
    missing = ", ".join(c for c in COLUMNS if c not in head) or "—"
    return Fault(
        file,
        1,
        "table-head",
        Message(
            f"The head of the table is not as it should be (missing: {missing}).",
            f"표의 머리글이 다릅니다(없는 열: {missing}).",
        ),
        Message(f"Write: {','.join(COLUMNS)}", f"다음과 같이 쓰세요: {','.join(COLUMNS)}"),
    )


def _bad_row(file: str, line: int, cells: int) -> Fault:
    return Fault(
        file,
        line,
        "table-row",
        Message(
            f"This row has {cells} cells, the head has {len(COLUMNS)}.",
            f"이 줄의 칸은 {cells}개인데 머리글은 {len(COLUMNS)}개입니다.",
        ),
        Message(
            "Put a cell that holds a comma in double quotes, and count the commas.",
            "쉼표가 든 칸은 큰따옴표로 묶고 쉼표 수를 확인하세요.",
        ),
    )
