"""Template and policy in, document out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from keepword.policy.model.base import Language
from keepword.policy.model.policy import Policy
from keepword.policy.prose.binding import resolve
from keepword.policy.prose.document import Block, Document, Kind, Row, Run, Section
from keepword.policy.prose.formats import Wording, join_list
from keepword.policy.prose.template import (
    BlockTemplate,
    ItemsLine,
    Piece,
    ProcessorTable,
    ProseTemplate,
    pieces,
)

_KINDS = {
    "title": Kind.TITLE,
    "furniture": Kind.FURNITURE,
    "p": Kind.PARAGRAPH,
    "b": Kind.PARAGRAPH,
    "h": Kind.HEADING,
    "h3": Kind.SUBHEADING,
}


def render(policy: Policy, template: ProseTemplate, *, printed: bool = False) -> Document:
    """The policy's prose in the template's language.

    With `printed`, the slips of the published document come back, blank fields and page
    furniture included; without, the labels are clean and blank lines are left out.
    """
    return _Renderer(policy, template, printed=printed).document()


class _Renderer:
    def __init__(self, policy: Policy, template: ProseTemplate, *, printed: bool) -> None:
        self._policy = policy
        self._template = template
        self._language: Language = template.language
        self._printed = printed
        self._wording = Wording(policy, template.language, printed=printed)

    def document(self) -> Document:
        sections = tuple(
            Section(s.section, s.heading, tuple(b for t in s.blocks for b in self._blocks(t)))
            for s in self._template.sections
        )
        original = self._language == self._policy.meta.source_language
        return Document(self._language, original, sections)

    def _blocks(self, template: BlockTemplate) -> Iterator[Block]:
        if template.each:
            yield from self._each(template)
        elif template.items:
            yield self._as_printed(self._items(template, template.items), template)
        elif template.processors:
            yield from self._processors(template.processors, template.clauses)
        else:
            yield from self._text(template)

    def _text(self, template: BlockTemplate) -> Iterator[Block]:
        kind = template.text_kind or "p"
        parts = pieces(template.text or "")
        bound = [resolve(self._policy, p.path) for p in parts if p.path]
        blank = bool(bound) and all(value is None for value in bound)
        if not self._printed and (blank or kind == "furniture"):
            return
        runs = tuple(_merge(self._run(piece) for piece in parts))
        block = Block(
            _KINDS[kind], runs, bullet=kind == "b" or template.bullet, clauses=template.clauses
        )
        yield self._as_printed(block, template)

    def _run(self, piece: Piece) -> Run:
        if not piece.path:
            return Run(piece.text, piece.clauses)
        value = resolve(self._policy, piece.path)
        return Run(self._wording.word(value, piece.form, piece.path), piece.clauses)

    def _each(self, template: BlockTemplate) -> Iterator[Block]:
        family = "PU" if template.each == "services" else "CK"
        for purpose in self._policy.purposes:
            if purpose.id.startswith(family):
                run = Run(self._wording.word(purpose.says, "", purpose.id))
                yield Block(Kind.PARAGRAPH, (run,), template.bullet, (*purpose.clauses, purpose.id))

    def _items(self, template: BlockTemplate, line: ItemsLine) -> Block:
        point = resolve(self._policy, line.point)
        entries = [e for e in point.entries if e.requirement == line.requirement]
        words = [self._wording.entry(e) for e in entries]
        listed = join_list(words, self._language, "and" if line.join == "and" else "")
        lead = f"{line.lead} " if line.lead else ""
        return Block(
            Kind.ITEMS,
            tuple(_merge([Run(lead), Run(listed), Run(line.tail)])),
            template.bullet,
            (*template.clauses, line.point),
            point=line.point,
            requirement=line.requirement.value,
        )

    def _processors(self, table: ProcessorTable, clauses: tuple[str, ...]) -> Iterator[Block]:
        say: Any = self._wording.word
        rows = tuple(
            Row(p.id, (say(p.organisation, "", p.id), say(p.service, "", p.id)))
            for p in self._policy.processors
        )
        yield Block(
            Kind.TABLE,
            (Run(table.caption),),
            clauses=clauses,
            heads=(table.organisation, table.service),
            rows=rows,
        )

    def _as_printed(self, block: Block, template: BlockTemplate) -> Block:
        if not self._printed:
            return block
        runs = list(block.runs)
        slip = template.as_printed
        if slip is not None:
            runs = [replace(run, text=run.text.replace(slip.of, slip.is_)) for run in runs]
        if template.printed_tail:
            runs.append(Run(template.printed_tail))
        return replace(block, runs=tuple(_merge(runs)))


def _merge(runs: Any) -> Iterator[Run]:
    """Join neighbouring runs that stand under the same clauses; drop empty ones."""
    held: Run | None = None
    for run in runs:
        if not run.text:
            continue
        if held is not None and held.clauses == run.clauses:
            held = Run(held.text + run.text, held.clauses)
            continue
        if held is not None:
            yield held
        held = run
    if held is not None:
        yield held
