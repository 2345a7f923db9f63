"""How an item's value is written, and what a form needs to ask for it."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from keepword.policy.model.base import Node, Slug, Text


class Format(StrEnum):
    """The kinds of values there are, by the way they are written."""

    TEXT = "text"  # one line
    LONG_TEXT = "long-text"  # several lines
    NAME = "name"
    LOGIN_ID = "login-id"
    PASSWORD = "password"
    EMAIL = "email"
    PHONE = "phone"  # a Korean mobile number
    TELEPHONE = "telephone"  # any number: landline, mobile, or abroad with its country code
    DATE = "date"
    CHOICE = "choice"
    FLAG = "flag"
    NUMBER = "number"
    REGISTRATION_NUMBER = "registration-number"  # the hospital's own number for a patient
    LICENSE_NUMBER = "license-number"
    EMPLOYEE_NUMBER = "employee-number"
    RESIDENT_NUMBER = "resident-number"


class ChoiceOption(Node):
    """One answer of a choice. `role` is the role it gives, as conditions of items name it."""

    id: Slug
    label: Text
    role: Slug | None = None


class ItemFormat(Node):
    """The format of one item.

    Lengths count the characters of the canonical form. `autocomplete` is an autofill field name
    of HTML, `inputmode` a value of HTML's attribute of that name; empty means none. `future` says
    whether a date may lie ahead.
    """

    item: Slug
    format: Format
    longest: int = Field(gt=0, le=20_000)
    shortest: int = Field(default=1, gt=0)
    choices: tuple[ChoiceOption, ...] = ()
    hint: Text | None = None
    autocomplete: str = "off"
    inputmode: str = ""
    future: bool = False
