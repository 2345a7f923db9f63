"""Collecting personal data at a point (docs/decisions.md, "collect")."""

from __future__ import annotations

from keepword.policy.decisions.answer import Allowed, Decision, Denied, Duty, Reason
from keepword.policy.decisions.case import Case
from keepword.policy.decisions.items import without_consent
from keepword.policy.decisions.question import Actor
from keepword.policy.model.vocabulary import Basis

ELIGIBILITY = "insurance-eligibility"


def collect(case: Case) -> Decision:
    """May these items be collected here, by this way, by this actor?"""
    return _who(case) or _where(case) or _what(case) or _consent(case) or _allow(case)


def _who(case: Case) -> Denied | None:
    request, facts = case.request, case.facts
    match request.actor:
        case Actor.THIRD_PARTY:
            return case.deny(Reason.ACTOR_MAY_NOT)
        case Actor.GUARDIAN if not case.child:
            return case.deny(Reason.NOT_A_CHILD)
        case Actor.PROCESSOR:
            return collecting_processor(case)
        case Actor.STAFF:
            named = {request.purpose} if request.purpose else case.plan.purposes
            if facts.grants.isdisjoint(named):
                return case.deny(Reason.NO_GRANT)
    return None


def collecting_processor(case: Case) -> Denied | None:
    """A processor collects only under its contract, at the points it is contracted for."""
    recipient = case.request.recipient or ""
    processor = case.bench.processors.get(recipient)
    if processor is None:
        return case.deny(Reason.PROCESSOR_NOT_PUBLISHED)
    if recipient not in case.facts.contracts:
        return case.deny(Reason.NO_ACTIVE_CONTRACT, cites=(recipient,))
    if case.plan.id not in processor.points:
        return case.deny(Reason.BEYOND_CONTRACT, cites=(recipient,))
    return None


def _where(case: Case) -> Denied | None:
    plan, request = case.plan, case.request
    if request.purpose is not None and request.purpose not in plan.purposes:
        return case.deny(Reason.PURPOSE_NOT_OF_POINT)
    if plan.channels and request.channel not in plan.channels:
        return case.deny(Reason.CHANNEL_NOT_LISTED)
    if plan.from_age or plan.under_age:
        if case.facts.born is None:
            return case.deny(Reason.AGE_NEEDED)
        if case.child is plan.from_age:
            return case.deny(Reason.WRONG_AGE)
    return None


def _what(case: Case) -> Denied | None:
    plan, items = case.plan, case.request.items
    if not items:
        return case.deny(Reason.NOTHING_ASKED)
    if not items <= plan.listed:
        strange = case.unlisted(items)
        if strange:
            cause = Reason.ITEM_NOT_ANNOUNCED if plan.extras else Reason.ITEM_NOT_LISTED
            return case.deny(cause, strange)
    special = items & plan.special
    if special:
        return _special(case, special) or _missing(case)
    return _missing(case)


def _special(case: Case, special: frozenset[str]) -> Denied | None:
    plans = [p for p in map(case.item, special) if p is not None]
    facts = case.facts
    eligible = ELIGIBILITY in facts.circumstances
    for reason, offending in (
        (
            Reason.ITEM_DOES_NOT_APPLY,
            [p.item for p in plans if p.role and p.role not in facts.roles],
        ),
        (Reason.NUMBER_NEEDS_LAW, [p.item for p in plans if p.needs_law and not eligible]),
        (
            Reason.CIRCUMSTANCE_NEEDED,
            [p.item for p in plans if p.circumstance and p.circumstance not in facts.circumstances],
        ),
        (
            Reason.PRACTITIONER_NEEDED,
            [p.item for p in plans if p.practitioner and not facts.practitioner],
        ),
    ):
        if offending:
            return case.deny(reason, frozenset(offending))
    return None


def _missing(case: Case) -> Denied | None:
    missing = case.plan.required - case.request.items
    if missing and case.plan.special:
        missing = frozenset(name for name in missing if not _excused(case, name))
    return case.deny(Reason.REQUIRED_MISSING, missing) if missing else None


def _excused(case: Case, name: str) -> bool:
    """A required item that this person, under the law, need not give."""
    item, facts = case.plan.items[name], case.facts
    if item.role and item.role not in facts.roles:
        return True
    if item.circumstance and item.circumstance not in facts.circumstances:
        return True
    return item.needs_law and ELIGIBILITY not in facts.circumstances


def _consent(case: Case) -> Denied | None:
    if not case.plan.consent_based:
        return None
    lacking = without_consent(case, case.request.items)
    if not lacking:
        return None
    return case.deny(case.lack(), lacking, cites=case.sensitive_citations(lacking))


def _allow(case: Case) -> Allowed:
    plan, bench, items = case.plan, case.bench, case.request.items
    basis = plan.basis
    by_law: tuple[str, ...] = ()
    if any(p.needs_law for p in map(case.item, items & plan.special) if p is not None):
        basis, by_law = (*basis, Basis.LAW), bench.identifier_citations
    duties: tuple[Duty, ...] = (Duty.INFORM,)
    if plan.consent_based:
        duties += (Duty.RECEIPT,)
    if not items.isdisjoint(plan.encrypted):
        duties += (Duty.ENCRYPT,)
    cites = bench.authorities.collecting[plan.id, case.child]
    if plan.channels:
        cites += (str(case.request.channel),)
    if case.request.purpose:
        cites += (case.request.purpose,)
    return case.allow(items, basis, cites + by_law, duties)
