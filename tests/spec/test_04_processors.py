"""Chapter 4: processors, under contract and within it (P20 to P26)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from keepword.policy.decisions.question import Act, Actor, Request
from tests.spec.asking import ASAN, allowed, consented, denied, duties, items, outcome
from tests.spec.submissions import BY_POINT

SAMPLE = Request(
    Act.ENTRUST, Actor.STAFF, "C8", frozenset({"health-data"}), purpose="PU10", recipient="T49"
)
ALL = frozenset(processor.id for processor in ASAN.processors)


def test_a_laboratory_gets_the_sample_it_is_to_test() -> None:
    facts = replace(consented("C8"), contracts=frozenset({"T49"}))
    answer = allowed(SAMPLE, facts)
    assert answer.items == {"health-data"}
    assert {"T49", "PU10", "C8", "PIPA 26(1)"} <= set(answer.citations)
    assert duties(answer) == {"supervise"}  # P24


@pytest.mark.parametrize(
    ("recipient", "contracts", "purpose", "point", "expected", "clause"),
    [
        (None, ALL, "PU10", "C8", "processor-not-published", "P26"),
        ("T66", ALL, "PU10", "C8", "processor-not-published", "P26"),
        ("a-friend", ALL, "PU10", "C8", "processor-not-published", "P26"),
        ("T49", frozenset(), "PU10", "C8", "no-active-contract", "P20"),
        ("T49", frozenset({"T48"}), "PU10", "C8", "no-active-contract", "P20"),
        ("T49", ALL, "PU4", "C8", "beyond-contract", "P20"),  # another purpose
        ("T32", ALL, "PU13", "C8", "beyond-contract", "P20"),  # another point
        ("T65", ALL, "PU13", "C13", "beyond-contract", "P20"),  # no personal data at all
    ],
)
def test_published_under_contract_and_within_it(
    recipient: str | None,
    contracts: frozenset[str],
    purpose: str,
    point: str,
    expected: str,
    clause: str,
) -> None:
    request = replace(SAMPLE, items=frozenset(), recipient=recipient, purpose=purpose, point=point)
    answer = denied(request, replace(consented(point), contracts=contracts))
    assert answer.reason == expected
    assert clause in answer.citations


@pytest.mark.parametrize(
    ("recipient", "expected"),
    [
        ("T49", {"supervise"}),
        ("T30", {"supervise", "settle-transfer"}),  # Oncotype DX (reading G24)
        ("T31", {"supervise", "settle-transfer"}),  # MammaPrint
    ],
)
def test_work_that_may_go_abroad_is_settled_first(recipient: str, expected: set[str]) -> None:
    facts = replace(consented("C8"), contracts=ALL)
    assert duties(allowed(replace(SAMPLE, recipient=recipient), facts)) == expected


def test_no_consent_entrusts_what_the_policy_does_not_state() -> None:
    request = replace(SAMPLE, purpose="selling-addresses")
    assert outcome(request, replace(consented("C8"), contracts=ALL)) == "outside-policy"


@pytest.mark.parametrize(
    ("purpose", "asked", "expected"),
    [
        ("PU10", "health-data", "allowed"),
        ("PU10", "address", "purpose-does-not-open"),  # a laboratory needs no address
        ("PU1", "address health-data", "allowed"),
        ("PU1", "license-plate", "item-not-listed"),
    ],
)
def test_only_what_the_purpose_opens_is_handed_over(
    purpose: str, asked: str, expected: str
) -> None:
    request = replace(SAMPLE, purpose=purpose, items=items(asked))
    assert outcome(request, replace(consented("C8"), contracts=ALL)) == expected


def test_a_flag_of_emergency_opens_nothing_to_a_processor() -> None:
    request = replace(SAMPLE, items=frozenset({"address"}), emergency=True, reason=True)
    facts = replace(consented("C8"), contracts=ALL)
    assert outcome(request, facts) == "purpose-does-not-open"


# -- processors that act themselves ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("recipient", "contracts", "purpose", "expected"),
    [
        ("T43", ALL, "PU3", "allowed"),
        ("T43", ALL, "PU1", "beyond-contract"),
        ("T43", frozenset(), "PU3", "no-active-contract"),
        ("T32", ALL, "PU3", "beyond-contract"),
        (None, ALL, "PU3", "processor-not-published"),
    ],
)
def test_a_processor_uses_what_its_contract_is_about(
    recipient: str | None, contracts: frozenset[str], purpose: str, expected: str
) -> None:
    request = Request(Act.USE, Actor.PROCESSOR, "C7", purpose=purpose, recipient=recipient)
    facts = replace(consented("C7"), contracts=contracts, grants=frozenset())
    assert outcome(request, facts) == expected


@pytest.mark.parametrize(
    ("recipient", "contracts", "expected"),
    [
        ("T44", ALL, "allowed"),  # telephone booking
        ("T44", frozenset(), "no-active-contract"),
        ("T49", ALL, "beyond-contract"),
        ("T66", ALL, "processor-not-published"),
    ],
)
def test_a_processor_collects_where_its_contract_is_about(
    recipient: str, contracts: frozenset[str], expected: str
) -> None:
    form = BY_POINT["C7"]
    request = replace(form.request(), actor=Actor.PROCESSOR, recipient=recipient)
    assert outcome(request, replace(form.facts(), contracts=contracts)) == expected


@pytest.mark.parametrize("act", [Act.PROVIDE, Act.ENTRUST, Act.EXPORT, Act.CORRECT, Act.ERASE])
def test_a_processor_does_nothing_else(act: Act) -> None:
    request = replace(SAMPLE, act=act, actor=Actor.PROCESSOR)
    assert outcome(request, replace(consented("C8"), contracts=ALL)) == "actor-may-not"
