"""Use and entrust."""

from __future__ import annotations

from keepword.policy.decisions.answer import Reason
from keepword.policy.decisions.question import Actor, Consent, ConsentKind, Form
from keepword.policy.model.retention import RetentionAct
from keepword.policy.model.vocabulary import Basis, Need
from tests.spec import words as w
from tests.spec.reading.checks import (
    Outcome,
    Withheld,
    asked_for,
    check,
    granted,
    not_ended,
    passwords,
    published_under_contract,
    rest,
    unlisted,
    within_contract,
)
from tests.spec.words import Question


def use(q: Question) -> Outcome:
    """Chapters 1 and 2: for the purpose it was collected for, while it may be kept."""
    if q.request.actor in w.OWN_ACTORS:
        return _use_own(q)
    check(q.request.actor is not Actor.THIRD_PARTY, Reason.PROVIDE_INSTEAD)  # 1. (P17)
    check(q.request.purpose is not None, Reason.PURPOSE_NEEDED)  # 2. (P5)
    if q.request.actor is Actor.PROCESSOR:  # 3. (P20, P26)
        published_under_contract(q)
        within_contract(q, purpose_too=True)
    else:
        check(granted(q) or q.emergency, Reason.NO_GRANT)  # (P77, P85)
    return use_for_purpose(q)


def use_for_purpose(q: Question) -> Outcome:
    if q.emergency:  # 3. (PIPA 18(2)3)
        check(q.request.reason, Reason.REASON_NEEDED)
    elif w.purpose_of(q) is None:  # 4. Beyond the policy only with a consent to it (P6).
        outside = Consent(ConsentKind.OUTSIDE, q.request.purpose or "")
        check(w.counts(q, outside), Reason.OUTSIDE_POLICY)
        _while_it_may_go_on(q)
    else:
        needs_of_purpose(q)
        _while_it_may_go_on(q)
    return _opened(q)


def _use_own(q: Question) -> Outcome:
    """1. People and their own account; the guardian for the child (P42)."""
    if q.request.actor is Actor.GUARDIAN:
        check(w.child(q), Reason.NOT_A_CHILD)
    if q.request.actor is Actor.PERSON:
        check(not w.child(q), Reason.GUARDIAN_ACTS)
    check(q.request.actor is not Actor.REPRESENTATIVE, Reason.ASK_BY_RIGHT)
    check(q.point.service is not None, Reason.ASK_BY_RIGHT)
    check(q.facts.identity_verified, Reason.IDENTITY_NEEDED)  # (P34)
    if q.request.actor is Actor.GUARDIAN:
        check(q.facts.guardian_verified, Reason.GUARDIAN_UNVERIFIED)  # (P42)
    return rest(asked_for(q), {**passwords(q), **unlisted(q)})


def needs_of_purpose(q: Question) -> None:
    """5. What a purpose needs beyond itself (reading G5)."""
    purpose = w.purpose_of(q)
    needs = set(purpose.needs) if purpose else set()
    consent = Consent(ConsentKind.PURPOSE, q.request.purpose or "")
    no_consent = Reason.PURPOSE_CONSENT_NEEDED
    if w.guardian_is_missing(q):
        no_consent = Reason.GUARDIAN_CONSENT_NEEDED  # (P38)
    check(Need.REASON not in needs or q.request.reason, Reason.REASON_NEEDED)
    check(Need.STATUTE not in needs or bool(q.request.statute), Reason.STATUTE_NEEDED)
    check(Need.CONSENT not in needs or w.counts(q, consent), no_consent)
    aggregate = q.request.form is Form.AGGREGATE
    check(Need.AGGREGATE not in needs or aggregate, Reason.AGGREGATE_ONLY)


def _while_it_may_go_on(q: Question) -> None:
    """6 to 8. Not suspended (PIPA 37), not past its end (P7), not put aside (P9)."""
    purpose = w.purpose_of(q)
    goes_on = purpose is not None and not {Basis.LAW, Basis.CONTRACT}.isdisjoint(purpose.basis)
    check(goes_on or q.request.purpose not in q.facts.suspended, Reason.SUSPENDED)
    not_ended(q, by_law=purpose is not None and Basis.LAW in purpose.basis)
    separates = any(r.act is RetentionAct.SEPARATE_THEN_DESTROY for r in q.policy.retention)
    aside = q.facts.dormant and q.point.service is not None and separates
    check(not aside, Reason.DORMANT_SEPARATED)


def _opened(q: Question) -> Outcome:
    """9 and 10. What the purpose opens."""
    asked = asked_for(q)
    withheld: Withheld = {}
    if not q.emergency:
        withheld |= dict.fromkeys(w.without_consent(q, asked), w.consent_missing(q))
        if w.purpose_of(q) is not None:
            closed = {item for item in asked if q.request.purpose not in w.purposes_of(q, item)}
            withheld |= dict.fromkeys(closed, Reason.PURPOSE_DOES_NOT_OPEN)  # (P5, P16)
    return rest(asked, {**withheld, **passwords(q), **unlisted(q)})


def entrust(q: Question) -> Outcome:
    """Chapter 4: published processors, under contract, for the contracted purpose."""
    check(q.request.actor in {Actor.STAFF, Actor.SYSTEM}, Reason.ACTOR_MAY_NOT)
    check(q.request.purpose is not None, Reason.PURPOSE_NEEDED)
    check(granted(q), Reason.NO_GRANT)
    check(w.purpose_of(q) is not None, Reason.OUTSIDE_POLICY)
    published_under_contract(q)
    within_contract(q, purpose_too=True)
    needs_of_purpose(q)
    _while_it_may_go_on(q)
    return _opened(q)
