"""Provide."""

from __future__ import annotations

from keepword.policy.decisions.answer import Reason
from keepword.policy.decisions.question import Actor, Consent, ConsentKind, Form
from keepword.policy.model.parties import Ground, GroundKind
from keepword.policy.model.vocabulary import Need
from tests.spec import words as w
from tests.spec.reading.checks import (
    Outcome,
    asked_for,
    check,
    check_items,
    granted,
    not_ended,
    passwords,
    rest,
    unlisted,
)
from tests.spec.words import Question


def provide(q: Question) -> Outcome:
    """Chapter 3: to a third party on one of three grounds only (P17)."""
    check(q.request.actor in {Actor.STAFF, Actor.SYSTEM}, Reason.ACTOR_MAY_NOT)  # 1.
    check(q.request.purpose is not None, Reason.PURPOSE_NEEDED)
    check(granted(q) or q.emergency, Reason.NO_GRANT)
    check(bool(q.request.items), Reason.NOTHING_ASKED)  # 2.
    if q.emergency:
        check(q.request.reason, Reason.REASON_NEEDED)  # 3.
    else:
        _ground(q)
        by_consent = q.request.ground is GroundKind.CONSENT
        purpose = w.purpose_of(q)
        check(purpose is not None or by_consent, Reason.OUTSIDE_POLICY)  # 5. (P6, P16)
        needs = set(purpose.needs) if purpose else set()
        check(Need.REASON not in needs or q.request.reason, Reason.REASON_NEEDED)  # (G5)
        aggregate = q.request.form is Form.AGGREGATE
        check(Need.AGGREGATE not in needs or aggregate, Reason.AGGREGATE_ONLY)
        suspended = q.request.purpose in q.facts.suspended
        check(not (by_consent and suspended), Reason.SUSPENDED)
        # What is kept by law only goes out by law: the ground counts, not the purpose.
        not_ended(q, by_law=not by_consent)
    return rest(asked_for(q), {**passwords(q), **unlisted(q)})  # 6.


def _ground(q: Question) -> None:
    """4. The ground, and what it needs."""
    kind = q.request.ground
    check(kind is not None, Reason.GROUND_NEEDED)
    grounds: tuple[Ground, ...] = ()
    if q.policy.third_parties:
        grounds = q.policy.third_parties.grounds
    offered = next((ground for ground in grounds if ground.id is kind), None)
    check(offered is not None, Reason.GROUND_NOT_OFFERED)  # (P17)
    if kind is GroundKind.CONSENT:
        _separate_consent(q)
    if kind is GroundKind.LAW:
        check(bool(q.request.statute), Reason.STATUTE_NEEDED)
    if kind is GroundKind.AUTHORITY:
        papers = set(offered.papers) if offered else set()
        check_items(papers - q.facts.papers, Reason.PAPERS_MISSING)  # (P19)
        private = q.policy.meta.controller.profile.sector == "private"
        wanted = private and w.in_force(q, "authority-request-needs-statute")
        check(not wanted or bool(q.request.statute), Reason.AUTHORITY_NEEDS_STATUTE)


def _separate_consent(q: Question) -> None:
    """A consent to this recipient and purpose, apart from all others (P18)."""
    check(not w.guardian_is_missing(q), Reason.GUARDIAN_CONSENT_NEEDED)  # (P38)
    recipient, purpose = q.request.recipient, q.request.purpose
    check(recipient is not None, Reason.SEPARATE_CONSENT_NEEDED)
    separate = Consent(ConsentKind.PROVIDE, recipient or "", purpose or "")
    check(w.counts(q, separate), Reason.SEPARATE_CONSENT_NEEDED)
