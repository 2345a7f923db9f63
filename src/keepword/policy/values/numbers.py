"""Numbers: measured ones, and those that stand for a person."""

from __future__ import annotations

import re
from datetime import date

from keepword.policy.values.faults import (
    NOT_A_NUMBER,
    NOT_A_RESIDENT_NUMBER,
    NOT_AN_EMPLOYEE_NUMBER,
    ValueFault,
    not_digits,
)

_SEPARATORS = re.compile(r"[ \-‐‒–—−]")
_MEASURED = re.compile(r"(\d+)(?:\.(\d+))?", re.ASCII)
_DIGITS = re.compile(r"\d+", re.ASCII)
_EMPLOYEE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
_RESIDENT = re.compile(r"(\d\d)(\d\d)(\d\d)(\d)\d{6}", re.ASCII)
# The seventh digit: sex, century, and whether a citizen (1 to 4, 9, 0) or not (5 to 8).
_CENTURIES = {9: 1800, 0: 1800, 1: 1900, 2: 1900, 5: 1900, 6: 1900} | dict.fromkeys(
    (3, 4, 7, 8), 2000
)


def measured(text: str) -> str | ValueFault:
    """A decimal number without needless zeros."""
    match = _MEASURED.fullmatch(text)
    if match is None:
        return NOT_A_NUMBER
    whole = match[1].lstrip("0") or "0"
    part = (match[2] or "").rstrip("0")
    return f"{whole}.{part}" if part else whole


def digits(text: str, shortest: int, longest: int) -> str | ValueFault:
    """A number of `shortest` to `longest` digits, its zeros kept."""
    number = _SEPARATORS.sub("", text)
    if not _DIGITS.fullmatch(number) or not shortest <= len(number) <= longest:
        return not_digits(shortest, longest)
    return number


def employee(text: str) -> str | ValueFault:
    """A number of the hospital's staff: capital letters, digits, single hyphens."""
    number = text.upper()
    return number if _EMPLOYEE.fullmatch(number) else NOT_AN_EMPLOYEE_NUMBER


def resident(text: str, today: date) -> str | ValueFault:
    """A resident or alien registration number as 13 digits with a possible day of birth.

    The check digit is not looked at: numbers given out since October 2020 have none.
    """
    number = _SEPARATORS.sub("", text)
    match = _RESIDENT.fullmatch(number)
    if match is None:
        return NOT_A_RESIDENT_NUMBER
    year, month, its_day, seventh = (int(part) for part in match.groups())
    try:
        born = date(_CENTURIES[seventh] + year, month, its_day)
    except ValueError:
        return NOT_A_RESIDENT_NUMBER
    return number if born <= today else NOT_A_RESIDENT_NUMBER
