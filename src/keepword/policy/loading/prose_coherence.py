"""What makes prose incoherent with its data: bindings that lead nowhere, clauses left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from keepword.foundation.errors import Fault
from keepword.foundation.marked_yaml import Path
from keepword.foundation.nodes import Language
from keepword.policy.loading import prose_words as words
from keepword.policy.loading.bindings import binding_fault
from keepword.policy.loading.blocks import brace_fault, mark_fault
from keepword.policy.loading.places import Places
from keepword.policy.loading.translation import departures, file_of
from keepword.policy.loading.words import POINT, Found, unknown
from keepword.policy.model.policy import Policy
from keepword.policy.prose.binding import resolve
from keepword.policy.prose.template import BlockTemplate, ItemsLine, ProseTemplate, pieces

_FAMILIES = {"services": "PU", "cookies": "CK"}


def prose_incoherences(
    policy: Policy, prose: Mapping[Language, ProseTemplate], places: Places
) -> Iterator[Fault]:
    """Every fault of the prose against the data of `policy`, and of one language against the other.

    That a clause is left out is looked for only where the prose has no other fault: a mark that
    is broken would be reported twice.
    """
    faults = {
        language: [*places.faults(_order(template)), *places.faults(_blocks(policy, template))]
        for language, template in prose.items()
    }
    original = prose.get(policy.meta.source_language)
    if original is not None and not any(faults.values()):
        for language, template in prose.items():
            if template is not original:
                found = departures(original, template, places)
                faults[language].extend(places.faults(found))
    for language, template in prose.items():
        yield from faults[language] or places.faults(_left_out(policy, template))


def _order(template: ProseTemplate) -> Iterator[Found]:
    seen: list[int] = []
    for n, section in enumerate(template.sections):
        path: Path = (file_of(template), "sections", n, "section")
        if section.section in seen:
            yield path, words.section_twice(section.section)
        elif seen and section.section < seen[-1]:
            yield path, words.section_out_of_order(section.section, seen[-1])
        seen.append(section.section)


def _blocks(policy: Policy, template: ProseTemplate) -> Iterator[Found]:
    for n, section in enumerate(template.sections):
        for m, block in enumerate(section.blocks):
            here: Path = (file_of(template), "sections", n, "blocks", m)
            for path, found in _block(policy, block):
                yield (*here, *path), found


def _block(policy: Policy, block: BlockTemplate) -> Iterator[Found]:
    for n, mark in enumerate(block.clauses):
        if mark not in policy.index:
            yield ("clauses", n), words.dangling_mark(mark, policy.index)
    if block.items:
        yield from _items_line(policy, block.items)
    if block.text_kind is None or block.text is None:
        return
    at: Path = (block.text_kind,)
    fault = mark_fault(block.text) or brace_fault(block.text)
    if fault:
        yield at, fault
    parts = pieces(block.text)
    for mark in dict.fromkeys(mark for piece in parts for mark in piece.clauses):
        if mark not in policy.index:
            yield at, words.dangling_mark(mark, policy.index)
    for piece in parts:
        unbound = binding_fault(policy, piece) if piece.path else None
        if unbound:
            yield at, unbound


def _items_line(policy: Policy, line: ItemsLine) -> Iterator[Found]:
    point = policy.point_index.get(line.point)
    if point is None:
        yield ("items", "point"), unknown(POINT, line.point, policy.point_index)
        return
    used = list(dict.fromkeys(entry.requirement.value for entry in point.entries))
    if line.requirement.value not in used:
        found = words.nothing_to_list(point.id, line.requirement.value, used)
        yield ("items", "requirement"), found


def _left_out(policy: Policy, template: ProseTemplate) -> Iterator[Found]:
    """Clauses that the clean page does not render: no sentence, or only a blank one."""
    said: set[str] = set()
    blank: dict[str, tuple[Path, str]] = {}
    for n, section in enumerate(template.sections):
        for m, block in enumerate(section.blocks):
            here: Path = (file_of(template), "sections", n, "blocks", m)
            for mark, empty in _said(policy, block):
                if empty:
                    blank[mark] = (here, empty)
                else:
                    said.add(mark)
    for n, clause in enumerate(policy.clauses):
        if clause.id in said:
            continue
        if clause.id in blank:
            path, empty = blank[clause.id]
            yield path, words.blank_clause(clause.id, empty)
        else:
            yield ("clauses", n), words.left_out(clause.id, file_of(template))


def _said(policy: Policy, block: BlockTemplate) -> Iterator[tuple[str, str]]:
    """Each mark a block renders on the clean page, with the binding that leaves it blank, if any.

    Page furniture is not on that page; a line is blank if none of its bindings has a value.
    """
    if block.each:
        for purpose in policy.purposes:
            if purpose.id.startswith(_FAMILIES[block.each]):
                yield from ((clause, "") for clause in purpose.clauses)
    if block.each or block.furniture is not None:
        return
    parts = pieces(block.text or "")
    bound = [piece.path for piece in parts if piece.path]
    empty = [path for path in bound if resolve(policy, path) is None]
    gone = bound[0] if bound and len(empty) == len(bound) else ""
    yield from ((clause, gone) for clause in block.clauses)
    for piece in parts:
        blank = piece.path if piece.path in empty else gone
        yield from ((clause, blank) for clause in piece.clauses)
