"""RFC 8785 (JSON Canonicalization Scheme) for the values that bodies are made of.

Text, whole numbers, true, false, lists and objects; no null and no fractions: what is absent is
left out, and a whole number has one form only. One value has exactly one text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from keepword.ledger.errors import NotCanonical

Value = str | int | bool | list[Any] | dict[str, Any]
"""What stands in a body."""

LARGEST = 2**53 - 1
"""Beyond this a number of JSON is not exact everywhere (RFC 8785 §3.2.2.3, RFC 7493)."""

DEEPEST = 32
"""Objects and lists within each other; bodies need five."""

_PLAIN = (str, bool)
_LISTS = (list, tuple)

_AS_IT_IS = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_SORTED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
"""Sorts names by code points, which for ASCII names is the order of RFC 8785."""


def encode(value: object) -> bytes:
    """The one text of `value`, in UTF-8.

    Raises:
        NotCanonical: something in it is neither text, whole number, truth value, list nor object.
    """
    text = _SORTED(value) if _is_plain(value, 0) else _AS_IT_IS(_ordered(value, 0))
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise NotCanonical("A text holds half a character.", "깨진 글자가 있습니다.") from None


def decode(text: bytes) -> Value:
    """The value of a canonical text.

    Raises:
        NotCanonical: not JSON, or not the one text of its value.
    """
    value = _parsed(text)
    if encode(value) != text:
        raise NotCanonical("The text is not canonical JSON.", "정규형 JSON이 아닙니다.")
    return value


def trusted(text: bytes) -> Value:
    """The value of a text that this house wrote and that came back under its own seal.

    One look at somebody's log reads hundreds: that each is the one text of its value is for
    `decode`, with which a log is verified.

    Raises:
        NotCanonical: not JSON.
    """
    try:
        value: Value = json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError):
        raise NotCanonical("This is not JSON.", "JSON이 아닙니다.") from None
    return value


def read(text: bytes) -> Value:
    """The value of any JSON text within our value space, spaced and ordered as it may be.

    Raises:
        NotCanonical: not JSON, a name twice in one object, or a value that bodies do not have.
    """
    value = _parsed(text)
    _ordered(value, 0)
    return value


def _parsed(text: bytes) -> Value:
    try:
        value: Value = json.loads(
            text.decode("utf-8"),
            object_pairs_hook=_once,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
    except (ValueError, RecursionError):
        raise NotCanonical("This is not JSON.", "JSON이 아닙니다.") from None
    return value


def _is_plain(value: object, depth: int) -> bool:
    """Whether JSON's own encoder writes `value` canonically: what nearly every body is made of."""
    kind = type(value)
    if kind is str or kind is bool:
        return True
    if kind is int:
        return -LARGEST <= value <= LARGEST  # type: ignore[operator]  # it is an int
    if depth == DEEPEST:
        return False
    if kind is dict:
        for name, each in value.items():  # type: ignore[attr-defined]  # it is a dict
            if type(name) is not str or not name.isascii():
                return False
            if type(each) is not str and not _is_plain(each, depth + 1):
                return False
        return True
    if kind is list:
        return all(_is_plain(each, depth + 1) for each in value)  # type: ignore[attr-defined]
    return False


def _ordered(value: object, depth: int) -> object:
    """`value` with every object's names in the order of their UTF-16 units (RFC 8785 §3.2.3)."""
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise NotCanonical("A number is too large.", "숫자가 너무 큽니다.")
        return value
    if depth == DEEPEST:
        raise NotCanonical("It is nested too deeply.", "너무 깊게 겹쳐 있습니다.")
    if isinstance(value, Mapping):
        if not all(isinstance(name, str) for name in value):
            raise NotCanonical("A name is not text.", "이름이 문자열이 아닙니다.")
        return {name: _within(value[name], depth) for name in _sorted(value)}
    if isinstance(value, _LISTS):
        return [_within(each, depth) for each in value]
    raise NotCanonical(
        f"A value of type {type(value).__name__} has no place here.",
        f"{type(value).__name__} 형식은 쓸 수 없습니다.",
    )


def _within(value: object, depth: int) -> object:
    """`_ordered` one level further in; most values are texts, and those are as they are."""
    return value if type(value) is str else _ordered(value, depth + 1)


def _sorted(names: Iterable[str]) -> list[str]:
    """In the order of UTF-16 units, which for ASCII is the plain one."""
    plain = sorted(names)
    if all(map(str.isascii, plain)):
        return plain
    return sorted(plain, key=lambda name: name.encode("utf-16-be", "surrogatepass"))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotCanonical("A name stands twice in one object.", "같은 이름이 두 번 나옵니다.")
    return found


def _no_number(_: str) -> NoReturn:
    raise NotCanonical("A number is not a whole number.", "정수가 아닌 숫자가 있습니다.")
