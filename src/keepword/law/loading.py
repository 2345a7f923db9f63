"""Reading a law pack: YAML texts in, a coherent pack out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from keepword.foundation.building import build
from keepword.foundation.errors import Fault, Message, PolicyNotLoadable
from keepword.foundation.marked_yaml import Marked, Path, read_yaml
from keepword.law.model import LawPack


def load_pack(files: Mapping[str, str]) -> LawPack:
    """Build a law pack from its files (name to text).

    Raises `PolicyNotLoadable` with file, line and remedy of every fault: bad values, doubled
    ids, and citations of articles or acts that the pack does not hold.
    """
    values: dict[str, Any] = {}
    owners: dict[str, Marked] = {}
    for name in sorted(files):
        if not name.endswith(".yaml"):
            continue
        marked = read_yaml(name, files[name])
        for chapter, value in marked.value.items():
            values[chapter] = value
            owners[chapter] = marked

    def where(path: Path) -> tuple[str, int]:
        marked = owners.get(str(path[0])) if path else None
        return (marked.file, marked.line(path)) if marked else ("pack.yaml", 1)

    pack = build(LawPack, values, where)
    if not isinstance(pack, LawPack):
        raise PolicyNotLoadable(pack)
    faults = tuple(
        Fault(*where(path), "unknown-article", message, _REMEDY)
        for path, message in _dangling(pack)
    )
    if faults:
        raise PolicyNotLoadable(faults)
    return pack


_REMEDY = Message("Add it to the pack, or correct the citation.", "법령집에 추가하거나 고치세요.")


def _dangling(pack: LawPack) -> Iterator[tuple[Path, Message]]:
    acts = {act.id for act in pack.acts}
    for n, article in enumerate(pack.articles):
        if article.id.rsplit(" ", 1)[0] not in acts:
            yield ("articles", n, "id"), _unknown(article.id)
    for n, rule in enumerate(pack.rules):
        for m, cited in enumerate(rule.articles):
            if cited not in pack.article_index:
                yield ("rules", n, "articles", m), _unknown(cited)
    for n, schedule in enumerate(pack.schedules):
        if schedule.article not in pack.article_index:
            yield ("schedules", n, "article"), _unknown(schedule.article)
    for name, cited_by in pack.grounds.items():
        for m, cited in enumerate(cited_by):
            if cited not in pack.article_index:
                yield ("grounds", name, m), _unknown(cited)
    for n, body in enumerate(pack.bodies):
        if body.article and body.article not in pack.article_index:
            yield ("bodies", n, "article"), _unknown(body.article)


def _unknown(cited: str) -> Message:
    return Message(f"'{cited}' is not in the pack.", f"'{cited}'이(가) 법령집에 없습니다.")
