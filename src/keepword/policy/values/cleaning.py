"""Text as it is typed or pasted, made clean: spaces, forms of letters, what cannot be seen."""

from __future__ import annotations

import unicodedata
from typing import Literal

Form = Literal["NFC", "NFKC"]

_BREAKS = ("\r\n", "\r", "\u0085", "\u2028", "\u2029")
# Marks without a meaning of their own, which come along when text is pasted.
_DROPPED = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_FORBIDDEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
# What turns the direction of writing makes a value look like another (UAX #9).
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters and signs that are drawn as nothing.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
# No language needs more in a row (UAX #15, Stream-Safe Text Format); sorting very many takes time
# that grows with their square.
_MOST_MARKS = 30
_NO_PASSWORD = 512


def without_traces(text: str) -> str:
    """`text` without what comes along unseen when text is pasted."""
    return text.translate(_DROPPED)


def with_line_feeds(text: str) -> str:
    """`text` with line feeds for breaks of every kind, and spaces for tabs."""
    for mark in _BREAKS:
        text = text.replace(mark, "\n")
    return text.replace("\t", " ")


def one_line(text: str, form: Form) -> str:
    """`text` in a normal form of Unicode (UAX #15), each run of spaces one, none around it."""
    return " ".join(unicodedata.normalize(form, text).split())


def lines(text: str) -> str:
    """`text` in NFC, without spaces at the ends of its lines and empty lines around it."""
    plain = unicodedata.normalize("NFC", text)
    return "\n".join(line.rstrip() for line in plain.split("\n")).strip()


def prepared_password(text: str) -> str:
    """A password as it is hashed and compared (RFC 8265, OpaqueString): nothing is trimmed.

    What is far longer than any password may be stays as it is: it matches none.
    """
    if len(text) > _NO_PASSWORD:
        return text
    spaced = "".join(" " if unicodedata.category(c) == "Zs" else c for c in text)
    return unicodedata.normalize("NFC", spaced)


def has_forbidden(text: str) -> bool:
    """Whether `text` has control characters, halves of characters, or turns the writing."""
    return any(c in _TURNING or unicodedata.category(c) in _FORBIDDEN for c in text)


def is_seen(text: str) -> bool:
    """Whether anything of `text` can be seen."""
    return any(c not in _BLANK and unicodedata.category(c) not in _UNSEEN for c in text)


def is_piled_up(text: str) -> bool:
    """Whether more marks stand on one letter than any language needs."""
    run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run > _MOST_MARKS:
            return True
    return False
