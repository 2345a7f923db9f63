"""From a question to a decision: what stands in the address as the engine takes it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from keepword.law.day import civil_day
from keepword.law.model import LawPack
from keepword.policy.decisions import (
    Act,
    Consent,
    ConsentKind,
    Decision,
    Facts,
    Form,
    Request,
    decide,
)
from keepword.policy.model import Policy
from keepword.site.asking.circumstances import Agreed, Circumstance
from keepword.site.asking.question import Age, Question, usual_items

INSURANCE = "insurance-eligibility"
"""The circumstance under which a booking may ask for a unique identifier (docs/decisions.md)."""

THIRD_PARTY = "third-party"
"""Whoever else the data go to: the answer is the same whatever their name is."""

STATUTE = "statute"
"""A statute was named; the answer is the same whichever it is."""

_GROWN, _YOUNG = 40, 8  # years of age of the adult and of the child in an example
_C = Circumstance


def answer(policy: Policy, law: LawPack, question: Question, now: datetime) -> Decision:
    """The decision on `question`, asked at `now`."""
    today = civil_day(now)
    return decide(policy, law, _request(policy, question), _facts(policy, question, today), now)


def _request(policy: Policy, question: Question) -> Request:
    so = question.so
    return Request(
        act=question.act,
        actor=question.who,
        point=question.at,
        items=frozenset(usual_items(policy, question)),
        purpose=question.why,
        channel=question.by,
        recipient=_recipient(question),
        ground=question.ground,
        reason=_C.REASON in so,
        statute=STATUTE if _C.STATUTE in so else None,
        form=Form.AGGREGATE if _C.AGGREGATE in so else Form.IDENTIFIED,
        emergency=_C.EMERGENCY in so,
    )


def _recipient(question: Question) -> str | None:
    return THIRD_PARTY if question.act is Act.PROVIDE else question.to


def _facts(policy: Policy, question: Question, today: date) -> Facts:
    so = question.so
    third = policy.third_parties.papers if policy.third_parties else ()
    on_file = {p.id for p in third} | {p.id for p in policy.rights.representative_papers}
    why = frozenset({question.why}) if question.why else frozenset[str]()
    years = _YOUNG if question.age is Age.CHILD else _GROWN
    return Facts(
        born=date(today.year - years, 1, 1),
        roles=question.roles,
        consents=frozenset(_consents(policy, question)),
        guardian_verified=_C.GUARDIAN in so,
        grants=_grants(policy, question) if _C.GRANT in so else frozenset(),
        practitioner=_C.PRACTITIONER in so,
        identity_verified=_C.IDENTITY in so,
        papers=frozenset(on_file) if _C.PAPERS in so else frozenset(),
        contracts=frozenset({question.to} if _C.CONTRACT in so and question.to else ()),
        circumstances=frozenset({INSURANCE} if _C.ELIGIBILITY in so else ()),
        suspended=why if _C.SUSPENDED in so else frozenset(),
        due=today if _C.EXPIRED in so else None,
        held_until=today + timedelta(days=365) if _C.HELD in so else None,
        dormant=_C.DORMANT in so,
    )


def _grants(policy: Policy, question: Question) -> frozenset[str]:
    """What the right is for: the purpose named, else every purpose of the place."""
    point = policy.point_index[question.at]
    return frozenset({question.why} if question.why else point.purposes)


def _consents(policy: Policy, question: Question) -> set[Consent]:
    at, why, agreed = question.at, question.why or "", question.agreed
    found: set[Consent] = set()
    if Agreed.COLLECT in agreed:
        found.add(Consent(ConsentKind.COLLECT, at))
    if Agreed.ITEMS in agreed:
        items = policy.point_index[at].items()
        found |= {Consent(ConsentKind.ITEM, at, item) for item in items}
        found |= {Consent(ConsentKind.SENSITIVE, at, item) for item in items}
    if Agreed.PURPOSE in agreed:
        found |= {Consent(ConsentKind.PURPOSE, why), Consent(ConsentKind.OUTSIDE, why)}
    if Agreed.PROVIDE in agreed:
        found.add(Consent(ConsentKind.PROVIDE, THIRD_PARTY, why))
    return found
