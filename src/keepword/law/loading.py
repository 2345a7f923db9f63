"""Reading a law pack: YAML texts in, a coherent pack out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from keepword.foundation.building import build
from keepword.foundation.errors import Fault, Message, PolicyNotLoadable
from keepword.foundation.marked_yaml import Marked, Path, read_yaml
from keepword.law.model import LawPack


def load_pack(files: Mapping[str, str]) -> LawPack:
    """Build a law pack from its files (name to text).

    Raises `PolicyNotLoadable` with file, line and remedy of every fault: bad YAML, bad values, a
    chapter in two files, doubled ids, citations of articles or acts that the pack does not hold,
    and rules that end before they begin.
    """
    chapters = _Chapters()
    for name in sorted(files):
        if name.endswith(".yaml"):
            chapters.add(read_yaml(name, files[name]))
    if chapters.faults:
        raise PolicyNotLoadable(tuple(chapters.faults))
    pack = build(LawPack, chapters.values, chapters.where)
    if not isinstance(pack, LawPack):
        raise PolicyNotLoadable(pack)
    faults = tuple(
        Fault(*chapters.where(path), code, message, remedy)
        for path, code, message, remedy in _incoherences(pack)
    )
    if faults:
        raise PolicyNotLoadable(faults)
    return pack


class _Chapters:
    """The chapters of a pack, and which file each was read from."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.faults: list[Fault] = []
        self._owners: dict[str, Marked] = {}

    def add(self, marked: Marked) -> None:
        if not isinstance(marked.value, dict):
            self.faults.append(Fault(marked.file, 1, "no-chapters", *_NO_CHAPTERS))
            return
        for chapter, value in marked.value.items():
            if chapter in self._owners:
                words = _twice(chapter, self._owners[chapter].file)
                line = marked.line((chapter,))
                self.faults.append(Fault(marked.file, line, "chapter-twice", *words))
            self.values[chapter] = value
            self._owners[chapter] = marked

    def where(self, path: Path) -> tuple[str, int]:
        """File and line of `path`; the pack's first line where nothing stands there."""
        marked = self._owners.get(str(path[0])) if path else None
        return (marked.file, marked.line(path)) if marked else ("pack.yaml", 1)


_Finding = tuple[Path, str, Message, Message]


def _incoherences(pack: LawPack) -> Iterator[_Finding]:
    yield from _doubled(pack)
    for path, cited in _citations(pack):
        if cited not in pack.article_index:
            yield path, "unknown-article", _unknown(cited), _CITE
    for n, article in enumerate(pack.articles):
        if article.act not in pack.act_index:
            yield ("articles", n, "id"), "unknown-act", _unknown(article.act), _CITE
    for n, rule in enumerate(pack.rules):
        if rule.until is not None and rule.until <= rule.since:
            yield ("rules", n, "until"), "dates-out-of-order", *_NEVER_HOLDS


def _doubled(pack: LawPack) -> Iterator[_Finding]:
    chapters: dict[str, Iterable[Any]] = {
        "acts": pack.acts,
        "articles": pack.articles,
        "rules": pack.rules,
        "schedules": pack.schedules,
        "bodies": pack.bodies,
    }
    for chapter, members in chapters.items():
        yield from _repeated((chapter,), (member.id for member in members))
    for n, schedule in enumerate(pack.schedules):
        yield from _repeated(("schedules", n, "records"), (kind.id for kind in schedule.records))


def _repeated(path: Path, names: Iterable[str]) -> Iterator[_Finding]:
    seen: set[str] = set()
    for n, name in enumerate(names):
        if name in seen:
            message = Message(f"'{name}' stands twice.", f"'{name}'이(가) 두 번 나옵니다.")
            yield (*path, n, "id"), "doubled-id", message, _ONE
        seen.add(name)


def _citations(pack: LawPack) -> Iterator[tuple[Path, str]]:
    for n, rule in enumerate(pack.rules):
        for m, cited in enumerate(rule.articles):
            yield ("rules", n, "articles", m), cited
    for n, schedule in enumerate(pack.schedules):
        yield ("schedules", n, "article"), schedule.article
    for n, body in enumerate(pack.bodies):
        if body.article:
            yield ("bodies", n, "article"), body.article
    for name, cited_by in pack.grounds.items():
        for m, cited in enumerate(cited_by):
            yield ("grounds", name, m), cited


_CITE = Message("Add it to the pack, or correct the citation.", "법령집에 추가하거나 고치세요.")
_ONE = Message("Remove one, or give it an id of its own.", "하나를 지우거나 다른 이름을 주세요.")
_NO_CHAPTERS = (
    Message("This file is not a mapping of chapters.", "이 파일은 장(章) 목록이 아닙니다."),
    Message("Start it with a chapter, like 'rules:'.", "'rules:'처럼 장 이름으로 시작하세요."),
)
_NEVER_HOLDS = (
    Message("The rule ends before it begins.", "규칙이 시작되기 전에 끝납니다."),
    Message("Give an end after 'since'.", "'since'보다 뒤의 날짜를 적으세요."),
)


def _twice(chapter: str, other: str) -> tuple[Message, Message]:
    return (
        Message(
            f"The chapter '{chapter}' stands here and in {other}.",
            f"'{chapter}' 장이 여기와 {other}에 모두 있습니다.",
        ),
        Message("Keep it in one file.", "한 파일에만 두세요."),
    )


def _unknown(cited: str) -> Message:
    return Message(f"'{cited}' is not in the pack.", f"'{cited}'이(가) 법령집에 없습니다.")
