"""How an incoherence between prose and data is said and mended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from keepword.foundation.errors import Message
from keepword.foundation.guessing import hint
from keepword.foundation.refusal import Words


def dangling_mark(mark: str, known: Iterable[str]) -> Words:
    """A mark that names nothing of the policy."""
    meant = hint(mark, known)
    return (
        "dangling-clause",
        Message(
            f"The prose marks {mark}, which the policy does not define.",
            f"방침에 없는 번호를 본문이 표시합니다: {mark}.",
        ),
        Message(
            f"Define {mark}, or correct the mark.{meant.en}",
            f"{mark} 번호를 정의하거나 표시를 고치세요.{meant.ko}",
        ),
    )


def unknown_binding(path: str, step: str, prefix: str, known: Iterable[str]) -> Words:
    """A binding that leads nowhere from `prefix` on."""
    meant = hint(step, known)
    inside_en = f" in '{prefix}'" if prefix else ""
    inside_ko = f"'{prefix}' 안에 " if prefix else ""
    return (
        "prose-binding",
        Message(
            f"{{{path}}} leads nowhere: there is no '{step}'{inside_en}.",
            f"{{{path}}} 자리에 넣을 값이 없습니다. {inside_ko}없는 이름입니다: '{step}'.",
        ),
        Message(
            f"Name an id or a field that the data have.{meant.en}",
            f"데이터에 있는 번호나 항목 이름을 쓰세요.{meant.ko}",
        ),
    )


def unworded(path: str, fields: Sequence[str]) -> Words:
    """A binding to something that cannot be put into words."""
    examples = ", ".join(f"{{{path}.{field}}}" for field in fields)
    return (
        "unworded-binding",
        Message(
            f"{{{path}}} names something that has no words of its own.",
            f"글로 옮길 수 없는 값입니다: {{{path}}}.",
        ),
        Message(
            f"Name a text, number, period, date or list{f': {examples}' if examples else ''}.",
            f"글, 숫자, 기간, 날짜, 목록을 쓰세요{f': {examples}' if examples else ''}.",
        ),
    )


def list_without_format(path: str, forms: Sequence[str]) -> Words:
    """A list of which the prose does not say how it is joined."""
    listed = ", ".join(forms)
    return (
        "list-without-format",
        Message(
            f"{{{path}}} is a list; the prose has to say how it is joined.",
            f"목록을 어떻게 이을지 적혀 있지 않습니다: {{{path}}}.",
        ),
        Message(
            f"Write {{{path}|{forms[0]}}}, or another of: {listed}.",
            f"다음처럼 쓰세요: {{{path}|{forms[0]}}}. 쓸 수 있는 형식: {listed}.",
        ),
    )


def unknown_format(path: str, form: str, forms: Sequence[str], *, needed: bool = False) -> Words:
    """A format that the value does not have; a list is `needed` to have one."""
    meant = hint(form, forms)
    english, korean = "Correct the format.", "형식을 고치세요."
    if not needed:
        english = f"Correct the format, or leave it out: {{{path}}}."
        korean = f"형식을 고치거나 빼고 쓰세요: {{{path}}}."
    return (
        "unknown-format",
        Message(
            f"{{{path}}} cannot be written in the format '{form}'.",
            f"{{{path}}} 값에 쓸 수 없는 형식입니다: '{form}'.",
        ),
        Message(f"{english}{meant.en}", f"{korean}{meant.ko}"),
    )


def nothing_to_list(point: str, requirement: str, used: Sequence[str]) -> Words:
    """A line of items that lists none."""
    there_en = f"{point} has: {', '.join(used)}." if used else f"{point} lists no entries."
    there_ko = f"{point}: {', '.join(used)}." if used else f"{point}: 항목 없음."
    return (
        "items-line-empty",
        Message(
            f"No entry of {point} is '{requirement}'.",
            f"{point}에 해당하는 항목이 없습니다: '{requirement}'.",
        ),
        Message(
            f"Remove this line, or correct its requirement. {there_en}",
            f"이 줄을 지우거나 requirement 값을 고치세요. {there_ko}",
        ),
    )


def left_out(clause: str, file: str) -> Words:
    """A clause that no sentence renders."""
    return (
        "clause-left-out",
        Message(
            f"No sentence of {file} renders the clause {clause}.",
            f"{file}에 이 약속을 나타내는 문장이 없습니다: {clause}.",
        ),
        Message(
            f"Mark its sentence in {file} with [[{clause}| … ]].",
            f"{file}에서 해당 문장을 [[{clause}| … ]] 안에 넣으세요.",
        ),
    )


def blank_clause(clause: str, path: str) -> Words:
    """A clause whose sentence is left out, since the value in it is not given."""
    return (
        "clause-blank",
        Message(
            f"The sentence of {clause} stays blank: {{{path}}} has no value.",
            f"{clause} 문장이 빈칸으로 남습니다. 값이 없습니다: {{{path}}}.",
        ),
        Message(
            f"Give {{{path}}} a value, or mark another sentence with [[{clause}| … ]].",
            f"{{{path}}} 값을 적거나 다른 문장을 [[{clause}| … ]] 안에 넣으세요.",
        ),
    )


def section_twice(number: int) -> Words:
    """A section that stands twice."""
    return (
        "section-twice",
        Message(f"Section {number} stands twice.", f"{number}장이 두 번 나옵니다."),
        Message(
            f"Join the two, or correct the number after 'section: {number}'.",
            f"하나로 합치거나 'section: {number}'의 번호를 고치세요.",
        ),
    )


def section_out_of_order(number: int, before: int) -> Words:
    """A section that follows a later one."""
    return (
        "section-order",
        Message(
            f"Section {number} stands after section {before}.",
            f"{number}장이 {before}장 뒤에 있습니다.",
        ),
        Message(
            f"Move it before section {before}, or correct 'section: {number}'.",
            f"{before}장 앞으로 옮기거나 'section: {number}'의 번호를 고치세요.",
        ),
    )


def sections_part(number: int, other: str, *, missing: bool) -> Words:
    """A section that one language has and the other has not."""
    if missing:
        message = Message(
            f"Section {number} of {other} is missing here.",
            f"{other}의 {number}장이 여기에 없습니다.",
        )
    else:
        message = Message(
            f"{other} has no section {number}.", f"{other}에는 {number}장이 없습니다."
        )
    return (
        "translation-sections",
        message,
        Message(
            f"Give both languages a section {number}, or neither.",
            f"두 언어 모두에 {number}장을 두거나 모두에서 지우세요.",
        ),
    )


def blocks_part(here: int, there: int, where: str) -> Words:
    """A section that has more blocks in one language than in the other."""
    return (
        "translation-blocks",
        Message(
            f"The section has {here} blocks here and {there} in the original; "
            f"they part at {where}.",
            f"이 장의 블록은 {here}개인데 원문은 {there}개입니다. {where}부터 서로 다릅니다.",
        ),
        Message(
            f"Add or remove a block so that both follow {where}.",
            f"{where}에 맞추어 블록을 더하거나 지우세요.",
        ),
    )


def kinds_part(here: str, there: str, where: str) -> Words:
    """A block that is of one kind here and of another in the original."""
    return (
        "translation-kind",
        Message(
            f"This block is '{here}', the original at {where} is '{there}'.",
            f"원문({where})과 블록 종류가 다릅니다: 여기는 '{here}', 원문은 '{there}'.",
        ),
        Message(f"Write '{there}' here, as in {where}.", f"{where}처럼 '{there}' 블록으로 쓰세요."),
    )


def marks_part(lacks: Sequence[str], more: Sequence[str], where: str) -> Words:
    """A block that marks other clauses than the original."""
    return (
        "translation-marks",
        _differs("marks", "표시가", lacks, more, where),
        _mend([f"[[{mark}| … ]]" for mark in lacks], more, where),
    )


def bindings_part(lacks: Sequence[str], more: Sequence[str], where: str) -> Words:
    """A block that draws on other data than the original."""
    return (
        "translation-bindings",
        _differs("bindings", "데이터 자리가", lacks, more, where),
        _mend(lacks, more, where),
    )


def _differs(en: str, ko: str, lacks: Sequence[str], more: Sequence[str], where: str) -> Message:
    parts_en = [f"lacks {', '.join(lacks)}"] if lacks else []
    parts_ko = [f"없는 것 {', '.join(lacks)}"] if lacks else []
    if more:
        parts_en.append(f"adds {', '.join(more)}")
        parts_ko.append(f"더 있는 것 {', '.join(more)}")
    return Message(
        f"The {en} of this block differ from the original at {where}: {'; '.join(parts_en)}.",
        f"원문({where})과 {ko} 다릅니다: {', '.join(parts_ko)}.",
    )


def _mend(lacks: Sequence[str], more: Sequence[str], where: str) -> Message:
    parts_en = [f"write {', '.join(lacks)} here too"] if lacks else []
    parts_ko = [f"여기에도 쓰세요: {', '.join(lacks)}"] if lacks else []
    if more:
        parts_en.append(f"remove {', '.join(more)} here or add it at {where}")
        parts_ko.append(f"여기에서 지우거나 {where}에 더하세요: {', '.join(more)}")
    english = "; ".join(parts_en)
    return Message(f"{english[:1].upper()}{english[1:]}.", f"{'. '.join(parts_ko)}.")
