"""Values of a call in their canonical form; a value that is none is refused by its place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from keepword.api.errors import FieldsRefused
from keepword.foundation.errors import Fault, Message
from keepword.foundation.personal import Personal
from keepword.policies import desk
from keepword.policy.values import Format, ItemFormat, ValueFault, canonical
from keepword.policy.values.days import day
from keepword.runtime import config

DATE_OF_BIRTH = "date-of-birth"

_TWO_BIRTHS = ValueFault(
    "two-dates-of-birth",
    Message("This is another date than the item's.", "항목의 생년월일과 다릅니다."),
    Message("Leave it out, or send the same date.", "빼거나 같은 날짜를 보내세요."),
)


def read(
    given: Mapping[str, Personal], field: str, today: date, *, name: str | None = None
) -> dict[str, Personal]:
    """The canonical form of every value. An item that no format is for is left as it is: whether
    it may come in at all is the decision's to say.

    Raises:
        FieldsRefused: values that cannot be read, each named `field.item`, or `field.name`.
    """
    formats = _formats()
    values: dict[str, Personal] = {}
    faults: list[Fault] = []
    for item, value in given.items():
        fmt = formats.get(item)
        found = canonical(fmt, value.reveal(), today) if fmt else value
        if isinstance(found, ValueFault):
            faults.append(_fault(f"{field}.{name or item}", found))
        else:
            values[item] = found
    if faults:
        raise FieldsRefused(tuple(faults))
    return values


def changed(given: Mapping[str, Personal], today: date) -> dict[str, Personal]:
    """The canonical form of corrections, where an empty text takes an item away (P45)."""
    filled = {item: value for item, value in given.items() if value.reveal().strip()}
    emptied = {item: Personal("") for item in given if item not in filled}
    return read(filled, "changes", today) | emptied


def born(given: Personal | None, values: Mapping[str, Personal], today: date) -> date | None:
    """The date of birth, from its item or from the call's own field.

    Raises:
        FieldsRefused: it is no date, or the two are not the same.
    """
    if given is None:
        item = values.get(DATE_OF_BIRTH)
        return date.fromisoformat(item.reveal()) if item else None
    found = day(given.reveal().strip(), today, future=False)
    if isinstance(found, ValueFault):
        raise FieldsRefused((_fault("born", found),))
    item = values.get(DATE_OF_BIRTH)
    if item is not None and item.reveal() != found:
        raise FieldsRefused((_fault("born", _TWO_BIRTHS),))
    return date.fromisoformat(found)


def roles(values: Mapping[str, Personal]) -> frozenset[str]:
    """The roles that the chosen answers give, as conditions of items name them."""
    formats = _formats()
    return frozenset(
        option.role
        for item, value in values.items()
        if item in formats and formats[item].format is Format.CHOICE
        for option in formats[item].choices
        if option.role and option.id == value.reveal()
    )


def _formats() -> Mapping[str, ItemFormat]:
    return desk.formats(config.current().policy)


def _fault(place: str, fault: ValueFault) -> Fault:
    return Fault(place, 0, fault.code, fault.message, fault.remedy)
