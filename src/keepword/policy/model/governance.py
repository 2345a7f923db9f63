"""Officer, remedies, destruction, safeguards, cookies, cameras, amendment."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from keepword.policy.model.base import (
    Cited,
    Duration,
    Node,
    PurposeId,
    RuleId,
    Slug,
    Text,
    Verbatim,
)


class Officer(Cited):
    """Chapter 10: the data protection officer and the office behind them."""

    name: Text
    department: Text
    phone: Verbatim
    email: Verbatim | None = None
    post: Text | None = None
    fax: Verbatim | None = None


class RemedyBody(Cited):
    """Chapter 11: an outside body people may turn to.

    `registry` names the body in the law pack, so that a change of its name or number is noticed.
    """

    id: Slug
    registry: Slug
    name: Text
    remit: Text | None = None
    website: Verbatim | None = None
    phone: Verbatim
    address: Text | None = None


class Remedies(Cited):
    """Chapter 11 as a whole."""

    bodies: tuple[RemedyBody, ...] = ()


class Manner(Cited):
    """How one medium is destroyed."""

    id: Slug
    medium: Text
    methods: tuple[Text, ...] = Field(min_length=1)


class Destruction(Cited):
    """Chapter 8: procedure and manner; `within` is the working target behind "immediately"."""

    manners: tuple[Manner, ...] = Field(min_length=1)
    within: Duration


class Assurance(StrEnum):
    """How a safeguard is shown: by a system that enforces it, or by a signed attestation."""

    ENFORCED = "enforced"
    ATTESTED = "attested"


class Safeguard(Cited):
    """Chapter 12: one measure; `every` is its rhythm, `keeps` the rule on its records."""

    id: Slug
    name: Text
    assurance: Assurance
    every: Duration | None = None
    keeps: RuleId | None = None


class CookieChoice(Node):
    """One of the choices a person has about cookies."""

    id: Slug
    label: Text


class BrowserHelp(Node):
    """Where a browser keeps its cookie settings."""

    id: Slug
    browser: Text
    path: tuple[Text, ...] = Field(min_length=1)


class Cookies(Cited):
    """Chapter 13: why cookies are set, the choices, and help for each browser."""

    purposes: tuple[PurposeId, ...] = Field(min_length=1)
    choices: tuple[CookieChoice, ...] = Field(min_length=1)
    browsers: tuple[BrowserHelp, ...] = ()


class CameraContact(Cited):
    """Who answers for the cameras, or takes requests about them."""

    title: Text | None = None
    team: Text
    phones: tuple[Verbatim, ...] = Field(min_length=1)


class Cameras(Cited):
    """Chapter 14: fixed cameras (PIPA 25(7))."""

    units: int = Field(gt=0)
    places: tuple[Text, ...] = Field(min_length=1)
    coverage: Text
    purposes: tuple[PurposeId, ...] = Field(min_length=1)
    hours: int = Field(gt=0, le=24)
    retention: RuleId
    storage: tuple[Text, ...] = Field(min_length=1)
    manager: CameraContact
    desk: CameraContact
    access_roles: tuple[Text, ...] = ()
    audio: bool = False  # whether sound is recorded (PIPA 25(5))
    undressing: tuple[Text, ...] = ()  # places where people undress (PIPA 25(2))


class Amendment(Cited):
    """Chapter 15: how the policy changes."""

    notice: Duration
    causes: tuple[Text, ...] = Field(min_length=1)


class Topic(StrEnum):
    """Matters a policy must speak about where they apply (PIPA 30(1), Decree 31(1))."""

    KEPT_BY_LAW = "kept-by-law"
    AUTOMATED_DECISIONS = "automated-decisions"
    PSEUDONYMISED_DATA = "pseudonymised-data"
    OVERSEAS_TRANSFER = "overseas-transfer"
    SUB_PROCESSORS = "sub-processors"


class Statement(Cited):
    """What the policy says on one such matter."""

    topic: Topic
    says: Text
