"""Bodies of a known shape, read and checked for canonical form in one pass.

A log has few kinds of bodies and very many of each. From a body that was examined in full, its
shape is kept: a pattern with its names and structure as they stand there, and what varies (texts,
whole numbers, truth values, the length of a list of texts) left open. A text that fits a pattern
is canonical JSON (RFC 8785, `ledger.canonical`) and has every field that the pattern's body had:

- names are those of a canonical text, in its order;
- a text between quotes without a backslash or a control character has one form only, itself;
- a whole number has no sign before zero, no leading zero, and 15 digits at most;
- of the one object with names of its own (`_VARYING`), their order is looked at.

What fits no pattern is not wrong: whoever asks has it examined in full.
"""

from __future__ import annotations

import json
import re
from typing import Any

MOST = 32
"""Shapes that are kept for one act, and acts for which they are."""

SPECIAL = frozenset({"continues", "people"})
"""Bodies with these fields are always examined in full."""

SPECIAL_ACTS = frozenset({"prune"})
"""And bodies of these acts."""

_FORBIDDEN = bytes(range(0x20)) + b"\\"
_VARYING = "withheld"
_TEXT = '"[^"]*+"'
_OWN = {
    "v": "1",
    "id": '"([^"]*+)"',
    "at": "(0|[1-9][0-9]{0,14})",
    "n": "([1-9][0-9]{0,14})",
    "w": '"([^"]*+)"',
    "subject": '"([^"]*+)"',
}
_PAIR = f"{_TEXT}:{_TEXT}"
_MAP = rf"\{{({_PAIR}(?:,{_PAIR})*)\}}"
_FIELDS = ("id", "at", "w", "n", "subject")
_ACT = '{"act":"'

_Shape = tuple[re.Pattern[str], tuple[int, int, int, int, int], int]
"""A pattern of one act, the groups of `_FIELDS`, and that of `_VARYING` (0 where there is none)."""

_NONE: _Shape = (re.compile(r"(?!)"), (0, 0, 0, 0, 0), 0)
"""Nothing has this shape."""

Fields = tuple[str, str, str, str, str]
"""`id`, `at`, `w`, `n`, `subject` as they stand in the text; an absent subject is empty."""


class Shapes:
    """The shapes met so far."""

    def __init__(self) -> None:
        self._by_act: dict[str, list[_Shape]] = {}
        self._recent = _NONE

    def read(self, text: bytes) -> Fields | None:
        """The fields of a body of a known shape; None if it has to be examined in full."""
        if len(text.translate(None, _FORBIDDEN)) != len(text):
            return None
        try:
            whole = text.decode()
        except UnicodeDecodeError:
            return None
        fits = self._recent[0].fullmatch(whole) or self._fitting(whole)
        if fits is None:
            return None
        _, places, varying = self._recent
        if varying and not _in_order(fits[varying]):
            return None
        id_, at, writer, number, subject = fits.group(*places)
        return id_, at, writer, number, subject

    def _fitting(self, whole: str) -> re.Match[str] | None:
        """The match of the first shape that fits, which is tried first from now on."""
        known = self._by_act.get(whole[len(_ACT) : whole.find('"', len(_ACT))], [])
        for at, shape in enumerate(known):
            fits = shape[0].fullmatch(whole)
            if fits is not None:
                known.insert(0, known.pop(at))
                self._recent = shape
                return fits
        return None

    def learn(self, body: dict[str, Any]) -> None:
        """Keep the shape of a body that was examined in full and found right."""
        act = body["act"]
        if act in SPECIAL_ACTS or SPECIAL & body.keys() or min(body) != "act":
            return
        if act not in self._by_act and len(self._by_act) == MOST:
            return
        known = self._by_act.setdefault(act, [])
        if len(known) < MOST:
            known.insert(0, _shape(body))


def _shape(body: dict[str, Any]) -> _Shape:
    """Its pattern, and which groups hold the fields; absent ones the empty group at the end."""
    varying = _names_of_its_own(body.get(_VARYING))
    own = _OWN | ({_VARYING: _MAP} if varying else {})
    held = [name for name in sorted(body) if name in own and own[name].count("(")]
    own["act"] = re.escape(json.dumps(body["act"], ensure_ascii=False))
    places = [held.index(name) + 1 if name in held else len(held) + 1 for name in _FIELDS]
    return (
        re.compile(_object(body, own) + "()"),
        (places[0], places[1], places[2], places[3], places[4]),
        held.index(_VARYING) + 1 if varying else 0,
    )


def _object(value: dict[str, Any], own: dict[str, str]) -> str:
    inside = ",".join(
        f"{re.escape(json.dumps(name, ensure_ascii=False))}:{own.get(name) or _value(each)}"
        for name, each in sorted(value.items(), key=_unit_order)
    )
    return rf"\{{{inside}\}}"


def _unit_order(item: tuple[str, Any]) -> bytes:
    return item[0].encode("utf-16-be")


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "(?:true|false)"
    if isinstance(value, int):
        return "(?:0|-?[1-9][0-9]{0,14})"
    if isinstance(value, str):
        return _TEXT
    if isinstance(value, list):
        return _list(value)
    assert isinstance(value, dict)
    return _object(value, {})


def _list(value: list[Any]) -> str:
    if all(isinstance(each, str) for each in value):
        return rf"\[(?:{_TEXT}(?:,{_TEXT})*)?\]"
    return rf"\[{','.join(_value(each) for each in value)}\]"


def _names_of_its_own(value: object) -> bool:
    """Whether it is an object of texts that is not empty."""
    return (
        isinstance(value, dict)
        and all(type(each) is str for each in value.values())
        and value != {}
    )


def _in_order(pairs: str) -> bool:
    """Whether names stand in their order and once each; of ASCII, where that is the plain order."""
    names = pairs.split('"')[1::4]
    return pairs.isascii() and all(map(str.__lt__, names, names[1:]))
