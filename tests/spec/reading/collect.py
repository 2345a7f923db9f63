"""Collect."""

from __future__ import annotations

from keepword.policy.decisions.answer import Reason
from keepword.policy.decisions.question import Actor
from keepword.policy.model.collection import Audience, Entry, Requirement
from keepword.policy.model.vocabulary import Basis, ItemClass
from tests.spec import words as w
from tests.spec.reading.checks import (
    Outcome,
    check,
    check_items,
    published_under_contract,
    within_contract,
)
from tests.spec.words import Question


def collect(q: Question) -> Outcome:
    """Chapter 7: only the listed items, by the listed channels, for the point's purposes."""
    request, facts, point = q.request, q.facts, q.point
    asked = set(request.items)
    entries = [entry for entry in point.entries if entry.item in asked]

    # 1. Third parties do not collect for the hospital; guardians act for children only (P41).
    check(request.actor is not Actor.THIRD_PARTY, Reason.ACTOR_MAY_NOT)
    check(request.actor is not Actor.GUARDIAN or w.child(q), Reason.NOT_A_CHILD)

    # 2. Processors within their contract (P20, P26); staff within their grants (P77, P85).
    if request.actor is Actor.PROCESSOR:
        published_under_contract(q)
        within_contract(q, purpose_too=False)
    purposes = set(point.purposes).union(*(entry.purposes for entry in point.entries))
    if request.actor is Actor.STAFF:
        wanted = purposes if request.purpose is None else {request.purpose}
        check(bool(wanted & facts.grants), Reason.NO_GRANT)

    # 3. The purpose is one of this point's (P5, P16).
    check(request.purpose is None or request.purpose in purposes, Reason.PURPOSE_NOT_OF_POINT)

    # 4. Only by the listed channels (P63).
    check(not point.channels or request.channel in point.channels, Reason.CHANNEL_NOT_LISTED)

    # 5. Forms for an age (P37, P46, P48).
    if point.audience is not Audience.ANYONE:
        check(facts.born is not None, Reason.AGE_NEEDED)
        check(w.child(q) == (point.audience is Audience.UNDER_AGE), Reason.WRONG_AGE)

    # 6. Only listed items (P43), or announced ones (P58, P60).
    check(bool(asked), Reason.NOTHING_ASKED)
    by_notice = point.extra_items_by_notice
    not_listed = Reason.ITEM_NOT_ANNOUNCED if by_notice else Reason.ITEM_NOT_LISTED
    check_items({item for item in asked if not w.listed(q, item)}, not_listed)

    # 7. "Applicable only to ..." (P47).
    check_items({e.item for e in entries if not w.has_role(q, e)}, Reason.ITEM_DOES_NOT_APPLY)

    # 8. Resident registration numbers only where a law wants them (PIPA 24-2(1); P50 to P52).
    numbers = {item for item in asked if w.kind(q, item) is ItemClass.UNIQUE}
    check_items(numbers if no_law_for_numbers(q) else (), Reason.NUMBER_NEEDS_LAW)
    out_of_place = {e.item for e in entries if not _circumstance_given(q, e)}
    check_items(out_of_place, Reason.CIRCUMSTANCE_NEEDED)

    # 9. Health data only as a practitioner deems necessary (P55).
    unasked = {e.item for e in entries if e.practitioner and not facts.practitioner}
    check_items(unasked, Reason.PRACTITIONER_NEEDED)

    # 10. All that is required (P46, P48, P50 to P54, P56, P61, P62).
    missing = {e.item for e in point.entries if _required(q, e)} - asked
    check_items(missing, Reason.REQUIRED_MISSING)

    # 11. Consent, the guardian's for a child (P38, P44).
    check_items(w.without_consent(q, asked), w.consent_missing(q))
    return asked, {}


def _required(q: Question, entry: Entry) -> bool:
    labelled = entry.requirement is Requirement.REQUIRED
    unlabelled = entry.requirement is Requirement.UNLABELLED and not entry.practitioner
    return (labelled or unlabelled) and not _excused(q, entry)


def _excused(q: Question, entry: Entry) -> bool:
    kind = w.kind(q, entry.item)
    separate = w.in_force(q, "sensitive-separate-consent") and w.consent_based(q.point)
    hiring = w.in_force(q, "hiring-no-irrelevant-items") and w.recruitment(q)
    return (
        not w.has_role(q, entry)
        or not _circumstance_given(q, entry)
        or (kind is ItemClass.UNIQUE and no_law_for_numbers(q))
        # Sensitive items only with a consent of their own, so never a condition (PIPA 23(1)).
        or (kind in w.SENSITIVE and separate)
        # Looks, family and the like are not asked of applicants (FHPA 4-3).
        or (kind in {ItemClass.FAMILY, ItemClass.APPEARANCE, ItemClass.SENSITIVE} and hiring)
    )


def no_law_for_numbers(q: Question) -> bool:
    rule = w.in_force(q, "rrn-only-by-law")
    return rule and Basis.LAW not in q.point.basis and not w.eligibility(q)


def _circumstance_given(q: Question, entry: Entry) -> bool:
    return entry.only_when is None or entry.only_when in q.facts.circumstances
