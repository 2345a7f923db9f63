"""Chapter 7: what is collected, where, from whom and by which way (P43 to P63)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from keepword.policy.decisions.question import Actor, Consent, ConsentKind
from keepword.policy.model.vocabulary import Basis
from tests.spec.asking import ASAN, allowed, denied, duties, fault, items, outcome
from tests.spec.strategies import KOREA
from tests.spec.submissions import BY_POINT, SUBMISSIONS, Submission

FORMS = [pytest.param(s, id=f"{s.point}-{s.clause}") for s in SUBMISSIONS]
REQUIRED = [(s.point, item) for s in SUBMISSIONS for item in sorted(items(s.required))]
OPTIONAL = [
    (s.point, item)
    for s in SUBMISSIONS
    for item in sorted(s.everything() - items(s.required))
    if len(s.everything()) > 1
]
CHANNELS = [f"CH{n}" for n in range(1, 11)]
NUMBER = "resident-registration-number"
BOOKINGS = ("C4", "C5", "C6")


def test_the_forms_have_the_119_items_of_the_document() -> None:
    assert sum(len(submission.everything()) for submission in SUBMISSIONS) == 119


@pytest.mark.parametrize("form", FORMS)
def test_a_complete_form_is_taken(form: Submission) -> None:
    answer = allowed(form.request(), form.facts())
    assert answer.items == form.everything()
    assert not answer.withheld
    assert {form.point, form.clause} <= set(answer.citations)


@pytest.mark.parametrize("form", FORMS)
def test_optional_items_may_all_be_refused(form: Submission) -> None:
    """P45: the same service with nothing but what is required."""
    facts = replace(form.facts(), consents=frozenset({Consent(ConsentKind.COLLECT, form.point)}))
    if form.required:
        assert allowed(form.minimum(), facts).items == items(form.required)
    else:  # nothing is required: a form that asks for nothing is not handed in at all
        assert outcome(form.minimum(), facts) == "nothing-asked"


@pytest.mark.parametrize(("point", "item"), OPTIONAL)
def test_each_optional_item_may_be_refused_alone(point: str, item: str) -> None:
    """P45, P57."""
    form = BY_POINT[point]
    assert item not in allowed(form.without(item), form.facts()).items


@pytest.mark.parametrize(("point", "item"), REQUIRED)
def test_a_required_item_that_is_missing_is_named(point: str, item: str) -> None:
    """P46, P48, P50 to P54, P56, P61, P62."""
    form = BY_POINT[point]
    answer = denied(form.without(item), form.facts())
    assert answer.reason == ("nothing-asked" if len(form.everything()) == 1 else "required-missing")
    assert answer.items == {item}
    assert form.clause in answer.citations


@pytest.mark.parametrize("form", FORMS)
def test_a_foreign_item_is_refused_and_named(form: Submission) -> None:
    """P43: every item of the policy that is not on the form, and one that is in no policy."""
    foreign = {item.id for item in ASAN.items} - form.everything() | {"shoe-size"}
    by_notice = form.point in {"C10", "C11"}
    for item in sorted(foreign):
        answer = denied(replace(form.request(), items=form.everything() | {item}), form.facts())
        assert answer.reason == ("item-not-announced" if by_notice else "item-not-listed")
        assert answer.items == {item}
        assert by_notice or "P43" in answer.citations


@pytest.mark.parametrize("form", FORMS)
def test_only_the_listed_channels_bring_data_in(form: Submission) -> None:
    """P63."""
    for channel in (*CHANNELS, "in-person", None):
        answer = outcome(replace(form.request(), channel=channel), form.facts())
        expected = "allowed" if channel in form.channels.split() else "channel-not-listed"
        assert (channel, answer) == (channel, expected)


def test_a_refused_channel_cites_the_clause_on_channels() -> None:
    form = BY_POINT["C1"]
    assert "P63" in denied(replace(form.request(), channel="CH9"), form.facts()).citations


@pytest.mark.parametrize(
    ("item", "role"),
    [
        ("license-number", "medical-practitioner"),
        ("employee-number", "hospital-employee"),
        ("hospital-registration-number", "registered-patient"),
    ],
)
def test_numbers_only_of_those_who_have_them(item: str, role: str) -> None:
    """P47."""
    form = BY_POINT["C1"]
    facts = replace(form.facts(), roles=form.facts().roles - {role})
    answer = denied(form.request(), facts)
    assert fault(answer) == ("item-does-not-apply", {item})
    assert "P47" in answer.citations
    assert outcome(form.without(item), facts) == "allowed"


@pytest.mark.parametrize("point", BOOKINGS)
def test_a_booking_needs_no_resident_registration_number(point: str) -> None:
    """P50 to P52 under PIPA 24-2(1): only where insurance eligibility must be confirmed."""
    form = BY_POINT[point]
    merely_booking = replace(form.facts(), circumstances=frozenset())
    answer = denied(form.request(), merely_booking)
    assert fault(answer) == ("number-needs-law", {NUMBER})
    assert "PIPA 24-2(1)" in answer.citations
    assert outcome(form.without(NUMBER), merely_booking) == "allowed"


@pytest.mark.parametrize("point", BOOKINGS)
def test_a_number_asked_for_insurance_rests_on_law(point: str) -> None:
    form = BY_POINT[point]
    assert set(allowed(form.request(), form.facts()).basis) == {Basis.CONTRACT, Basis.LAW}
    merely_booking = replace(form.facts(), circumstances=frozenset())
    answer = allowed(form.without(NUMBER), merely_booking)
    assert set(answer.basis) == {Basis.CONTRACT}


def test_health_data_only_as_a_practitioner_deems_necessary() -> None:
    """P55."""
    form = BY_POINT["C8"]
    facts = replace(form.facts(), practitioner=False)
    answer = denied(form.request(), facts)
    assert fault(answer) == ("practitioner-needed", {"health-data"})
    assert "P55" in answer.citations
    assert outcome(form.without("health-data"), facts) == "allowed"


@pytest.mark.parametrize(("point", "clause"), [("C10", "P58"), ("C11", "P60")])
def test_short_term_items_only_after_a_notice(point: str, clause: str) -> None:
    form = BY_POINT[point]
    request = replace(form.request(), items=form.everything() | {"license-plate"})
    given = form.facts().consents | {Consent(ConsentKind.ITEM, point, "license-plate")}
    facts = replace(form.facts(), consents=given)
    answer = denied(request, facts)
    assert fault(answer) == ("item-not-announced", {"license-plate"})
    assert clause in answer.citations
    announced = replace(facts, announced=frozenset({(point, "license-plate")}))
    assert outcome(request, announced) == "allowed"
    elsewhere = replace(facts, announced=frozenset({("C1", "license-plate")}))
    assert outcome(request, elsewhere) == "item-not-announced"
    assert outcome(request, replace(announced, consents=form.facts().consents)) == "consent-needed"


@pytest.mark.parametrize(
    ("item", "kind", "expected"),
    [
        ("atopy-photo", ConsentKind.ITEM, "consent-needed"),  # health: PIPA 23(1)
        ("atopy-photo", ConsentKind.SENSITIVE, "allowed"),
        (NUMBER, ConsentKind.ITEM, "number-needs-law"),  # PIPA 24-2(1)
    ],
)
def test_a_notice_does_not_change_what_an_item_is(
    item: str, kind: ConsentKind, expected: str
) -> None:
    """P58, P60: an announced item stays health data, or a number that only a law opens."""
    form = BY_POINT["C11"]
    facts = replace(
        form.facts(),
        circumstances=frozenset(),
        announced=frozenset({("C11", item)}),
        consents=form.facts().consents | {Consent(kind, "C11", item)},
    )
    assert outcome(replace(form.request(), items=frozenset({item})), facts) == expected


# -- applicants -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "declined", ["religious-faith", "disability", "family-information", "personal-photo"]
)
def test_an_application_goes_on_without_what_the_law_does_not_let_be_required(
    declined: str,
) -> None:
    """P61 under PIPA 23(1) and FHPA 4-3."""
    form = BY_POINT["C12"]
    assert outcome(form.without(declined), form.facts()) == "allowed"


@pytest.mark.parametrize("item", ["religious-faith", "disability"])
def test_belief_and_disability_need_a_consent_of_their_own(item: str) -> None:
    form = BY_POINT["C12"]
    facts = replace(
        form.facts(), consents=form.facts().consents - {Consent(ConsentKind.SENSITIVE, "C12", item)}
    )
    answer = denied(form.request(), facts)
    assert fault(answer) == ("consent-needed", {item})
    assert "PIPA 23(1)" in answer.citations


# -- consent --------------------------------------------------------------------------------------


@pytest.mark.parametrize("point", ["C1", "C10", "C11", "C12", "C15", "C17", "C19"])
def test_points_that_rest_on_consent_wait_for_it(point: str) -> None:
    """P44."""
    listed = frozenset(ASAN.point_index[point].items())
    form = BY_POINT.get(point, Submission(point, "P5", ASAN.point_index[point].channels[0]))
    request = replace(form.request(), items=listed)
    answer = denied(request, replace(form.facts(), consents=frozenset()))
    assert fault(answer) == ("consent-needed", listed)
    assert "P44" in answer.citations


@pytest.mark.parametrize("point", ["C3", "C4", "C5", "C6", "C7", "C8", "C9", "C13", "C14"])
def test_points_that_rest_on_law_or_contract_do_not(point: str) -> None:
    """Reading G74: treatment, booking, payment and parking."""
    form = BY_POINT[point]
    assert outcome(form.request(), replace(form.facts(), consents=frozenset())) == "allowed"


def test_the_required_block_and_each_optional_item_are_consented_to_apart() -> None:
    """P44: consent to the block is not consent to the newsletter, nor the other way round."""
    form = BY_POINT["C1"]
    block = frozenset({Consent(ConsentKind.COLLECT, "C1")})
    answer = denied(form.request(), replace(form.facts(), consents=block))
    assert answer.items == items(form.optional)
    answer = denied(form.request(), replace(form.facts(), consents=form.facts().consents - block))
    assert answer.items == items(form.required)


def test_health_data_of_the_apps_need_separate_consents() -> None:
    form = BY_POINT["C10"]
    as_ordinary = {Consent(ConsentKind.ITEM, "C10", item) for item in form.everything()}
    answer = denied(form.request(), replace(form.facts(), consents=frozenset(as_ordinary)))
    assert fault(answer) == ("consent-needed", items(form.sensitive))


@pytest.mark.parametrize("year", [2021, 2024, 2026])
def test_health_data_needed_separate_consents_in_every_year_of_this_policy(year: int) -> None:
    """PIPA 23(1) is older than the policy."""
    form = BY_POINT["C10"]
    then = datetime(year, 6, 1, 12, tzinfo=KOREA)
    assert outcome(form.request(), form.facts(), then) == "allowed"
    as_ordinary = {Consent(ConsentKind.ITEM, "C10", item) for item in form.everything()}
    facts = replace(form.facts(), consents=frozenset(as_ordinary))
    assert outcome(form.request(), facts, then) == "consent-needed"


# -- who and what for -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (Actor.PERSON, "allowed"),
        (Actor.REPRESENTATIVE, "allowed"),  # books for another (P52)
        (Actor.SYSTEM, "allowed"),
        (Actor.GUARDIAN, "not-a-child"),
        (Actor.THIRD_PARTY, "actor-may-not"),
        (Actor.STAFF, "no-grant"),
        (Actor.PROCESSOR, "processor-not-published"),
    ],
)
def test_who_may_hand_in_a_booking(actor: Actor, expected: str) -> None:
    form = BY_POINT["C6"]
    assert outcome(replace(form.request(), actor=actor), form.facts()) == expected


@pytest.mark.parametrize(
    ("purpose", "granted", "expected"),
    [
        (None, "PU3", "allowed"),
        (None, "PU1", "no-grant"),
        ("PU3", "PU3", "allowed"),
        ("PU3", "PU1", "no-grant"),
        ("PU1", "PU1", "purpose-not-of-point"),  # P5, P16: not what a booking is for
    ],
)
def test_staff_collect_what_they_are_authorised_for(
    purpose: str | None, granted: str, expected: str
) -> None:
    """P77, P85."""
    form = BY_POINT["C4"]
    request = replace(form.request(), actor=Actor.STAFF, purpose=purpose)
    assert outcome(request, replace(form.facts(), grants=frozenset({granted}))) == expected


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ("C1", {"inform", "receipt", "encrypt"}),  # a password
        ("C4", {"inform", "encrypt"}),  # a resident registration number
        ("C7", {"inform"}),
        ("C9", {"inform", "encrypt"}),  # card data
        ("C10", {"inform", "receipt", "encrypt"}),  # health
        ("C13", {"inform"}),
    ],
)
def test_what_goes_with_collecting(point: str, expected: set[str]) -> None:
    """P2, P44, P81, P82."""
    form = BY_POINT[point]
    assert duties(allowed(form.request(), form.facts())) == expected
