"""From the prose files of a folder to templates, or to the faults of their form."""

from __future__ import annotations

from collections.abc import Mapping

from keepword.foundation.building import build
from keepword.foundation.errors import Fault, Message, PolicyNotLoadable
from keepword.foundation.marked_yaml import Marked, Path, read_yaml
from keepword.foundation.nodes import Language
from keepword.policy.loading.blocks import explain_block
from keepword.policy.loading.places import Places
from keepword.policy.prose.template import ProseTemplate

PROSE: Mapping[str, Language] = {"prose.en.yaml": "en", "prose.ko.yaml": "ko"}


def read_prose(
    files: Mapping[str, str], places: Places
) -> tuple[dict[Language, ProseTemplate], list[Fault]]:
    """The prose in each language that can be read, and the faults of what cannot."""
    prose: dict[Language, ProseTemplate] = {}
    faults: list[Fault] = []
    for name, language in PROSE.items():
        if name not in files:
            faults.append(_no_prose(name))
            continue
        try:
            marked = read_yaml(name, files[name])
        except PolicyNotLoadable as error:
            faults.extend(error.faults)
            continue
        places.add(name, marked)
        built = _template(marked, language)
        if isinstance(built, ProseTemplate):
            prose[language] = built
        else:
            faults.extend(built)
    return prose, faults


def _template(marked: Marked, language: Language) -> ProseTemplate | tuple[Fault, ...]:
    if not isinstance(marked.value, dict):
        return (_no_sections(marked.file),)

    def where(path: Path) -> tuple[str, int]:
        return marked.file, marked.line(path)

    built = build(ProseTemplate, marked.value, where, explain_block)
    if isinstance(built, ProseTemplate) and built.language != language:
        return (_other_language(*where(("language",)), built.language, language),)
    return built


def _no_prose(name: str) -> Fault:
    return Fault(
        name,
        0,
        "no-prose",
        Message(f"The prose {name} is missing.", f"본문 파일이 없습니다: {name}."),
        Message(
            f"Add {name}; docs/writing-a-policy.md shows the least it needs.",
            f"{name} 파일을 추가하세요. 최소한의 예는 docs/writing-a-policy.md에 있습니다.",
        ),
    )


def _no_sections(file: str) -> Fault:
    return Fault(
        file,
        1,
        "no-sections",
        Message("This prose has no sections.", "장(章)이 없는 본문입니다."),
        Message(
            "Begin it with 'language:' and 'sections:'.",
            "'language:', 'sections:' 두 줄로 시작하세요.",
        ),
    )


def _other_language(file: str, line: int, given: str, wanted: str) -> Fault:
    return Fault(
        file,
        line,
        "prose-language",
        Message(
            f"{file} says that its language is '{given}'.",
            f"파일 이름과 다른 언어가 적혀 있습니다: '{given}'.",
        ),
        Message(
            f"Write 'language: {wanted}', or rename the file.",
            f"'language: {wanted}' 값을 쓰거나 파일 이름을 바꾸세요.",
        ),
    )
