"""What people can be found by at a hospital: its blind indexes (P82, P85).

Each one makes everybody findable by another part of what they entrusted, so a hospital lists those
that its work needs and no more. None is made of what the law keeps apart (PIPA 23, 24): whoever
holds an index and its key can try out the few values that such an item has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pydantic import Field

from keepword.foundation.errors import UnknownId
from keepword.policy.model.base import Node, PointId, Slug, Text
from keepword.policy.model.policy import Policy


class IndexKind(StrEnum):
    """How people are found by an index."""

    EXACT = "exact"  # by the whole value
    LAST_FOUR = "last-four"  # by the last four digits of a number
    BIRTH_DATE_AND_NAME = "birth-date-and-name"  # by both together


class Fold(StrEnum):
    """What makes two writings of a value the same."""

    FOLDED = "folded"  # case and compatibility forms do not matter
    DIGITS = "digits"  # nothing but the digits counts
    DATE = "date"


class Part(Node):
    """An item that an index is made of, and how its text is folded."""

    item: Slug
    text: Fold


class Index(Node):
    """A blind index.

    `points` are the collection points at which its items are the person's own; none listed means
    every point that collects them all. Of a `unique` one, a value is one person's only.
    """

    id: Slug = Field(max_length=64)
    label: Text
    kind: IndexKind
    items: tuple[Part, ...] = Field(min_length=1)
    points: tuple[PointId, ...] = ()
    unique: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Its items, in their order."""
        return tuple(part.item for part in self.items)

    @property
    def canonical(self) -> str:
        """The vault's name for what is made of the values (`vault.blind_index.Kind`)."""
        exact = self.kind is IndexKind.EXACT
        return f"{self.kind}-{self.items[0].text}" if exact else self.kind.value

    def at(self, point: str) -> bool:
        """Whether people are found by what this collection point brought in."""
        return not self.points or point in self.points


@dataclass(frozen=True, slots=True)
class IndexBook:
    """The blind indexes of a hospital, in the order in which staff use them."""

    indexes: tuple[Index, ...] = ()

    def __iter__(self) -> Iterator[Index]:
        return iter(self.indexes)

    def index(self, wanted: str) -> Index:
        """The index with the id `wanted`; `UnknownId` if there is none."""
        for each in self.indexes:
            if each.id == wanted:
                return each
        raise UnknownId(wanted)

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of all."""
        return tuple(each.id for each in self.indexes)

    @property
    def unique(self) -> tuple[Index, ...]:
        """Those of which one person only may hold a value."""
        return tuple(each for each in self.indexes if each.unique)

    def over(self, item: str) -> tuple[Index, ...]:
        """Those that are made of `item`, alone or with others."""
        return tuple(each for each in self.indexes if item in each.names)


_BY_ID = {
    "hospital-registration-number": Fold.DIGITS,
    "mobile-phone": Fold.DIGITS,
    "email": Fold.FOLDED,
    "login-id": Fold.FOLDED,
}
_UNIQUE = "login-id"


def by_ids(policy: Policy) -> IndexBook:
    """The indexes of a hospital that lists none: exact ones on the items whose ids say that they
    are a number of a person, an address, or what a person signs in by.

    Nothing wider is indexed unasked: by four digits or a birth date more people are found than by
    a value that only they can know.
    """
    return IndexBook(
        tuple(
            Index(
                id=item,
                label=policy.item_index[item].label,
                kind=IndexKind.EXACT,
                items=(Part(item=item, text=text),),
                unique=item == _UNIQUE,
            )
            for item, text in _BY_ID.items()
            if item in policy.item_index
        )
    )
