"""Why somebody of the staff does not get in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Why(StrEnum):
    """The reason, as far as it is said."""

    WRONG = "wrong"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Refused:
    """Not let in; `until` when trying again has a point, if that is later."""

    why: Why
    until: datetime | None = None
