"""Whether prose in two languages says the same: section by section, block by block."""

from __future__ import annotations

from collections.abc import Iterator

from keepword.foundation.marked_yaml import Path
from keepword.foundation.refusal import Words
from keepword.policy.loading import prose_words as words
from keepword.policy.loading.places import Places
from keepword.policy.loading.words import Found
from keepword.policy.prose.template import BlockTemplate, ProseTemplate, SectionTemplate, pieces


def file_of(template: ProseTemplate) -> str:
    """The file that prose in the template's language stands in."""
    return f"prose.{template.language}.yaml"


def departures(
    original: ProseTemplate, translation: ProseTemplate, places: Places
) -> Iterator[Found]:
    """Every place where `translation` has other blocks, marks or bindings than `original`.

    Both may word and order a block's parts as their language wants.
    """
    yield from _sections(original, translation)
    there = {section.section: n for n, section in enumerate(original.sections)}
    for n, section in enumerate(translation.sections):
        if section.section not in there:
            continue
        origin: Path = (file_of(original), "sections", there[section.section])
        found = _section(original.sections[there[section.section]], section, origin, places)
        for path, what in found:
            yield (file_of(translation), "sections", n, *path), what


def _sections(original: ProseTemplate, translation: ProseTemplate) -> Iterator[Found]:
    wanted = [section.section for section in original.sections]
    given = [section.section for section in translation.sections]
    file = file_of(translation)
    for n, number in enumerate(given):
        if number not in wanted:
            part = words.sections_part(number, file_of(original), missing=False)
            yield (file, "sections", n), part
    for number in wanted:
        if number not in given:
            later = next((n for n, other in enumerate(given) if other > number), len(given) - 1)
            part = words.sections_part(number, file_of(original), missing=True)
            yield (file, "sections", later), part


def _section(
    original: SectionTemplate, translation: SectionTemplate, origin: Path, places: Places
) -> Iterator[Found]:
    here, there = translation.blocks, original.blocks
    if len(here) != len(there):
        parted = _first_difference(here, there)
        at = min(parted, len(here) - 1)
        where = _line(places, (*origin, "blocks", min(parted, len(there) - 1)))
        yield ("blocks", at), words.blocks_part(len(here), len(there), where)
        return
    for m, (block, source) in enumerate(zip(here, there, strict=True)):
        where = _line(places, (*origin, "blocks", m))
        for found in _block(block, source, where):
            yield ("blocks", m), found


def _block(block: BlockTemplate, source: BlockTemplate, where: str) -> Iterator[Words]:
    if _kind(block) != _kind(source):
        yield words.kinds_part(_kind(block), _kind(source), where)
        return
    for given, wanted, part in (
        (_marks(block), _marks(source), words.marks_part),
        (_bindings(block), _bindings(source), words.bindings_part),
    ):
        if set(given) != set(wanted):
            lacks = [name for name in wanted if name not in given]
            more = [name for name in given if name not in wanted]
            yield part(lacks, more, where)


def _first_difference(here: tuple[BlockTemplate, ...], there: tuple[BlockTemplate, ...]) -> int:
    pairs = enumerate(zip(here, there, strict=False))
    return next((n for n, (a, b) in pairs if _shape(a) != _shape(b)), min(len(here), len(there)))


def _shape(block: BlockTemplate) -> tuple[str, frozenset[str], frozenset[str]]:
    return _kind(block), frozenset(_marks(block)), frozenset(_bindings(block))


def _kind(block: BlockTemplate) -> str:
    if block.each:
        return f"each: {block.each}"
    return block.text_kind or ("items" if block.items else "processors")


def _marks(block: BlockTemplate) -> list[str]:
    inside = [mark for piece in pieces(block.text or "") for mark in piece.clauses]
    return list(dict.fromkeys([*block.clauses, *inside]))


def _bindings(block: BlockTemplate) -> list[str]:
    """What a block draws from the data, formats aside: languages join lists in their own way."""
    if block.items:
        return [f"items {block.items.point} {block.items.requirement}"]
    paths = dict.fromkeys(piece.path for piece in pieces(block.text or "") if piece.path)
    return [f"{{{path}}}" for path in paths]


def _line(places: Places, path: Path) -> str:
    file, line = places.where(path)
    return f"{file}:{line}"
