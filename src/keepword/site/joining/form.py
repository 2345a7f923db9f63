"""The form for joining: what is asked, what was typed, what is wrong with it.

Consents stand apart from the items, unticked, the required block apart from the optional ones
(P44). What may be typed follows from `questions`, what is consented to from `consents`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from keepword.foundation.personal import Personal
from keepword.policy.decisions.question import Consent
from keepword.site.forms.fields import Field
from keepword.site.joining.consents import Notice

CONTROLS = frozenset({"csrfmiddlewaretoken", "draft", "go"})
"""Fields that steer the pages and are nobody's data."""

YES = "yes"
"""What a ticked box sends."""


@dataclass(frozen=True, slots=True)
class Strange:
    """A field that is not asked of this person: its name in words, and why it is refused.

    `item` is its id if the policy knows such an item; `applies` is false for an item of this very
    point that is asked of others only (P47).
    """

    label: str
    why: str
    item: str
    applies: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A consent with its box."""

    notice: Notice
    box: Field

    @property
    def ticked(self) -> bool:
        """Whether it was given."""
        return self.box.value == YES


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it was sent: the fields with their mistakes, and what came of it."""

    required: tuple[Field, ...]
    optional: tuple[Field, ...]
    consents: tuple[Line, ...]
    strange: tuple[Strange, ...]
    values: Mapping[str, Personal] = field(repr=False)
    born: date | None = field(repr=False)
    roles: frozenset[str]
    notice: str

    @property
    def wrong(self) -> tuple[Field, ...]:
        """The fields with a mistake, in the order of the page."""
        boxes = (line.box for line in self.consents)
        return tuple(f for f in (*self.required, *self.optional, *boxes) if f.mistake)

    @property
    def whole(self) -> bool:
        """Whether there is nothing to mend."""
        return not self.wrong and not self.strange

    @property
    def agreed(self) -> frozenset[Consent]:
        """The consents that were given."""
        return frozenset(c for line in self.consents if line.ticked for c in line.notice.consents)

    def but(self, item: str, mistake: str) -> Form:
        """The same form where `item` has a mistake that only the door could see."""

        def mark(one: Field) -> Field:
            return one.wrong(mistake) if one.name == item else one

        return replace(
            self,
            required=tuple(map(mark, self.required)),
            optional=tuple(map(mark, self.optional)),
        )
