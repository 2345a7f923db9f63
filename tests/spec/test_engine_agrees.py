"""The engine and the naive oracle read docs/decisions.md alike, for every policy and law."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from keepword.law.model import LawPack
from keepword.policy.decisions import decide
from keepword.policy.decisions.answer import Denied, Reason
from keepword.policy.decisions.question import Act, Actor, Facts, Request
from keepword.policy.model.collection import Point
from keepword.policy.model.parties import GroundKind
from keepword.policy.model.people import RightKind, Way
from keepword.policy.model.policy import Policy
from keepword.policy.model.retention import RetentionAct
from tests.spec import oracle
from tests.spec.asking import ASAN, LAW, POLICIES, law_of
from tests.spec.citations import ARTICLES, PRINCIPAL, must_cite
from tests.spec.holding import asked, holds, outcome
from tests.spec.strategies import NOW, distinct_requests

RULES = [
    "rrn-only-by-law",
    "sensitive-separate-consent",
    "hiring-no-irrelevant-items",
    "authority-request-needs-statute",
]


# -- agreement ------------------------------------------------------------------------------------


def same_outcome(policy: Policy, request: Request, facts: Facts, now: datetime) -> None:
    expected = oracle.answer(policy, law_of(policy), request, facts, now)
    assert outcome(asked(policy, request, facts, now)) == outcome(expected)


def same_duties(policy: Policy, request: Request, facts: Facts, now: datetime) -> None:
    expected = oracle.answer(policy, law_of(policy), request, facts, now)
    assert set(asked(policy, request, facts, now).duties) == set(expected.duties)


def cited(policy: Policy, request: Request, facts: Facts, now: datetime) -> None:
    decision = asked(policy, request, facts, now)
    wanted = must_cite(policy, law_of(policy), request, facts, decision)
    assert wanted - set(decision.citations) == set()


@pytest.mark.parametrize("policy", POLICIES)
class TestAgreement:
    def test_on_the_outcome(self, policy: Policy) -> None:
        holds(policy, same_outcome, 600)

    def test_on_the_duties(self, policy: Policy) -> None:
        holds(policy, same_duties, 400)

    def test_on_what_must_be_cited(self, policy: Policy) -> None:
        holds(policy, cited, 400)

    @pytest.mark.parametrize("rule", RULES)
    def test_without_one_of_the_rules_of_the_law(self, policy: Policy, rule: str) -> None:
        law = law_of(policy)
        parts = {name: getattr(law, name) for name in LawPack.model_fields}
        rest = tuple(other for other in law.rules if other.id != rule)
        assert len(rest) == len(law.rules) - 1
        without = LawPack.model_validate({**parts, "rules": rest})
        for request, facts in distinct_requests(policy, 1000, seed=2):
            expected = oracle.answer(policy, without, request, facts, NOW)
            assert outcome(decide(policy, without, request, facts, NOW)) == outcome(expected)


def test_the_articles_that_answers_rest_on_are_in_the_law_pack() -> None:
    named = {name for names in PRINCIPAL.values() for name in names if name.startswith("PIPA")}
    named |= set(ARTICLES.values()) | {"PIPA 18(1)", "PIPA 23(1)", "PIPA 35", "PIPA 36(1)"}
    assert named - set(LAW.article_index) == set()


# -- policies unlike ours --------------------------------------------------------------------------


def _public(policy: Policy) -> dict[str, Any]:
    controller = policy.meta.controller
    profile = controller.profile.model_copy(update={"sector": "public"})
    controller = controller.model_copy(update={"profile": profile})
    return {"meta": policy.meta.model_copy(update={"controller": controller})}


def _by_consent_only(policy: Policy) -> dict[str, Any]:
    assert policy.third_parties
    grounds = [ground for ground in policy.third_parties.grounds if ground.id is GroundKind.CONSENT]
    return {"third_parties": policy.third_parties.model_copy(update={"grounds": tuple(grounds)})}


def _never_separating(policy: Policy) -> dict[str, Any]:
    separate = RetentionAct.SEPARATE_THEN_DESTROY
    return {"retention": tuple(rule for rule in policy.retention if rule.act is not separate)}


def _majority_at_19(policy: Policy) -> dict[str, Any]:
    assert policy.children
    return {"children": policy.children.model_copy(update={"age": 19})}


def _without_deletion(policy: Policy) -> dict[str, Any]:
    routes = []
    for route in policy.rights.routes:
        rights = [right for right in route.rights if right is not RightKind.DELETION]
        ways = {way: answer for way, answer in route.ways.items() if way is not Way.PHONE}
        routes.append(route.model_copy(update={"rights": tuple(rights), "ways": ways}))
    return {"rights": policy.rights.model_copy(update={"routes": tuple(routes)})}


def _on_home_visits_only(policy: Policy) -> dict[str, Any]:
    """Every item but the first of a point is asked on home visits only."""

    def changed(point: Point) -> Point:
        later = [e.model_copy(update={"only_when": "home-visit"}) for e in point.entries[1:]]
        return point.model_copy(update={"entries": (*point.entries[:1], *later)})

    return {"points": tuple(changed(point) for point in policy.points)}


VARIANTS: dict[str, Callable[[Policy], dict[str, Any]]] = {
    "public-hospital": _public,
    "no-third-parties": lambda policy: {"third_parties": None},
    "third-parties-by-consent-only": _by_consent_only,
    "no-processors": lambda policy: {"processors": ()},
    "no-separation": _never_separating,
    "no-children": lambda policy: {"children": None},
    "majority-at-19": _majority_at_19,
    "no-deletion": _without_deletion,
    "items-on-home-visits": _on_home_visits_only,
}


def varied(name: str) -> Policy:
    """The Asan policy with one chapter changed."""
    parts = {field: getattr(ASAN, field) for field in Policy.model_fields}
    return Policy.model_validate({**parts, **VARIANTS[name](ASAN)})


@pytest.mark.parametrize("name", VARIANTS)
def test_on_policies_unlike_ours(name: str) -> None:
    policy = varied(name)
    for request, facts in distinct_requests(policy, 700, seed=7):
        same_outcome(policy, request, facts, NOW)


# -- of the tests themselves -----------------------------------------------------------------------


@pytest.mark.parametrize("policy", POLICIES)
def test_the_questions_reach_everything_and_half_are_allowed(policy: Policy) -> None:
    """Of the tests themselves: that the generator leaves nothing out."""
    questions = list(distinct_requests(policy, 5000, seed=3))
    assert len(set(questions)) == 5000
    answers = [asked(policy, *question, NOW).decision for question in questions]
    assert 0.35 < answers.count("allowed") / len(answers) < 0.65
    assert {request.act for request, _ in questions} == set(Act)
    assert {request.actor for request, _ in questions} == set(Actor)
    assert {request.point for request, _ in questions} >= set(policy.point_index)
    assert {request.purpose for request, _ in questions} >= set(policy.purpose_index)


@pytest.mark.parametrize("policy", POLICIES)
def test_the_questions_are_the_same_for_the_same_seed(policy: Policy) -> None:
    assert list(distinct_requests(policy, 50, seed=4)) == list(
        distinct_requests(policy, 50, seed=4)
    )
    assert list(distinct_requests(policy, 50, seed=4)) != list(
        distinct_requests(policy, 50, seed=5)
    )


def test_the_questions_meet_every_reason() -> None:
    """A reason that no question meets would be held against nothing."""
    met: set[Reason] = set()
    for policy, number in ((ASAN, 10_000), *((varied(name), 1_000) for name in VARIANTS)):
        for request, facts in distinct_requests(policy, number, seed=8):
            decision = asked(policy, request, facts, NOW)
            if isinstance(decision, Denied):
                met.add(decision.reason)
    assert set(Reason) - met == set()
