"""Every place in a policy where one datum names another by its id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from keepword.foundation.marked_yaml import Path
from keepword.foundation.nodes import Node
from keepword.policy.loading.words import (
    CHANNEL,
    CLAUSE,
    CONDITION,
    ITEM,
    PAPER,
    POINT,
    PURPOSE,
    READING,
    RULE,
    SERVICE,
    Kind,
)
from keepword.policy.model.base import Cited
from keepword.policy.model.collection import Point
from keepword.policy.model.policy import Policy

Reference = tuple[Path, Kind, str]


def references(policy: Policy) -> Iterator[Reference]:
    """Each reference inside `policy`: where it stands, to what kind of thing, and the id."""
    yield from _services(policy)
    for n, point in enumerate(policy.points):
        yield from _point(("points", n), point)
    for n, processor in enumerate(policy.processors):
        yield from _each(PURPOSE, processor.purposes, ("processors", n, "purposes"))
        yield from _each(POINT, processor.points, ("processors", n, "points"))
    if policy.third_parties:
        for n, ground in enumerate(policy.third_parties.grounds):
            yield from _each(PAPER, ground.papers, ("third_parties", "grounds", n, "papers"))
    if policy.children:
        yield ("children", "guardian_point"), POINT, policy.children.guardian_point
    yield from _of_office(policy)
    for principle, clauses in policy.principles.items():
        yield from _each(CLAUSE, clauses, ("principles", principle.value))
    for path, node in cited(policy):
        yield from _each(CLAUSE, node.clauses, (*path, "clauses"))
        for field, reading in node.readings.items():
            yield (*path, "readings", field), READING, reading


def cited(policy: Policy) -> Iterator[tuple[Path, Cited]]:
    """Every node inside `policy` that cites clauses or readings, with its path."""
    return ((path, node) for path, node in nodes(policy) if isinstance(node, Cited))


def nodes(node: Any, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Every node inside `node`, itself included, with its path."""
    if isinstance(node, Node):
        yield path, node
        for field in type(node).model_fields:
            yield from nodes(getattr(node, field), (*path, field))
    elif isinstance(node, tuple):
        for n, member in enumerate(node):
            yield from nodes(member, (*path, n))


def _services(policy: Policy) -> Iterator[Reference]:
    for n, service in enumerate(policy.meta.services):
        yield from _one(SERVICE, service.ends_with, ("meta", "services", n, "ends_with"))
    if policy.withdrawal:
        yield ("withdrawal", "membership"), SERVICE, policy.withdrawal.membership


def _point(here: Path, point: Point) -> Iterator[Reference]:
    yield from _each(PURPOSE, point.purposes, (*here, "purposes"))
    yield from _each(CHANNEL, point.channels, (*here, "channels"))
    yield from _each(ITEM, point.implied, (*here, "implied"))
    yield from _one(SERVICE, point.service, (*here, "service"))
    yield from _one(RULE, point.retention, (*here, "retention"))
    for m, entry in enumerate(point.entries):
        at: Path = (*here, "entries", m)
        yield (*at, "item"), ITEM, entry.item
        yield from _one(CONDITION, entry.condition, (*at, "condition"))
        yield from _one(RULE, entry.retention, (*at, "retention"))
        yield from _each(PURPOSE, entry.purposes, (*at, "purposes"))


def _of_office(policy: Policy) -> Iterator[Reference]:
    if policy.cookies:
        yield from _each(PURPOSE, policy.cookies.purposes, ("cookies", "purposes"))
    if policy.cameras:
        yield from _each(PURPOSE, policy.cameras.purposes, ("cameras", "purposes"))
        yield ("cameras", "retention"), RULE, policy.cameras.retention
    for n, measure in enumerate(policy.safeguards):
        yield from _one(RULE, measure.keeps, ("safeguards", n, "keeps"))


def _each(kind: Kind, names: Iterable[str], path: Path) -> Iterator[Reference]:
    for n, name in enumerate(names):
        yield (*path, n), kind, name


def _one(kind: Kind, name: str | None, path: Path) -> Iterator[Reference]:
    if name is not None:
        yield path, kind, name
