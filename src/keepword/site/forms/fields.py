"""A field of a form as a value, drawn by `keepword/form/field.html`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    EMAIL = "email"
    TEL = "tel"
    PASSWORD = "password"
    DATE = "date"  # one text field, YYYY-MM-DD, as Korean forms have it
    AREA = "area"
    RADIOS = "radios"
    CHECKBOX = "checkbox"  # one box; its value is "yes"
    SELECT = "select"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of radios or a select."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `mistake` is what is wrong with the answer, in the page's language."""

    name: str
    kind: Kind
    label: str
    value: str = ""
    hint: str = ""
    mistake: str = ""
    optional: bool = False
    autocomplete: str = "off"
    inputmode: str = ""
    longest: int = 200
    choices: tuple[Choice, ...] = ()

    def __repr__(self) -> str:
        return f"Field({self.name!r})"  # the value may be somebody's

    def wrong(self, mistake: str) -> Field:
        """The same field with what is wrong with it."""
        return replace(self, mistake=mistake)

    @property
    def described_by(self) -> str:
        """The ids of the hint and the mistake."""
        parts = [(self.hint, "hint"), (self.mistake, "wrong")]
        return " ".join(f"{self.name}-{part}" for text, part in parts if text)
