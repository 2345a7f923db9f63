"""Using, exporting and entrusting personal data (docs/decisions.md, "use", "entrust", "export")."""

from __future__ import annotations

from keepword.policy.decisions.answer import Decision, Denied, Duty, Reason
from keepword.policy.decisions.authorities import NO_PURPOSE
from keepword.policy.decisions.bench import PurposePlan
from keepword.policy.decisions.case import Case
from keepword.policy.decisions.items import (
    Withheld,
    open_by_consent,
    open_for_purpose,
    open_listed,
)
from keepword.policy.decisions.question import Act, Actor, Consent, ConsentKind, Form
from keepword.policy.model.vocabulary import Basis

_GOES_ON = frozenset({Basis.LAW, Basis.CONTRACT})
"""What a purpose may rest on that a person cannot have suspended (PIPA 37(2))."""

_OUTSIDE = PurposePlan(NO_PURPOSE, (Basis.CONSENT,), False, False, False, False, False)


def use(case: Case) -> Decision:
    """May these items be looked up or processed for this purpose?"""
    match case.request.actor:
        case Actor.PERSON | Actor.GUARDIAN:
            return _own(case)
        case Actor.REPRESENTATIVE:
            return case.deny(Reason.ASK_BY_RIGHT)
        case Actor.THIRD_PARTY:
            return case.deny(Reason.PROVIDE_INSTEAD)
    return _handle(case)


def export(case: Case) -> Decision:
    """May staff or a system take a copy out? People ask by right."""
    if case.request.actor in (Actor.PROCESSOR, Actor.THIRD_PARTY):
        return case.deny(Reason.ACTOR_MAY_NOT)
    return _handle(case)


def entrust(case: Case) -> Decision:
    """May these items go to a processor for this purpose?"""
    request = case.request
    if request.actor not in (Actor.STAFF, Actor.SYSTEM):
        return case.deny(Reason.ACTOR_MAY_NOT)
    if request.purpose is None:
        return case.deny(Reason.PURPOSE_NEEDED)
    if request.purpose not in case.facts.grants:
        return case.deny(Reason.NO_GRANT)
    purpose = case.bench.purposes.get(request.purpose)
    if purpose is None:
        return case.deny(Reason.OUTSIDE_POLICY)
    denied = contract(case) or _needs(case, purpose) or _time(case, purpose)
    if denied is not None:
        return denied
    duties: tuple[Duty, ...] = (Duty.SUPERVISE,)
    if case.bench.processors[request.recipient or ""].unsettled_transfer:
        duties += (Duty.SETTLE_TRANSFER,)
    cites = (str(request.recipient),)
    return _answer(case, purpose, *open_for_purpose(case), duties, cites)


def contract(case: Case) -> Denied | None:
    """The processor is published, under contract, and contracted for this purpose and point."""
    recipient = case.request.recipient or ""
    processor = case.bench.processors.get(recipient)
    if processor is None:
        return case.deny(Reason.PROCESSOR_NOT_PUBLISHED)
    if recipient not in case.facts.contracts:
        return case.deny(Reason.NO_ACTIVE_CONTRACT, cites=(recipient,))
    if case.request.purpose not in processor.purposes or case.plan.id not in processor.points:
        return case.deny(Reason.BEYOND_CONTRACT, cites=(recipient,))
    return None


def _own(case: Case) -> Decision:
    """People looking at their own account, or a child's legal representative at the child's."""
    guardian = case.request.actor is Actor.GUARDIAN
    if guardian and not case.child:
        return case.deny(Reason.NOT_A_CHILD)
    if not guardian and case.child:
        return case.deny(Reason.GUARDIAN_ACTS)
    if not case.plan.service:
        return case.deny(Reason.ASK_BY_RIGHT)
    if not case.facts.identity_verified:
        return case.deny(Reason.IDENTITY_NEEDED)
    if guardian and not case.facts.guardian_verified:
        return case.deny(Reason.GUARDIAN_UNVERIFIED)
    opened, withheld = open_listed(case)
    if not opened:
        return case.nothing_left(withheld)
    cites = case.bench.authorities.own[case.plan.id]
    return case.allow(opened, (Basis.CONTRACT,), cites, (), withheld)


