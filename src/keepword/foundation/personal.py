"""A personal value on its way: it shows itself only where it is asked to (P82).

Nothing that prints, formats, pickles or compares for ordering can leak it: a log line, an
exception or a test failure shows `‹personal›`.
"""

from __future__ import annotations

from typing import NoReturn, final

SHOWN = "‹personal›"
"""What anything but `reveal` gets to see."""


@final
class Personal:
    """One value of somebody's personal data, as canonical text."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value. Call it where the value leaves for the person who may have it."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Personal) and self._value == other._value

    __hash__ = None  # type: ignore[assignment]  # a value in a key of a cache would stay there

    def __repr__(self) -> str:
        return SHOWN

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return SHOWN

    def __reduce__(self) -> NoReturn:
        raise TypeError("a personal value is not pickled")
