"""YAML that remembers where every value stands, so that an error can name its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from keepword.foundation.errors import Fault, Message, PolicyNotLoadable

Path = tuple[str | int, ...]

_PLAIN = frozenset({"tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp"})


@dataclass(frozen=True, slots=True)
class Marked:
    """A value read from one file, and the line (from 1) of every path inside it."""

    file: str
    value: Any
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int:
        """The line of `path`, or of the nearest thing around it that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(file: str, text: str) -> Marked:
    """Parse `text`; dates stay strings. `PolicyNotLoadable` for bad YAML or a doubled key."""
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise PolicyNotLoadable((_bad_yaml(file, mark.line + 1 if mark else 0, error),)) from error
    lines: dict[Path, int] = {}
    faults: list[Fault] = []
    value = _value(root, (), lines, faults, file) if root is not None else {}
    if faults:
        raise PolicyNotLoadable(tuple(faults))
    return Marked(file, value, lines)


def _bad_yaml(file: str, line: int, error: yaml.MarkedYAMLError) -> Fault:
    problem = error.problem or "unreadable"
    return Fault(
        file,
        line,
        "bad-yaml",
        Message(f"This is not YAML: {problem}.", f"YAML 형식이 아닙니다: {problem}."),
        Message(
            "Look at the quotes, colons and indentation of this line and the one above.",
            "이 줄과 바로 윗줄의 따옴표, 쌍점, 들여쓰기를 확인하세요.",
        ),
    )


def _value(
    node: yaml.Node, path: Path, lines: dict[Path, int], faults: list[Fault], file: str
) -> Any:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [
            _value(child, (*path, n), lines, faults, file) for n, child in enumerate(node.value)
        ]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines, faults, file)
    return _scalar(node)


def _mapping(
    node: yaml.MappingNode, path: Path, lines: dict[Path, int], faults: list[Fault], file: str
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, child in node.value:
        key = str(key_node.value)
        if key in found:
            line = key_node.start_mark.line + 1
            faults.append(
                Fault(
                    file,
                    line,
                    "doubled-key",
                    Message(f"'{key}' stands twice here.", f"'{key}'이(가) 두 번 나옵니다."),
                    Message("Keep one of the two.", "둘 중 하나만 남기세요."),
                )
            )
        found[key] = _value(child, (*path, key), lines, faults, file)
        lines[(*path, key)] = key_node.start_mark.line + 1
    return found


def _scalar(node: yaml.Node) -> Any:
    if node.tag in _PLAIN:
        return node.value
    return yaml.CSafeLoader("").construct_object(node)
