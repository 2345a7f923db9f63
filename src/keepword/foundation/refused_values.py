"""How a value of the wrong kind is worded: periods, dates, numbers, texts, lists, groups."""

from __future__ import annotations

from keepword.foundation.errors import Message
from keepword.foundation.nodes import Duration, Verbatim
from keepword.foundation.refusal import Refusal, Words
from keepword.foundation.shapes import required_names


def period(refusal: Refusal) -> Words:
    """A period of the calendar is wanted."""
    names = [step for step in refusal.path if isinstance(step, str)]
    name = names[-2] if refusal.holder is Duration and len(names) > 1 else names[-1]
    return (
        "bad-period",
        Message(f"'{name}' is not a period.", f"기간으로 읽을 수 없습니다: '{name}'."),
        Message(
            "Write a number above zero and a unit: 30 days, 6 months or 3 years.",
            "1 이상의 수와 단위를 쓰세요. 예: 30 days, 6 months, 3 years.",
        ),
    )


def day(refusal: Refusal) -> Words:
    """A date is wanted."""
    return (
        "bad-date",
        Message(
            f"'{refusal.shown}' is not a date ('{refusal.name}').",
            f"날짜로 읽을 수 없습니다: '{refusal.shown}'('{refusal.name}').",
        ),
        Message(
            "Write year-month-day, a day of the calendar: 2021-01-14.",
            "달력에 있는 날을 연-월-일로 쓰세요. 예: 2021-01-14.",
        ),
    )


def moment(refusal: Refusal) -> Words:
    """A date and time with its zone is wanted."""
    return (
        "bad-date",
        Message(
            f"'{refusal.name}' is not a date and time with its zone.",
            f"시간대가 붙은 일시로 읽을 수 없습니다: '{refusal.name}'.",
        ),
        Message(
            "Write it like 2021-01-14T09:00:00+09:00.", "2021-01-14T09:00:00+09:00처럼 쓰세요."
        ),
    )


def number(refusal: Refusal) -> Words:
    """A whole number is wanted."""
    return (
        "bad-number",
        Message(
            f"'{refusal.shown}' is not a whole number ('{refusal.name}').",
            f"정수로 읽을 수 없습니다: '{refusal.shown}'('{refusal.name}').",
        ),
        Message("Write digits only, like 24.", "24처럼 숫자만 쓰세요."),
    )


def out_of_range(refusal: Refusal) -> Words:
    """A number is too small or too large."""
    ways = {
        "gt": ("more than {}", "{} 초과"),
        "ge": ("at least {}", "{} 이상"),
        "lt": ("less than {}", "{} 미만"),
        "le": ("at most {}", "{} 이하"),
    }
    bounds = [(w, refusal.limits[k]) for k, w in ways.items() if k in refusal.limits]
    english = " and ".join(w[0].format(limit) for w, limit in bounds)
    korean = ", ".join(w[1].format(limit) for w, limit in bounds)
    return (
        "out-of-range",
        Message(
            f"'{refusal.shown}' is out of range for '{refusal.name}'.",
            f"'{refusal.name}' 값이 범위를 벗어났습니다: '{refusal.shown}'.",
        ),
        Message(f"Write a number that is {english}.", f"다음 범위의 수를 쓰세요: {korean}."),
    )


def flag(refusal: Refusal) -> Words:
    """True or false is wanted."""
    return (
        "not-a-choice",
        Message(
            f"'{refusal.name}' is either true or false, not '{refusal.shown}'.",
            f"'{refusal.name}'에는 참·거짓만 쓸 수 있습니다: '{refusal.shown}'.",
        ),
        Message("Write true or false.", "true 또는 false 가운데 하나를 쓰세요."),
    )


def text(refusal: Refusal) -> Words:
    """A single text is wanted."""
    name = refusal.name
    form = '["…"]' if isinstance(refusal.path[-1], int) else '"…"'
    return (
        "wrong-type",
        Message(f"'{name}' has to be text.", f"글로 적어야 하는 항목입니다: '{name}'."),
        Message(
            f"Put the text in quotes: {name}: {form}.",
            f"글을 따옴표로 묶어 쓰세요: {name}: {form}.",
        ),
    )


def several(refusal: Refusal) -> Words:
    """A list is wanted."""
    name = refusal.name
    return (
        "wrong-type",
        Message(f"'{name}' has to be a list.", f"목록으로 적어야 하는 항목입니다: '{name}'."),
        Message(
            f"Put it in brackets, {name}: [ … ], or begin each line with '- '.",
            f"{name}: [ … ]처럼 대괄호로 묶거나 줄마다 앞에 '- ' 표시를 붙이세요.",
        ),
    )


def group(refusal: Refusal) -> Words:
    """A node with fields of its own is wanted."""
    if refusal.wanted is Verbatim:
        return text(refusal)
    name = refusal.name
    fields = required_names(refusal.wanted) if refusal.wanted else ()
    inner = ", ".join(f"{field}: …" for field in fields) or "…"
    part = (
        ("Each of ", "의 각 값") if refusal.path and isinstance(refusal.path[-1], int) else ("", "")
    )
    return (
        "wrong-type",
        Message(
            f"{part[0]}'{name}' has to be a group of fields.",
            f"여러 항목을 묶어 적어야 하는 곳입니다: '{name}'{part[1]}.",
        ),
        Message(f"Write its fields: {{{inner}}}.", f"다음과 같이 항목을 적으세요: {{{inner}}}."),
    )
