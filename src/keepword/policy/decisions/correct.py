"""Correcting, erasing, and what people may ask (docs/decisions.md, the last three sections)."""

from __future__ import annotations

from keepword.policy.decisions.answer import Decision, Denied, Duty, Reason
from keepword.policy.decisions.authorities import RIGHTS
from keepword.policy.decisions.case import Case
from keepword.policy.decisions.items import Withheld
from keepword.policy.decisions.question import Act, Actor
from keepword.policy.model.people import Asker, RightKind, Way, WayAnswer
from keepword.policy.model.vocabulary import Basis, Principle

_ASKERS = {
    Actor.PERSON: Asker.PERSON,
    Actor.GUARDIAN: Asker.GUARDIAN,
    Actor.REPRESENTATIVE: Asker.REPRESENTATIVE,
}
_WAYS = frozenset(way.value for way in Way)
_EXPLAIN = (Duty.ANSWER_IN_TIME, Duty.EXPLAIN_REFUSAL)
_REGISTER = (Duty.ANSWER_IN_TIME, Duty.REGISTER_REQUEST)


def change(case: Case) -> Decision:
    """May these items be corrected or erased on the hospital's own initiative?"""
    request = case.request
    if request.actor in (Actor.PROCESSOR, Actor.THIRD_PARTY):
        return case.deny(Reason.ACTOR_MAY_NOT)
    if request.actor is Actor.SYSTEM and request.act is Act.ERASE:
        return _items(case, (), ()) if case.expired else case.deny(Reason.NOT_DUE)
    if request.purpose is None:
        return case.deny(Reason.PURPOSE_NEEDED)
    if request.purpose not in case.facts.grants:
        return case.deny(Reason.NO_GRANT)
    if request.purpose not in case.bench.purposes:
        return case.deny(Reason.OUTSIDE_POLICY)
    if not request.reason:
        cites = case.bench.principle_citations[Principle.OWN_FINDING]
        return case.deny(Reason.REASON_NEEDED, cites=cites)
    own = (Duty.TELL_PERSON,) if request.act is Act.CORRECT else ()
    return _items(case, (*own, Duty.KEEP_REASON), ())


def answer_request(case: Case) -> Decision:
    """May what this person, guardian or representative asks for be done?"""
    denied = _asker(case) or _route(case) or _shown(case) or _gone(case)
    if denied is not None:
        return denied
    return _items(case, (Duty.ANSWER_IN_TIME,), _EXPLAIN)


def _asker(case: Case) -> Denied | None:
    if case.request.actor is Actor.GUARDIAN:
        return None if case.child else case.deny(Reason.NOT_A_CHILD, duties=_EXPLAIN)
    return case.deny(Reason.GUARDIAN_ACTS, duties=_EXPLAIN) if case.child else None


def _route(case: Case) -> Denied | None:
    request = case.request
    right = RIGHTS[request.act]
    if case.plan.cameras:
        if right is not RightKind.ACCESS:
            cites = case.bench.principle_citations[Principle.FOOTAGE]
            return case.deny(Reason.RIGHT_NOT_OFFERED, cites=cites, duties=_EXPLAIN)
        right = RightKind.FOOTAGE
    route = case.bench.routes.get((right, _ASKERS[request.actor]))
    if route is None:
        return case.deny(Reason.RIGHT_NOT_OFFERED, duties=_EXPLAIN)
    if request.channel not in _WAYS:
        return case.deny(Reason.WAY_NEEDED, cites=route.citations, duties=_EXPLAIN)
    own_account = request.channel == Way.WEB and case.plan.service
    if own_account and request.actor is Actor.PERSON:
        return None
    match route.ways.get(request.channel, WayAnswer.NO):
        case WayAnswer.NOTICE:
            return case.deny(Reason.NOTICE_ONLY, cites=route.citations, duties=_REGISTER)
        case WayAnswer.NO:
            return case.deny(Reason.WAY_NOT_OFFERED, cites=route.citations, duties=_REGISTER)
    return None


def _shown(case: Case) -> Denied | None:
    """Identity, and the authority of whoever acts for another."""
    facts = case.facts
    if not facts.identity_verified:
        return case.deny(Reason.IDENTITY_NEEDED, duties=_EXPLAIN)
    if case.request.actor is Actor.REPRESENTATIVE:
        missing = case.bench.representative_papers - facts.papers
        if missing:
            cites = case.bench.representative_citations
            return case.deny(Reason.PAPERS_MISSING, missing, cites=cites, duties=_EXPLAIN)
    if case.request.actor is Actor.GUARDIAN and not facts.guardian_verified:
        return case.deny(Reason.GUARDIAN_UNVERIFIED, duties=_EXPLAIN)
    return None


def _gone(case: Case) -> Denied | None:
    if case.request.act is Act.ERASE or not case.expired or case.held_by_statute:
        return None
    cites = case.bench.principle_citations[Principle.FOOTAGE] if case.plan.cameras else ()
    return case.deny(Reason.RETENTION_ENDED, cites=cites, duties=_EXPLAIN)


def _items(case: Case, duties: tuple[Duty, ...], explain: tuple[Duty, ...]) -> Decision:
    """What is asked for, without what must stay; `explain` are the duties of a refusal."""
    wanted = case.request.items or case.plan.listed
    strange = case.unlisted(wanted)
    if strange:
        return case.deny(Reason.ITEM_NOT_LISTED, strange, duties=explain)
    withheld = _staying(case, wanted)
    opened = wanted.difference(withheld)
    if not opened:
        return case.nothing_left(withheld, explain)
    if withheld and explain:
        duties += (Duty.EXPLAIN_REFUSAL,)
    if case.request.act is Act.CORRECT:
        duties = (Duty.BEFORE_AND_AFTER, *duties)
    if case.request.act is Act.ERASE:
        duties = (Duty.CERTIFICATE, *duties)
    cites = _citations(case)
    return case.allow(opened, (Basis.LAW,), cites, duties, withheld)


def _staying(case: Case, wanted: frozenset[str]) -> Withheld:
    """Items that stay: passwords in a copy, logs in a correction, kept records in an erasure."""
    plan = case.plan
    extras = wanted - plan.listed
    match case.request.act:
        case Act.EXPORT:
            cause, staying = Reason.CREDENTIAL_NEVER_SHOWN, wanted & plan.credentials
        case Act.CORRECT:
            cause, staying = Reason.LOG_NOT_ALTERABLE, wanted & plan.unalterable
            staying |= extras if plan.extra_unalterable else frozenset()
        case _:
            cause, staying = Reason.MUST_BE_KEPT, _held(case, wanted, extras)
    return dict.fromkeys(sorted(staying), cause)


def _held(case: Case, wanted: frozenset[str], extras: frozenset[str]) -> frozenset[str]:
    """What a statute or a rule has kept: a known day decides, else the rule until its end."""
    if case.facts.held_until is not None:
        return wanted if case.held_by_statute else frozenset()
    if case.expired:
        return frozenset()
    return (wanted & case.plan.kept) | (extras if case.plan.extra_kept else frozenset())


def _citations(case: Case) -> tuple[str, ...]:
    bench, request, point = case.bench, case.request, case.plan.id
    if case.by_right:
        return bench.authorities.requests[request.act, _ASKERS[request.actor], point]
    if request.actor is Actor.SYSTEM and request.act is Act.ERASE:
        return bench.authorities.destroying[point]
    return bench.authorities.changing[request.act, point, str(request.purpose)]
