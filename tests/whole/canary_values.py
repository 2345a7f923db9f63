"""Values of made-up people that are like nothing else in a house, field by field.

Every one holds one of a few stems, so that a search for the stems is a search for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Stems:
    """What one group of values has in common.

    Args:
        letters: at least eight lower-case letters.
        hangul: at least four syllables.
        digits: eight digits; no date and no time is written so.
        born: a day of birth, ISO 8601.
    """

    letters: str
    hangul: str
    digits: str
    born: str

    @property
    def every(self) -> tuple[str, ...]:
        """What to search for: each stem in each way in which it may be written."""
        return (
            self.letters,
            self.hangul,
            self.digits,
            f"{self.digits[:4]}-{self.digits[4:]}",
            self.born,
            self.born.replace("-", ""),
            self.resident,
        )

    @property
    def mobile(self) -> str:
        """A mobile number as it is kept."""
        return f"010{self.digits}"

    @property
    def mobile_typed(self) -> str:
        """A mobile number as people type it."""
        return f"010-{self.digits[:4]}-{self.digits[4:]}"

    @property
    def resident(self) -> str:
        """Thirteen digits in the form of a resident registration number, with a wrong check."""
        first = self.born.replace("-", "")[2:] + "1" + self.digits[:5]
        weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
        check = (11 - sum(int(d) * w for d, w in zip(first, weights, strict=True)) % 11) % 10
        return f"{first}{(check + 1) % 10}"

    def word(self, what: str) -> str:
        """A text in letters."""
        return f"{self.letters}.{what}"

    def said(self, what: str) -> str:
        """A text as people write one."""
        return f"{self.hangul} {what} {self.letters}"


def member(stems: Stems, kind: str, number: int = 0) -> dict[str, str]:
    """What somebody of this kind types on the form for joining, with everything optional.

    `number` tells people of one group apart by log-in id, name and e-mail address.
    """
    return {
        "member-type": kind,
        "personal-name": f"{stems.hangul}{'가나다라마바사아자차'[number]}",
        "login-id": f"{stems.letters}.{number}",
        "password": password(stems, number),
        "gender": "female",
        "date-of-birth": stems.born,
        "mobile-phone": stems.mobile_typed,
        "email": f"{stems.letters}.{number}@example.com",
        "mail-consent": "yes",
        **{
            "general": {},
            "medical-practitioner": {"license-number": stems.digits},
            "hospital-employee": {"employee-number": f"E{stems.digits}"},
            "registered-patient": {"hospital-registration-number": stems.digits},
        }[kind],
    }


def password(stems: Stems, number: int = 0, turn: int = 0) -> str:
    """A password, and those that come after it."""
    return f"{stems.hangul} 바람 {stems.letters} {number} {turn}"


def consents(given: Mapping[str, str]) -> dict[str, str]:
    """The boxes that go with what is given."""
    extra = {f"consent-{item}": "yes" for item in _EXTRA if item in given}
    return {"consent-required": "yes", **extra}


_EXTRA = ("license-number", "employee-number", "hospital-registration-number")
