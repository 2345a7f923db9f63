"""What the API says, as typed shapes for the OpenAPI document."""

from __future__ import annotations

from typing import Literal

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
