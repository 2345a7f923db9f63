"""What each kind of answer rests on, drawn up beforehand from the policy's structure.

An allowed act cites its purpose, the principles and articles it falls under, and its point. None
of that depends on the person, so it is put together once, when a policy is compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from keepword.policy.decisions.citing import once
from keepword.policy.decisions.plan import PointPlan
from keepword.policy.decisions.question import Act
from keepword.policy.model.parties import GroundKind
from keepword.policy.model.people import Asker, RightKind
from keepword.policy.model.vocabulary import Basis, Principle, Purpose

Citations = tuple[str, ...]
Kind = TypeVar("Kind")
NO_PURPOSE = ""
"""Key of a purpose that the policy does not have."""

RIGHTS = {
    Act.CORRECT: RightKind.CORRECTION,
    Act.ERASE: RightKind.DELETION,
    Act.EXPORT: RightKind.ACCESS,
}
"""The right that stands behind what people ask."""


@dataclass(frozen=True, slots=True)
class Authorities:
    """Citations by what they depend on; purposes by id, `NO_PURPOSE` for an outside one."""

    collecting: Mapping[tuple[str, bool], Citations]  # point, with a guardian
    handling: Mapping[tuple[Act, str, str], Citations]  # use, export, entrust; point; purpose
    own: Mapping[str, Citations]  # point
    emergency: Mapping[tuple[Act, str, str], Citations]  # use, export, provide; point; purpose
    providing: Mapping[tuple[GroundKind, str, str], Citations]  # ground; point; purpose
    changing: Mapping[tuple[Act, str, str], Citations]  # correct, erase; point; purpose
    destroying: Mapping[str, Citations]  # point
    requests: Mapping[tuple[Act, Asker, str], Citations]  # export, correct, erase; asker; point


class AuthoritiesDraft:
    """Draws up `Authorities` from the parts of a bench."""

    def __init__(
        self,
        points: Mapping[str, PointPlan],
        purposes: Iterable[Purpose],
        principles: Mapping[Principle, Citations],
        articles: Mapping[str, Citations],
        routes: Mapping[tuple[RightKind, Asker], Citations],
    ) -> None:
        self._points = points
        self._purposes: dict[str, tuple[Citations, tuple[Basis, ...]]] = {
            p.id: ((p.id, *p.clauses), p.basis) for p in purposes
        }
        self._purposes[NO_PURPOSE] = ((), (Basis.CONSENT,))
        self._principles = principles
        self._articles = articles
        self._routes = routes

    def drawn(self) -> Authorities:
        """All of them."""
        return Authorities(
            collecting={
                (p.id, guardian): self._collecting(p, guardian)
                for p in self._points.values()
                for guardian in (False, True)
            },
            handling=self._by_purpose((Act.USE, Act.EXPORT, Act.ENTRUST), self._handling),
            own={
                p.id: once((*self._for(Basis.CONTRACT), *p.citations))
                for p in self._points.values()
            },
            emergency=self._by_purpose((Act.USE, Act.EXPORT, Act.PROVIDE), self._emergency),
            providing=self._by_purpose(tuple(GroundKind), self._providing),
            changing=self._by_purpose((Act.CORRECT, Act.ERASE), self._changing),
            destroying={p.id: self._destroying(p) for p in self._points.values()},
            requests={
                (act, asker, p.id): self._request(act, asker, p)
                for act in RIGHTS
                for asker in Asker
                for p in self._points.values()
            },
        )

    def _by_purpose(
        self, kinds: Iterable[Kind], draw: Callable[[Kind, PointPlan, str], Citations]
    ) -> dict[tuple[Kind, str, str], Citations]:
        return {
            (kind, point.id, purpose): draw(kind, point, purpose)
            for kind in kinds
            for point in self._points.values()
            for purpose in self._purposes
        }

    def _for(self, *names: str) -> Citations:
        return tuple(a for name in names for a in self._articles.get(name, ()))

    def _collecting(self, point: PointPlan, guardian: bool) -> Citations:
        cites = self._principles[Principle.MINIMUM]
        if point.channels:
            cites += self._principles[Principle.CHANNELS]
        if guardian and point.consent_based:
            cites += self._principles[Principle.GUARDIAN_CONSENT]
        return once((*cites, *self._for(Act.COLLECT, *point.basis), *point.citations))

    def _handling(self, act: Act, point: PointPlan, purpose: str) -> Citations:
        cites, basis = self._purposes[purpose]
        if purpose == NO_PURPOSE:
            cites += self._principles[Principle.OUTSIDE_PURPOSE]
        if act is Act.ENTRUST:
            cites += self._principles[Principle.CONTRACT]
        return once((*cites, *self._for(act, *basis), *point.citations))

    def _emergency(self, act: Act, point: PointPlan, purpose: str) -> Citations:
        cites, _ = self._purposes[purpose]
        if act is Act.PROVIDE:
            cites += self._principles[Principle.THIRD_PARTY_GROUNDS]
        return once((*cites, *self._for(act, Basis.VITAL), *point.citations))

    def _providing(self, ground: GroundKind, point: PointPlan, purpose: str) -> Citations:
        cites, _ = self._purposes[purpose]
        cites += self._principles[Principle.THIRD_PARTY_GROUNDS]
        if ground is GroundKind.CONSENT:
            cites += self._principles[Principle.SEPARATE_CONSENT]
        if ground is GroundKind.AUTHORITY:
            cites += self._principles[Principle.AUTHORITY_PROCEDURE]
        basis = Basis.CONSENT if ground is GroundKind.CONSENT else Basis.LAW
        return once((*cites, *self._for(Act.PROVIDE, basis), *point.citations))

    def _changing(self, act: Act, point: PointPlan, purpose: str) -> Citations:
        own = self._principles[Principle.OWN_FINDING]
        return once((*own, purpose, *self._for(act), *point.citations))

    def _destroying(self, point: PointPlan) -> Citations:
        cites = self._principles[Principle.DESTRUCTION]
        return once((*cites, *self._for(Act.ERASE), *point.citations))

    def _request(self, act: Act, asker: Asker, point: PointPlan) -> Citations:
        right = RightKind.FOOTAGE if point.cameras else RIGHTS[act]
        route = self._routes.get((right, asker), ())
        identity = self._principles[Principle.IDENTITY]
        named = RightKind.DELETION if act is Act.ERASE else act
        return once((*identity, *route, *self._for(named), *point.citations))
