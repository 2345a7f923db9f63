"""Asking the engine: the policies and the law at hand, and short words for what comes back."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest

from keepword.law.model import LawPack
from keepword.policies import library
from keepword.policy.decisions import decide
from keepword.policy.decisions.answer import Allowed, Decision, Denied, Duty
from keepword.policy.decisions.question import Consent, ConsentKind, Facts, Request
from keepword.policy.model.policy import Policy
from tests.spec.strategies import NOW

ASAN = library.load("asan").policy
LAW = library.laws()[ASAN.meta.law]
TODAY = NOW.date()

_MEADOW = Path(__file__).parents[1] / "policies" / "meadow"


@cache
def policies() -> tuple[Policy, ...]:
    """Every policy that the properties are tried on."""
    return (ASAN, library.load_folder(_MEADOW).policy)


POLICIES = [pytest.param(policy, id=policy.meta.id) for policy in policies()]


def law_of(policy: Policy) -> LawPack:
    """The law a policy is read under."""
    return library.laws()[policy.meta.law]


def ask(request: Request, facts: Facts, now: datetime = NOW) -> Decision:
    """The engine's answer under the Asan policy."""
    return decide(ASAN, LAW, request, facts, now)


def outcome(request: Request, facts: Facts, now: datetime = NOW) -> str:
    """`allowed`, or the code of the reason against."""
    decision = ask(request, facts, now)
    return decision.reason.value if isinstance(decision, Denied) else "allowed"


def allowed(request: Request, facts: Facts, now: datetime = NOW) -> Allowed:
    """The answer, which must be a yes."""
    decision = ask(request, facts, now)
    assert isinstance(decision, Allowed), decision
    return decision


def denied(request: Request, facts: Facts, now: datetime = NOW) -> Denied:
    """The answer, which must be a no."""
    decision = ask(request, facts, now)
    assert isinstance(decision, Denied), decision
    return decision


def fault(decision: Denied) -> tuple[str, AbstractSet[str]]:
    """The code of the reason, and the items (or papers) that are its cause."""
    return decision.reason.value, decision.items


def withheld(decision: Decision) -> dict[str, str]:
    """What is left out, and the code of why."""
    return {item: reason.value for item, reason in decision.withheld.items()}


def duties(decision: Decision) -> set[str]:
    """The codes of what must be done along with it, but for the record of every act."""
    return {duty.value for duty in decision.duties} - {Duty.RECORD.value}


def items(text: str) -> frozenset[str]:
    """Item ids written in one string."""
    return frozenset(text.split())


# -- people ---------------------------------------------------------------------------------------

GROWN = date(1980, 5, 17)
CHILD = date(2016, 5, 17)


def consents(
    point: str, optional: Iterable[str] = (), sensitive: Iterable[str] = ()
) -> set[Consent]:
    """Consent to what a point requires, and to single optional and sensitive items."""
    return {
        Consent(ConsentKind.COLLECT, point),
        *(Consent(ConsentKind.ITEM, point, item) for item in optional),
        *(Consent(ConsentKind.SENSITIVE, point, item) for item in sensitive),
    }


def consented(point: str, *more: Consent) -> Facts:
    """A grown person who consented to all of a point; staff authorised for every purpose."""
    listed = ASAN.point_index[point].items()
    return Facts(
        born=GROWN,
        consents=frozenset(consents(point, listed, listed) | set(more)),
        grants=frozenset([*(purpose.id for purpose in ASAN.purposes), "selling-addresses"]),
    )
