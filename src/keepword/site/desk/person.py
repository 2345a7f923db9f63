"""Whom it is about: one exact value out of the four that people are found by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from keepword.foundation.nodes import Language
from keepword.foundation.personal import Personal
from keepword.law.day import civil_day
from keepword.policies import desk
from keepword.policy.model import Policy
from keepword.policy.values import ItemFormat, ValueFault, canonical
from keepword.runtime import clock, config
from keepword.site import words
from keepword.site.forms.fields import Field, Kind
from keepword.site.presenting.wording import capitalised

KINDS: Mapping[str, Kind] = {
    "hospital-registration-number": Kind.TEXT,
    "mobile-phone": Kind.TEL,
    "email": Kind.EMAIL,
    "login-id": Kind.TEXT,
}
"""The blind indexes, in the order that staff use them, each named as its item is."""


@dataclass(frozen=True, slots=True)
class Sought:
    """The value to find somebody by, in its canonical form, and which index has it."""

    index: str
    value: Personal


class PersonFields:
    """The four fields; exactly one is filled in."""

    def __init__(self, policy: Policy, language: Language, given: Mapping[str, str]) -> None:
        self._language = language
        self._formats: Mapping[str, ItemFormat] = desk.formats(config.current().policy)
        filled = {name: text for name in KINDS if (text := given.get(name, "").strip())}
        self.sought: Sought | None = None
        fields = {name: self._field(policy, name, filled.get(name, "")) for name in KINDS}
        if given:
            self._read(fields, filled)
        self.fields = tuple(fields.values())

    def _read(self, fields: dict[str, Field], filled: Mapping[str, str]) -> None:
        if len(filled) != 1:
            name = list(filled)[1] if filled else next(iter(KINDS))
            key = "look-up.wrong.one" if filled else "look-up.wrong.person"
            fields[name] = fields[name].wrong(words.say(key, self._language))
            return
        ((name, text),) = filled.items()
        value = canonical(self._formats[name], text, civil_day(clock.now()))
        if isinstance(value, ValueFault):
            said = f"{value.message.say(self._language)} {value.remedy.say(self._language)}"
            fields[name] = fields[name].wrong(said)
        else:
            self.sought = Sought(name, value)

    def _field(self, policy: Policy, name: str, value: str) -> Field:
        label = policy.item_index[name].label.say(self._language)
        return Field(name, KINDS[name], capitalised(label), value=value, longest=100)
