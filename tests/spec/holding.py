"""Holding a law against many questions: seeded ones, and what Hypothesis finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keepword.policy.decisions import decide
from keepword.policy.decisions.answer import Decision, Denied
from keepword.policy.decisions.question import Facts, Request
from keepword.policy.model.policy import Policy
from tests.spec.asking import law_of, policies
from tests.spec.strategies import KOREA, NOW, distinct_requests, examples, hostile

LEAP_DAY = datetime(2024, 2, 29, 12, tzinfo=KOREA)
Law = Callable[[Policy, Request, Facts, datetime], None]


def tries(most: int) -> settings:
    """The same examples in every run, and none that depends on the speed of the machine."""
    slow = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
    return settings(
        max_examples=most,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=slow,
    )


@cache
def seeded(policy_id: str) -> list[tuple[Request, Facts, datetime]]:
    """Distinct questions, half of them asked on a leap day."""
    policy = next(policy for policy in policies() if policy.meta.id == policy_id)
    return [
        (request, facts, now)
        for seed, now in enumerate((NOW, LEAP_DAY))
        for request, facts in distinct_requests(policy, 2000, seed, now.date())
    ]


def holds(policy: Policy, law: Law, most: int) -> None:
    """Hold `law` against questions to `policy`: seeded ones, then what Hypothesis finds."""
    for question in seeded(policy.meta.id):
        law(policy, *question)

    @tries(most)
    @given(st.one_of(examples(policy), hostile(policy)))
    def run(question: tuple[Request, Facts, datetime]) -> None:
        law(policy, *question)

    run()


def asked(policy: Policy, request: Request, facts: Facts, now: datetime) -> Decision:
    """The engine's answer under `policy` and its law."""
    return decide(policy, law_of(policy), request, facts, now)


def outcome(decision: Decision) -> dict[str, object]:
    """What the specification says of an answer, but for its duties and citations."""
    common = {"items": decision.items, "withheld": dict(decision.withheld)}
    if isinstance(decision, Denied):
        return {"denied": decision.reason, **common}
    return {"allowed": set(decision.basis), **common}
