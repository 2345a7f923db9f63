"""Whom it is about: one value that only they have, or details that together fit one person.

What can be filled in is what the hospital's indexes are made of (`policies.indexes`). Nothing here
lists people: details that fit several lead to nobody, and one more is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from keepword.custody.indexing import Detail
from keepword.foundation.nodes import Language
from keepword.foundation.personal import Personal
from keepword.law.day import civil_day
from keepword.policies import desk
from keepword.policies.indexes import Index, IndexKind
from keepword.policy.model import Policy
from keepword.policy.values import Format, ItemFormat, ValueFault, canonical
from keepword.runtime import clock, config
from keepword.site import words
from keepword.site.forms.fields import Field, Kind
from keepword.site.presenting.wording import capitalised
from keepword.vault.blind_index import LAST, last_four

KINDS: Mapping[Format, Kind] = {
    Format.EMAIL: Kind.EMAIL,
    Format.PHONE: Kind.TEL,
    Format.TELEPHONE: Kind.TEL,
}
"""How a value is typed in, where it is not plain text."""

_LONGEST = 100
_ONE, _FOUR = "look-up.wrong.one", "look-up.wrong.last-four"


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody is to be found by: all of it must be true of them.

    `exact` if it is one value that is given to one person only.
    """

    details: tuple[Detail, ...]
    exact: bool

    @property
    def by(self) -> tuple[str, ...]:
        """The indexes, as a search is recorded."""
        return tuple(detail.by for detail in self.details)


@dataclass(frozen=True, slots=True)
class Group:
    """The fields of one index."""

    index: Index
    fields: tuple[Field, ...]


class PersonFields:
    """The fields of every index; filled in are those of one exact one, or of some of the others."""

    def __init__(self, policy: Policy, language: Language, given: Mapping[str, str]) -> None:
        self._policy = policy
        self._language = language
        self._formats: Mapping[str, ItemFormat] = desk.formats(config.current().policy)
        self._given = {name: text.strip() for name, text in given.items()}
        self._wrong: dict[str, str] = {}
        self.sought: Sought | None = None
        self._book = desk.indexes(policy)
        if given:
            self._read()
        self.groups = tuple(Group(index, tuple(self._fields(index))) for index in self._book)

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields, in the order of the page."""
        return tuple(field for group in (*self.exact, *self.details) for field in group.fields)

    @property
    def exact(self) -> tuple[Group, ...]:
        """Those of values that only one person has."""
        return tuple(g for g in self.groups if g.index.kind is IndexKind.EXACT)

    @property
    def details(self) -> tuple[Group, ...]:
        """Those of which one alone may fit several people."""
        return tuple(g for g in self.groups if g.index.kind is not IndexKind.EXACT)

    @property
    def unused(self) -> tuple[Group, ...]:
        """Details that could still be added."""
        used = self.sought.by if self.sought else ()
        return tuple(group for group in self.details if group.index.id not in used)

    def _read(self) -> None:
        """What is sought, or what is wrong: nothing filled in, too much, or no such value."""
        ordered = self._ordered()
        filled = [index for index in ordered if any(self._texts(index))]
        if ordered and not filled:
            self._refuse(_names(ordered[0])[0], "look-up.wrong.person")
        elif len(filled) > 1 and filled[0].kind is IndexKind.EXACT:
            self._refuse(next(n for n in _names(filled[1]) if self._given.get(n)), _ONE)
        elif filled:
            details = [self._detail(index) for index in filled]
            if not self._wrong:
                self.sought = Sought(tuple(details), filled[0].kind is IndexKind.EXACT)

    def _ordered(self) -> list[Index]:
        """The indexes in the order of the page: exact ones first."""
        return sorted(self._book, key=lambda index: index.kind is not IndexKind.EXACT)

    def _detail(self, index: Index) -> Detail:
        parts = zip(_names(index), index.names, self._texts(index), strict=True)
        return Detail(index.id, tuple(self._value(index, *part) for part in parts))

    def _value(self, index: Index, name: str, item: str, text: str) -> Personal:
        """A value in its canonical form; if it cannot be one, that is noted at its field."""
        if not text:
            return self._refuse(name, "look-up.wrong.both")
        if index.kind is IndexKind.LAST_FOUR:
            exactly = len(text) == LAST and last_four(text)
            return Personal(last_four(text)) if exactly else self._refuse(name, _FOUR)
        value = canonical(self._formats[item], text, civil_day(clock.now()))
        if isinstance(value, ValueFault):
            said = f"{value.message.say(self._language)} {value.remedy.say(self._language)}"
            self._wrong[name] = said
            return Personal("")
        return value

    def _refuse(self, name: str, key: str) -> Personal:
        self._wrong[name] = words.say(key, self._language)
        return Personal("")

    def _texts(self, index: Index) -> list[str]:
        return [self._given.get(name, "") for name in _names(index)]

    def _fields(self, index: Index) -> Iterator[Field]:
        for name, item in zip(_names(index), index.names, strict=True):
            fmt = self._formats[item]
            last = index.kind is IndexKind.LAST_FOUR
            label = self._policy.item_index[item].label if len(index.names) > 1 else index.label
            hint = fmt.hint.say(self._language) if fmt.hint and fmt.format is Format.DATE else ""
            yield Field(
                name,
                Kind.TEXT if last else KINDS.get(fmt.format, Kind.TEXT),
                capitalised(label.say(self._language)),
                value=self._given.get(name, ""),
                mistake=self._wrong.get(name, ""),
                hint=hint,
                inputmode="numeric" if last else fmt.inputmode,
                longest=_LONGEST,
            )


def _names(index: Index) -> tuple[str, ...]:
    """The names of an index's fields."""
    return tuple(f"{index.id}-{n}" for n in index.names) if len(index.names) > 1 else (index.id,)
