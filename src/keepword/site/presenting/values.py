"""Canonical values as people read them."""

from __future__ import annotations

import re

from keepword.foundation.nodes import Language
from keepword.policy.values import Format, ItemFormat
from keepword.site import words

_MOBILE = re.compile(r"(\d{3})(\d{4})(\d{4})")
"""A mobile number as it is kept; people read it in three groups."""


def readable(how: ItemFormat, value: str, language: Language) -> str:
    """`value` in words: a choice by its name, a yes or no, a mobile number in groups.

    A secret is dots, whatever its length (P81).
    """
    match how.format:
        case Format.PASSWORD:
            return words.say("value.secret", language)
        case Format.FLAG:
            return words.say("value.yes" if value == "yes" else "value.no", language)
        case Format.PHONE:
            return _MOBILE.sub(r"\1-\2-\3", value)
    chosen = (choice.label.say(language) for choice in how.choices if choice.id == value)
    return next(chosen, value)


def editable(how: ItemFormat, value: str) -> str:
    """`value` as it stands in a field: what one would type, and what is read back the same."""
    return _MOBILE.sub(r"\1-\2-\3", value) if how.format is Format.PHONE else value
