"""The words of a policy: clauses, readings, purposes, items, conditions, channels, services."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from keepword.policy.model.base import (
    ChannelId,
    Cited,
    ClauseId,
    Node,
    PurposeId,
    ReadingId,
    Slug,
    Text,
)


class ClauseKind(StrEnum):
    """What a clause does: oblige, limit, grant a right, keep a power, inform."""

    DUTY = "duty"
    LIMIT = "limit"
    RIGHT = "right"
    POWER = "power"
    INFO = "info"


class Clause(Node):
    """One promise of the document; `says` restates it, the document's words are in the prose."""

    id: ClauseId
    section: int = Field(ge=0)
    kind: ClauseKind
    says: Text


class Reading(Node):
    """Where the document is ambiguous or silent, and how this policy reads it."""

    id: ReadingId
    section: str
    problem: Text
    reading: Text


class Basis(StrEnum):
    """Lawful grounds a policy can rest processing on (PIPA 15(1), 25(1))."""

    CONSENT = "consent"  # PIPA 15(1)1
    LAW = "law"  # PIPA 15(1)2
    CONTRACT = "contract"  # PIPA 15(1)4
    VITAL = "vital-interest"  # PIPA 15(1)5
    CAMERAS = "cameras"  # PIPA 25(1), made known by signs


class Need(StrEnum):
    """What a use for a purpose needs beyond the purpose itself."""

    REASON = "reason"  # open-ended purpose: say why, each time
    STATUTE = "statute"  # name the act that obliges
    CONSENT = "consent"  # a consent of its own, given by the person
    AGGREGATE = "aggregate"  # figures only, never a person's own values


class Purpose(Cited):
    """A purpose for which the hospital processes personal data.

    The prefix of the id tells the family: PU services, CK cookies, CV cameras.
    """

    id: PurposeId
    says: Text
    name: Text
    basis: tuple[Basis, ...] = Field(min_length=1)
    needs: tuple[Need, ...] = ()
    statute: Text | None = None
    third_party: bool = False  # the purpose is itself a provision to a third party
    research: bool = False  # takes in research, statistics or archiving (PIPA 28-2)
    personalises: bool = False  # fits what people get to what is known of them (PIPA 37-2)


class ItemClass(StrEnum):
    """What kind of personal data an item is, as the law tells them apart."""

    ORDINARY = "ordinary"
    CREDENTIAL = "credential"  # stored one-way (notice art. 7(1))
    UNIQUE = "unique-identifier"  # resident or alien registration number (PIPA 24, 24-2)
    HEALTH = "health"  # sensitive (PIPA 23)
    SENSITIVE = "sensitive"  # belief, disability … (PIPA 23)
    FAMILY = "family"  # about relatives (Fair Hiring Procedure Act 4-3)
    APPEARANCE = "appearance"  # photographs (Fair Hiring Procedure Act 4-3)
    PAYMENT = "payment"  # card and account data (notice art. 7(2))
    FOOTAGE = "footage"  # camera images (PIPA 25)
    RECORDING = "recording"  # voice


class Item(Node):
    """One kind of personal data; collection points refer to it by `id`."""

    id: Slug
    label: Text
    kind: ItemClass = Field(alias="class", default=ItemClass.ORDINARY)


class Condition(Node):
    """When an item is asked at all: "applicable only to medical practitioners"."""

    id: Slug
    says: Text
    # The role a person must have for the condition to hold, as facts name it.
    role: Slug


class Way(StrEnum):
    """The ways by which a person can reach the hospital with a request."""

    IN_PERSON = "in-person"
    WEB = "web"
    PHONE = "phone"
    MAIL = "mail"
    FAX = "fax"


class Channel(Cited):
    """A channel by which personal data reach the hospital.

    `way` is the way a person takes who uses it; None where it is none of the ways of a request.
    """

    id: ChannelId
    label: Text
    way: Way | None = None


class Service(Cited):
    """A service people use and can leave; leaving one may end others with it."""

    id: Slug
    name: Text
    ends_with: Slug | None = None


class Principle(StrEnum):
    """What decisions rest on; a policy says which of its clauses hold it."""

    PURPOSE_LIMIT = "purpose-limit"
    OUTSIDE_PURPOSE = "outside-purpose"
    SCOPE = "scope"
    THIRD_PARTY_GROUNDS = "third-party-grounds"
    SEPARATE_CONSENT = "separate-consent"
    AUTHORITY_PROCEDURE = "authority-procedure"
    CONTRACT = "contract"
    CONTRACT_PURPOSE = "contract-purpose"
    PUBLISHED_PROCESSORS = "published-processors"
    WAYS = "ways"
    OWN_FINDING = "own-finding"
    IDENTITY = "identity"
    REPRESENTATIVE = "representative"
    REFUSAL = "refusal"
    GUARDIAN_CONSENT = "guardian-consent"
    GUARDIAN_REQUESTS = "guardian-requests"
    MINIMUM = "minimum"
    CONSENT_APART = "consent-apart"
    CONDITIONAL_ITEMS = "conditional-items"
    PRACTITIONER = "practitioner"
    SHORT_TERM_NOTICE = "short-term-notice"
    CHANNELS = "channels"
    DESTRUCTION = "destruction"
    STATUTORY_HOLD = "statutory-hold"
    DORMANCY = "dormancy"
    WITHDRAWAL = "withdrawal"
    PASSWORDS = "passwords"
    LEAST_PRIVILEGE = "least-privilege"
    LOG_INTEGRITY = "log-integrity"
    FOOTAGE = "footage"