def _handle(case: Case) -> Decision:
    """Staff, processors and systems."""
    request = case.request
    if request.purpose is None:
        return case.deny(Reason.PURPOSE_NEEDED)
    emergency = request.emergency and request.actor is Actor.STAFF
    denied = _authority(case, emergency)
    if denied is not None:
        return denied
    if (emergency or request.act is Act.EXPORT) and not request.reason:
        return case.deny(Reason.REASON_NEEDED)
    if emergency:
        return _emergency(case)
    purpose = case.bench.purposes.get(request.purpose)
    if purpose is None:
        return _outside(case, request.purpose)
    denied = _needs(case, purpose) or _time(case, purpose)
    if denied is not None:
        return denied
    return _answer(case, purpose, *open_for_purpose(case))


def _authority(case: Case, emergency: bool) -> Denied | None:
    if case.request.actor is Actor.PROCESSOR:
        return contract(case)
    if not emergency and case.request.purpose not in case.facts.grants:
        return case.deny(Reason.NO_GRANT)
    return None


def _emergency(case: Case) -> Decision:
    opened, withheld = open_listed(case)
    if not opened:
        return case.nothing_left(withheld)
    purpose = case.request.purpose if case.request.purpose in case.bench.purposes else NO_PURPOSE
    cites = case.bench.authorities.emergency[case.request.act, case.plan.id, str(purpose)]
    duties = (Duty.REVIEW, Duty.TELL_PERSON, Duty.KEEP_REASON)
    return case.allow(opened, (Basis.VITAL,), cites, duties, withheld)


def _outside(case: Case, name: str) -> Decision:
    """A purpose the policy does not have: only with this person's consent to it (P6)."""
    if Consent(ConsentKind.OUTSIDE, name) not in case.consents:
        return case.deny(Reason.OUTSIDE_POLICY)
    denied = _time(case, _OUTSIDE)
    if denied is not None:
        return denied
    return _answer(case, _OUTSIDE, *open_by_consent(case))


def _needs(case: Case, purpose: PurposePlan) -> Denied | None:
    request = case.request
    if purpose.reason and not request.reason:
        return case.deny(Reason.REASON_NEEDED)
    if purpose.statute and not request.statute:
        return case.deny(Reason.STATUTE_NEEDED)
    if purpose.consent and Consent(ConsentKind.PURPOSE, purpose.id) not in case.consents:
        return case.deny(
            Reason.GUARDIAN_CONSENT_NEEDED if case.unheard else Reason.PURPOSE_CONSENT_NEEDED
        )
    if purpose.aggregate and request.form is not Form.AGGREGATE:
        return case.deny(Reason.AGGREGATE_ONLY)
    return None


def _time(case: Case, purpose: PurposePlan) -> Denied | None:
    """Suspension, the end of retention, dormancy (use 6 to 8)."""
    if case.request.purpose in case.facts.suspended and _GOES_ON.isdisjoint(purpose.basis):
        return case.deny(Reason.SUSPENDED)
    denied = ended(case, purpose.rests_on_law)
    if denied is not None:
        return denied
    if case.facts.dormant and case.plan.service and case.bench.separates:
        return case.deny(Reason.DORMANT_SEPARATED)
    return None


def ended(case: Case, rests_on_law: bool) -> Denied | None:
    """After the day of destruction nothing opens but what a statute has kept, for law's sake."""
    if not case.expired:
        return None
    if not case.held_by_statute:
        return case.deny(Reason.RETENTION_ENDED)
    return None if rests_on_law else case.deny(Reason.KEPT_BY_LAW_ONLY)


def _answer(
    case: Case,
    purpose: PurposePlan,
    opened: frozenset[str],
    withheld: Withheld,
    duties: tuple[Duty, ...] = (),
    cites: tuple[str, ...] = (),
) -> Decision:
    if not opened:
        return case.nothing_left(withheld)
    act = case.request.act
    if purpose.reason or act is Act.EXPORT:
        duties += (Duty.KEEP_REASON,)
    rests_on = case.bench.authorities.handling[act, case.plan.id, purpose.id]
    return case.allow(opened, purpose.basis, rests_on + cites, duties, withheld)
