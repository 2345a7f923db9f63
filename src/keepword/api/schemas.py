"""What the API says, as typed shapes for the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class Words(BaseModel):
    """A sentence in both languages."""

    en: str
    ko: str


class Coded(Words):
    """A stable code with its sentence."""

    code: str


class WithheldItem(Coded):
    """An asked item that is left out, and why."""

    item: str


class DecisionReport(BaseModel):
    """An answer: see docs/decisions.md."""

    decision: Literal["allowed", "denied"]
    items: list[str]
    withheld: list[WithheldItem]
    basis: list[str]
    citations: list[str]
    duties: list[Coded]
    reason: Coded | None
    remedy: Words | None


class FieldProblem(BaseModel):
    """One field that cannot be read."""

    field: str
    code: str
    detail: Words
    remedy: Words


class Problem(BaseModel):
    """A problem as of RFC 9457, with both languages beside the plain members."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="A URI reference that names the kind of problem.")
    title: str
    status: int
    detail: str
    code: str
    words: Words
    remedy: Words
    errors: list[FieldProblem] = []


class GivenConsentReply(BaseModel):
    """A consent as it is kept: `id` withdraws it."""

    id: UUID
    kind: str
    scope: str
    item: str


class CollectedReply(BaseModel):
    """What came in. `subject` is the person's random id, `entry` the record of this act."""

    subject: UUID
    record: UUID
    entry: UUID
    items: list[str]
    consents: list[GivenConsentReply]
    basis: list[str]
    citations: list[str]
    duties: list[str]


class UsedReply(BaseModel):
    """What opened: values by item, and of every other item why it did not."""

    subject: UUID
    entry: UUID
    items: dict[str, str]
    withheld: list[WithheldItem]
    basis: list[str]
    citations: list[str]
    duties: list[str]


class CorrectedReply(BaseModel):
    """Which items have a new value now."""

    subject: UUID
    record: UUID
    entry: UUID
    items: list[str]
    citations: list[str]
    duties: list[str]


class WithdrawnReply(BaseModel):
    """Which consents ended (none: they had ended before), and which items were erased."""

    subject: UUID
    entry: UUID
    consents: list[UUID]
    erased: list[str]


class UnitReply(BaseModel):
    """Items that live and end together, under one retention rule."""

    unit: UUID
    rule: str
    items: list[str]


class KeptReply(UnitReply):
    """What stays; `until` is the last day a statute has it kept, where there is one."""

    until: date | None


class LeftReply(BaseModel):
    """The membership is over; `entry` is what the certificate proves."""

    subject: UUID
    entry: UUID
    state: Literal["erased"]
    destroyed: list[UnitReply]
    kept: list[KeptReply]
    services: list[str]


class Denial(Problem):
    """A refusal by the policy or the law, with what it rests on."""

    reason: Coded
    citations: list[str]
    items: list[str]
    withheld: list[WithheldItem]
    duties: list[Coded]


class TokenReply(BaseModel):
    """An access token (RFC 6749, section 5.1)."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int = Field(description="Seconds.")
    scope: str


class TokenRefusal(BaseModel):
    """Why there is no token (RFC 6749, section 5.2), with its words in both languages."""

    error: str
    error_description: str
    words: Words


_PROBLEMS: Mapping[int, type[Problem]] = {
    400: Problem,
    401: Problem,
    403: Denial,
    404: Problem,
    409: Problem,
    413: Problem,
    422: Problem,
    500: Problem,
    503: Problem,
}

_ALWAYS = (400, 401, 403, 413, 422, 500, 503)
"""Refusals that every call with a token and a body can meet."""


def refusals(*more: int, only: Iterable[int] = _ALWAYS) -> dict[int, type[Problem]]:
    """The refusals of an operation, for its description."""
    return {status: _PROBLEMS[status] for status in sorted({*only, *more})}
