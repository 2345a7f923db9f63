"""YAML that remembers where every value stands, so that an error can name its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from keepword.foundation import yaml_faults
from keepword.foundation.errors import Fault, PolicyNotLoadable

Path = tuple[str | int, ...]

_TAG = "tag:yaml.org,2002:"
# Dates stay strings: what is a date is for the model to say.
_PLAIN = frozenset(f"{_TAG}{name}" for name in ("str", "timestamp", "value", "merge"))
_TYPED = frozenset(f"{_TAG}{name}" for name in ("null", "bool", "int", "float"))

_DEEPEST = 64
_MOST_VALUES = 200_000  # aliases count each time: a small file can stand for a very large one
_LONGEST_NUMBER = 40
# The C parser descends by recursion: text that could take it very deep is measured first.
_OPENERS = "[{-?"
_OPENERS_UNMEASURED = 10_000


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
    """Parse `text`; dates stay strings.

    `PolicyNotLoadable` for text that is not YAML, for doubled keys, and for values that have no
    place in a policy: own tags, loops, unseen characters.
    """
    unseen = tuple(yaml_faults.unseen_characters(file, text))
    if unseen:
        raise PolicyNotLoadable(unseen)
    try:
        if _too_deep(text):
            raise PolicyNotLoadable((yaml_faults.too_deep(file, 1),))
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        raise PolicyNotLoadable((yaml_faults.syntax(file, text, error),)) from error
    reader = _Reader(file)
    value = reader.value(root, (), ()) if root is not None else {}
    if reader.faults:
        raise PolicyNotLoadable(tuple(reader.faults))
    return Marked(file, value, reader.lines)


def _too_deep(text: str) -> bool:
    """Whether `text` nests deeper than a policy can; quick for text that cannot be deep."""
    if sum(map(text.count, _OPENERS)) < _OPENERS_UNMEASURED:
        return False
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            return True
    return False


class _Reader:
    """Turns composed nodes into values, noting lines and faults."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._scalars = yaml.CSafeLoader("")
        self.lines: dict[Path, int] = {}
        self.faults: list[Fault] = []

    def value(self, node: yaml.Node, path: Path, inside: tuple[yaml.Node, ...]) -> Any:
        """The value of `node`, which stands at `path` and within the nodes `inside`."""
        line = node.start_mark.line + 1
        self.lines[path] = line
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, line)
        if len(inside) > _DEEPEST or any(node is outer for outer in inside):
            return self._refuse(yaml_faults.too_deep(self._file, line))
        if len(self.lines) > _MOST_VALUES:
            return self._refuse(yaml_faults.too_large(self._file, line))
        within = (*inside, node)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, within)
        return [self.value(child, (*path, n), within) for n, child in enumerate(node.value)]

    def _mapping(
        self, node: yaml.MappingNode, path: Path, inside: tuple[yaml.Node, ...]
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, child in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse(yaml_faults.not_a_name(self._file, line))
                continue
            key = str(key_node.value)
            if key in found:
                self._refuse(yaml_faults.doubled_key(self._file, line, key))
            found[key] = self.value(child, (*path, key), inside)
            self.lines[(*path, key)] = line
        return found

    def _scalar(self, node: yaml.ScalarNode, line: int) -> Any:
        if node.tag in _PLAIN:
            return node.value
        if node.tag not in _TYPED or len(node.value) > _LONGEST_NUMBER:
            return self._refuse(yaml_faults.strange_value(self._file, line, node.value))
        try:
            return self._scalars.construct_object(node)
        except (ValueError, KeyError, IndexError):  # '!!int x': a tag that the value belies
            return self._refuse(yaml_faults.strange_value(self._file, line, node.value))

    def _refuse(self, fault: Fault) -> None:
        if fault not in self.faults:
            self.faults.append(fault)
