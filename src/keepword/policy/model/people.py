"""What people may ask, by which way, with what papers; children; leaving."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from keepword.policy.model.base import Cited, Duration, Node, PointId, Slug, Text
from keepword.policy.model.vocabulary import Basis, Way

__all__ = [
    "Asker",
    "Children",
    "Document",
    "RefusalGround",
    "RightKind",
    "Rights",
    "Route",
    "Way",
    "WayAnswer",
    "Withdrawal",
]


class RightKind(StrEnum):
    """Rights a policy can offer (PIPA 35-37-2)."""

    ACCESS = "access"
    CORRECTION = "correction"
    DELETION = "deletion"
    SUSPENSION = "suspension"
    WITHDRAWAL = "withdrawal"
    FOOTAGE = "footage"
    COMPLAINT = "complaint"
    PORTABILITY = "portability"
    AUTOMATED_DECISION = "automated-decision"


class Asker(StrEnum):
    """Who may ask."""

    PERSON = "person"
    REPRESENTATIVE = "representative"
    GUARDIAN = "guardian"


class WayAnswer(StrEnum):
    """What a way is good for: the act itself, giving notice of it, or nothing."""

    YES = "yes"
    NOTICE = "notice"
    NO = "no"


class Route(Cited):
    """A row of the channel matrix: these askers may claim these rights by these ways."""

    id: Slug
    name: Text
    rights: tuple[RightKind, ...] = Field(min_length=1)
    askers: tuple[Asker, ...] = Field(min_length=1)
    ways: dict[Way, WayAnswer]
    read_ways: tuple[Way, ...] = ()  # ways that are our reading, not the document's words


class Document(Node):
    """A paper that a person brings, or a ground that the hospital gives."""

    id: Slug
    label: Text


class RefusalGround(Cited):
    """A ground on which a request may be refused in whole or in part."""

    id: Slug
    label: Text


class Rights(Cited):
    """Chapter 5: rights, ways, identity, representation, evidence, refusal.

    `answer_within` is the working target behind "without delay".
    """

    routes: tuple[Route, ...] = Field(min_length=1)
    identity_documents: tuple[Document, ...] = Field(min_length=1)
    representative_papers: tuple[Document, ...] = Field(min_length=1)
    refusal_grounds: tuple[RefusalGround, ...] = ()
    answer_within: Duration


class Children(Cited):
    """Chapter 6: under `age` a legal representative consents, in all cases."""

    age: int = Field(gt=0, lt=30)
    guardian_point: PointId
    consent_methods: tuple[Document, ...] = Field(min_length=1)
    # What the policy says waits; the law lets nothing rest on a child's own consent in any case.
    waits_for_guardian: tuple[Basis, ...] = (Basis.CONSENT,)


class Withdrawal(Cited):
    """Chapter 9: how consent is withdrawn and a membership left, and what ends with it."""

    menu: Text
    action: Text
    membership: Slug
    ways: tuple[Way, ...] = Field(min_length=1)
