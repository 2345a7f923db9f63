"""Whether a binding of the prose leads to a value, and whether that value has words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from keepword.foundation.errors import BindingError
from keepword.foundation.nodes import Duration, Node, Text, Verbatim
from keepword.foundation.refusal import Words
from keepword.policy.loading import prose_words as words
from keepword.policy.model.collection import Entry, Point
from keepword.policy.model.people import Way
from keepword.policy.model.policy import Policy
from keepword.policy.prose.binding import resolve
from keepword.policy.prose.template import Piece

# The formats a value can be asked for; a list has to be asked for one.
LIST_FORMS = ("commas", "and", "or", "arrows", "count")
_PERIOD_FORMS = ("words", "frequency")
_NUMBER_FORMS = ("number",)
_DATE_FORMS = ("date",)
_IN_WORDS = (Text, Verbatim, Duration, Entry, Way, date)
_SPOKEN_FIELDS = ("says", "label", "name")


def binding_fault(policy: Policy, piece: Piece) -> Words | None:
    """What is wrong with the binding of `piece`, if anything is."""
    try:
        value = resolve(policy, piece.path)
    except BindingError:
        return _nowhere(policy, piece.path)
    if value is None:
        return None
    if isinstance(value, tuple):
        return _list_fault(value, piece)
    if not _has_words(policy, value):
        return words.unworded(piece.path, _spoken_fields(policy, value))
    forms = _forms(value)
    if piece.form and piece.form not in forms:
        return words.unknown_format(piece.path, piece.form, forms)
    return None


def _forms(value: Any) -> tuple[str, ...]:
    if isinstance(value, Duration):
        return _PERIOD_FORMS
    if isinstance(value, date):
        return _DATE_FORMS
    return _NUMBER_FORMS if isinstance(value, int) else ()


def _list_fault(value: tuple[Any, ...], piece: Piece) -> Words | None:
    if not piece.form:
        return words.list_without_format(piece.path, LIST_FORMS)
    if piece.form not in LIST_FORMS:
        return words.unknown_format(piece.path, piece.form, LIST_FORMS, needed=True)
    return None


def _has_words(policy: Policy, value: Any) -> bool:
    if isinstance(value, bool) or (isinstance(value, StrEnum) and not isinstance(value, Way)):
        return False
    if isinstance(value, str) and value in policy.index:
        return _has_words(policy, policy.index[value])
    if isinstance(value, (str, int, *_IN_WORDS)):
        return True
    return any(isinstance(getattr(value, field, None), Text) for field in _SPOKEN_FIELDS)


def _spoken_fields(policy: Policy, value: Any) -> list[str]:
    """Those fields of a node that can be put into words as they are."""
    if not isinstance(value, Node):
        return []
    return [
        field
        for field in type(value).model_fields
        if (inner := getattr(value, field)) is not None
        and not isinstance(inner, tuple)
        and _has_words(policy, inner)
    ]


def _nowhere(policy: Policy, path: str) -> Words:
    """Which step of `path` leads nowhere, and what there is instead."""
    steps = path.split(".")
    for n, step in enumerate(steps):
        prefix = ".".join(steps[:n])
        try:
            resolve(policy, ".".join(steps[: n + 1]))
        except BindingError:
            known = _names_in(resolve(policy, prefix) if prefix else policy)
            if not prefix:
                known = [*known, *policy.index]
            return words.unknown_binding(path, step, prefix, known)
    return words.unknown_binding(path, steps[-1], "", ())


def _names_in(value: Any) -> Iterable[str]:
    names: list[str] = []
    if isinstance(value, Point):
        names.extend(entry.item for entry in value.entries)
    if isinstance(value, Node):
        names.extend(type(value).model_fields)
    if isinstance(value, tuple):
        names.extend(str(member.id) for member in value if hasattr(member, "id"))
    if isinstance(value, Mapping):
        names.extend(map(str, value))
    return names
