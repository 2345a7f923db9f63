"""From what was typed to the one text that is kept, compared and searched by."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from keepword.foundation.personal import Personal
from keepword.policy.values import contacts, numbers, passwords
from keepword.policy.values.cleaning import (
    has_forbidden,
    is_piled_up,
    is_seen,
    lines,
    one_line,
    prepared_password,
    with_line_feeds,
    without_traces,
)
from keepword.policy.values.days import day
from keepword.policy.values.faults import (
    CONTROL,
    EMPTY,
    NO_LETTER,
    NOT_A_CHOICE,
    NOT_A_LOGIN,
    NOT_YES_OR_NO,
    PILED_UP,
    ValueFault,
    too_long,
    too_short,
)
from keepword.policy.values.formats import Format, ItemFormat

Reading = str | ValueFault
Reader = Callable[[ItemFormat, str, date], Reading]

# Cleaning can shorten text (Hangul typed as single letters: threefold); beyond this it is not read.
_SLACK = 4
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{3,29}")


def canonical(fmt: ItemFormat, raw: str, today: date) -> Personal | ValueFault:
    """The canonical form of `raw` in the format `fmt`, or what is wrong with it.

    The form is stable: put in again, it comes out the same (on the same day). A fault never
    contains the value.
    """
    if not raw.strip():
        return EMPTY
    if len(raw) > _SLACK * max(fmt.longest, passwords.LONGEST):
        return too_long(fmt.longest)
    text = _tidied(fmt, raw)
    fault = _fault_of_text(fmt, text)
    if fault is not None:
        return fault
    read = _READERS[fmt.format](fmt, text, today)
    return read if isinstance(read, ValueFault) else _checked(fmt, read)


def _tidied(fmt: ItemFormat, raw: str) -> str:
    """What was typed, without what goes unsaid; a password as it is."""
    if fmt.format is Format.PASSWORD:
        return raw
    text = without_traces(raw.strip()).strip()
    return with_line_feeds(text) if fmt.format is Format.LONG_TEXT else text


def _fault_of_text(fmt: ItemFormat, text: str) -> ValueFault | None:
    """What no format takes."""
    inside = text.replace("\n", "") if fmt.format is Format.LONG_TEXT else text
    if has_forbidden(inside):
        return CONTROL
    if is_piled_up(text):
        return PILED_UP
    return None if is_seen(text) else EMPTY


def _checked(fmt: ItemFormat, value: str) -> Personal | ValueFault:
    if is_piled_up(value):  # one mark can come apart into several
        return PILED_UP
    if len(value) > fmt.longest:
        return too_long(fmt.longest)
    if len(value) < fmt.shortest:
        return too_short(fmt.shortest) if value else EMPTY
    return Personal(value)


def _line(fmt: ItemFormat, text: str, today: date) -> Reading:
    return one_line(text, "NFC")


def _lines(fmt: ItemFormat, text: str, today: date) -> Reading:
    return lines(text)


def _name(fmt: ItemFormat, text: str, today: date) -> Reading:
    name = one_line(text, "NFKC")
    return name if any(c.isalpha() for c in name) else NO_LETTER


def _login(fmt: ItemFormat, text: str, today: date) -> Reading:
    login = one_line(text, "NFKC").casefold()
    return login if _LOGIN.fullmatch(login) else NOT_A_LOGIN


def _password(fmt: ItemFormat, text: str, today: date) -> Reading:
    password = prepared_password(text)
    return passwords.fault_of(password) or password


def _choice(fmt: ItemFormat, text: str, today: date) -> Reading:
    chosen = one_line(text, "NFKC")
    return chosen if any(option.id == chosen for option in fmt.choices) else NOT_A_CHOICE


def _flag(fmt: ItemFormat, text: str, today: date) -> Reading:
    answer = one_line(text, "NFKC").casefold()
    return answer if answer in {"yes", "no"} else NOT_YES_OR_NO


def _number_of_digits(fmt: ItemFormat, text: str, today: date) -> Reading:
    return numbers.digits(one_line(text, "NFKC"), fmt.shortest, fmt.longest)


_READERS: Mapping[Format, Reader] = {
    Format.TEXT: _line,
    Format.LONG_TEXT: _lines,
    Format.NAME: _name,
    Format.LOGIN_ID: _login,
    Format.PASSWORD: _password,
    Format.EMAIL: lambda fmt, text, today: contacts.email(one_line(text, "NFKC")),
    Format.PHONE: lambda fmt, text, today: contacts.mobile(one_line(text, "NFKC")),
    Format.TELEPHONE: lambda fmt, text, today: contacts.telephone(one_line(text, "NFKC")),
    Format.DATE: lambda fmt, text, today: day(one_line(text, "NFKC"), today, future=fmt.future),
    Format.CHOICE: _choice,
    Format.FLAG: _flag,
    Format.NUMBER: lambda fmt, text, today: numbers.measured(one_line(text, "NFKC")),
    Format.REGISTRATION_NUMBER: _number_of_digits,
    Format.LICENSE_NUMBER: _number_of_digits,
    Format.EMPLOYEE_NUMBER: lambda fmt, text, today: numbers.employee(one_line(text, "NFKC")),
    Format.RESIDENT_NUMBER: lambda fmt, text, today: numbers.resident(
        one_line(text, "NFKC"), today
    ),
}
