"""A receipt of one entry of "who looked": asked for by a button, given as a file (P87).

The file discloses what `ledger.receipts` says. Where somebody's own words stand in the entry, the
rights desk reads them first and gives the receipt: they may speak of other people (PIPA 35(4)).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from keepword.custody.act import Act
from keepword.custody.acting import Acting
from keepword.ledger import receipts
from keepword.ledger.errors import NotAReceipt, NothingPublished
from keepword.ledger.reading import Entry
from keepword.ledger.receipts import Kind
from keepword.runtime import clock, house
from keepword.site.evidence import published
from keepword.site.joining import proof

NAME: Final = "keepword-entry-receipt"
"""The file's name, without its ending."""


def given(found: Iterable[Entry], subject: UUID) -> frozenset[UUID]:
    """Those of a person's entries that have a button: nobody's own words stand in them."""
    return frozenset(entry.entry for entry in found if _is_given(entry, subject))


def download(request: HttpRequest, acting: Acting) -> HttpResponse | None:
    """The receipt that the form asks for; None while its entry is not in a published tree.

    That the member read the entry is on record.

    Raises:
        Http404: no entry of theirs, or one that has no button.
    """
    try:
        entry = UUID(request.POST.get("entry", ""))
    except ValueError:
        raise Http404 from None
    with house.door().act(acting, clock.now()) as act:
        content = _content(act, entry, acting.account)
        act.note("read-log", subject=acting.account)
    return None if content is None else proof.download(content, NAME)


def _content(act: Act, entry: UUID, subject: UUID) -> dict[str, Any] | None:
    reader = house.reader()
    found = reader.of_entry(act.cursor, entry)
    if found is None or not _is_given(found, subject):
        raise Http404
    kind, folder = Kind.ENTRY_RECEIPT, published.folder()
    try:
        return receipts.receipt(act.cursor, reader, folder, entry, kind, subject=subject)
    except NothingPublished:
        return None
    except NotAReceipt:
        raise Http404 from None  # one of many people, and this is none of them


def _is_given(entry: Entry, subject: UUID) -> bool:
    body = entry.body
    about = receipts.concerns(body, subject) or "people" in body
    return about and not receipts.has_words(body)
