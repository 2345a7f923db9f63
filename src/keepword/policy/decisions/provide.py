"""Providing personal data to a third party (docs/decisions.md, "provide")."""

from __future__ import annotations

from keepword.policy.decisions.answer import Decision, Denied, Duty, Reason
from keepword.policy.decisions.authorities import NO_PURPOSE
from keepword.policy.decisions.case import Case
from keepword.policy.decisions.items import open_listed
from keepword.policy.decisions.question import Act, Actor, Consent, ConsentKind, Form
from keepword.policy.decisions.use import ended
from keepword.policy.model.parties import GroundKind
from keepword.policy.model.vocabulary import Basis


def provide(case: Case) -> Decision:
    """May exactly these items go to this third party, on this ground?"""
    request = case.request
    emergency = request.emergency and request.actor is Actor.STAFF
    denied = _who(case, emergency)
    if denied is None and not emergency:
        denied = _ground(case) or _scope(case)
    if denied is not None:
        return denied
    return _answer(case, emergency)


def _who(case: Case, emergency: bool) -> Denied | None:
    request = case.request
    if request.actor not in (Actor.STAFF, Actor.SYSTEM):
        return case.deny(Reason.ACTOR_MAY_NOT)
    if request.purpose is None:
        return case.deny(Reason.PURPOSE_NEEDED)
    if not emergency and request.purpose not in case.facts.grants:
        return case.deny(Reason.NO_GRANT)
    if not request.items:
        return case.deny(Reason.NOTHING_ASKED)
    if emergency and not request.reason:
        return case.deny(Reason.REASON_NEEDED)
    return None


def _ground(case: Case) -> Denied | None:
    request = case.request
    if request.ground is None:
        return case.deny(Reason.GROUND_NEEDED)
    papers = case.bench.grounds.get(request.ground)
    if papers is None:
        return case.deny(Reason.GROUND_NOT_OFFERED)
    match request.ground:
        case GroundKind.CONSENT:
            return _separate_consent(case)
        case GroundKind.LAW:
            return None if request.statute else case.deny(Reason.STATUTE_NEEDED)
    if not papers <= case.facts.papers:
        cites = case.bench.authority_citations
        return case.deny(Reason.PAPERS_MISSING, papers - case.facts.papers, cites=cites)
    if case.bench.authority_needs_statute and not request.statute:
        return case.deny(Reason.AUTHORITY_NEEDS_STATUTE)
    return None


def _separate_consent(case: Case) -> Denied | None:
    request = case.request
    wanted = Consent(ConsentKind.PROVIDE, request.recipient or "", request.purpose or "")
    if request.recipient and wanted in case.consents:
        return None
    return case.deny(
        Reason.GUARDIAN_CONSENT_NEEDED if case.unheard else Reason.SEPARATE_CONSENT_NEEDED
    )


def _scope(case: Case) -> Denied | None:
    request = case.request
    consented = request.ground is GroundKind.CONSENT
    if request.purpose not in case.bench.purposes and not consented:
        return case.deny(Reason.OUTSIDE_POLICY)
    purpose = case.bench.purposes.get(request.purpose or "")
    if purpose is not None and purpose.reason and not request.reason:
        return case.deny(Reason.REASON_NEEDED)
    if purpose is not None and purpose.aggregate and request.form is not Form.AGGREGATE:
        return case.deny(Reason.AGGREGATE_ONLY)
    if consented and request.purpose in case.facts.suspended:
        return case.deny(Reason.SUSPENDED)
    return ended(case, rests_on_law=not consented)


def _answer(case: Case, emergency: bool) -> Decision:
    opened, withheld = open_listed(case)
    if not opened:
        return case.nothing_left(withheld)
    duties: tuple[Duty, ...] = (Duty.RECORD_PROVISION, Duty.LIMIT_RECIPIENT)
    basis = Basis.CONSENT if case.request.ground is GroundKind.CONSENT else Basis.LAW
    if emergency:
        basis = Basis.VITAL
        duties += (Duty.REVIEW, Duty.TELL_PERSON, Duty.KEEP_REASON)
    named = case.bench.purposes.get(case.request.purpose or "")
    purpose = named.id if named else NO_PURPOSE
    if named and named.reason and not emergency:
        duties += (Duty.KEEP_REASON,)
    authorities, point = case.bench.authorities, case.plan.id
    if emergency or case.request.ground is None:
        cites = authorities.emergency[Act.PROVIDE, point, purpose]
    else:
        cites = authorities.providing[case.request.ground, point, purpose]
    return case.allow(opened, (basis,), cites, duties, withheld)
