"""Chapter 3: third parties get data on three grounds only (P16 to P19)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from keepword.policy.decisions.question import Act, Actor, Consent, ConsentKind, Facts, Request
from keepword.policy.model.parties import GroundKind
from keepword.policy.model.vocabulary import Basis
from tests.spec.asking import (
    CHILD,
    allowed,
    consented,
    denied,
    duties,
    fault,
    items,
    outcome,
    withheld,
)

CLINIC = "a-clinic-in-busan"
POLICE = "a-police-station"
STATUTE = "Criminal Procedure Act 215"
PAPERS = frozenset({"official-document", "officer-identity", "approval"})
RECORD = frozenset({"patient-name", "health-data"})
REFERRAL = Request(
    Act.PROVIDE,
    Actor.STAFF,
    "C8",
    RECORD,
    purpose="PU8",
    recipient=CLINIC,
    ground=GroundKind.CONSENT,
)
LETTER = replace(
    REFERRAL,
    purpose="PU22",
    recipient=POLICE,
    ground=GroundKind.AUTHORITY,
    statute=STATUTE,
    reason=True,
)
SEPARATE = Consent(ConsentKind.PROVIDE, CLINIC, "PU8")


def patient(*more: Consent) -> Facts:
    """A patient of whom the authority's papers are on file."""
    return replace(consented("C8", *more), papers=PAPERS)


# -- separate consent (P18) -----------------------------------------------------------------------


def test_a_referral_goes_out_with_a_separate_consent() -> None:
    answer = allowed(REFERRAL, patient(SEPARATE))
    assert answer.items == RECORD
    assert set(answer.basis) == {Basis.CONSENT}
    assert duties(answer) == {"record-provision", "limit-recipient"}
    assert {"P17", "PU8", "C8"} <= set(answer.citations)


@pytest.mark.parametrize(
    "other",
    [
        Consent(ConsentKind.PROVIDE, POLICE, "PU8"),  # to somebody else
        Consent(ConsentKind.PROVIDE, CLINIC, "PU7"),  # for something else
        Consent(ConsentKind.PURPOSE, "PU8"),
        Consent(ConsentKind.COLLECT, "C8"),
        Consent(ConsentKind.OUTSIDE, "PU8"),
    ],
)
def test_no_other_consent_opens_a_disclosure(other: Consent) -> None:
    answer = denied(REFERRAL, patient(other))
    assert answer.reason == "separate-consent-needed"
    assert {"P18", "PIPA 17(2)"} <= set(answer.citations)


def test_a_consent_is_to_a_named_recipient() -> None:
    nobody = replace(REFERRAL, recipient=None)
    assert outcome(nobody, patient(SEPARATE)) == "separate-consent-needed"


@pytest.mark.parametrize(
    ("verified", "expected"), [(False, "guardian-consent-needed"), (True, "allowed")]
)
def test_for_a_child_the_guardian_consents(verified: bool, expected: str) -> None:
    """P38."""
    facts = replace(patient(SEPARATE), born=CHILD, guardian_verified=verified)
    assert outcome(REFERRAL, facts) == expected


def test_a_consent_carries_a_disclosure_beyond_the_policy() -> None:
    """P6, P17."""
    request = replace(REFERRAL, purpose="selling-addresses")
    consent = Consent(ConsentKind.PROVIDE, CLINIC, "selling-addresses")
    assert outcome(request, patient(consent)) == "allowed"
    by_law = replace(request, ground=GroundKind.LAW, statute=STATUTE)
    assert outcome(by_law, patient(consent)) == "outside-policy"


# -- law, and requests of authorities (P17, P19) --------------------------------------------------


@pytest.mark.parametrize(
    ("ground", "statute", "expected"),
    [
        (None, STATUTE, "ground-needed"),
        (GroundKind.LAW, None, "statute-needed"),
        (GroundKind.LAW, "", "statute-needed"),
        (GroundKind.LAW, STATUTE, "allowed"),
        (GroundKind.AUTHORITY, None, "authority-needs-statute"),
        (GroundKind.AUTHORITY, STATUTE, "allowed"),
    ],
)
def test_a_disclosure_names_its_ground(
    ground: GroundKind | None, statute: str | None, expected: str
) -> None:
    request = replace(LETTER, ground=ground, statute=statute)
    assert outcome(request, patient()) == expected


