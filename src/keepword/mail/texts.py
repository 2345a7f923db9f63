"""The texts of mails: `texts.yaml`, Korean and English side by side."""

from __future__ import annotations

import secrets
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from pydantic import TypeAdapter

from keepword.foundation.marked_yaml import read_yaml
from keepword.foundation.nodes import Language, Node, Text
from keepword.mail.outbox import MailMessage

_FILE: Final = "texts.yaml"

_LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ"


class MailKind(StrEnum):
    """The mails that there are; each one's placeholders beside `hospital` and `reference`."""

    JOINING_CODE = "joining-code"  # code, minutes
    RESET_CODE = "password-reset-code"  # code, minutes
    EMERGENCY_LOOK = "emergency-look"  # when, department, office, phone
    LEFT = "left"  # office, phone


class MailText(Node):
    """Subject and text of one kind, with `{placeholders}`."""

    subject: Text
    body: Text


@cache
def texts() -> dict[MailKind, MailText]:
    """Every text by kind."""
    text = files("keepword.mail").joinpath(_FILE).read_text(encoding="utf-8")
    return TypeAdapter(dict[MailKind, MailText]).validate_python(read_yaml(_FILE, text).value)


def compose(
    kind: MailKind, language: Language, hospital: Text, reference: str, **values: str
) -> MailMessage:
    """A mail of one kind in one language. `values` are public words, and a code where it has one.

    Raises:
        KeyError: a placeholder of the text has no value.
    """
    said = {"hospital": hospital.say(language), "reference": reference, **values}
    text = texts()[kind]
    subject = text.subject.say(language).format(**said)
    return MailMessage(
        kind.value, language, subject, text.body.say(language).format(**said), reference
    )


def new_reference() -> str:
    """Four letters for a mail that no code gives its reference."""
    return "".join(secrets.choice(_LETTERS) for _ in range(4))
