"""Doubts about as-printed overrides: slips of the published document that no longer apply."""

from __future__ import annotations

from collections.abc import Iterator

from keepword.foundation.errors import BindingError, Message
from keepword.foundation.marked_yaml import Path
from keepword.foundation.nodes import AsPrinted, Text, Verbatim
from keepword.policy.check.finding import Flaw
from keepword.policy.check.sight import Sight, walk
from keepword.policy.model.base import Cited
from keepword.policy.model.policy import Policy
from keepword.policy.prose.render import render
from keepword.policy.prose.template import BlockTemplate, ProseTemplate, SectionTemplate, pieces

_REMEDY = Message(
    "Remove the override, or correct what it stands for (as_printed.of).",
    "덮어쓰기를 지우거나 대상(as_printed.of)을 고치세요.",
)


def stale_override(sight: Sight) -> Iterator[Flaw]:
    """Overrides whose `of` is no longer what stands there, so that they do nothing."""
    yield from _in_data(sight.policy)
    for template in sight.prose.values():
        yield from _in_prose(sight.policy, template)


def _in_data(policy: Policy) -> Iterator[Flaw]:
    clauses: dict[Path, str | None] = {}
    for path, node in walk(policy):
        clauses[path] = _clause(policy, node) or _around(clauses, path)
        if not isinstance(node, (Text, Verbatim)) or node.as_printed is None:
            continue
        clean = node.en if isinstance(node, Text) else node.value
        if node.as_printed.of != clean:
            key = ".".join(_names(policy, path))
            yield Flaw(key, clauses[path], path, _idle(node.as_printed, key), _REMEDY)


def _in_prose(policy: Policy, template: ProseTemplate) -> Iterator[Flaw]:
    for n, section in enumerate(template.sections):
        for m, block in enumerate(section.blocks):
            slip = block.as_printed
            if slip is None or _changes_something(policy, template, section, block):
                continue
            file = f"prose.{template.language}.yaml"
            key = f"{file}:{section.section}.{m + 1}"
            place: Path = (file, "sections", n, "blocks", m)
            marked = (*block.clauses, *(c for p in pieces(block.text or "") for c in p.clauses))
            clause = next(iter(marked), None)
            yield Flaw(key, clause, place, _idle(slip, key), _REMEDY)


def _changes_something(
    policy: Policy, template: ProseTemplate, section: SectionTemplate, block: BlockTemplate
) -> bool:
    """Whether the block reads otherwise with its override than without."""

    def printed(one: BlockTemplate) -> list[str]:
        alone = section.model_copy(update={"blocks": (one,)})
        part = template.model_copy(update={"sections": (alone,)})
        document = render(policy, part, printed=True)
        return [b.text for s in document.sections for b in s.blocks]

    try:
        return printed(block) != printed(block.model_copy(update={"as_printed": None}))
    except BindingError:  # the loader's to report
        return True


def _clause(policy: Policy, node: object) -> str | None:
    name = getattr(node, "id", None)
    if isinstance(name, str) and policy.index.get(name) is node:
        return name
    if isinstance(node, Cited) and node.clauses:
        return node.clauses[0]
    return None


def _around(clauses: dict[Path, str | None], path: Path) -> str | None:
    while path:
        path = path[:-1]
        if path in clauses:
            return clauses[path]
    return None


def _names(policy: Policy, path: Path) -> Iterator[str]:
    """The path with members named by their id or item, so that it outlives a re-ordering."""
    value: object = policy
    for step in path:
        if isinstance(step, int) and isinstance(value, tuple):
            value = value[step]
            yield str(getattr(value, "id", None) or getattr(value, "item", None) or step)
        else:
            value = getattr(value, str(step))
            yield str(step)


def _idle(slip: AsPrinted, where: str) -> Message:
    return Message(
        f"The slip “{slip.is_}” is declared for “{slip.of}”, which no longer stands in {where}.",
        f"{where}: ‘{slip.of}’에 대한 원문 표기 ‘{slip.is_}’이(가) 남아 있지만 대상이 없습니다.",
    )