@pytest.mark.parametrize("missing", sorted(PAPERS))
def test_an_authority_shows_every_paper(missing: str) -> None:
    """P19: and the one that is missing is named."""
    answer = denied(LETTER, replace(patient(), papers=PAPERS - {missing}))
    assert fault(answer) == ("papers-missing", {missing})
    assert "P19" in answer.citations


def test_a_police_letter_alone_does_not_open_a_private_hospital() -> None:
    """P19 under PIPA 18(2)."""
    answer = denied(replace(LETTER, statute=None), patient())
    assert {"P19", "PIPA 18(2)"} <= set(answer.citations)


def test_the_papers_of_another_ground_do_not_help() -> None:
    """PIPA 38(1) is about representatives, and nothing an authority has to do with."""
    papers = frozenset({"separate-consent", "statute", "power-of-attorney", "consent-form"})
    answer = denied(LETTER, replace(patient(), papers=papers))
    assert answer.reason == "papers-missing"
    assert "PIPA 38(1)" not in answer.citations


@pytest.mark.parametrize("ground", [GroundKind.LAW, GroundKind.AUTHORITY])
def test_what_goes_out_by_law_rests_on_law(ground: GroundKind) -> None:
    assert set(allowed(replace(LETTER, ground=ground), patient()).basis) == {Basis.LAW}


# -- what leaves ----------------------------------------------------------------------------------


def test_only_what_was_asked_for_leaves() -> None:
    """P19: never "everything there is"."""
    assert outcome(replace(LETTER, items=frozenset()), patient()) == "nothing-asked"
    asked = replace(LETTER, items=frozenset({"health-data", "license-plate"}))
    answer = allowed(asked, patient())
    assert answer.items == {"health-data"}
    assert withheld(answer) == {"license-plate": "item-not-listed"}


def test_passwords_never_leave() -> None:
    """P81."""
    request = replace(LETTER, point="C1", items=items("password email"))
    assert withheld(allowed(request, patient())) == {"password": "credential-never-shown"}
    alone = replace(request, items=frozenset({"password"}))
    assert outcome(alone, patient()) == "credential-never-shown"


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (Actor.STAFF, "allowed"),
        (Actor.SYSTEM, "allowed"),
        (Actor.PERSON, "actor-may-not"),
        (Actor.GUARDIAN, "actor-may-not"),
        (Actor.REPRESENTATIVE, "actor-may-not"),
        (Actor.PROCESSOR, "actor-may-not"),
        (Actor.THIRD_PARTY, "actor-may-not"),
    ],
)
def test_only_the_hospital_provides(actor: Actor, expected: str) -> None:
    assert outcome(replace(LETTER, actor=actor), patient()) == expected


@pytest.mark.parametrize(
    ("ground", "expected"),
    [
        (GroundKind.CONSENT, "suspended"),
        (GroundKind.LAW, "allowed"),  # what a law demands goes on (PIPA 37)
        (GroundKind.AUTHORITY, "allowed"),
    ],
)
def test_a_suspension_stops_what_rests_on_consent(ground: GroundKind, expected: str) -> None:
    consent = Consent(ConsentKind.PROVIDE, POLICE, "PU22")
    facts = replace(patient(consent), suspended=frozenset({"PU22"}))
    assert outcome(replace(LETTER, ground=ground), facts) == expected


# -- emergencies ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actor", "reason", "expected"),
    [
        (Actor.STAFF, True, "allowed"),
        (Actor.STAFF, False, "reason-needed"),
        (Actor.SYSTEM, True, "no-grant"),  # of any other actor the flag is ignored
    ],
)
def test_life_comes_first_and_is_looked_at_afterwards(
    actor: Actor, reason: bool, expected: str
) -> None:
    """PIPA 18(2)3."""
    request = replace(REFERRAL, actor=actor, ground=None, emergency=True, reason=reason)
    facts = replace(patient(), grants=frozenset())
    assert outcome(request, facts) == expected
    if expected == "allowed":
        answer = allowed(request, facts)
        assert set(answer.basis) == {Basis.VITAL}
        assert duties(answer) == {
            "review",
            "tell-person",
            "keep-reason",
            "record-provision",
            "limit-recipient",
        }
