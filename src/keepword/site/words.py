"""The words of the pages: one catalogue in `catalogue/*.yaml`, Korean and English side by side.

    UnknownWords (KeepwordError)   a key that the catalogue does not have

A key may have `en_one`, said instead of `en` where the value `count` is 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter

from keepword.foundation.errors import KeepwordError, Message
from keepword.foundation.marked_yaml import read_yaml
from keepword.foundation.nodes import Language, Node


class Entry(Node):
    """One text in both languages, with `{placeholders}`."""

    ko: str
    en: str
    en_one: str | None = None

    def say(self, language: Language, values: Mapping[str, Any]) -> str:
        """The text in `language`, its placeholders still open."""
        if language == "ko":
            return self.ko
        return self.en_one if self.en_one and values.get("count") == 1 else self.en


class UnknownWords(KeepwordError):
    """A template or view asks for a text that is not in the catalogue."""

    code = "unknown-words"

    def __init__(self, key: str) -> None:
        super().__init__(
            Message(f"There is no text '{key}'.", f"'{key}'에 해당하는 글이 없습니다."),
            Message("Add it to catalogue/.", "catalogue/에 추가하세요."),
        )


class SaidTwice(KeepwordError):
    """Two files of the catalogue have the same key."""

    code = "words-said-twice"

    def __init__(self, key: str) -> None:
        super().__init__(
            Message(f"'{key}' stands in two files.", f"'{key}'이(가) 두 파일에 있습니다."),
            Message("Keep one of them.", "하나만 남기세요."),
        )


@cache
def catalogue() -> Mapping[str, Entry]:
    """Every text by key.

    Raises:
        SaidTwice: a key in two files.
    """
    found: dict[str, Entry] = {}
    folder = files("keepword.site").joinpath("catalogue")
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        marked = read_yaml(file.name, file.read_text(encoding="utf-8"))
        entries = TypeAdapter(dict[str, Entry]).validate_python(marked.value)
        for key in found.keys() & entries.keys():
            raise SaidTwice(key)
        found |= entries
    return MappingProxyType(found)


def template(key: str, language: Language, values: Mapping[str, Any]) -> str:
    """The text of `key` with its placeholders open; `UnknownWords` if there is none."""
    entry = catalogue().get(key)
    if entry is None:
        raise UnknownWords(key)
    return entry.say(language, values)


def say(key: str, language: Language, **values: Any) -> str:
    """The text of `key`, plain, with its placeholders filled."""
    return template(key, language, values).format(**values)


def say_of(family: str, member: StrEnum | str, language: Language) -> str:
    """The text for a member of an enumeration: `say_of("way", Way.FAX, "ko")`."""
    return say(f"{family}.{member}", language)
