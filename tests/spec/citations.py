"""The clauses and articles that an answer cannot do without.

Only the principal ones: an engine may cite more. They are found by the principles of the policy
(`principles.yaml` says which clause holds which), by the clause of the collection point, and by
the ids that the question itself names. What a policy or a law pack does not have is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from keepword.law.model import LawPack
from keepword.policy.decisions.answer import Allowed, Decision, Denied, Reason
from keepword.policy.decisions.question import Act, Actor, Facts, Request
from keepword.policy.model.parties import GroundKind
from keepword.policy.model.people import RightKind
from keepword.policy.model.policy import Policy
from keepword.policy.model.vocabulary import Basis, ItemClass, Principle

SENSITIVE = {ItemClass.HEALTH, ItemClass.SENSITIVE}
ARTICLES = {
    Basis.CONSENT: "PIPA 15(1)1",
    Basis.LAW: "PIPA 15(1)2",
    Basis.CONTRACT: "PIPA 15(1)4",
    Basis.VITAL: "PIPA 15(1)5",
    Basis.CAMERAS: "PIPA 25(1)",
}

# What each reason rests on, wherever it is given: principles of the policy, articles of the law.
# In the comments: the clauses of the Asan policy.
PRINCIPAL: Mapping[Reason, tuple[Principle | str, ...]] = {
    Reason.UNKNOWN_POINT: (Principle.SCOPE,),  # P16
    Reason.ACTOR_MAY_NOT: (Principle.SCOPE,),  # P16
    Reason.PROCESSOR_NOT_PUBLISHED: (Principle.PUBLISHED_PROCESSORS, "PIPA 26(2)"),  # P26
    Reason.NO_ACTIVE_CONTRACT: (Principle.CONTRACT, "PIPA 26(1)"),  # P20 to P24
    Reason.BEYOND_CONTRACT: (Principle.CONTRACT_PURPOSE,),  # P20
    Reason.NO_GRANT: (Principle.LEAST_PRIVILEGE,),  # P77, P85
    Reason.PURPOSE_NOT_OF_POINT: (Principle.PURPOSE_LIMIT,),  # P5
    Reason.CHANNEL_NOT_LISTED: (Principle.CHANNELS,),  # P63
    Reason.NOTHING_ASKED: (Principle.MINIMUM,),  # P43
    Reason.ITEM_NOT_LISTED: (Principle.MINIMUM,),  # P43
    Reason.ITEM_DOES_NOT_APPLY: (Principle.CONDITIONAL_ITEMS,),  # P47
    Reason.NUMBER_NEEDS_LAW: ("PIPA 24-2(1)",),
    Reason.CIRCUMSTANCE_NEEDED: (Principle.MINIMUM,),  # P43
    Reason.PRACTITIONER_NEEDED: (Principle.PRACTITIONER,),  # P55
    Reason.GUARDIAN_CONSENT_NEEDED: (Principle.GUARDIAN_CONSENT, "PIPA 22-2(1)"),  # P38
    Reason.ASK_BY_RIGHT: (Principle.WAYS,),  # P28
    Reason.IDENTITY_NEEDED: (Principle.IDENTITY,),  # P34
    Reason.GUARDIAN_ACTS: (Principle.GUARDIAN_REQUESTS,),  # P41, P42
    Reason.GUARDIAN_UNVERIFIED: (Principle.GUARDIAN_REQUESTS,),  # P42
    Reason.PROVIDE_INSTEAD: (Principle.THIRD_PARTY_GROUNDS,),  # P17
    Reason.PURPOSE_NEEDED: (Principle.PURPOSE_LIMIT,),  # P5
    Reason.SUSPENDED: ("PIPA 37",),
    Reason.RETENTION_ENDED: (Principle.DESTRUCTION, "PIPA 21(1)"),  # P7, P64
    Reason.KEPT_BY_LAW_ONLY: (Principle.STATUTORY_HOLD, "PIPA 21(3)"),  # P15
    Reason.DORMANT_SEPARATED: (Principle.DORMANCY,),  # P9
    Reason.CREDENTIAL_NEVER_SHOWN: (Principle.PASSWORDS,),  # P81
    Reason.PURPOSE_DOES_NOT_OPEN: (Principle.SCOPE,),  # P16
    Reason.GROUND_NEEDED: (Principle.THIRD_PARTY_GROUNDS,),  # P17
    Reason.GROUND_NOT_OFFERED: (Principle.THIRD_PARTY_GROUNDS,),  # P17
    Reason.SEPARATE_CONSENT_NEEDED: (Principle.SEPARATE_CONSENT, "PIPA 17(2)"),  # P18
    Reason.AUTHORITY_NEEDS_STATUTE: (Principle.AUTHORITY_PROCEDURE, "PIPA 18(2)"),  # P19
    Reason.NOT_DUE: (Principle.DESTRUCTION,),  # P7, P64
    Reason.LOG_NOT_ALTERABLE: (Principle.LOG_INTEGRITY,),  # P88
}


def must_cite(
    policy: Policy, law: LawPack, request: Request, facts: Facts, decision: Decision
) -> set[str]:
    """The ids that the citations of `decision` must hold, of those that exist."""
    wanted: set[str] = set()
    if isinstance(decision, Allowed):
        wanted |= _allowed(policy, request, decision)
        wanted |= _causes(policy, request, decision.withheld)
    else:
        wanted |= _refused(policy, request, decision)
        if decision.reason is Reason.NOTHING_OPENS:
            wanted |= _causes(policy, request, decision.withheld)
    return {name for name in wanted if name in policy.index or name in law.article_index}


def _allowed(policy: Policy, request: Request, decision: Allowed) -> set[str]:
    claimed = _by_right(request)
    own = claimed or request.actor in {Actor.PERSON, Actor.GUARDIAN, Actor.REPRESENTATIVE}
    run = request.act is Act.ERASE and request.actor is Actor.SYSTEM
    purpose_matters = not run and (request.act is Act.COLLECT or not own)
    wanted = {request.point}
    if request.purpose and purpose_matters:
        wanted |= {request.purpose}
    if request.act is Act.USE:
        wanted |= {ARTICLES[basis] for basis in decision.basis}
    if request.act is Act.COLLECT:
        basis = policy.point_index[request.point].basis
        wanted |= {ARTICLES[one] for one in basis}
        if set(decision.basis) - set(basis):  # a number that rests on the circumstance
            wanted |= {"PIPA 24-2(1)"}
    if request.act is Act.PROVIDE and not _emergency(request):
        wanted |= _clauses(policy, Principle.THIRD_PARTY_GROUNDS)  # P17
    if request.act is Act.ENTRUST:
        wanted |= {request.recipient or "", "PIPA 26(1)"}
    if request.act is Act.ERASE:
        wanted |= {"PIPA 36(1)" if claimed else "PIPA 21(1)"}
    if request.act is Act.CORRECT and claimed:
        wanted |= {"PIPA 36(1)"}
    if request.act is Act.EXPORT and claimed:
        wanted |= {"PIPA 35"}
    return wanted


def _refused(policy: Policy, request: Request, decision: Denied) -> set[str]:
    wanted = _named(policy, PRINCIPAL.get(decision.reason, ()))
    special = _SPECIAL.get(decision.reason)
    if special:
        wanted |= special(policy, request, decision.items)
    return wanted


def _causes(policy: Policy, request: Request, withheld: Mapping[str, Reason]) -> set[str]:
    wanted: set[str] = set()
    for reason in set(withheld.values()):
        items = frozenset(item for item, why in withheld.items() if why is reason)
        wanted |= _refused(policy, request, Denied(reason, (), (), items))
    return wanted


# -- reasons that rest on more, by what was asked ----------------------------------------------


def _not_a_child(policy: Policy, request: Request, items: frozenset[str]) -> set[str]:
    if request.act is Act.COLLECT:
        return {"PIPA 22-2(1)"}
    return _clauses(policy, Principle.GUARDIAN_REQUESTS)  # P41, P42


def _processor(policy: Policy, request: Request, items: frozenset[str]) -> set[str]:
    return {request.recipient or ""}


def _point(policy: Policy, request: Request, items: frozenset[str]) -> set[str]:
    """The first clause of a point is the one that lays down its list and its audience."""
    return set(policy.point_index[request.point].clauses[:1])


def _notice(policy: Policy, request: Request, items: frozenset[str]) -> set[str]:
    """The point's own notice clause (P58 for My Chart, P60 for the cancer institute)."""
    clauses = _clauses(policy, Principle.SHORT_TERM_NOTICE)
    return clauses & set(policy.point_index[request.point].clauses) or clauses


