"""How a refused value is worded: what is wrong with it, and how it has to be written."""

from __future__ import annotations

from collections.abc import Callable

from keepword.foundation import refused_values
from keepword.foundation.errors import Message
from keepword.foundation.guessing import hint, nearest
from keepword.foundation.nodes import Duration, Text
from keepword.foundation.patterns import form_of
from keepword.foundation.refusal import Refusal, Words
from keepword.foundation.shapes import field_names

_FEW = 12


def words_of(refusal: Refusal) -> Words:
    """Code, what is wrong and how to mend it."""
    if Duration in (refusal.wanted, refusal.holder):
        return refused_values.period(refusal)
    if refusal.echo and refusal.given is None and refusal.kind != "value_error":
        return _nothing(refusal)
    return _WORDS.get(refusal.kind, _other)(refusal)


def _missing_language(refusal: Refusal) -> Words:
    language = refusal.name
    owners = [step for step in refusal.path[:-1] if isinstance(step, str)]
    name = owners[-1] if owners else language
    english, korean = ("Korean", "한국어") if language == "ko" else ("English", "영어")
    return (
        "missing-language",
        Message(f"'{name}' has no {english} text.", f"{korean} 글이 없습니다: '{name}'."),
        Message(
            f"Add the {english} after '{language}:'.", f"'{language}:' 뒤에 {korean}로 적으세요."
        ),
    )


def _missing(refusal: Refusal) -> Words:
    name = refusal.name
    if refusal.holder is Text:
        return _missing_language(refusal)
    return (
        "missing-field",
        Message(f"'{name}' is missing.", f"필요한 항목이 없습니다: '{name}'."),
        Message(f"Add '{name}:' here.", f"여기에 '{name}:' 줄을 더하세요."),
    )


def _extra(refusal: Refusal) -> Words:
    known = field_names(refusal.holder) if refusal.holder else ()
    meant = hint(refusal.name, known)
    return (
        "unknown-field",
        Message(
            f"'{refusal.name}' is not a field here.",
            f"여기에 쓸 수 없는 항목입니다: '{refusal.name}'.",
        ),
        Message(f"Correct or remove it.{meant.en}", f"고치거나 지우세요.{meant.ko}"),
    )


def _choice(refusal: Refusal) -> Words:
    expected = str(refusal.limits.get("expected", "")).replace(" or ", ", ")
    choices = [part.strip().strip("'") for part in expected.split(",")]
    name, shown = refusal.name, refusal.shown
    if isinstance(refusal.given, bool) and {"yes", "no"} & set(choices):
        return _unquoted(name)
    message = Message(
        f"'{shown}' is not a value of '{name}'.", f"'{name}'에 쓸 수 없는 값입니다: '{shown}'."
    )
    if refusal.of_a_key:
        message = Message(f"'{name}' has no '{shown}'.", f"'{name}'에 없는 이름입니다: '{shown}'.")
    return "not-a-choice", message, _one_of(choices, nearest(refusal.shown, choices))


def _one_of(choices: list[str], near: str | None) -> Message:
    if near and len(choices) > _FEW:
        return Message(f"Did you mean '{near}'?", f"혹시 '{near}'인가요?")
    listed = ", ".join(choices)
    return Message(
        f"Use one of: {listed}." + (f" Did you mean '{near}'?" if near else ""),
        f"다음 가운데 하나를 쓰세요: {listed}." + (f" 혹시 '{near}'인가요?" if near else ""),
    )


def _unquoted(name: str) -> Words:
    return (
        "not-a-choice",
        Message(
            f"A yes or no without quotes stands at '{name}'.",
            f"따옴표 없는 yes 또는 no 값이 있습니다: '{name}'.",
        ),
        Message(
            'Write "yes" or "no" in quotes; without them they mean true and false.',
            '"yes", "no"처럼 따옴표로 묶으세요. 따옴표가 없으면 참과 거짓으로 읽힙니다.',
        ),
    )


def _pattern(refusal: Refusal) -> Words:
    form = form_of(str(refusal.limits.get("pattern", "")))
    return (
        "bad-id",
        Message(
            f"'{refusal.shown}' is not written as '{refusal.name}' has to be.",
            f"'{refusal.name}'에 쓸 수 없는 형식입니다: '{refusal.shown}'.",
        ),
        form,
    )


def _empty(refusal: Refusal) -> Words:
    if refusal.holder is Text:
        return _missing_language(refusal)
    return (
        "empty",
        Message(f"'{refusal.name}' is empty.", f"비어 있습니다: '{refusal.name}'."),
        Message("Give at least one value.", "값을 하나 이상 적으세요."),
    )


def _nothing(refusal: Refusal) -> Words:
    name = refusal.name
    return (
        "empty",
        Message(f"Nothing stands after '{name}:'.", f"'{name}:' 뒤에 값이 없습니다."),
        Message("Write its value, or remove the line.", "값을 적거나 이 줄을 지우세요."),
    )


def _other(refusal: Refusal) -> Words:
    name = refusal.name
    return (
        "bad-value",
        Message(f"'{name}' cannot be read.", f"값을 읽을 수 없습니다: '{name}'."),
        Message(
            f"Write '{name}' as it is written elsewhere in this file.",
            f"이 파일의 다른 '{name}' 값과 같은 형식으로 쓰세요.",
        ),
    )


_WORDS: dict[str, Callable[[Refusal], Words]] = {
    "missing": _missing,
    "extra_forbidden": _extra,
    "enum": _choice,
    "literal_error": _choice,
    "string_pattern_mismatch": _pattern,
    "string_too_short": _empty,
    "too_short": _empty,
    "string_type": refused_values.text,
    "bool_type": refused_values.flag,
    "bool_parsing": refused_values.flag,
    "int_type": refused_values.number,
    "int_parsing": refused_values.number,
    "int_parsing_size": refused_values.number,
    "int_from_float": refused_values.number,
    "finite_number": refused_values.number,
    "greater_than": refused_values.out_of_range,
    "greater_than_equal": refused_values.out_of_range,
    "less_than": refused_values.out_of_range,
    "less_than_equal": refused_values.out_of_range,
    "date_type": refused_values.day,
    "date_parsing": refused_values.day,
    "date_from_datetime_parsing": refused_values.day,
    "date_from_datetime_inexact": refused_values.day,
    "datetime_type": refused_values.moment,
    "datetime_parsing": refused_values.moment,
    "datetime_from_date_parsing": refused_values.moment,
    "datetime_object_invalid": refused_values.moment,
    "timezone_aware": refused_values.moment,
    "tuple_type": refused_values.several,
    "list_type": refused_values.several,
    "set_type": refused_values.several,
    "frozen_set_type": refused_values.several,
    "model_type": refused_values.group,
    "model_attributes_type": refused_values.group,
    "dict_type": refused_values.group,
}
