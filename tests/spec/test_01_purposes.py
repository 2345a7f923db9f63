"""Chapter 1: used only for the stated purposes, others only with a consent to them (P5, P6)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from keepword.policy.decisions.question import Act, Actor, Consent, ConsentKind, Form, Request
from keepword.policy.model.vocabulary import Basis
from tests.spec.asking import allowed, consented, denied, duties, items, outcome, withheld

OUTSIDE = "selling-addresses"


def staff(point: str, purpose: str | None) -> Request:
    """A member of staff wants to see all that a point holds."""
    return Request(Act.USE, Actor.STAFF, point, purpose=purpose)


IDENTITY = "relation-to-patient patient-name hospital-registration-number address"

# Which purposes open what (P5, P16).
OPENED = [
    ("C8", "PU1", f"{IDENTITY} health-data"),
    ("C8", "PU3", f"{IDENTITY} email"),
    ("C8", "PU4", IDENTITY),
    ("C8", "PU5", f"{IDENTITY} email"),
    ("C8", "PU10", "health-data"),
    ("C1", "PU6", "member-type personal-name login-id gender date-of-birth mobile-phone email "
        "license-number employee-number hospital-registration-number"),
    ("C4", "PU3", "mobile-phone personal-name resident-registration-number"),
    ("C9", "PU4", "card-issuer card-number"),
    ("C10", "PU4", "hi-pass-payment"),
    ("C13", "PU13", "patient-name hospital-registration-number address date-of-birth "
        "date-of-treatment license-plate"),
    ("C3", "PU19", "service-use-record connection-log cookie ip-address other-created-information"),
    ("C14", "PU6", "guardian-name guardian-contact"),
    ("C21", "PU12", "inquiry reply-contact"),
]  # fmt: skip


@pytest.mark.parametrize(("point", "purpose", "opened"), OPENED)
def test_a_purpose_opens_its_own_items(point: str, purpose: str, opened: str) -> None:
    answer = allowed(staff(point, purpose), consented(point))
    assert answer.items == items(opened)
    assert {point, purpose} <= set(answer.citations)
    others = {why for item, why in withheld(answer).items() if item != "password"}
    assert others <= {"purpose-does-not-open"}


@pytest.mark.parametrize(
    ("point", "purpose"),
    [
        ("C1", "PU1"),
        ("C4", "PU4"),
        ("C8", "PU13"),
        ("C9", "PU1"),
        ("C12", "PU6"),
        ("C13", "PU3"),
        ("C20", "PU1"),
    ],
)
def test_a_purpose_of_another_point_opens_nothing(point: str, purpose: str) -> None:
    """P16: only within the scope notified."""
    answer = denied(staff(point, purpose), consented(point))
    assert answer.reason in {"purpose-does-not-open", "nothing-opens"}
    assert "P16" in answer.citations


def test_a_use_names_its_purpose() -> None:
    answer = denied(staff("C8", None), consented("C8"))
    assert answer.reason == "purpose-needed"
    assert "P5" in answer.citations


def test_what_the_policy_does_not_state_needs_a_consent_to_it() -> None:
    """P6, PIPA 18(1): for the person who gave it, and for that purpose alone."""
    request, facts = staff("C4", OUTSIDE), consented("C4")
    answer = denied(request, facts)
    assert answer.reason == "outside-policy"
    assert {"P6", "PIPA 18(1)"} <= set(answer.citations)
    other = replace(facts, consents=frozenset({Consent(ConsentKind.OUTSIDE, "lending-addresses")}))
    assert outcome(request, other) == "outside-policy"
    given = replace(facts, consents=frozenset({Consent(ConsentKind.OUTSIDE, OUTSIDE)}))
    assert set(allowed(request, given).basis) == {Basis.CONSENT}


# -- what purposes need beyond themselves (reading G5) --------------------------------------------

NEEDS = [
    # purpose, point, reason, statute, consent to the purpose, form, answer
    ("PU9", "C8", False, None, False, Form.IDENTIFIED, "reason-needed"),
    ("PU9", "C8", True, None, False, Form.IDENTIFIED, "allowed"),
    ("PU22", "C8", False, None, False, Form.IDENTIFIED, "reason-needed"),
    ("PU22", "C8", True, None, False, Form.IDENTIFIED, "statute-needed"),
    ("PU22", "C8", True, "", False, Form.IDENTIFIED, "statute-needed"),
    ("PU22", "C8", True, "Infectious Disease Control Act 11", False, Form.IDENTIFIED, "allowed"),
    ("PU16", "C17", False, None, False, Form.IDENTIFIED, "purpose-consent-needed"),
    ("PU16", "C17", False, None, True, Form.IDENTIFIED, "allowed"),
    ("PU20", "C3", False, None, False, Form.IDENTIFIED, "aggregate-only"),
    ("PU20", "C3", False, None, False, Form.PSEUDONYMISED, "aggregate-only"),
    ("PU20", "C3", False, None, False, Form.AGGREGATE, "allowed"),
    ("PU17", "C17", False, None, False, Form.IDENTIFIED, "reason-needed"),
    ("PU17", "C17", True, None, False, Form.IDENTIFIED, "purpose-consent-needed"),
    # PU17 stands in chapter 1, but no point collects anything for it.
    ("PU17", "C17", True, None, True, Form.IDENTIFIED, "purpose-does-not-open"),
]


@pytest.mark.parametrize(
    ("purpose", "point", "reason", "statute", "consent", "form", "expected"), NEEDS
)
def test_open_ended_and_optional_purposes_need_more(
    purpose: str,
    point: str,
    reason: bool,
    statute: str | None,
    consent: bool,
    form: Form,
    expected: str,
) -> None:
    request = replace(staff(point, purpose), reason=reason, statute=statute, form=form)
    given = {Consent(ConsentKind.PURPOSE, purpose)} if consent else set()
    assert outcome(request, consented(point, *given)) == expected


@pytest.mark.parametrize(("purpose", "expected"), [("PU9", {"keep-reason"}), ("PU1", set())])
def test_a_reason_that_was_needed_is_kept(purpose: str, expected: set[str]) -> None:
    answer = allowed(replace(staff("C8", purpose), reason=True), consented("C8"))
    assert duties(answer) == expected


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (Actor.STAFF, "allowed"),
        (Actor.SYSTEM, "allowed"),
        (Actor.PROCESSOR, "processor-not-published"),
        (Actor.THIRD_PARTY, "provide-instead"),
        (Actor.REPRESENTATIVE, "ask-by-right"),
        (Actor.PERSON, "ask-by-right"),
        (Actor.GUARDIAN, "not-a-child"),
    ],
)
def test_who_uses_booking_data(actor: Actor, expected: str) -> None:
    assert outcome(replace(staff("C4", "PU3"), actor=actor), consented("C4")) == expected
