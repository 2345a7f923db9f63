"""Reading a policy folder. Reading from disk is the caller's: files come in as texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from keepword.foundation.building import build
from keepword.foundation.errors import Fault, Message, PolicyNotLoadable
from keepword.foundation.marked_yaml import Marked, Path, read_yaml
from keepword.foundation.nodes import Language
from keepword.law.model import LawPack
from keepword.policy.loading.coherence import incoherences
from keepword.policy.loading.places import Places
from keepword.policy.loading.processor_table import read_processors
from keepword.policy.loading.prose_coherence import prose_incoherences
from keepword.policy.model.policy import Policy
from keepword.policy.prose.template import ProseTemplate

_PROSE = {"prose.en.yaml": "en", "prose.ko.yaml": "ko"}
_PROCESSORS = "processors.csv"


@dataclass(frozen=True, slots=True)
class LoadedPolicy:
    """A coherent policy, its prose in each language, and where every datum stands."""

    policy: Policy
    prose: Mapping[Language, ProseTemplate]
    places: Places


def load(files: Mapping[str, str], laws: Mapping[str, LawPack]) -> LoadedPolicy:
    """Build a policy from `files` (name to text) under one of `laws` (id to pack).

    Raises `PolicyNotLoadable` with every fault found: file, line, what is wrong, how to mend it.
    """
    places = Places()
    chapters, faults = _chapters(files, places)
    prose = _prose(files, places, faults)
    if faults:
        raise PolicyNotLoadable(tuple(sorted(faults)))
    policy = build(Policy, chapters, places.where)
    if not isinstance(policy, Policy):
        raise PolicyNotLoadable(tuple(sorted(policy)))
    faults.extend(incoherences(policy, laws.get(policy.meta.law), places))
    faults.extend(prose_incoherences(policy, prose, places))
    if faults:
        raise PolicyNotLoadable(tuple(sorted(faults)))
    return LoadedPolicy(policy, prose, places)


def _chapters(files: Mapping[str, str], places: Places) -> tuple[dict[str, Any], list[Fault]]:
    chapters: dict[str, Any] = {}
    faults: list[Fault] = []
    for name in sorted(files):
        if not name.endswith(".yaml") or name in _PROSE:
            continue
        try:
            marked = read_yaml(name, files[name])
        except PolicyNotLoadable as error:
            faults.extend(error.faults)
            continue
        faults.extend(_add_chapters(marked, chapters, places))
    if _PROCESSORS in files:
        rows, lines, bad = read_processors(_PROCESSORS, files[_PROCESSORS])
        faults.extend(bad)
        chapters["processors"] = rows
        table: dict[Path, int] = {("processors", n): line for n, line in enumerate(lines)}
        places.add("processors", Marked(_PROCESSORS, rows, table))
    return chapters, faults


def _add_chapters(marked: Marked, chapters: dict[str, Any], places: Places) -> list[Fault]:
    if not isinstance(marked.value, dict):
        return [_not_chapters(marked.file)]
    faults: list[Fault] = []
    for chapter, value in marked.value.items():
        if chapter in chapters:
            faults.append(_twice(marked, chapter, places.where((chapter,))[0]))
        chapters[chapter] = value
        places.add(chapter, marked)
    return faults


def _prose(
    files: Mapping[str, str], places: Places, faults: list[Fault]
) -> dict[Language, ProseTemplate]:
    prose: dict[Language, ProseTemplate] = {}
    for name in sorted(_PROSE):
        if name not in files:
            faults.append(_no_prose(name))
            continue
        try:
            marked = read_yaml(name, files[name])
        except PolicyNotLoadable as error:
            faults.extend(error.faults)
            continue
        places.add(name, marked)

        def where(path: Path, marked: Marked = marked) -> tuple[str, int]:
            return marked.file, marked.line(path)

        built = build(ProseTemplate, marked.value, where)
        if isinstance(built, ProseTemplate):
            prose[built.language] = built
        else:
            faults.extend(built)
    return prose


def _not_chapters(file: str) -> Fault:
    return Fault(
        file,
        1,
        "no-chapters",
        Message("This file is not a mapping of chapters.", "이 파일은 장(章) 목록이 아닙니다."),
        Message(
            "Start it with a chapter's name, like 'purposes:'.",
            "'purposes:'처럼 장 이름으로 시작하세요.",
        ),
    )


def _twice(marked: Marked, chapter: str, other: str) -> Fault:
    return Fault(
        marked.file,
        marked.line((chapter,)),
        "chapter-twice",
        Message(
            f"The chapter '{chapter}' stands here and in {other}.",
            f"'{chapter}' 장이 여기와 {other}에 모두 있습니다.",
        ),
        Message("Keep it in one file.", "한 파일에만 두세요."),
    )


def _no_prose(name: str) -> Fault:
    return Fault(
        name,
        0,
        "no-prose",
        Message(f"The prose {name} is missing.", f"본문 {name} 파일이 없습니다."),
        Message(
            "Add it; docs/writing-a-policy.md shows the least it needs.",
            "파일을 추가하세요. 최소한의 예는 docs/writing-a-policy.md에 있습니다.",
        ),
    )
