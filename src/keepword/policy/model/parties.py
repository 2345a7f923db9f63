"""Who else gets personal data: processors, and third parties on one of the stated grounds."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from keepword.policy.model.base import Cited, Node, PointId, ProcessorId, PurposeId, Slug, Text


class Processor(Cited):
    """One row of the published table: an organisation and the work it is entrusted with.

    `purposes` and `points` are our reading of the work; `country` is None while it is unknown.
    `overseas_sign` says why the work may leave the country.
    """

    id: ProcessorId
    organisation: Text
    service: Text
    purposes: tuple[PurposeId, ...] = ()
    points: tuple[PointId, ...] = ()
    country: str | None = None
    overseas_sign: Text | None = None
    note: Text | None = None


class GroundKind(StrEnum):
    """The grounds on which the document lets data go to a third party."""

    CONSENT = "consent"
    LAW = "law"
    AUTHORITY = "authority"


class Paper(Node):
    """Something that must be on file before an act: a consent, a statute, a document number."""

    id: Slug
    label: Text


class Ground(Cited):
    """A ground for provision to a third party, and what has to be on file for it."""

    id: GroundKind
    says: Text
    name: Text
    papers: tuple[Slug, ...] = ()


class ThirdParties(Cited):
    """Chapter 3: the grounds, and the papers they need."""

    papers: tuple[Paper, ...] = ()
    grounds: tuple[Ground, ...] = Field(min_length=1)


class ContractTerm(Cited):
    """What every contract with a processor must hold.

    `covers` names the statutory contents it stands for, where they are not its own id.
    """

    id: Slug
    says: Text
    covers: tuple[Slug, ...] = ()


class Commissioning(Cited):
    """Chapter 4: the terms of every contract, and the rows of the table (`processors.csv`)."""

    statute: Text | None = None
    terms: tuple[ContractTerm, ...] = ()
