"""From the data files of a folder to the chapters of a policy, still as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from keepword.foundation.building import Explain
from keepword.foundation.errors import Fault, Message, PolicyNotLoadable
from keepword.foundation.guessing import nearest
from keepword.foundation.marked_yaml import Marked, Path, read_yaml
from keepword.foundation.refusal import Refusal, Words
from keepword.foundation.shapes import field_names
from keepword.policy.loading.places import Places
from keepword.policy.loading.processor_table import explain_cell, read_processors
from keepword.policy.loading.prose_reading import PROSE
from keepword.policy.model.policy import Policy

PROCESSORS = "processors.csv"


@dataclass(slots=True)
class Chapters:
    """Chapters by name, and the faults of the files as such.

    `tabled` tells whether the processors were read from the table.
    """

    values: dict[str, Any] = field(default_factory=dict)
    tabled: bool = False
    faults: list[Fault] = field(default_factory=list)


def read_chapters(files: Mapping[str, str], places: Places) -> Chapters:
    """Every chapter that `files` hold; `places` learns where each stands."""
    chapters = Chapters()
    for name in sorted(files):
        if not name.endswith(".yaml") or name in PROSE:
            continue
        try:
            marked = read_yaml(name, files[name])
        except PolicyNotLoadable as error:
            chapters.faults.extend(error.faults)
            continue
        chapters.faults.extend(_add(marked, chapters.values, places))
    for name in sorted(files):
        if name.endswith(".csv"):
            _add_table(name, files[name], chapters, places)
    return chapters


def _add(marked: Marked, values: dict[str, Any], places: Places) -> Iterator[Fault]:
    if not isinstance(marked.value, dict):
        yield Fault(marked.file, 1, *_NO_CHAPTERS)
        return
    for chapter, value in marked.value.items():
        if chapter in values:
            other = places.where((chapter,))[0]
            line = marked.line((chapter,))
            yield Fault(marked.file, line, *_twice(chapter, other))
            continue
        values[chapter] = value
        places.add(chapter, marked)


def _add_table(name: str, text: str, chapters: Chapters, places: Places) -> None:
    if name != PROCESSORS:
        chapters.faults.append(Fault(name, 0, *_strange_table(name)))
        return
    if "processors" in chapters.values:
        other = places.where(("processors",))[0]
        chapters.faults.append(Fault(name, 1, *_twice("processors", other)))
        return
    table = read_processors(name, text)
    chapters.faults.extend(table.faults)
    chapters.values["processors"] = table.rows
    chapters.tabled = True
    lines: dict[Path, int] = {("processors", n): line for n, line in enumerate(table.lines)}
    places.add("processors", Marked(name, table.rows, lines))


def explainer(chapters: Chapters) -> Explain:
    """Words for chapters that are missing or unknown, and for the cells of the table."""

    def explain(refusal: Refusal) -> Words | None:
        if len(refusal.path) == 1 and refusal.kind == "missing":
            return _missing(refusal.name)
        if len(refusal.path) == 1 and refusal.kind == "extra_forbidden":
            return _unknown(refusal.name)
        if chapters.tabled and refusal.path[0] == "processors":
            return explain_cell(refusal)
        return None

    return explain


def _missing(chapter: str) -> Words:
    return (
        "missing-chapter",
        Message(f"The chapter '{chapter}' is missing.", f"필요한 장(章)이 없습니다: '{chapter}'."),
        Message(
            f"Write '{chapter}:' in this file, or in a file of its own.",
            f"이 파일이나 새 파일에 '{chapter}:' 장을 쓰세요.",
        ),
    )


def _unknown(chapter: str) -> Words:
    meant = nearest(chapter, field_names(Policy))
    return (
        "unknown-chapter",
        Message(f"A policy has no chapter '{chapter}'.", f"방침에 없는 장(章)입니다: '{chapter}'."),
        Message(f"Did you mean '{meant}:'?", f"혹시 '{meant}:'인가요?")
        if meant
        else Message(
            "Remove it, or indent it into its chapter.", "지우거나 제 장 안으로 들여쓰세요."
        ),
    )


def _twice(chapter: str, other: str) -> Words:
    return (
        "chapter-twice",
        Message(
            f"The chapter '{chapter}' stands here and in {other}.",
            f"같은 장(章)이 여기와 {other}에 모두 있습니다: '{chapter}'.",
        ),
        Message(f"Keep '{chapter}' in one of the two files.", f"한 파일에만 두세요: '{chapter}'."),
    )


def _strange_table(name: str) -> Words:
    return (
        "unknown-table",
        Message(f"Nothing reads the table {name}.", f"쓰이지 않는 표 파일입니다: {name}."),
        Message(
            f"Rename it to {PROCESSORS}, or remove it.",
            f"파일 이름을 바꾸거나({PROCESSORS}) 파일을 지우세요.",
        ),
    )


_NO_CHAPTERS: Words = (
    "no-chapters",
    Message(
        "This file does not begin with a chapter.", "장(章) 이름으로 시작하지 않는 파일입니다."
    ),
    Message(
        "Start it with a chapter's name, like 'purposes:'.",
        "'purposes:'처럼 장 이름으로 시작하세요.",
    ),
)
