"""Authorities and processors: what must be on file before data leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from keepword.foundation.errors import Message
from keepword.foundation.nodes import Node, Slug, Text
from keepword.policy.check.finding import Flaw
from keepword.policy.check.sight import Sight, first_clause
from keepword.policy.model.parties import GroundKind


class StatutePaper(Node):
    """Whom the rule binds, and the paper that names the statute."""

    sector: Literal["private", "public"]
    paper: Slug


class Content(Node):
    """One statutory content of a processing contract."""

    id: Slug
    label: Text


class Contents(Node):
    """All of them."""

    contents: tuple[Content, ...] = Field(min_length=1)


def authority_without_statute(sight: Sight, params: StatutePaper) -> Iterator[Flaw]:
    """An authority's request that needs no statute, in a private hospital (PIPA 18(2))."""
    parties = sight.policy.third_parties
    if parties is None or sight.policy.meta.controller.profile.sector != params.sector:
        return
    for n, ground in enumerate(parties.grounds):
        if ground.id is GroundKind.AUTHORITY and params.paper not in ground.papers:
            message = Message(
                "Data are given out on an authority’s request without asking for the statute.",
                "근거 법률을 확인하지 않고 기관의 요청에 따라 정보를 제공합니다.",
            )
            clause = ground.clauses[-1] if ground.clauses else first_clause(parties)
            yield Flaw("", clause, ("third_parties", "grounds", n), message)


def contract_terms(sight: Sight, params: Contents) -> Iterator[Flaw]:
    """A statutory content that no contract term covers (PIPA 26(1), Decree 28(1))."""
    if not sight.policy.processors:
        return
    commissioning = sight.policy.commissioning
    terms = commissioning.terms if commissioning else ()
    covered = {name for term in terms for name in (term.id, *term.covers)}
    for content in params.contents:
        if content.id not in covered:
            message = Message(
                f"The terms of contract do not hold {content.label.en}.",
                f"위탁계약 조항에 다음이 없습니다: {content.label.ko}.",
            )
            clause = first_clause(commissioning)
            yield Flaw(content.id, clause, ("commissioning", "terms"), message)
