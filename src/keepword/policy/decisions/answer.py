"""The answer of a decision: a value that draws the button, guards the act and writes the log."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, NamedTuple

from keepword.policy.model.vocabulary import Basis


class Reason(StrEnum):
    """Why an act, or a single item, is refused. See docs/decisions.md for each."""

    UNKNOWN_POINT = "unknown-point"
    ACTOR_MAY_NOT = "actor-may-not"
    NOT_A_CHILD = "not-a-child"
    PROCESSOR_NOT_PUBLISHED = "processor-not-published"
    NO_ACTIVE_CONTRACT = "no-active-contract"
    BEYOND_CONTRACT = "beyond-contract"
    NO_GRANT = "no-grant"
    PURPOSE_NOT_OF_POINT = "purpose-not-of-point"
    CHANNEL_NOT_LISTED = "channel-not-listed"
    AGE_NEEDED = "age-needed"
    WRONG_AGE = "wrong-age"
    NOTHING_ASKED = "nothing-asked"
    ITEM_NOT_LISTED = "item-not-listed"
    ITEM_NOT_ANNOUNCED = "item-not-announced"
    ITEM_DOES_NOT_APPLY = "item-does-not-apply"
    NUMBER_NEEDS_LAW = "number-needs-law"
    CIRCUMSTANCE_NEEDED = "circumstance-needed"
    PRACTITIONER_NEEDED = "practitioner-needed"
    REQUIRED_MISSING = "required-missing"
    GUARDIAN_CONSENT_NEEDED = "guardian-consent-needed"
    CONSENT_NEEDED = "consent-needed"
    ASK_BY_RIGHT = "ask-by-right"
    IDENTITY_NEEDED = "identity-needed"
    GUARDIAN_ACTS = "guardian-acts"
    GUARDIAN_UNVERIFIED = "guardian-unverified"
    PROVIDE_INSTEAD = "provide-instead"
    PURPOSE_NEEDED = "purpose-needed"
    REASON_NEEDED = "reason-needed"
    OUTSIDE_POLICY = "outside-policy"
    STATUTE_NEEDED = "statute-needed"
    PURPOSE_CONSENT_NEEDED = "purpose-consent-needed"
    AGGREGATE_ONLY = "aggregate-only"
    SUSPENDED = "suspended"
    RETENTION_ENDED = "retention-ended"
    KEPT_BY_LAW_ONLY = "kept-by-law-only"
    DORMANT_SEPARATED = "dormant-separated"
    CREDENTIAL_NEVER_SHOWN = "credential-never-shown"
    PURPOSE_DOES_NOT_OPEN = "purpose-does-not-open"
    NOTHING_OPENS = "nothing-opens"
    GROUND_NEEDED = "ground-needed"
    GROUND_NOT_OFFERED = "ground-not-offered"
    SEPARATE_CONSENT_NEEDED = "separate-consent-needed"
    PAPERS_MISSING = "papers-missing"
    AUTHORITY_NEEDS_STATUTE = "authority-needs-statute"
    NOT_DUE = "not-due"
    LOG_NOT_ALTERABLE = "log-not-alterable"
    MUST_BE_KEPT = "must-be-kept"
    RIGHT_NOT_OFFERED = "right-not-offered"
    WAY_NEEDED = "way-needed"
    NOTICE_ONLY = "notice-only"
    WAY_NOT_OFFERED = "way-not-offered"


class Duty(StrEnum):
    """What must be done along with an act, or with its refusal."""

    RECORD = "record"
    INFORM = "inform"
    RECEIPT = "receipt"
    ENCRYPT = "encrypt"
    REVIEW = "review"
    TELL_PERSON = "tell-person"
    KEEP_REASON = "keep-reason"
    RECORD_PROVISION = "record-provision"
    LIMIT_RECIPIENT = "limit-recipient"
    SUPERVISE = "supervise"
    SETTLE_TRANSFER = "settle-transfer"
    BEFORE_AND_AFTER = "before-and-after"
    CERTIFICATE = "certificate"
    ANSWER_IN_TIME = "answer-in-time"
    EXPLAIN_REFUSAL = "explain-refusal"
    REGISTER_REQUEST = "register-request"


NOTHING_WITHHELD: Mapping[str, Reason] = MappingProxyType({})


# Named tuples, not dataclasses: an answer is made for every question, and they are made faster.


class Allowed(NamedTuple):
    """The act may be done with `items`; `withheld` says of every other asked item why not."""

    items: frozenset[str]
    basis: tuple[Basis, ...]
    citations: tuple[str, ...]
    duties: tuple[Duty, ...]
    withheld: Mapping[str, Reason] = NOTHING_WITHHELD

    @property
    def decision(self) -> Literal["allowed"]:
        """The word for it."""
        return "allowed"


class Denied(NamedTuple):
    """The act may not be done; `items` are the offending ones where single items are the cause.

    The remedy of each reason stands in `keepword.policy.decisions.words`.
    """

    reason: Reason
    citations: tuple[str, ...]
    duties: tuple[Duty, ...]
    items: frozenset[str] = frozenset()
    withheld: Mapping[str, Reason] = NOTHING_WITHHELD

    @property
    def decision(self) -> Literal["denied"]:
        """The word for it."""
        return "denied"


Decision = Allowed | Denied
