"""All that a check looks at, and the walks that several checks share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from keepword.foundation.errors import Message
from keepword.foundation.marked_yaml import Path
from keepword.foundation.nodes import Language, Node, Text
from keepword.law.model import LawPack
from keepword.policy.model.base import Cited
from keepword.policy.model.collection import Entry, Point
from keepword.policy.model.policy import Policy
from keepword.policy.model.retention import RetentionRule
from keepword.policy.model.vocabulary import Item
from keepword.policy.prose.template import ProseTemplate


@dataclass(frozen=True, slots=True)
class Sight:
    """A policy, its prose, the law, and the day on which the law is asked."""

    policy: Policy
    law: LawPack
    day: date
    prose: Mapping[Language, ProseTemplate]

    def rule(self, wanted: str | None) -> RetentionRule | None:
        """The retention rule with the id `wanted`, if there is one."""
        return next((rule for rule in self.policy.retention if rule.id == wanted), None)


@dataclass(frozen=True, slots=True)
class Asked:
    """An item asked for at a point; `entry` is None where the text only implies it."""

    item: Item
    entry: Entry | None
    place: Path


def asked_at(policy: Policy, number: int, point: Point) -> Iterator[Asked]:
    """Every item of the `number`-th point, listed or implied."""
    for n, entry in enumerate(point.entries):
        yield Asked(policy.item_index[entry.item], entry, ("points", number, "entries", n))
    for n, name in enumerate(point.implied):
        yield Asked(policy.item_index[name], None, ("points", number, "implied", n))


def walk(node: object, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Every node inside `node`, itself first, and the path that leads to it."""
    if isinstance(node, Node):
        yield path, node
        for field in type(node).model_fields:
            yield from walk(getattr(node, field), (*path, field))
    elif isinstance(node, tuple):
        for n, member in enumerate(node):
            yield from walk(member, (*path, n))


def first_clause(*nodes: Cited | None) -> str | None:
    """The first clause that one of `nodes` cites."""
    return next((node.clauses[0] for node in nodes if node is not None and node.clauses), None)


def labels(texts: Sequence[Text], between: str = ", ") -> Message:
    """Labels in a row, in both languages."""
    return Message(between.join(t.en for t in texts), between.join(t.ko for t in texts))
