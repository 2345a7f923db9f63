"""Building a question from free choices: mostly one that is meant to be allowed, then spoiled.

The choices come from a `Source`: Hypothesis (`strategies.examples`) or a seeded generator
(`strategies.distinct_requests`). The builders look at the policy only, never at a decision.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Protocol, TypeVar

from keepword.policy.decisions.question import (
    Act,
    Actor,
    Consent,
    ConsentKind,
    Facts,
    Form,
    Request,
)
from keepword.policy.model.collection import Audience, Point, Requirement
from keepword.policy.model.parties import GroundKind
from keepword.policy.model.people import Way
from keepword.policy.model.policy import Policy
from keepword.policy.model.vocabulary import Basis, ItemClass, Need

T = TypeVar("T")

OUTSIDE = "selling-addresses"
STRANGER = "an-insurer"
STATUTE = "Criminal Procedure Act 215"
ELIGIBILITY = "insurance-eligibility"
WAYS = tuple(way.value for way in Way)
SENSITIVE = {ItemClass.HEALTH, ItemClass.SENSITIVE}
PEOPLE = (Actor.PERSON, Actor.GUARDIAN, Actor.REPRESENTATIVE)
ACTORS = {
    Act.COLLECT: (Actor.PERSON, Actor.STAFF, Actor.GUARDIAN, Actor.SYSTEM, Actor.PROCESSOR),
    Act.USE: (Actor.STAFF, Actor.SYSTEM, Actor.PROCESSOR, Actor.PERSON, Actor.GUARDIAN),
    Act.PROVIDE: (Actor.STAFF, Actor.SYSTEM),
    Act.ENTRUST: (Actor.STAFF, Actor.SYSTEM),
    Act.CORRECT: (*PEOPLE, Actor.STAFF, Actor.SYSTEM),
    Act.ERASE: (*PEOPLE, Actor.STAFF, Actor.SYSTEM),
    Act.EXPORT: (*PEOPLE, Actor.STAFF, Actor.SYSTEM),
}


class Source(Protocol):
    """Where free choices come from."""

    def one(self, options: Sequence[T]) -> T:
        """One of the options."""

    def some(self, options: Sequence[T]) -> list[T]:
        """Any of the options, each once."""

    def rarely(self) -> bool:
        """True now and then."""

    def number(self, least: int, most: int) -> int:
        """A number between the two, both of them included."""


# -- what is meant to be allowed ----------------------------------------------------------------


def sensible(policy: Policy, source: Source, today: date) -> tuple[Request, Facts]:
    """A question that is meant to be allowed, as far as the policy lets it."""
    act = source.one(tuple(Act))
    actor = source.one(ACTORS[act])
    points = _points(policy, act, actor)
    point = source.one(points)
    if act is Act.COLLECT:
        items = _submission(policy, source, point)
    else:
        items = source.some(point.items())
        if act is Act.PROVIDE and not items:
            items = [source.one(point.items())]
    request = Request(act, actor, point.id, frozenset(items))
    request = _purpose(policy, source, request, point)
    request = _details(policy, source, request, point)
    return request, _facts(policy, source, request, point, today)


def _points(policy: Policy, act: Act, actor: Actor) -> Sequence[Point]:
    points: Sequence[Point] = policy.points
    if act is Act.USE and actor in PEOPLE:
        points = [point for point in policy.points if point.service]
    if act is Act.COLLECT and actor is Actor.GUARDIAN:
        points = [p for p in policy.points if p.audience is not Audience.FROM_AGE]
    if act is Act.ENTRUST or (act in {Act.COLLECT, Act.USE} and actor is Actor.PROCESSOR):
        shared = {name for processor in policy.processors for name in processor.points}
        points = [point for point in policy.points if point.id in shared]
    return points or policy.points


def _submission(policy: Policy, source: Source, point: Point) -> list[str]:
    items: list[str] = []
    for entry in point.entries:
        free = entry.requirement in {Requirement.OPTIONAL, Requirement.AUTOMATIC}
        free = free or entry.practitioner or source.rarely()
        if not free or source.one((True, False)):
            items.append(entry.item)
    return [*items, *source.some(point.implied)] or [source.one(point.items())]


def _purpose(policy: Policy, source: Source, request: Request, point: Point) -> Request:
    if source.rarely():
        return replace(request, purpose=OUTSIDE)
    of_point = [*point.purposes, *(p for entry in point.entries for p in entry.purposes)]
    if request.act is Act.COLLECT and source.one((False, True)):
        return request
    return replace(request, purpose=source.one(of_point)) if of_point else request


def _details(policy: Policy, source: Source, request: Request, point: Point) -> Request:
    """Channel, recipient, ground, reason, statute, form."""
    channel: str | None = None
    if request.act is Act.COLLECT and point.channels:
        channel = source.one(point.channels)
    if request.act in {Act.CORRECT, Act.ERASE, Act.EXPORT}:
        channel = source.one(("in-person", "in-person", "web", *WAYS))
    processors = [p for p in policy.processors if point.id in p.points]
    fitting = [p for p in processors if request.purpose in p.purposes]
    row = source.one([p.id for p in fitting or processors or policy.processors] or ["T1"])
    recipient = row if request.act is not Act.PROVIDE else source.one((STRANGER, row))
    if request.act is Act.ENTRUST and fitting == [] and processors:
        chosen = next(p for p in policy.processors if p.id == row)
        request = replace(request, purpose=(chosen.purposes or (request.purpose,))[0])
    purpose = policy.purpose_index.get(request.purpose or "")
    aggregate = purpose is not None and Need.AGGREGATE in purpose.needs
    return replace(
        request,
        channel=channel,
        recipient=recipient,
        ground=source.one(tuple(GroundKind)) if request.act is Act.PROVIDE else None,
        reason=True,
        statute=STATUTE,
        form=Form.AGGREGATE if aggregate and not source.rarely() else source.one(tuple(Form)),
        emergency=source.rarely(),
    )


def _facts(policy: Policy, source: Source, request: Request, point: Point, today: date) -> Facts:
    younger = _younger(source, request, point)
    due = None
    if request.act is Act.ERASE and request.actor is Actor.SYSTEM:
        due = today - timedelta(days=source.number(0, 90))
    grounds = policy.third_parties.grounds if policy.third_parties else ()
    papers = [paper for ground in grounds for paper in ground.papers]
    papers += [paper.id for paper in policy.rights.representative_papers]
    circumstances = [entry.only_when for entry in point.entries if entry.only_when]
    return Facts(
        born=_born(source, today, younger),
        roles=frozenset(c.role for c in policy.conditions if not source.rarely()),
        consents=_consents(policy, request, point),
        guardian_verified=younger or source.rarely(),
        grants=frozenset([request.purpose] if request.purpose else point.purposes),
        practitioner=not source.rarely(),
        identity_verified=True,
        papers=frozenset(papers),
        contracts=frozenset([request.recipient] if request.recipient else ()),
        circumstances=frozenset([*circumstances, ELIGIBILITY]),
        due=due,
        held_until=None,
    )


def _younger(source: Source, request: Request, point: Point) -> bool:
    """Whether the person had better be a child."""
    if point.audience is not Audience.ANYONE:
        return point.audience is Audience.UNDER_AGE
    if request.actor is Actor.GUARDIAN:
        return True
    return request.actor in {Actor.STAFF, Actor.SYSTEM} and source.rarely()


def _born(source: Source, today: date, younger: bool) -> date:
    years = source.number(1, 12) if younger else source.number(20, 80)
    return date(today.year - years, source.number(1, 12), source.number(1, 28))


def _consents(policy: Policy, request: Request, point: Point) -> frozenset[Consent]:
    purpose = request.purpose or ""
    consents = {
        Consent(ConsentKind.COLLECT, point.id),
        Consent(ConsentKind.PURPOSE, purpose),
        Consent(ConsentKind.PROVIDE, request.recipient or "", purpose),
    }
    if purpose and purpose not in policy.purpose_index:
        consents.add(Consent(ConsentKind.OUTSIDE, purpose))
    if Basis.CONSENT in point.basis:
        kinds = {item.id: item.kind for item in policy.items}
        for item in sorted(request.items or set(point.items())):
            sensitive = kinds.get(item) in SENSITIVE
            kind = ConsentKind.SENSITIVE if sensitive else ConsentKind.ITEM
            consents.add(Consent(kind, point.id, item))
    return frozenset(consents)


# -- what is spoiled ------------------------------------------------------------------------------


def spoiled(
    policy: Policy, source: Source, today: date, question: tuple[Request, Facts]
) -> tuple[Request, Facts]:
    """The same question with one thing changed, mostly for the worse."""
    request, facts = question
    if source.one((True, False)):
        return _spoiled_request(policy, source, request), facts
    return request, _spoiled_facts(policy, source, request, facts, today)


def _spoiled_request(policy: Policy, source: Source, request: Request) -> Request:
    items = request.items
    known = sorted(items) or ["nothing"]
    anything = [*(item.id for item in policy.items), "shoe-size"]
    purposes = [*(p.id for p in policy.purposes), OUTSIDE, None]
    channels = [*(c.id for c in policy.channels), *WAYS, "carrier-pigeon", None]
    recipients = [*(p.id for p in policy.processors), "T999", STRANGER, None]
    changes: tuple[Callable[[], Request], ...] = (
        lambda: replace(request, items=items - {source.one(known)}),
        lambda: replace(request, items=items | {source.one(anything)}),
        lambda: replace(request, items=frozenset(source.some(anything))),
        lambda: replace(request, items=frozenset()),
        lambda: replace(request, items=_passwords(policy)),
        lambda: replace(request, purpose=source.one(purposes)),
        lambda: replace(request, channel=source.one(channels)),
        lambda: replace(request, recipient=source.one(recipients)),
        lambda: replace(request, ground=source.one((None, *GroundKind))),
        lambda: replace(request, reason=False),
        lambda: replace(request, statute=source.one((None, ""))),
        lambda: replace(request, form=source.one(tuple(Form))),
        lambda: replace(request, emergency=not request.emergency),
        lambda: replace(request, actor=source.one(tuple(Actor))),
        lambda: replace(request, act=source.one(tuple(Act))),
        lambda: replace(request, point=source.one([p.id for p in policy.points] + ["C99"])),
    )
    return source.one(changes)()


def _spoiled_facts(
    policy: Policy, source: Source, request: Request, facts: Facts, today: date
) -> Facts:
    days = (None, -400, -1, 0, 1, 400)
    extras = [*(item.id for item in policy.items), "shoe-size"]
    announced = sorted(request.items) or ["shoe-size"]
    point = policy.point_index.get(request.point, policy.points[0])
    changes: tuple[Callable[[], Facts], ...] = (
        lambda: replace(facts, born=_edge_of_childhood(policy, source, today)),
        lambda: replace(facts, born=_born(source, today, source.one((True, False)))),
        lambda: replace(facts, roles=frozenset(source.some(sorted(facts.roles)))),
        lambda: replace(facts, consents=frozenset(source.some(sorted(facts.consents)))),
        lambda: replace(facts, consents=frozenset()),
        lambda: replace(facts, guardian_verified=not facts.guardian_verified),
        lambda: replace(facts, grants=frozenset(source.some(sorted(facts.grants)))),
        lambda: replace(facts, grants=frozenset(p.id for p in policy.purposes)),
        lambda: replace(facts, practitioner=False),
        lambda: replace(facts, identity_verified=False),
        lambda: replace(facts, papers=frozenset(source.some(sorted(facts.papers)))),
        lambda: replace(facts, contracts=frozenset()),
        lambda: replace(facts, circumstances=facts.circumstances - {ELIGIBILITY}),
        lambda: replace(facts, circumstances=frozenset()),
        lambda: replace(facts, announced=frozenset((point.id, i) for i in source.some(announced))),
        lambda: replace(facts, announced=frozenset({(point.id, source.one(extras))})),
        lambda: replace(facts, suspended=frozenset({request.purpose or OUTSIDE})),
        lambda: replace(facts, due=_around(today, source.one(days))),
        lambda: replace(facts, held_until=_around(today, source.one(days))),
        lambda: replace(facts, dormant=True),
        lambda: replace(facts, born=None),
        lambda: replace(facts, due=today, held_until=_around(today, source.one(days))),
    )
    return source.one(changes)()


def _passwords(policy: Policy) -> frozenset[str]:
    return frozenset(item.id for item in policy.items if item.kind is ItemClass.CREDENTIAL)


def _around(today: date, days: int | None) -> date | None:
    return None if days is None else today + timedelta(days=days)


def _edge_of_childhood(policy: Policy, source: Source, today: date) -> date | None:
    """Unknown, or born so that the birthday of the age of consent lies about today."""
    age = policy.children.age if policy.children else 14
    leap_day = date((today.year - age) // 4 * 4, 2, 29)
    about = date(today.year - age, today.month, min(today.day, 28))
    around = [about + timedelta(days=days) for days in range(-3, 4)]
    return source.one((None, leap_day, *around))
