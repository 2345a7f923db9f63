"""What may be so when somebody asks, and which of it bears on which act."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from keepword.policy.decisions import Act, Actor
from keepword.policy.model import Policy
from keepword.policy.model.collection import Point
from keepword.policy.model.vocabulary import Basis, ItemClass, Need


class Circumstance(StrEnum):
    """Something that is so. Each stands for a field of `Facts` or `Request`."""

    GRANT = "grant"
    REASON = "reason"
    STATUTE = "statute"
    EMERGENCY = "emergency"
    IDENTITY = "identity"
    GUARDIAN = "guardian"
    PAPERS = "papers"
    CONTRACT = "contract"
    PRACTITIONER = "practitioner"
    ELIGIBILITY = "eligibility"
    AGGREGATE = "aggregate"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    HELD = "held"
    DORMANT = "dormant"


class Agreed(StrEnum):
    """A consent that was given."""

    COLLECT = "collect"
    ITEMS = "items"
    PURPOSE = "purpose"
    PROVIDE = "provide"


ASKERS = frozenset({Actor.PERSON, Actor.GUARDIAN, Actor.REPRESENTATIVE})
INSIDE = frozenset({Actor.STAFF, Actor.SYSTEM})
REQUESTS = frozenset({Act.EXPORT, Act.CORRECT, Act.ERASE})
_C = Circumstance


def is_request(act: Act, actor: Actor) -> bool:
    """Whether this is a person asking for a right of theirs."""
    return act in REQUESTS and actor in ASKERS


def bearing(policy: Policy, act: Act, actor: Actor, point: Point) -> tuple[Circumstance, ...]:
    """The circumstances that can change the answer, in the order they are asked."""
    found = set(_of_actor(act, actor))
    if act is Act.COLLECT:
        found.update(_of_collecting(policy, point))
    elif not is_request(act, actor):
        found.update(_of_using(policy, act, point))
    else:
        found.update({_C.EXPIRED, _C.HELD})
    return tuple(c for c in Circumstance if c in found)


def _of_actor(act: Act, actor: Actor) -> Iterator[Circumstance]:
    if actor in INSIDE:
        yield _C.GRANT
    if actor is Actor.STAFF and act in (Act.USE, Act.PROVIDE, Act.EXPORT):
        yield from (_C.EMERGENCY, _C.REASON)
    if actor in ASKERS and act is not Act.COLLECT:
        yield _C.IDENTITY
    if actor is Actor.REPRESENTATIVE and act is not Act.COLLECT:
        yield _C.PAPERS
    if actor is Actor.PROCESSOR or act is Act.ENTRUST:
        yield _C.CONTRACT
    yield _C.GUARDIAN


def _of_collecting(policy: Policy, point: Point) -> Iterator[Circumstance]:
    kinds = {policy.item_index[i].kind for i in point.items()}
    if ItemClass.UNIQUE in kinds and Basis.LAW not in point.basis:
        yield _C.ELIGIBILITY
    if any(entry.practitioner for entry in point.entries):
        yield _C.PRACTITIONER


def _of_using(policy: Policy, act: Act, point: Point) -> Iterator[Circumstance]:
    yield from (_C.REASON, _C.STATUTE, _C.SUSPENDED, _C.EXPIRED, _C.HELD)
    if act is Act.PROVIDE:
        yield _C.PAPERS
    if any(Need.AGGREGATE in purpose.needs for purpose in policy.purposes):
        yield _C.AGGREGATE
    if point.service:
        yield _C.DORMANT
