"""Retention rules: what starts the clock, how long, and what happens at its end."""

from __future__ import annotations

from enum import StrEnum

from keepword.policy.model.base import Cited, Duration, RuleId, Slug, Text


class Trigger(StrEnum):
    """The event that starts a rule's clock."""

    PURPOSE_FULFILLED = "purpose-fulfilled"
    MEMBERSHIP_ENDED = "membership-ended"
    LAST_ACTIVITY = "last-activity"
    RECRUITMENT_ENDED = "recruitment-ended"
    EVENT_ENDED = "event-ended"
    RECORD_MADE = "record-made"
    STATUTE_NAMED = "statute-named"
    LOGGED = "logged"
    FILMED = "filmed"
    SERVICE_ENDED = "service-ended"


class RetentionAct(StrEnum):
    """What a rule does once its clock has run."""

    DESTROY = "destroy"
    KEEP_THEN_DESTROY = "keep-then-destroy"
    SEPARATE_THEN_DESTROY = "separate-then-destroy"
    HOLD = "hold"
    KEEP_AT_LEAST = "keep-at-least"


class RetentionRule(Cited):
    """A rule of the document on how long personal data are kept.

    `period` runs from `trigger`; without one the act follows the trigger at once. `schedule`
    names a table of the law pack that gives a period for each kind of record.
    """

    id: RuleId
    what: Text
    says: Text
    trigger: Trigger
    ends_with: Trigger | None = None
    period: Duration | None = None
    schedule: Slug | None = None
    statute: Text | None = None
    act: RetentionAct
