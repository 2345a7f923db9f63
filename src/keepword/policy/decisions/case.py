"""One decision under way: the question, the plan it falls under, and how answers are made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from keepword.policy.decisions.answer import NOTHING_WITHHELD, Allowed, Denied, Duty, Reason
from keepword.policy.decisions.bench import Bench
from keepword.policy.decisions.citing import once
from keepword.policy.decisions.plan import ItemPlan, PointPlan
from keepword.policy.decisions.question import Act, Actor, Consent, ConsentKind, Facts, Request
from keepword.policy.model.vocabulary import Basis

_NO_CONSENTS: frozenset[Consent] = frozenset()
_NO_ITEMS: frozenset[str] = frozenset()
_ASKING = frozenset({Actor.PERSON, Actor.GUARDIAN, Actor.REPRESENTATIVE})
_BY_RIGHT = frozenset({Act.CORRECT, Act.ERASE, Act.EXPORT})
_RECORD = (Duty.RECORD,)


def is_by_right(act: Act, actor: Actor) -> bool:
    """Whether people ask for access, correction or erasure."""
    return actor in _ASKING and act in _BY_RIGHT


def _lacking(withheld: Mapping[str, Reason]) -> frozenset[str]:
    return frozenset(name for name, why in withheld.items() if why is Reason.CONSENT_NEEDED)


def _frozen(withheld: Mapping[str, Reason]) -> Mapping[str, Reason]:
    # Whoever filled it has let go of it, or it is part of a plan that nobody changes.
    return MappingProxyType(withheld) if withheld else NOTHING_WITHHELD


class Case:
    """A request with its facts on a day."""

    __slots__ = ("bench", "facts", "plan", "request", "today")

    def __init__(
        self, bench: Bench, plan: PointPlan, request: Request, facts: Facts, today: date
    ) -> None:
        self.bench = bench
        self.plan = plan
        self.request = request
        self.facts = facts
        self.today = today

    # -- facts -------------------------------------------------------------------------------

    @property
    def child(self) -> bool:
        """Whether the person is a child today."""
        return self.bench.is_child(self.facts.born, self.today)

    @property
    def unheard(self) -> bool:
        """A child whose legal representative has not been verified: no consent counts."""
        return not self.facts.guardian_verified and self.child

    @property
    def consents(self) -> frozenset[Consent]:
        """The consents that count."""
        return _NO_CONSENTS if self.unheard else self.facts.consents

    @property
    def expired(self) -> bool:
        """The day of destruction has come."""
        due = self.facts.due
        return due is not None and due <= self.today

    @property
    def held_by_statute(self) -> bool:
        """A statute has the data kept, today at least."""
        until = self.facts.held_until
        return until is not None and until >= self.today

    def lack(self) -> Reason:
        """Whose consent it is that is missing."""
        return Reason.GUARDIAN_CONSENT_NEEDED if self.unheard else Reason.CONSENT_NEEDED

    def item(self, name: str) -> ItemPlan | None:
        """The plan of a listed or announced item."""
        found = self.plan.items.get(name)
        if found is None and self.is_extra(name):
            return self.plan.extra(name)
        return found

    def is_extra(self, name: str) -> bool:
        """Whether `name` is a short-term item whose notice is out."""
        return self.plan.extras and (self.plan.id, name) in self.facts.announced

    def unlisted(self, items: frozenset[str]) -> frozenset[str]:
        """Those of `items` that the point does not list and nobody announced."""
        strange = items - self.plan.listed
        if strange and self.plan.extras:
            strange = frozenset(name for name in strange if not self.is_extra(name))
        return strange

    def sensitive_citations(self, lacking: frozenset[str]) -> tuple[str, ...]:
        """What sensitive items among those that lack a consent rest on besides."""
        plans = (self.item(name) for name in lacking)
        if any(p and p.consent and p.consent.kind is ConsentKind.SENSITIVE for p in plans):
            return self.bench.sensitive_citations
        return ()

    # -- answers -----------------------------------------------------------------------------

    def deny(
        self,
        reason: Reason,
        items: frozenset[str] = _NO_ITEMS,
        *,
        withheld: Mapping[str, Reason] = NOTHING_WITHHELD,
        cites: tuple[str, ...] = (),
        duties: tuple[Duty, ...] = (),
    ) -> Denied:
        """A refusal, citing what the reason rests on, the point, then `cites` and the purpose."""
        citations = self.bench.refusal_citations[reason, self.plan.id]
        if cites:
            citations = once((*citations, *cites))
        purpose = None if self.by_right else self.request.purpose
        if purpose is not None and purpose in self.bench.purposes and purpose not in citations:
            citations = (*citations, purpose)
        return Denied(reason, citations, _RECORD + duties, items, _frozen(withheld))

    def nothing_left(self, withheld: Mapping[str, Reason], duties: tuple[Duty, ...] = ()) -> Denied:
        """Every asked item is withheld: the common cause, if there is one."""
        causes = set(withheld.values())
        reason = causes.pop() if len(causes) == 1 else Reason.NOTHING_OPENS
        return self.deny(
            reason,
            frozenset(withheld),
            withheld=withheld,
            cites=self.withheld_citations(withheld),
            duties=duties,
        )

    def allow(
        self,
        items: frozenset[str],
        basis: tuple[Basis, ...],
        cites: tuple[str, ...],
        duties: tuple[Duty, ...],
        withheld: Mapping[str, Reason] = NOTHING_WITHHELD,
    ) -> Allowed:
        """The act may be done; what is withheld is cited after what the act rests on."""
        if not withheld:
            return Allowed(items, basis, cites, _RECORD + duties, NOTHING_WITHHELD)
        cites = once((*cites, *self.withheld_citations(withheld)))
        return Allowed(items, basis, cites, _RECORD + duties, _frozen(withheld))

    def withheld_citations(self, withheld: Mapping[str, Reason]) -> tuple[str, ...]:
        """What the causes in `withheld` rest on, with the rules that have items kept."""
        cites: list[str] = []
        causes = dict.fromkeys(withheld.values())
        for reason in causes:
            cites += self.bench.reason_citations[reason]
        if Reason.CONSENT_NEEDED in causes:
            cites += self.sensitive_citations(_lacking(withheld))
        if Reason.MUST_BE_KEPT in causes or Reason.LOG_NOT_ALTERABLE in causes:
            rules = (plan.rule for plan in map(self.item, withheld) if plan is not None)
            for rule in dict.fromkeys(rules):
                cites += self.bench.rule_citations[rule] if rule else ()
        return tuple(cites)

    @property
    def by_right(self) -> bool:
        """Whether this is a request of people, about themselves or for whom they act."""
        return is_by_right(self.request.act, self.request.actor)
