"""How people are reached: e-mail addresses, mobile numbers, telephone numbers."""

from __future__ import annotations

import re

from keepword.policy.values.faults import (
    NOT_A_MOBILE,
    NOT_A_TELEPHONE,
    NOT_AN_EMAIL,
    ValueFault,
    too_long,
)

LONGEST_EMAIL = 254
"""Characters of an address: a path of 256 without its brackets (RFC 5321, 4.5.3.1.3)."""

_LONGEST_LOCAL = 64  # RFC 5321, 4.5.3.1.1
# A dot-string (RFC 5321, 4.1.2); quoted local parts and address literals are not in use.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?!\d+\Z){_LABEL}")  # the last one is not all digits

_SEPARATORS = re.compile(r"[\s().\-‐‒–—−·/]")
_MOBILE = re.compile(r"010\d{8}", re.ASCII)
_KOREAN = re.compile(
    r"010\d{8}"  # mobile
    r"|02\d{7,8}|0(?:3[1-3]|4[1-4]|5[1-5]|6[1-4])\d{7,8}"  # landline, by region
    r"|070\d{8}|080\d{7}|050\d{8,9}"  # internet, free of charge, personal
    r"|1[568]\d{6}",  # one number for the whole country
    re.ASCII,
)
_ABROAD = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)  # ITU-T E.164
_KOREA = "+82"


def email(text: str) -> str | ValueFault:
    """The address, its domain in lower case; the mailbox stays as it is (RFC 5321, 2.4)."""
    if len(text) > LONGEST_EMAIL:
        return too_long(LONGEST_EMAIL)
    local, at, domain = text.rpartition("@")
    domain = domain.lower()
    if not at or len(local) > _LONGEST_LOCAL or not _LOCAL.fullmatch(local):
        return NOT_AN_EMAIL
    return f"{local}@{domain}" if _DOMAIN.fullmatch(domain) else NOT_AN_EMAIL


def mobile(text: str) -> str | ValueFault:
    """A Korean mobile number as 11 digits, also when written with its country code."""
    number = _at_home(text)
    return number if _MOBILE.fullmatch(number) else NOT_A_MOBILE


def telephone(text: str) -> str | ValueFault:
    """A Korean number as digits, or one abroad as `+` and digits (ITU-T E.164)."""
    number = _at_home(text)
    known = _KOREAN.fullmatch(number) or _ABROAD.fullmatch(number)
    return number if known else NOT_A_TELEPHONE


def _at_home(text: str) -> str:
    """The number without separators; a Korean one without its country code."""
    number = _SEPARATORS.sub("", text)
    if not number.startswith(_KOREA):
        return number
    # "+82 (0)10 …": the zero of the area code is often left standing.
    return f"0{number.removeprefix(_KOREA).removeprefix('0')}"
