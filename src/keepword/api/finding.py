"""Whom a call is about, where it names nobody by id: what they are to be found by.

A value that only one person has, or details that together fit one. Where they fit several, nobody
is named: the caller adds another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from keepword.api import values
from keepword.api.bodies import Find
from keepword.api.errors import ApiRefusal, FieldsRefused
from keepword.custody.indexing import Detail
from keepword.foundation.errors import Fault, Message, UnknownId
from keepword.foundation.guessing import hint
from keepword.foundation.personal import Personal
from keepword.policies import desk
from keepword.policies.indexes import Index, IndexBook, IndexKind
from keepword.runtime import house
from keepword.vault.blind_index import LAST, last_four


class SeveralPeople(ApiRefusal):
    """What is searched by fits more than one person: nothing opens, and nobody is named."""

    code = "several-people"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            Message("This fits more than one person.", "두 사람 이상이 맞습니다."),
            Message(
                "Add another detail under 'also', or find them by a value that only one has.",
                "'also'에 다른 정보를 더하거나 한 사람만 쓰는 값으로 찾으세요.",
            ),
        )


def details(find: Find, also: tuple[Find, ...], today: date) -> tuple[Detail, ...]:
    """What to find somebody by; all of it must fit.

    Raises:
        FieldsRefused: an index that is none, or a value that cannot be one, by its place.
    """
    book = desk.indexes(house.loaded().policy)
    named = [("find", find), *((f"also.{n}", one) for n, one in enumerate(also))]
    return tuple(_detail(book, place, one, today) for place, one in named)


def is_exact(found_by: tuple[Detail, ...]) -> bool:
    """Whether it is one value that is given to one person only."""
    book = desk.indexes(house.loaded().policy)
    return len(found_by) == 1 and book.index(found_by[0].by).kind is IndexKind.EXACT


def _detail(book: IndexBook, place: str, find: Find, today: date) -> Detail:
    try:
        index = book.index(find.index)
    except UnknownId as error:
        raise _unknown(place, find.index, book) from error
    given = _given(place, find, index)
    if index.kind is IndexKind.LAST_FOUR:
        return Detail(index.id, (_last_four(place, given[index.names[0]]),))
    alone = "value" if len(index.names) == 1 else None
    read = values.read(given, f"{place}.values" if alone is None else place, today, name=alone)
    return Detail(index.id, tuple(read[item] for item in index.names))


def _given(place: str, find: Find, index: Index) -> Mapping[str, Personal]:
    """The value of each item that the index is made of, and of no other."""
    if len(index.names) == 1:
        if find.value is None or find.values:
            raise FieldsRefused((_one_value(place, index),))
        return {index.names[0]: find.value}
    if find.value is not None or set(find.values) != set(index.names):
        raise FieldsRefused((_these_values(place, index),))
    return find.values


def _last_four(place: str, value: Personal) -> Personal:
    text = value.reveal().strip()
    if len(text) != LAST or not last_four(text):
        raise FieldsRefused.one(
            f"{place}.value",
            "not-last-four",
            Message("This is not four digits.", "숫자 네 개가 아닙니다."),
            Message("Send the last four digits.", "끝 네 자리를 숫자로 보내세요."),
        )
    return Personal(last_four(text))


def _unknown(place: str, name: str, book: IndexBook) -> FieldsRefused:
    meant = hint(name, book.names)
    listed = ", ".join(book.names)
    return FieldsRefused.one(
        f"{place}.index",
        "unknown-id",
        Message("Nobody is found by this.", "찾을 수 있는 항목이 아닙니다."),
        Message(
            f"Use one of: {listed}.{meant.en}", f"다음 가운데 하나를 쓰세요: {listed}.{meant.ko}"
        ),
    )


def _one_value(place: str, index: Index) -> Fault:
    return Fault(
        f"{place}.value",
        0,
        "one-value",
        Message(f"'{index.id}' is made of one value.", f"값 하나로 찾습니다: '{index.id}'."),
        Message("Send 'value', and no 'values'.", "'values' 없이 'value'만 보내세요."),
    )


def _these_values(place: str, index: Index) -> Fault:
    listed = ", ".join(f"'{item}'" for item in index.names)
    return Fault(
        f"{place}.values",
        0,
        "these-values",
        Message(
            f"'{index.id}' is made of several values.", f"여러 값으로 함께 찾습니다: '{index.id}'."
        ),
        Message(
            f"Send 'values' with exactly {listed}, and no 'value'.",
            f"'value' 없이 'values'에 {listed} 값을 모두 보내세요.",
        ),
    )
