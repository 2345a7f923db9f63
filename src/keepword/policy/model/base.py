"""The ids of a policy, and nodes that cite clauses."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from keepword.foundation.nodes import (
    LANGUAGES,
    AsPrinted,
    Duration,
    Language,
    Node,
    Slug,
    Text,
    Unit,
    Verbatim,
)

__all__ = [
    "LANGUAGES",
    "AsPrinted",
    "ChannelId",
    "Cited",
    "ClauseId",
    "Duration",
    "Language",
    "Node",
    "PointId",
    "ProcessorId",
    "PurposeId",
    "ReadingId",
    "RuleId",
    "Slug",
    "Text",
    "Unit",
    "Verbatim",
]

ClauseId = Annotated[str, Field(pattern=r"^P[1-9]\d*$")]
ReadingId = Annotated[str, Field(pattern=r"^G[1-9]\d*$")]
PurposeId = Annotated[str, Field(pattern=r"^(PU|CK|CV)[1-9]\d*$")]
PointId = Annotated[str, Field(pattern=r"^C[1-9]\d*$")]
ChannelId = Annotated[str, Field(pattern=r"^CH[1-9]\d*$")]
RuleId = Annotated[str, Field(pattern=r"^R[1-9]\d*$")]
ProcessorId = Annotated[str, Field(pattern=r"^T[1-9]\d*$")]


class Cited(Node):
    """A node that rests on clauses of the document, or on our reading of them.

    `readings` maps a field ("all" for the whole node) to the entry of `readings.yaml` that says
    why it is read so: such a value is ours and not the document's.
    """

    clauses: tuple[ClauseId, ...] = ()
    readings: dict[str, ReadingId] = Field(default_factory=dict)
