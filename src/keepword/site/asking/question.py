"""A question as an address has it. Nothing in it is anybody's personal data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from keepword.policy.decisions import Act, Actor
from keepword.policy.model import Policy
from keepword.policy.model.collection import Point, Requirement
from keepword.policy.model.parties import GroundKind
from keepword.policy.model.people import Way
from keepword.site.asking.circumstances import Agreed, Circumstance

OUTSIDE = "other"
"""A purpose that the policy does not have."""

Member = TypeVar("Member", bound=StrEnum)


class Age(StrEnum):
    """Whose data: the law protects children more."""

    ADULT = "adult"
    CHILD = "child"


@dataclass(frozen=True, slots=True)
class Question:
    """Who wants to do what with which data, and what is so.

    No `items` stands for all that are usual: see `docs/decisions.md` for each act.
    """

    who: Actor
    act: Act
    at: str
    age: Age = Age.ADULT
    items: tuple[str, ...] = ()
    why: str | None = None
    by: str | None = None
    to: str | None = None
    ground: GroundKind | None = None
    agreed: frozenset[Agreed] = frozenset()
    so: frozenset[Circumstance] = frozenset()
    roles: frozenset[str] = frozenset()

    def query(self) -> str:
        """The question as the query of an address, always in the same order."""
        pairs: list[tuple[str, str]] = [
            ("who", self.who), ("act", self.act), ("at", self.at), ("age", self.age),
            *(("item", item) for item in self.items),
            *((n, v) for n in ("why", "by", "to", "ground") if (v := getattr(self, n))),
            *(("agreed", consent) for consent in sorted(self.agreed)),
            *(("so", circumstance) for circumstance in sorted(self.so)),
            *(("role", role) for role in sorted(self.roles)),
        ]  # fmt: skip
        return urlencode(pairs)


@dataclass(frozen=True, slots=True)
class Mistake:
    """A field that cannot be read: `key` is the text that says so, here and in the summary."""

    field: str
    key: str


@dataclass
class Reader:
    """Reads a query; `mistakes` gathers what cannot be read."""

    policy: Policy
    query: Mapping[str, Sequence[str]]
    mistakes: list[Mistake] = field(default_factory=list)

    def question(self) -> Question | None:
        """The question, or None with at least one mistake."""
        who = self._needed("who", Actor)
        act = self._needed("act", Act)
        at = self._place()
        age = self._one("age", Age) or Age.ADULT
        ground = self._one("ground", GroundKind)
        agreed, so = self._many("agreed", Agreed), self._many("so", Circumstance)
        roles = self._among("role", {c.role for c in self.policy.conditions})
        why = self._known("why", {*self.policy.purpose_index, OUTSIDE})
        to = self._known("to", {p.id for p in self.policy.processors})
        by = self._known("by", {*(c.id for c in self.policy.channels), *Way})
        if who is None or act is None or at is None:
            return None
        items = tuple(sorted(self._among("item", set(self.policy.point_index[at].items()))))
        if self.mistakes:
            return None
        return Question(who, act, at, age, items, why, by, to, ground, agreed, so, roles)

    def values(self, name: str) -> list[str]:
        """What the query says under `name`; empty values say nothing."""
        return [value for value in self.query.get(name, ()) if value]

    def _needed(self, name: str, family: type[Member]) -> Member | None:
        if not self.values(name):
            self.mistakes.append(Mistake(name, f"may-i.choose.{name}"))
            return None
        return self._one(name, family)

    def _one(self, name: str, family: type[Member]) -> Member | None:
        known = self._known(name, set(family))
        return None if known is None else family(known)

    def _many(self, name: str, family: type[Member]) -> frozenset[Member]:
        return frozenset(family(value) for value in self._among(name, set(family)))

    def _place(self) -> str | None:
        if not self.values("at"):
            self.mistakes.append(Mistake("at", "may-i.choose.at"))
            return None
        return self._known("at", set(self.policy.point_index))

    def _known(self, name: str, known: set[str]) -> str | None:
        given = self.values(name)[:1]
        return next(iter(self._checked(name, given, known)), None)

    def _among(self, name: str, known: set[str]) -> frozenset[str]:
        return frozenset(self._checked(name, self.values(name), known))

    def _checked(self, name: str, given: Sequence[str], known: set[str]) -> Iterator[str]:
        for value in given:
            if value in known:
                yield str(value)
            elif all(mistake.field != name for mistake in self.mistakes):
                self.mistakes.append(Mistake(name, f"may-i.unknown.{name}"))


def usual_items(policy: Policy, question: Question) -> tuple[str, ...]:
    """The items meant when none is named and the act wants them named."""
    point: Point = policy.point_index[question.at]
    if question.items or question.act not in (Act.COLLECT, Act.PROVIDE):
        return question.items
    if question.act is Act.PROVIDE:
        return point.items()
    asked = [e.item for e in point.entries if e.requirement is not Requirement.OPTIONAL]
    return tuple(asked) or point.items()