def _consent(policy: Policy, request: Request, items: frozenset[str]) -> set[str]:
    wanted = {"PIPA 15(1)1"}
    if request.act is Act.COLLECT:
        wanted |= _clauses(policy, Principle.CONSENT_APART)  # P44
    if any(policy.item_index[i].kind in SENSITIVE for i in items if i in policy.item_index):
        wanted |= {"PIPA 23(1)"}
    return wanted


def _purpose(policy: Policy, request: Request, items: frozenset[str]) -> set[str]:
    """A need of a purpose, unless it is the act that has the need."""
    return {request.purpose or ""} if request.act in {Act.USE, Act.ENTRUST} else set()


def _reason(policy: Policy, request: Request, items: frozenset[str]) -> set[str]:
    """The reason of the hospital's own finding (P32); else of a purpose."""
    if request.act in {Act.CORRECT, Act.ERASE}:
        return _clauses(policy, Principle.OWN_FINDING)
    return _purpose(policy, request, items)


def _statute(policy: Policy, request: Request, items: frozenset[str]) -> set[str]:
    """The statute of a provision by law (P17); else of a purpose."""
    if request.act is Act.PROVIDE:
        return _clauses(policy, Principle.THIRD_PARTY_GROUNDS)
    return _purpose(policy, request, items)


