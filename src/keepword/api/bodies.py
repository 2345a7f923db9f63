"""What a call says, field by field. A field that is not named here is refused."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, IPvAnyAddress, StrictBool

from keepword.api.personal import PersonalReason, PersonalText
from keepword.foundation.nodes import Language
from keepword.policy.decisions.question import ConsentKind
from keepword.policy.model.base import Slug
from keepword.policy.model.vocabulary import Way

MOST = 200
"""Values, consents or items in one call."""

MOST_PARTS = 8
"""Items of one index, or details of one search."""

NO_CONTROL = r"^[^\x00-\x1f\x7f-\x9f]*$"

Id = Annotated[Slug, Field(max_length=64)]
PointRef = Annotated[str, Field(pattern=r"^C[1-9]\d*$", max_length=8, examples=["C1"])]
ChannelRef = Annotated[str, Field(pattern=r"^CH[1-9]\d*$", max_length=8, examples=["CH2"])]
PurposeRef = Annotated[
    str,
    Field(
        pattern=r"^((PU|CK|CV)[1-9]\d*|[a-z][a-z0-9]*(-[a-z0-9]+)*)$",
        max_length=64,
        examples=["PU6"],
    ),
]
ScopeRef = Annotated[
    str, Field(pattern=r"^([A-Z]{1,2}[1-9]\d*|[a-z][a-z0-9]*(-[a-z0-9]+)*)$", max_length=64)
]
Line = Annotated[str, Field(min_length=1, max_length=64, pattern=NO_CONTROL)]
Statute = Annotated[str, Field(min_length=1, max_length=200, pattern=NO_CONTROL)]


class Body(BaseModel):
    """Part of a call: frozen, nothing unknown in it, and no value shown when it is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Human(Body):
    """Who at the other system acts: the account there, never a name."""

    id: str = Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._@:-]*$", max_length=64, examples=["staff-0042"]
    )
    role: Line | None = Field(default=None, examples=["receptionist"])
    department: Line | None = Field(default=None, examples=["reception"])


class Call(Body):
    """What every call names beside its client: who, for which task, from which address.

    They are fields of every access record (Standards of Measures for Securing Personal
    Information, article 8).
    """

    human: Human
    task: Id = Field(examples=["membership"], description="A task that the client was granted.")
    source: IPvAnyAddress = Field(
        examples=["192.0.2.10"], description="The human's address at the calling system."
    )


class GivenConsent(Body):
    """A consent the person gave on this visit. Without a scope, the visited point is meant."""

    kind: ConsentKind
    scope: ScopeRef | None = None
    item: ScopeRef | None = None


class CollectionCall(Call):
    """One visit to a collection point."""

    values: dict[Id, PersonalText] = Field(
        max_length=MOST, repr=False, description="Values as text, by item id."
    )
    channel: ChannelRef
    consents: tuple[GivenConsent, ...] = Field(default=(), max_length=MOST)
    notice: str | None = Field(
        default=None,
        pattern=r"^[0-9a-f]{64}$",
        description="SHA-256 of the notice that stood above the consents; needed with consents.",
    )
    language: Language = Field(default="ko", description="Language of the notice.")
    subject: UUID | None = Field(default=None, description="Left out for a new person.")
    born: PersonalText | None = Field(
        default=None,
        repr=False,
        description="Date of birth, where no item of the point holds it.",
    )
    purpose: PurposeRef | None = None
    roles: frozenset[Id] = Field(default=frozenset(), max_length=MOST)
    circumstances: frozenset[Id] = Field(default=frozenset(), max_length=MOST)


class Find(Body):
    """What to find a person by: an index that the hospital declares, and its value or values."""

    index: Id = Field(examples=["email", "mobile-phone-last-four", "birth-date-and-name"])
    value: PersonalText | None = Field(
        default=None, repr=False, description="Of an index that is made of one item."
    )
    values: dict[Id, PersonalText] = Field(
        default={},
        max_length=MOST_PARTS,
        repr=False,
        description="Of an index that is made of several: each by its item.",
    )


class UseCall(Call):
    """A look at one person's data of one point; without items, at everything that opens."""

    subject: UUID | None = None
    find: Find | None = Field(default=None, description="Instead of a subject.")
    also: tuple[Find, ...] = Field(
        default=(),
        max_length=MOST_PARTS,
        description="Further details that must fit, where the first may fit several people.",
    )
    point: PointRef
    purpose: PurposeRef | None = Field(
        default=None, description="May be left out where the task has one purpose."
    )
    items: frozenset[Id] = Field(default=frozenset(), max_length=MOST)
    reason: PersonalReason | None = Field(default=None, repr=False)
    statute: Statute | None = Field(default=None, examples=["Medical Service Act 21"])
    emergency: StrictBool = False


class CorrectionCall(Call):
    """New values for items that are held; an empty text takes an optional item away."""

    subject: UUID
    point: PointRef
    changes: dict[Id, PersonalText] = Field(min_length=1, max_length=MOST, repr=False)
    channel: Way
    purpose: PurposeRef | None = Field(
        default=None, description="May be left out where the task has one purpose."
    )
    reason: PersonalReason | None = Field(default=None, repr=False)


class WithdrawalCall(Call):
    """A consent ends; its optional items are erased with it (P68, P71)."""

    subject: UUID
    channel: Way


class LeavingCall(Call):
    """The membership ends. The human vouches that the person is who they say (P69)."""

    channel: Way
    identity_verified: StrictBool = False
