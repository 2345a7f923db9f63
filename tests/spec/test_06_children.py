"""Chapter 6: children under 14 and their legal representatives (P37 to P42)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from keepword.policy.decisions.question import Act, Actor, Consent, ConsentKind, Facts, Request
from tests.spec.asking import CHILD, GROWN, allowed, consented, denied, fault, items, outcome
from tests.spec.strategies import KOREA
from tests.spec.submissions import BY_POINT

ACTS = [Act.EXPORT, Act.CORRECT, Act.ERASE]


def on(year: int, month: int, day: int) -> datetime:
    """Noon of a day in Korea."""
    return datetime(year, month, day, 12, tzinfo=KOREA)


# -- the fourteenth birthday ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "now", "child"),
    [
        (date(2012, 11, 24), on(2026, 11, 23), True),
        (date(2012, 11, 23), on(2026, 11, 23), False),  # the birthday is no longer childhood
        (date(2012, 11, 22), on(2026, 11, 23), False),
        (date(2026, 11, 23), on(2026, 11, 23), True),
        (date(2012, 2, 29), on(2026, 2, 28), True),  # no such day in 2026: 1 March
        (date(2012, 2, 29), on(2026, 3, 1), False),
        (date(2016, 2, 29), on(2030, 2, 28), True),
        (date(2016, 2, 29), on(2030, 3, 1), False),
    ],
)
def test_childhood_ends_on_the_fourteenth_birthday(born: date, now: datetime, child: bool) -> None:
    """P37, P46, P48 (reading G32, Civil Act 158 and 160)."""
    for point, of_children in (("C1", False), ("C2", True)):
        form = BY_POINT[point]
        facts = replace(form.facts(), born=born, guardian_verified=True)
        expected = "allowed" if child == of_children else "wrong-age"
        assert (point, outcome(form.request(), facts, now)) == (point, expected)


def test_the_birthday_begins_at_midnight_in_korea() -> None:
    form = BY_POINT["C1"]
    facts = replace(form.facts(), born=date(2012, 11, 23))
    eve = datetime(2026, 11, 22, 23, 59, 59, tzinfo=KOREA)
    assert outcome(form.request(), facts, eve) == "wrong-age"
    assert outcome(form.request(), facts, eve + timedelta(seconds=1)) == "allowed"


@pytest.mark.parametrize("point", ["C1", "C2"])
def test_membership_asks_for_the_age(point: str) -> None:
    form = BY_POINT[point]
    answer = denied(form.request(), replace(form.facts(), born=None))
    assert answer.reason == "age-needed"
    assert form.clause in answer.citations


# -- the guardian's consent (P38) -----------------------------------------------------------------


@pytest.mark.parametrize("point", ["C2", "C10", "C11", "C12"])
def test_a_child_s_consents_do_not_count_without_the_guardian(point: str) -> None:
    form = BY_POINT[point]
    facts = replace(form.facts(), born=CHILD, guardian_verified=False)
    answer = denied(form.request(), facts)
    assert fault(answer) == ("guardian-consent-needed", form.everything())
    assert {"P38", "PIPA 22-2(1)"} <= set(answer.citations)
    assert outcome(form.request(), replace(facts, guardian_verified=True)) == "allowed"


def test_the_guardian_s_verification_is_not_a_consent() -> None:
    form = BY_POINT["C2"]
    facts = replace(form.facts(), consents=frozenset())
    assert outcome(form.request(), facts) == "consent-needed"


@pytest.mark.parametrize("point", ["C4", "C5", "C6", "C7", "C8", "C9", "C13"])
def test_treatment_and_booking_do_not_wait_for_the_guardian(point: str) -> None:
    form = BY_POINT[point]
    facts = replace(form.facts(), born=CHILD, guardian_verified=False)
    assert outcome(form.request(), facts) == "allowed"


def test_the_guardian_s_name_and_contact_are_collected_before_any_consent() -> None:
    """P39, PIPA 22-2(2): these two, and nothing else."""
    form = BY_POINT["C14"]
    facts = Facts(born=CHILD)
    assert allowed(form.request(), facts).items == items("guardian-name guardian-contact")
    more = replace(form.request(), items=form.everything() | {"email"})
    assert outcome(more, facts) == "item-not-listed"


@pytest.mark.parametrize(
    ("verified", "expected"), [(False, "guardian-consent-needed"), (True, "allowed")]
)
def test_use_waits_for_the_guardian_too(verified: bool, expected: str) -> None:
    """P38: "collection and use"; first the purpose's consent, then the items'."""
    facts = replace(consented("C2"), born=CHILD, guardian_verified=verified)
    assert outcome(Request(Act.USE, Actor.STAFF, "C2", purpose="PU6"), facts) == (
        expected if verified else "nothing-opens"  # the newsletter is of another purpose anyway
    )
    news = Request(Act.USE, Actor.STAFF, "C17", purpose="PU16")
    consent = Consent(ConsentKind.PURPOSE, "PU16")
    facts = replace(consented("C17", consent), born=CHILD, guardian_verified=verified)
    assert outcome(news, facts) == expected


# -- the guardian acts (P41, P42) -----------------------------------------------------------------

GUARDED = Facts(born=CHILD, identity_verified=True, guardian_verified=True)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        ("in-person", "allowed"),
        ("web", "allowed"),  # Edit Member Data
        ("phone", "way-not-offered"),
        ("mail", "way-not-offered"),
        ("fax", "way-not-offered"),
    ],
)
def test_the_guardian_asks_in_person_or_on_line(act: Act, channel: str, expected: str) -> None:
    for point in ("C2", "C4"):
        request = Request(act, Actor.GUARDIAN, point, channel=channel)
        assert (point, outcome(request, GUARDED)) == (point, expected)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("actor", "facts", "expected"),
    [
        (Actor.GUARDIAN, replace(GUARDED, born=GROWN), "not-a-child"),
        (Actor.GUARDIAN, replace(GUARDED, born=None), "not-a-child"),
        (Actor.GUARDIAN, replace(GUARDED, identity_verified=False), "identity-needed"),
        (Actor.GUARDIAN, replace(GUARDED, guardian_verified=False), "guardian-unverified"),
        (Actor.PERSON, GUARDED, "guardian-acts"),
        (Actor.REPRESENTATIVE, GUARDED, "guardian-acts"),
    ],
)
def test_for_a_child_the_verified_guardian_and_nobody_else(
    act: Act, actor: Actor, facts: Facts, expected: str
) -> None:
    request = Request(act, actor, "C2", channel="in-person")
    answer = denied(request, facts)
    assert answer.reason == expected
    if expected != "identity-needed":
        assert {"P41", "P42"} & set(answer.citations)


@pytest.mark.parametrize(
    ("actor", "point", "facts", "expected"),
    [
        (Actor.GUARDIAN, "C2", GUARDED, "allowed"),
        (Actor.GUARDIAN, "C10", GUARDED, "allowed"),
        (Actor.GUARDIAN, "C8", GUARDED, "ask-by-right"),
        (Actor.GUARDIAN, "C2", replace(GUARDED, born=GROWN), "not-a-child"),
        (Actor.GUARDIAN, "C2", replace(GUARDED, identity_verified=False), "identity-needed"),
        (Actor.GUARDIAN, "C2", replace(GUARDED, guardian_verified=False), "guardian-unverified"),
        (Actor.PERSON, "C2", GUARDED, "guardian-acts"),
    ],
)
def test_the_guardian_keeps_the_child_s_account(
    actor: Actor, point: str, facts: Facts, expected: str
) -> None:
    """P42: verify the status, then act directly."""
    assert outcome(Request(Act.USE, actor, point), facts) == expected


def test_at_fourteen_the_guardian_s_power_ends() -> None:
    """W32."""
    facts = replace(GUARDED, born=date(2012, 11, 23))
    request = Request(Act.EXPORT, Actor.GUARDIAN, "C1", channel="web")
    assert outcome(request, facts, on(2026, 11, 22)) == "allowed"
    assert outcome(request, facts, on(2026, 11, 23)) == "not-a-child"
    own = replace(request, actor=Actor.PERSON)
    assert outcome(own, facts, on(2026, 11, 22)) == "guardian-acts"
    assert outcome(own, facts, on(2026, 11, 23)) == "allowed"
