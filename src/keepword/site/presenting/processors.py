"""The table of processors: found, sorted, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from keepword.foundation.nodes import LANGUAGES, Language
from keepword.policy.model import Policy
from keepword.policy.model.parties import Processor
from keepword.site import words


class Order(StrEnum):
    """What the table can be sorted by."""

    NUMBER = "number"
    ORGANISATION = "organisation"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class ProcessorRow:
    """One row of the published table; `other` is the name in the other language."""

    id: str
    organisation: str
    service: str
    purposes: tuple[str, ...]
    note: str
    overseas: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asked the table for."""

    words: str = ""
    order: Order = Order.NUMBER
    descending: bool = False


def find(policy: Policy, language: Language, asked: Asked) -> tuple[ProcessorRow, ...]:
    """The rows that hold every word asked for, in the order asked for."""
    terms = asked.words.casefold().split()
    found = [p for p in policy.processors if all(term in _haystack(p) for term in terms)]
    rows = [_row(p, policy, language) for p in found]
    if asked.order is not Order.NUMBER:
        rows.sort(key=lambda row: getattr(row, asked.order).casefold())
    if asked.descending:
        rows.reverse()
    return tuple(rows)


def _haystack(processor: Processor) -> str:
    texts = (processor.organisation, processor.service)
    said = (text.say(language) for text in texts for language in LANGUAGES)
    return " ".join((processor.id, *said)).casefold()


def _row(processor: Processor, policy: Policy, language: Language) -> ProcessorRow:
    names = (policy.purpose_index[i].name.say(language) for i in processor.purposes)
    sign, note = processor.overseas_sign, processor.note
    return ProcessorRow(
        id=processor.id,
        organisation=processor.organisation.say(language),
        service=processor.service.say(language),
        purposes=tuple(names),
        note=note.say(language) if note else "",
        overseas=sign.say(language) if sign else "",
    )


def as_csv(rows: Iterable[ProcessorRow], language: Language) -> str:
    """The rows as CSV (RFC 4180) with a heading, as the page shows them."""
    out = io.StringIO()
    writer = csv.writer(out)
    columns = ("number", "organisation", "service")
    writer.writerow([words.say_of("processors.column", name, language) for name in columns])
    writer.writerows((row.id, row.organisation, row.service) for row in rows)
    return out.getvalue()