def _outside(policy: Policy, request: Request, items: frozenset[str]) -> set[str]:
    if request.act is Act.ENTRUST:  # no consent helps
        return _clauses(policy, Principle.PURPOSE_LIMIT)  # P5
    return _clauses(policy, Principle.OUTSIDE_PURPOSE) | {"PIPA 18(1)"}  # P6


def _papers(policy: Policy, request: Request, items: frozenset[str]) -> set[str]:
    if request.ground is GroundKind.AUTHORITY and request.act is Act.PROVIDE:
        return _clauses(policy, Principle.AUTHORITY_PROCEDURE)  # P19
    return _clauses(policy, Principle.REPRESENTATIVE)  # P35


def _kept(policy: Policy, request: Request, items: frozenset[str]) -> set[str]:
    """The rules that keep the items; by a person's request PIPA 36(1) bars the erasure."""
    point = policy.point_index[request.point]
    by_item = {entry.item: entry.retention for entry in point.entries if entry.retention}
    rules = {by_item.get(item) or point.retention or "" for item in items}
    return rules | ({"PIPA 36(1)"} if _by_right(request) else set())


def _way(policy: Policy, request: Request, items: frozenset[str]) -> set[str]:
    """Chapter 5 for requests (P28), the footage route of chapter 14 (P106, P108)."""
    if Basis.CAMERAS not in policy.point_index[request.point].basis:
        return _clauses(policy, Principle.WAYS)
    footage = [r.clauses for r in policy.rights.routes if RightKind.FOOTAGE in r.rights]
    return set().union(*footage)


def _other_way(policy: Policy, request: Request, items: frozenset[str]) -> set[str]:
    return _way(policy, request, items) | {"PIPA 38(4)"}


_SPECIAL = {
    Reason.NOT_A_CHILD: _not_a_child,
    Reason.BEYOND_CONTRACT: _processor,
    Reason.AGE_NEEDED: _point,
    Reason.WRONG_AGE: _point,
    Reason.ITEM_NOT_ANNOUNCED: _notice,
    Reason.REQUIRED_MISSING: _point,
    Reason.CONSENT_NEEDED: _consent,
    Reason.REASON_NEEDED: _reason,
    Reason.STATUTE_NEEDED: _statute,
    Reason.PURPOSE_CONSENT_NEEDED: _purpose,
    Reason.AGGREGATE_ONLY: _purpose,
    Reason.OUTSIDE_POLICY: _outside,
    Reason.PAPERS_MISSING: _papers,
    Reason.MUST_BE_KEPT: _kept,
    Reason.RIGHT_NOT_OFFERED: _way,
    Reason.WAY_NEEDED: _way,
    Reason.NOTICE_ONLY: _way,
    Reason.WAY_NOT_OFFERED: _other_way,
}


def _emergency(request: Request) -> bool:
    return request.emergency and request.actor is Actor.STAFF


def _by_right(request: Request) -> bool:
    people = {Actor.PERSON, Actor.GUARDIAN, Actor.REPRESENTATIVE}
    return request.act in {Act.CORRECT, Act.ERASE, Act.EXPORT} and request.actor in people


def _clauses(policy: Policy, principle: Principle) -> set[str]:
    return set(policy.principles.get(principle, ()))


def _named(policy: Policy, names: Iterable[Principle | str]) -> set[str]:
    found: set[str] = set()
    for name in names:
        found |= _clauses(policy, name) if isinstance(name, Principle) else {name}
    return found
