"""Walking a frozen policy: every leaf by its path, and copies with one leaf changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from keepword.foundation.nodes import Duration, Language, Node, Text, Verbatim
from keepword.policy.model import Policy
from keepword.policy.prose.render import render
from keepword.policy.prose.template import ProseTemplate
from keepword.policy.prose.text import as_text

Path = tuple[str, ...]
SENTINEL = "Ωmega"


def leaves(node: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every text, period, number, contact and date of a policy, with its path (ids, not places)."""
    if isinstance(node, (Text, Verbatim, Duration)):
        yield path, node
    elif isinstance(node, Node):
        for field in type(node).model_fields:
            yield from leaves(getattr(node, field), (*path, field))
    elif isinstance(node, tuple):
        for n, member in enumerate(node):
            yield from leaves(member, (*path, _name(member, n)))
    elif (isinstance(node, int) and not isinstance(node, bool)) or isinstance(node, date):
        yield path, node


def changed(node: Any, path: Path, value: Any) -> Any:
    """A copy of `node` in which the leaf at `path` is `value`."""
    if not path:
        return value
    head, rest = path[0], path[1:]
    if isinstance(node, Node):
        return node.model_copy(update={head: changed(getattr(node, head), rest, value)})
    return tuple(
        changed(member, rest, value) if _name(member, n) == head else member
        for n, member in enumerate(node)
    )


def without(policy: Policy, point: str, item: str) -> Policy:
    """The policy without one item of one collection point."""
    points = tuple(
        p.model_copy(update={"entries": tuple(e for e in p.entries if e.item != item)})
        if p.id == point
        else p
        for p in policy.points
    )
    return fresh(policy.model_copy(update={"points": points}))


def other(value: Any, language: Language) -> Any:
    """Another value of the same kind, one that stands nowhere in the policy."""
    if isinstance(value, Text):
        return value.model_copy(update={language: SENTINEL})
    if isinstance(value, Verbatim):
        return value.model_copy(update={"value": SENTINEL})
    if isinstance(value, Duration):
        return value.model_copy(update={"count": 77})
    if isinstance(value, date):
        return value + timedelta(days=400)
    return 9876 if value > 24 else 13


def fresh(policy: Policy) -> Policy:
    """A copy whose indexes are drawn anew (a plain model copy would carry the old ones along)."""
    return Policy.model_construct(**{f: getattr(policy, f) for f in Policy.model_fields})


def lines(policy: Policy, template: ProseTemplate, *, printed: bool) -> list[str]:
    """The lines of the rendered text that are not empty."""
    text = as_text(render(policy, template, printed=printed))
    return [line.strip() for line in text.splitlines() if line.strip()]


def _name(member: Any, n: int) -> str:
    for field in ("id", "item", "topic"):
        name = getattr(member, field, None)
        if name is not None:
            return str(name)
    return str(n)
