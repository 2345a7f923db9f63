"""Export, correct, erase: requests of people, and the hospital on its own initiative."""

from __future__ import annotations

from keepword.policy.decisions.answer import Reason
from keepword.policy.decisions.question import Act, Actor
from keepword.policy.model.people import RightKind, WayAnswer
from keepword.policy.model.retention import RetentionAct
from keepword.policy.model.vocabulary import Basis
from tests.spec import words as w
from tests.spec.reading.checks import (
    Outcome,
    asked_for,
    check,
    check_items,
    granted,
    passwords,
    rest,
    unlisted,
)
from tests.spec.reading.use import use_for_purpose
from tests.spec.words import Question

WAYS = {"in-person", "web", "phone", "mail", "fax"}


def export(q: Question) -> Outcome:
    """Access for people (P29, P30); for staff and system a use that needs a reason."""
    if q.request.actor in w.OWN_ACTORS:
        return _claimed(q)
    check(q.request.actor in {Actor.STAFF, Actor.SYSTEM}, Reason.ACTOR_MAY_NOT)
    check(q.request.purpose is not None, Reason.PURPOSE_NEEDED)
    check(granted(q) or q.emergency, Reason.NO_GRANT)
    check(q.request.reason, Reason.REASON_NEEDED)
    return use_for_purpose(q)


def correct(q: Question) -> Outcome:
    """On request (P31), or on the hospital's own finding (P32)."""
    if q.request.actor in w.OWN_ACTORS:
        return _claimed(q)
    check(q.request.actor in {Actor.STAFF, Actor.SYSTEM}, Reason.ACTOR_MAY_NOT)
    _own_finding(q)
    return _corrected(q)


def erase(q: Question) -> Outcome:
    """On request (P31), on the hospital's own finding (P32), or in the destruction run (P64)."""
    if q.request.actor in w.OWN_ACTORS:
        return _claimed(q)
    check(q.request.actor in {Actor.STAFF, Actor.SYSTEM}, Reason.ACTOR_MAY_NOT)
    if q.request.actor is Actor.SYSTEM:
        check(w.expired(q), Reason.NOT_DUE)
    else:
        _own_finding(q)
    return _erased(q)


def _own_finding(q: Question) -> None:
    check(q.request.purpose is not None, Reason.PURPOSE_NEEDED)
    check(granted(q), Reason.NO_GRANT)
    check(w.purpose_of(q) is not None, Reason.OUTSIDE_POLICY)  # (P5, P6)
    check(q.request.reason, Reason.REASON_NEEDED)


def _corrected(q: Question) -> Outcome:
    check_items(unlisted(q), Reason.ITEM_NOT_LISTED)
    logs = {i for i in asked_for(q) if _acts_on(q, i) is RetentionAct.KEEP_AT_LEAST}
    return rest(asked_for(q), dict.fromkeys(logs, Reason.LOG_NOT_ALTERABLE))  # (P88)


def _erased(q: Question) -> Outcome:
    check_items(unlisted(q), Reason.ITEM_NOT_LISTED)
    kept = {item for item in asked_for(q) if w.held(q, item)}
    return rest(asked_for(q), dict.fromkeys(kept, Reason.MUST_BE_KEPT))  # (P13 to P15)


def _shown(q: Question) -> Outcome:
    check_items(unlisted(q), Reason.ITEM_NOT_LISTED)
    return rest(asked_for(q), passwords(q))  # (P81)


def _acts_on(q: Question, item: str) -> RetentionAct | None:
    rule = w.rule_of(q, item)
    return rule.act if rule else None


# -- requests of people ----------------------------------------------------------------------


def _claimed(q: Question) -> Outcome:
    """Chapters 5, 6 and 14: who asks, what for, by which way, and shown to be who."""
    actor, facts = q.request.actor, q.facts
    # 1. For a child only the legal representative asks (P41).
    check(actor is not Actor.GUARDIAN or w.child(q), Reason.NOT_A_CHILD)
    check(actor is Actor.GUARDIAN or not w.child(q), Reason.GUARDIAN_ACTS)
    # 2 and 3. By the ways of the policy (P28, P42, P106).
    _right_and_way(q)
    # 4. Identity and authority (P34, P35, P42).
    check(facts.identity_verified, Reason.IDENTITY_NEEDED)
    if actor is Actor.REPRESENTATIVE:
        papers = {paper.id for paper in q.policy.rights.representative_papers}
        check_items(papers - facts.papers, Reason.PAPERS_MISSING)  # each by its name (P35)
    if actor is Actor.GUARDIAN:
        check(facts.guardian_verified, Reason.GUARDIAN_UNVERIFIED)
    # 5. What is past its end is neither shown nor corrected (P7, P110).
    if q.request.act is not Act.ERASE:
        check(not w.expired(q) or w.still_held(q), Reason.RETENTION_ENDED)
    # 6. The items.
    return {Act.EXPORT: _shown, Act.CORRECT: _corrected, Act.ERASE: _erased}[q.request.act](q)


def _right_and_way(q: Question) -> None:
    rights = {
        Act.EXPORT: RightKind.ACCESS,
        Act.CORRECT: RightKind.CORRECTION,
        Act.ERASE: RightKind.DELETION,
    }
    right = rights[q.request.act]
    if Basis.CAMERAS in q.point.basis:
        check(q.request.act is Act.EXPORT, Reason.RIGHT_NOT_OFFERED)
        right = RightKind.FOOTAGE
    routes = [
        route
        for route in q.policy.rights.routes
        if right in route.rights and q.request.actor.value in route.askers
    ]
    check(bool(routes), Reason.RIGHT_NOT_OFFERED)
    check(q.request.channel in WAYS, Reason.WAY_NEEDED)
    own_account = q.request.actor is Actor.PERSON and q.point.service is not None
    if own_account and q.request.channel == "web":
        return
    ways = {way.value: good_for for way, good_for in routes[0].ways.items()}
    good_for = ways.get(q.request.channel or "", WayAnswer.NO)
    check(good_for is not WayAnswer.NOTICE, Reason.NOTICE_ONLY)  # (P106)
    check(good_for is WayAnswer.YES, Reason.WAY_NOT_OFFERED)  # (P28)
