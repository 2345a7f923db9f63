"""Laws that every answer obeys, whatever is asked and whichever the policy."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime, time, timedelta
from typing import TypeVar

import pytest

from keepword.policy.decisions.answer import Allowed, Denied
from keepword.policy.decisions.question import Act, Actor, Consent, ConsentKind, Facts, Request
from keepword.policy.model.collection import Requirement
from keepword.policy.model.policy import Policy
from keepword.policy.model.vocabulary import Basis, ItemClass
from tests.spec import words as w
from tests.spec.asking import POLICIES, law_of
from tests.spec.holding import Law, asked, holds
from tests.spec.strategies import KOREA

T = TypeVar("T", Request, Facts)
DISCLOSING = {Act.USE, Act.EXPORT, Act.PROVIDE, Act.ENTRUST}


# -- citations ------------------------------------------------------------------------------------


def citations_resolve(policy: Policy, request: Request, facts: Facts, now: datetime) -> None:
    citations = asked(policy, request, facts, now).citations
    assert citations
    assert len(citations) == len(set(citations))
    law = law_of(policy)
    assert [c for c in citations if c not in policy.index and c not in law.article_index] == []


# -- determinism ----------------------------------------------------------------------------------


def nothing_but_the_question_counts(
    policy: Policy, request: Request, facts: Facts, now: datetime
) -> None:
    decision = asked(policy, request, facts, now)
    asked(policy, replace(request, point="C99"), Facts(), now)
    again = asked(policy, _reordered(request), _reordered(facts), now)
    assert again == decision
    assert (again.citations, again.duties) == (decision.citations, decision.duties)


def _reordered(value: T) -> T:
    """An equal value whose sets were filled in another order."""
    values = {field.name: getattr(value, field.name) for field in fields(value)}
    for name, members in values.items():
        if isinstance(members, frozenset):
            values[name] = frozenset(sorted(members, reverse=True))
    return type(value)(**values)


def the_whole_day_in_korea_answers_alike(
    policy: Policy, request: Request, facts: Facts, now: datetime
) -> None:
    midnight = datetime.combine(now.astimezone(KOREA).date(), time(), KOREA)
    last = midnight + timedelta(days=1, microseconds=-1)
    decision = asked(policy, request, facts, now)
    assert asked(policy, request, facts, midnight) == decision
    assert asked(policy, request, facts, last) == decision


# -- laws of consent ------------------------------------------------------------------------------


def more_consent_never_closes(
    policy: Policy, request: Request, facts: Facts, now: datetime
) -> None:
    """More consents, grants, contracts and papers open more, never less."""
    before = asked(policy, request, facts, now)
    if isinstance(before, Denied):
        return
    listed = policy.point_index[request.point].items()
    kinds = (ConsentKind.COLLECT, ConsentKind.ITEM, ConsentKind.SENSITIVE)
    purpose = request.purpose or ""
    more = {Consent(kind, request.point, item) for kind in kinds for item in (*listed, "")}
    more |= {Consent(ConsentKind.PURPOSE, purpose), Consent(ConsentKind.OUTSIDE, purpose)}
    richer = replace(
        facts,
        consents=facts.consents | more,
        grants=facts.grants | {purpose},
        contracts=facts.contracts | {request.recipient or ""},
        papers=facts.papers | {"approval"},
        guardian_verified=True,
        identity_verified=True,
        practitioner=True,
    )
    after = asked(policy, request, richer, now)
    assert isinstance(after, Allowed)
    assert before.items <= after.items


def a_child_s_consents_count_only_with_the_guardian(
    policy: Policy, request: Request, facts: Facts, now: datetime
) -> None:
    """P38."""
    facts = replace(facts, guardian_verified=False)
    if w.child(w.Question(policy, law_of(policy), request, facts, w.day_in_korea(now))):
        without = replace(facts, consents=frozenset())
        assert asked(policy, request, facts, now) == asked(policy, request, without, now)


def without_consent_a_consent_based_point_is_closed(
    policy: Policy, request: Request, facts: Facts, now: datetime
) -> None:
    """P44, P68: to collect, and to the hospital's own use of what was collected."""
    request = replace(request, emergency=False)
    own = {Actor.PERSON, Actor.GUARDIAN}
    point = policy.point_index.get(request.point)
    if point is None or not w.consent_based(point):
        return
    if request.act is Act.COLLECT or (
        request.act in {Act.USE, Act.ENTRUST, Act.EXPORT} and request.actor not in own
    ):
        if request.act is Act.EXPORT and request.actor is Actor.REPRESENTATIVE:
            return
        answer = asked(policy, request, replace(facts, consents=frozenset()), now)
        assert isinstance(answer, Denied)


