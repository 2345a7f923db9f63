"""Questions to begin with, found in the policy by what they are about and not by number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from keepword.policy.decisions import Act, Actor
from keepword.policy.model import Policy
from keepword.policy.model.collection import Audience, Entry, Point, Requirement
from keepword.policy.model.parties import GroundKind
from keepword.policy.model.people import Way
from keepword.policy.model.vocabulary import Basis, ItemClass, Need
from keepword.site.asking.circumstances import Circumstance
from keepword.site.asking.question import Age, Question

_C = Circumstance
_Wanted = Callable[[Point, Entry], bool]


@dataclass(frozen=True, slots=True)
class Preset:
    """A question with the key of its title."""

    key: str
    question: Question


def presets(policy: Policy) -> tuple[Preset, ...]:
    """The presets this policy has a place for."""
    found = (*_care(policy), *_membership(policy), *_numbers(policy), *_others(policy))
    return tuple(found)


def _care(policy: Policy) -> Iterator[Preset]:
    """Around the medical record: whatever a practitioner has to deem necessary."""
    found = _entry(policy, lambda _, entry: entry.practitioner)
    if found is None:
        return
    point, entry = found
    why = point.purposes_of(entry)[0]
    staff, at = Actor.STAFF, point.id
    granted = frozenset({_C.GRANT})
    opened = _opened(point, why)
    yield Preset("chart", Question(staff, Act.USE, at, items=opened, why=why, so=granted))
    yield Preset("curious", Question(staff, Act.USE, at, why=why))
    urgent = frozenset({_C.EMERGENCY, _C.REASON})
    yield Preset("emergency", Question(staff, Act.USE, at, why=why, so=urgent))
    lawful = next((p.id for p in policy.purposes if Need.STATUTE in p.needs), why)
    papers = frozenset({_C.GRANT, _C.REASON, _C.PAPERS})
    letter = Question(staff, Act.PROVIDE, at, why=lawful, ground=GroundKind.AUTHORITY, so=papers)
    yield Preset("police", letter)
    shown = frozenset({_C.IDENTITY})
    yield Preset("phone", Question(Actor.PERSON, Act.EXPORT, at, by=Way.PHONE, so=shown))
    yield Preset("erase", Question(Actor.PERSON, Act.ERASE, at, by=Way.IN_PERSON, so=shown))


def _membership(policy: Policy) -> Iterator[Preset]:
    """Around joining and mailing."""
    joining = next((p for p in policy.points if p.audience is Audience.UNDER_AGE), None)
    if joining is not None:
        by = next(iter(joining.channels), None)
        child = Question(Actor.PERSON, Act.COLLECT, joining.id, Age.CHILD, by=by)
        yield Preset("child", child)

    def mailing(point: Point, entry: Entry) -> bool:
        optional = entry.requirement is Requirement.OPTIONAL
        needs = [policy.purpose_index[i].needs for i in entry.purposes]
        return bool(point.service) and optional and any(Need.CONSENT in n for n in needs)

    found = _entry(policy, mailing)
    if found is not None:
        point, entry = found
        granted = frozenset({_C.GRANT, _C.REASON})
        mail = Question(Actor.STAFF, Act.USE, point.id, why=entry.purposes[0], so=granted)
        yield Preset("mail", mail)


def _numbers(policy: Policy) -> Iterator[Preset]:
    """A unique identifier where the place does not rest on law."""

    def number(point: Point, entry: Entry) -> bool:
        unique = policy.item_index[entry.item].kind is ItemClass.UNIQUE
        return unique and Basis.LAW not in point.basis

    found = _entry(policy, number)
    if found is not None:
        point = found[0]
        by = next(iter(point.channels), None)
        yield Preset("number", Question(Actor.PERSON, Act.COLLECT, point.id, by=by))


def _others(policy: Policy) -> Iterator[Preset]:
    """Processors and cameras."""
    tests = next((p for p in policy.processors if p.purposes and p.overseas_sign), None)
    if tests is not None and tests.points:
        so = frozenset({_C.GRANT, _C.CONTRACT, _C.REASON})
        at, why = policy.point_index[tests.points[0]], tests.purposes[0]
        work = Question(
            Actor.STAFF, Act.ENTRUST, at.id, items=_opened(at, why), why=why, to=tests.id, so=so
        )
        yield Preset("entrust", work)
    filmed = next((p for p in policy.points if Basis.CAMERAS in p.basis), None)
    if filmed is not None:
        shown = frozenset({_C.IDENTITY})
        footage = Question(Actor.PERSON, Act.EXPORT, filmed.id, by=Way.IN_PERSON, so=shown)
        yield Preset("footage", footage)


def _opened(point: Point, purpose: str) -> tuple[str, ...]:
    """The items of a place that a purpose opens."""
    opened = {entry.item for entry in point.entries if purpose in point.purposes_of(entry)}
    return tuple(sorted(opened))


def _entry(policy: Policy, wanted: _Wanted) -> tuple[Point, Entry] | None:
    pairs = ((point, entry) for point in policy.points for entry in point.entries)
    return next(((point, entry) for point, entry in pairs if wanted(point, entry)), None)
