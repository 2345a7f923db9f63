"""The two languages of every address: `/ko/…` and `/en/…`."""

from __future__ import annotations

from typing import cast

from django.utils.translation.trans_real import parse_accept_lang_header

from keepword.foundation.nodes import LANGUAGES, Language

NAMES: dict[Language, str] = {"ko": "한국어", "en": "English"}
"""What each language calls itself."""


class LanguageConverter:
    """The first step of a path: `ko` or `en`."""

    regex = "|".join(LANGUAGES)

    def to_python(self, value: str) -> Language:
        """The language in the path."""
        return cast(Language, value)

    def to_url(self, value: Language) -> str:
        """The path of a language."""
        return value


def other(language: Language) -> Language:
    """The language a reader can switch to."""
    return "en" if language == "ko" else "ko"


def preferred(accept_language: str) -> Language:
    """The language a browser asks for (RFC 9110, 12.5.4); Korean where it asks for neither."""
    for wanted, _quality in parse_accept_lang_header(accept_language):
        spoken = next((k for k in LANGUAGES if wanted.split("-")[0] == k), None)
        if spoken is not None:
            return spoken
    return "ko"


def of_path(path: str) -> Language | None:
    """The language an address is in; none for an address outside `/ko/` and `/en/`."""
    first = path.lstrip("/").split("/", 1)[0]
    return next((known for known in LANGUAGES if known == first), None)
