"""What a pattern for ids asks for, in words."""

from __future__ import annotations

import re

from keepword.foundation.errors import Message

_SLUG = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
_NUMBERED = re.compile(r"\^\(?(?P<prefixes>[A-Z]+(?:\|[A-Z]+)*)\)?\[1-9\]\\d\*\$")


def form_of(pattern: str) -> Message:
    """How to write a value that has to match `pattern`, with an example where one is known."""
    if pattern == _SLUG:
        return Message(
            "Use lower-case letters and digits, words joined by hyphens: mobile-phone.",
            "영문 소문자와 숫자를 쓰고 낱말은 붙임표로 이으세요. 예: mobile-phone.",
        )
    numbered = _NUMBERED.fullmatch(pattern)
    if numbered:
        examples = ", ".join(f"{prefix}1" for prefix in numbered["prefixes"].split("|"))
        return Message(
            f"Use capital letters and a number from 1: {examples}.",
            f"영문 대문자와 1 이상의 번호로 쓰세요. 예: {examples}.",
        )
    return Message(
        "Write it as the others of its kind are written.", "같은 종류의 다른 값처럼 쓰세요."
    )
