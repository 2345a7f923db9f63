"""Building nodes from marked values: every refusal becomes a Fault with file, line and remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from keepword.foundation.errors import Fault, Message
from keepword.foundation.marked_yaml import Path

Model = TypeVar("Model", bound=BaseModel)
Where = Callable[[Path], tuple[str, int]]


def build(model: type[Model], value: Any, where: Where) -> Model | tuple[Fault, ...]:
    """`value` as a `model`, or the faults that keep it from being one.

    `where` tells file and line of a path inside `value`.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        return faults_of(error.errors(), model, where)


def faults_of(
    errors: Iterable[ErrorDetails], model: type[BaseModel], where: Where, *, echo: bool = True
) -> tuple[Fault, ...]:
    """Validation errors as faults; without `echo` no given value is repeated in them."""
    return tuple(_fault(_hushed(e) if not echo else e, model, where) for e in errors)


def _hushed(details: ErrorDetails) -> ErrorDetails:
    return {**details, "input": "…"}


def _fault(details: ErrorDetails, model: type[BaseModel], where: Where) -> Fault:
    path: Path = tuple(details["loc"])
    file, line = where(path)
    name = str(path[-1]) if path else "value"
    kind = details["type"]
    code, message, remedy = _WORDS.get(kind, _other)(name, details, model)
    return Fault(file, line, code, message, remedy)


Words = tuple[str, Message, Message]


def _missing(name: str, details: ErrorDetails, model: type[BaseModel]) -> Words:
    return (
        "missing-field",
        Message(f"'{name}' is missing.", f"'{name}' 항목이 없습니다."),
        Message(f"Add '{name}:' here.", f"여기에 '{name}:'을(를) 적으세요."),
    )


def _extra(name: str, details: ErrorDetails, model: type[BaseModel]) -> Words:
    near = get_close_matches(name, sorted(_field_names(model)), n=1)
    hint = Message(
        f"Did you mean '{near[0]}'?" if near else "Remove it.",
        f"혹시 '{near[0]}'인가요?" if near else "이 항목을 지우세요.",
    )
    return (
        "unknown-field",
        Message(f"'{name}' is not a field here.", f"'{name}'은(는) 여기에 쓰는 항목이 아닙니다."),
        hint,
    )


def _choice(name: str, details: ErrorDetails, model: type[BaseModel]) -> Words:
    expected = str(details.get("ctx", {}).get("expected", "")).replace(" or ", ", ")
    return (
        "not-a-choice",
        Message(
            f"'{details['input']}' is not a value of '{name}'.",
            f"'{details['input']}'은(는) '{name}'에 쓸 수 없는 값입니다.",
        ),
        Message(f"Use one of: {expected}.", f"다음 가운데 하나를 쓰세요: {expected}."),
    )


def _pattern(name: str, details: ErrorDetails, model: type[BaseModel]) -> Words:
    pattern = details.get("ctx", {}).get("pattern", "")
    return (
        "bad-id",
        Message(
            f"'{details['input']}' is not written like a '{name}'.",
            f"'{details['input']}'은(는) '{name}' 형식이 아닙니다.",
        ),
        Message(f"It has to match {pattern}.", f"형식 {pattern}에 맞추세요."),
    )


def _empty(name: str, details: ErrorDetails, model: type[BaseModel]) -> Words:
    return (
        "empty",
        Message(f"'{name}' is empty.", f"'{name}'이(가) 비어 있습니다."),
        Message("Give at least one value.", "값을 하나 이상 적으세요."),
    )


def _wrong_value(name: str, details: ErrorDetails, model: type[BaseModel]) -> Words:
    why = details["msg"].removeprefix("Value error, ")
    return (
        "bad-value",
        Message(f"'{name}' cannot be read: {why}.", f"'{name}' 값을 읽을 수 없습니다: {why}."),
        Message("Write it in the form named.", "안내된 형식으로 다시 쓰세요."),
    )


def _other(name: str, details: ErrorDetails, model: type[BaseModel]) -> Words:
    return (
        "wrong-type",
        Message(
            f"'{name}' has the wrong kind of value: {details['msg']}.",
            f"'{name}' 값의 종류가 다릅니다: {details['msg']}.",
        ),
        Message("See docs/writing-a-policy.md for its form.", "docs/writing-a-policy.md를 보세요."),
    )


_WORDS: dict[str, Callable[[str, ErrorDetails, type[BaseModel]], Words]] = {
    "missing": _missing,
    "extra_forbidden": _extra,
    "enum": _choice,
    "literal_error": _choice,
    "string_pattern_mismatch": _pattern,
    "string_too_short": _empty,
    "too_short": _empty,
    "value_error": _wrong_value,
}


def _field_names(model: type[BaseModel]) -> set[str]:
    """Field names of `model` and of the nodes inside it, for 'did you mean'."""
    names: set[str] = set()
    pending: list[type[BaseModel]] = [model]
    seen: set[type[BaseModel]] = set()
    while pending:
        current = pending.pop()
        if current in seen:
            continue
        seen.add(current)
        for name, field in current.model_fields.items():
            names.add(field.alias or name)
            pending.extend(_models_in(field.annotation))
    return names


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    inner: list[type[BaseModel]] = []
    for argument in getattr(annotation, "__args__", ()):
        inner.extend(_models_in(argument))
    return inner
