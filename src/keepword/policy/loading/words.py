"""Words of a fault: what kind of thing an id names, and how an incoherence is said and mended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from keepword.foundation.errors import Message
from keepword.foundation.guessing import hint
from keepword.foundation.marked_yaml import Path
from keepword.foundation.refusal import Words

Found = tuple[Path, Words]  # where in the policy, and what


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that has an id, in both languages; `of_law` if the law pack defines it."""

    en: str
    ko: str
    of_law: bool = False


CLAUSE = Kind("clause", "약속")
READING = Kind("reading", "해석")
PURPOSE = Kind("purpose", "목적")
ITEM = Kind("item", "개인정보 항목")
CONDITION = Kind("condition", "조건")
CHANNEL = Kind("channel", "수집 경로")
POINT = Kind("collection point", "수집 지점")
RULE = Kind("retention rule", "보유 규칙")
PROCESSOR = Kind("processor", "수탁자")
SERVICE = Kind("service", "서비스")
PAPER = Kind("paper", "서류")
SCHEDULE = Kind("statutory schedule", "법정 보존표", of_law=True)
RECORD = Kind("record kind", "기록 종류", of_law=True)
BODY = Kind("public body", "공공기관", of_law=True)


def unknown(kind: Kind, name: str, known: Iterable[str]) -> Words:
    """An id that nothing defines."""
    meant = hint(name, known)
    if kind.of_law:
        return (
            "unknown-id",
            Message(
                f"The law has no {kind.en} '{name}'.",
                f"법령 데이터에 없는 {kind.ko}입니다: '{name}'.",
            ),
            Message(
                f"Use one that the law data have.{meant.en}",
                f"법령 데이터에 있는 것을 쓰세요.{meant.ko}",
            ),
        )
    return (
        "unknown-id",
        Message(f"There is no {kind.en} '{name}'.", f"방침에 없는 {kind.ko}입니다: '{name}'."),
        Message(
            f"Define it, or correct the id.{meant.en}",
            f"새로 정의하거나 번호를 고치세요.{meant.ko}",
        ),
    )


def unknown_pack(name: str, packs: Iterable[str]) -> Words:
    """A law pack that does not come with the package."""
    meant = hint(name, packs)
    return (
        "unknown-id",
        Message(f"There is no law pack '{name}'.", f"없는 법령집입니다: '{name}'."),
        Message(f"Name a law pack there is.{meant.en}", f"있는 법령집을 쓰세요.{meant.ko}"),
    )


def doubled(kind: Kind, name: str) -> Words:
    """An id that two things bear."""
    return (
        "doubled-id",
        Message(
            f"The {kind.en} '{name}' stands twice.",
            f"같은 {kind.ko} 번호가 두 번 나옵니다: '{name}'.",
        ),
        Message("Remove one, or give it an id of its own.", "하나를 지우거나 다른 번호를 주세요."),
    )


def doubled_entry(point: str, item: str) -> Words:
    """An item that one collection point asks for twice."""
    return (
        "doubled-entry",
        Message(
            f"The collection point {point} lists '{item}' twice.",
            f"수집 지점 {point}에 같은 항목이 두 번 나옵니다: '{item}'.",
        ),
        Message("Keep one of the two entries.", "둘 중 하나만 남기세요."),
    )


def no_such_field(field: str, known: Iterable[str]) -> Words:
    """A reading of a field that the node does not have."""
    meant = hint(field, known)
    return (
        "unknown-field",
        Message(
            f"A reading is given for '{field}', which is no field here.",
            f"여기에 없는 항목에 해석이 달렸습니다: '{field}'.",
        ),
        Message(
            f"Name a field of this entry, or 'all'.{meant.en}",
            f"이곳의 항목 이름 또는 'all' 값을 쓰세요.{meant.ko}",
        ),
    )


def no_items(point: str) -> Words:
    """A collection point at which nothing is collected."""
    return (
        "point-without-items",
        Message(
            f"The collection point {point} collects nothing.",
            f"수집하는 항목이 없는 수집 지점입니다: {point}.",
        ),
        Message(
            "List its 'entries', or under 'implied' what the text makes necessary.",
            "'entries'에 항목을 적거나, 본문에서 따라 나오는 항목을 'implied'에 적으세요.",
        ),
    )


def no_purpose(point: str, items: list[str]) -> Words:
    """Items that are collected for nothing."""
    more = len(items) - 1
    en = f"'{items[0]}' and {more} more" if more else f"'{items[0]}'"
    ko = f"'{items[0]}' 외 {more}개" if more else f"'{items[0]}'"
    return (
        "item-without-purpose",
        Message(
            f"{point} collects {en} without a purpose.",
            f"{point}에서 목적 없이 수집하는 항목이 있습니다: {ko}.",
        ),
        Message(
            "Give the entry or its point 'purposes' (PIPA 15(2)), or do not collect it.",
            "항목이나 지점에 'purposes:' 줄을 더하거나(개인정보 보호법 제15조제2항), "
            "수집하지 마세요.",
        ),
    )


def no_period(rule: str) -> Words:
    """A rule whose clock never ends."""
    return (
        "rule-without-period",
        Message(
            f"The rule {rule} starts a clock but gives no period.",
            f"기산점만 있고 기간이 없는 보유 규칙입니다: {rule}.",
        ),
        Message("Add 'period:' or 'schedule:'.", "'period:' 또는 'schedule:' 줄을 더하세요."),
    )


def endless(field: str, period: str) -> Words:
    """A period that no calendar holds."""
    return (
        "bad-period",
        Message(
            f"'{field}' is longer than a calendar can hold: '{period}'.",
            f"달력으로 셀 수 없을 만큼 긴 기간입니다('{field}'): '{period}'.",
        ),
        Message(
            "Write a period of at most 1000 years, like 3 years.",
            "1000년 이하의 기간을 쓰세요. 예: 3 years.",
        ),
    )


def in_a_circle(service: str) -> Words:
    """A service that ends with itself."""
    return (
        "circle",
        Message(
            f"The service '{service}' ends with itself.",
            f"자기 자신을 따라 끝나는 서비스입니다: '{service}'.",
        ),
        Message("Remove one 'ends_with' of the circle.", "돌고 도는 'ends_with' 하나를 지우세요."),
    )


def effective_before_notice() -> Words:
    """A policy that holds before anyone could know."""
    return (
        "dates-out-of-order",
        Message("The policy takes effect before it is announced.", "시행일이 공고일보다 앞섭니다."),
        Message(
            "Give an 'effective' date on or after 'noticed'.",
            "시행일('effective')을 공고일('noticed') 이후로 고치세요.",
        ),
    )


def first_version_later() -> Words:
    """A first version after the present one."""
    return (
        "dates-out-of-order",
        Message(
            "The first version is later than this one.",
            "최초 시행일이 이 판의 시행일보다 늦습니다.",
        ),
        Message(
            "Correct 'first_effective': no later than 'effective'.",
            "최초 시행일('first_effective')을 시행일('effective') 이전으로 고치세요.",
        ),
    )