def optional_items_may_be_left_out(
    policy: Policy, request: Request, facts: Facts, now: datetime
) -> None:
    """P45: of an allowed form, as long as anything is asked at all."""
    if request.act is not Act.COLLECT:
        return
    if isinstance(asked(policy, request, facts, now), Denied):
        return
    point = policy.point_index[request.point]
    optional = {e.item for e in point.entries if e.requirement is Requirement.OPTIONAL}
    left = request.items - optional
    if left:
        answer = asked(policy, replace(request, items=left), facts, now)
        assert isinstance(answer, Allowed)


# -- laws of items --------------------------------------------------------------------------------


def every_item_is_opened_or_accounted_for(
    policy: Policy, request: Request, facts: Facts, now: datetime
) -> None:
    decision = asked(policy, request, facts, now)
    if isinstance(decision, Allowed):
        wanted = request.items or set(policy.point_index[request.point].items())
        assert decision.items
        assert not decision.items & set(decision.withheld)
        assert decision.items | set(decision.withheld) == wanted


def no_password_leaves(policy: Policy, request: Request, facts: Facts, now: datetime) -> None:
    """P81."""
    decision = asked(policy, request, facts, now)
    if isinstance(decision, Allowed) and request.act in DISCLOSING:
        secret = {item.id for item in policy.items if item.kind is ItemClass.CREDENTIAL}
        assert not decision.items & secret


def nothing_is_destroyed_before_its_day(
    policy: Policy, request: Request, facts: Facts, now: datetime
) -> None:
    """P7, P64; P15: and nothing that a statute has kept, on anybody's word."""
    decision = asked(policy, request, facts, now)
    if isinstance(decision, Denied) or request.act is not Act.ERASE:
        return
    today = w.day_in_korea(now)
    assert facts.held_until is None or facts.held_until < today
    if request.actor is Actor.SYSTEM:
        assert facts.due is not None
        assert facts.due <= today


def nothing_is_used_after_its_day(
    policy: Policy, request: Request, facts: Facts, now: datetime
) -> None:
    """P7, P15: but what a statute has kept, for what rests on law, and in an emergency."""
    decision = asked(policy, request, facts, now)
    today = w.day_in_korea(now)
    own = {Actor.PERSON, Actor.GUARDIAN, Actor.REPRESENTATIVE}
    if isinstance(decision, Denied) or request.act not in DISCLOSING or request.actor in own:
        return
    if facts.due is None or facts.due > today or Basis.VITAL in decision.basis:
        return
    assert facts.held_until is not None
    assert facts.held_until >= today
    assert Basis.LAW in decision.basis


LAWS: list[Law] = [
    citations_resolve,
    nothing_but_the_question_counts,
    the_whole_day_in_korea_answers_alike,
    more_consent_never_closes,
    a_child_s_consents_count_only_with_the_guardian,
    without_consent_a_consent_based_point_is_closed,
    optional_items_may_be_left_out,
    every_item_is_opened_or_accounted_for,
    no_password_leaves,
    nothing_is_destroyed_before_its_day,
    nothing_is_used_after_its_day,
]


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__.replace("_", "-"))
def test_every_answer_obeys(policy: Policy, law: Law) -> None:
    holds(policy, law, 300)
