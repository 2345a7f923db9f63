"""Everything a decision consults: plans of points, purposes and processors, routes, grounds.

A bench holds one policy under the law rules in force on a stretch of days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from keepword.law.model import LawPack
from keepword.policy.decisions.answer import Reason
from keepword.policy.decisions.authorities import Authorities, AuthoritiesDraft
from keepword.policy.decisions.citing import articles_of, clauses_of, once, reason_citations
from keepword.policy.decisions.plan import AUTHORITY_RULE, PointPlan, plan_points
from keepword.policy.model.parties import GroundKind
from keepword.policy.model.people import Asker, RightKind, Route, WayAnswer
from keepword.policy.model.policy import Policy
from keepword.policy.model.retention import RetentionAct
from keepword.policy.model.vocabulary import Basis, Need, Principle, Purpose


@dataclass(frozen=True, slots=True)
class PurposePlan:
    """One purpose and what a use for it needs."""

    id: str
    basis: tuple[Basis, ...]
    reason: bool
    statute: bool
    consent: bool
    aggregate: bool
    rests_on_law: bool


@dataclass(frozen=True, slots=True)
class ProcessorPlan:
    """One processor row and what its contract reaches."""

    purposes: frozenset[str]
    points: frozenset[str]
    unsettled_transfer: bool


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """A way to claim a right: its citations, and what each way is good for."""

    citations: tuple[str, ...]
    ways: Mapping[str, WayAnswer]


@dataclass(frozen=True, slots=True)
class Bench:
    """One policy, compiled; `age` is that of consent (0: the policy knows no child)."""

    points: Mapping[str, PointPlan]
    purposes: Mapping[str, PurposePlan]
    processors: Mapping[str, ProcessorPlan]
    routes: Mapping[tuple[RightKind, Asker], RoutePlan]
    grounds: Mapping[GroundKind, frozenset[str]]
    representative_papers: frozenset[str]
    age: int
    separates: bool
    authority_needs_statute: bool
    rule_citations: Mapping[str, tuple[str, ...]]
    reason_citations: Mapping[Reason, tuple[str, ...]]
    refusal_citations: Mapping[tuple[Reason, str], tuple[str, ...]]
    principle_citations: Mapping[Principle, tuple[str, ...]]
    representative_citations: tuple[str, ...]
    authority_citations: tuple[str, ...]
    identifier_citations: tuple[str, ...]
    sensitive_citations: tuple[str, ...]
    authorities: Authorities

    def is_child(self, born: date | None, today: date) -> bool:
        """Whether someone `born` then is a child `today`; on 29 February read as 1 March."""
        if born is None or not self.age:
            return False
        years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        return years < self.age


def make_bench(policy: Policy, law: LawPack, in_force: frozenset[str]) -> Bench:
    """Compile `policy` under the law rules `in_force`."""
    private = policy.meta.controller.profile.sector == "private"
    points = plan_points(policy, in_force)
    reasons = {reason: reason_citations(policy, law, reason) for reason in Reason}
    principles = {p: clauses_of(policy, p) for p in Principle}
    routes = _routes(policy)
    draft = AuthoritiesDraft(
        points,
        policy.purposes,
        principles,
        {name: articles_of(law, name) for name in law.grounds},
        {key: route.citations for key, route in routes.items()},
    )
    return Bench(
        points=points,
        purposes={p.id: _purpose(p) for p in policy.purposes},
        processors={
            p.id: ProcessorPlan(
                frozenset(p.purposes),
                frozenset(p.points),
                p.overseas_sign is not None and p.country is None,
            )
            for p in policy.processors
        },
        routes=routes,
        grounds={
            ground.id: frozenset(ground.papers)
            for ground in (policy.third_parties.grounds if policy.third_parties else ())
        },
        representative_papers=frozenset(d.id for d in policy.rights.representative_papers),
        age=policy.children.age if policy.children else 0,
        separates=any(r.act is RetentionAct.SEPARATE_THEN_DESTROY for r in policy.retention),
        authority_needs_statute=private and AUTHORITY_RULE in in_force,
        rule_citations={rule.id: (rule.id, *rule.clauses) for rule in policy.retention},
        reason_citations=reasons,
        refusal_citations={
            (reason, plan.id): once((*cites, *plan.citations))
            for reason, cites in reasons.items()
            for plan in points.values()
        },
        principle_citations=principles,
        representative_citations=(
            *principles[Principle.REPRESENTATIVE],
            *articles_of(law, "representative-papers"),
        ),
        authority_citations=(
            *principles[Principle.AUTHORITY_PROCEDURE],
            *articles_of(law, "authority-papers"),
        ),
        identifier_citations=articles_of(law, Reason.NUMBER_NEEDS_LAW, Basis.LAW),
        sensitive_citations=articles_of(law, "sensitive-consent"),
        authorities=draft.drawn(),
    )


def _purpose(purpose: Purpose) -> PurposePlan:
    return PurposePlan(
        id=purpose.id,
        basis=purpose.basis,
        reason=Need.REASON in purpose.needs,
        statute=Need.STATUTE in purpose.needs,
        consent=Need.CONSENT in purpose.needs,
        aggregate=Need.AGGREGATE in purpose.needs,
        rests_on_law=Basis.LAW in purpose.basis,
    )


def _routes(policy: Policy) -> dict[tuple[RightKind, Asker], RoutePlan]:
    routes: dict[tuple[RightKind, Asker], RoutePlan] = {}
    for route in policy.rights.routes:
        plan = RoutePlan(route.clauses, _ways(route))
        for right in route.rights:
            for asker in route.askers:
                routes.setdefault((right, asker), plan)
    return routes


def _ways(route: Route) -> dict[str, WayAnswer]:
    return {way.value: answer for way, answer in route.ways.items()}
