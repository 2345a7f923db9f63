"""What makes prose incoherent with its data: bindings that lead nowhere, clauses left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from keepword.foundation.errors import BindingError, Fault, Message
from keepword.foundation.marked_yaml import Path
from keepword.foundation.nodes import LANGUAGES, Language
from keepword.policy.loading.places import Places
from keepword.policy.model.policy import Policy
from keepword.policy.prose.binding import resolve
from keepword.policy.prose.formats import Wording
from keepword.policy.prose.render import render
from keepword.policy.prose.template import BlockTemplate, ProseTemplate, pieces


def prose_incoherences(
    policy: Policy, prose: Mapping[Language, ProseTemplate], places: Places
) -> Iterator[Fault]:
    """Every fault of the prose against the data of `policy`."""
    for language in LANGUAGES:
        template = prose.get(language)
        if template is None:
            continue
        faults = list(_blocks(policy, template, places))
        yield from faults
        if not faults:
            yield from _left_out(policy, template, places)


def _blocks(policy: Policy, template: ProseTemplate, places: Places) -> Iterator[Fault]:
    for n, section in enumerate(template.sections):
        for m, block in enumerate(section.blocks):
            path: Path = (_file(template), "sections", n, "blocks", m)
            yield from _marks(policy, block, path, places)
            yield from _bindings(policy, template.language, block, path, places)


def _marks(policy: Policy, block: BlockTemplate, path: Path, places: Places) -> Iterator[Fault]:
    marks = [*block.clauses, *(mark for p in pieces(block.text or "") for mark in p.clauses)]
    for mark in dict.fromkeys(marks):
        if mark not in policy.index:
            yield _fault(places, path, "dangling-clause", *_dangling(mark))


def _bindings(
    policy: Policy, language: Language, block: BlockTemplate, path: Path, places: Places
) -> Iterator[Fault]:
    wording = Wording(policy, language, printed=True)
    for piece in pieces(block.text or ""):
        if not piece.path:
            continue
        try:
            wording.word(resolve(policy, piece.path), piece.form, piece.path)
        except BindingError as error:
            yield _fault(places, path, error.code, error.message, error.remedy)
    if block.items and block.items.point not in policy.point_index:
        yield _fault(places, (*path, "items"), "dangling-clause", *_dangling(block.items.point))


def _left_out(policy: Policy, template: ProseTemplate, places: Places) -> Iterator[Fault]:
    said = render(policy, template, printed=True).clauses()
    for n, clause in enumerate(policy.clauses):
        if clause.id not in said:
            yield _fault(places, ("clauses", n), "clause-left-out", *_unsaid(clause.id, template))


def _file(template: ProseTemplate) -> str:
    return f"prose.{template.language}.yaml"


def _fault(places: Places, path: Path, code: str, message: Message, remedy: Message) -> Fault:
    file, line = places.where(path)
    return Fault(file, line, code, message, remedy)


def _dangling(mark: str) -> tuple[Message, Message]:
    return (
        Message(f"The prose marks {mark}, which the policy does not define.",
                f"본문이 {mark}을(를) 가리키지만 방침에 없습니다."),
        Message(f"Define {mark}, or correct the mark.", f"{mark}을(를) 정의하거나 표시를 고치세요."),
    )  # fmt: skip


def _unsaid(clause: str, template: ProseTemplate) -> tuple[Message, Message]:
    return (
        Message(f"No sentence of {_file(template)} renders the clause {clause}.",
                f"{_file(template)}에 {clause}을(를) 나타내는 문장이 없습니다."),
        Message(f"Mark its sentence with [[{clause}| … ]].",
                f"해당 문장을 [[{clause}| … ]]로 표시하세요."),
    )  # fmt: skip
