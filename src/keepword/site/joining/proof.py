"""Entries of the ledger as files for the person: receipts, certificates, and the links to them.

A link holds a signed entry id, so that it cannot be guessed; it needs no session, since somebody
who just left has none. The files hold no values of anybody's data.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.core import signing
from django.http import HttpResponse

from keepword.ledger import receipts
from keepword.ledger.errors import NothingPublished
from keepword.ledger.reading import Entry
from keepword.ledger.receipts import Kind
from keepword.runtime import house
from keepword.site.evidence import published
from keepword.site.joining.drawer import cursor

DAYS: Final = 30
"""How long a link opens."""

_SALT: Final = "keepword.proof."
_A_DAY: Final = 86_400


def link_token(kind: Kind, entry: UUID) -> str:
    """The last step of a link to the proof of `entry`."""
    return signing.dumps(entry.hex, salt=_SALT + kind.value)


def entry_of(kind: Kind, token: str) -> UUID | None:
    """The entry of a link; None if it is not ours or too old."""
    try:
        return UUID(signing.loads(token, salt=_SALT + kind.value, max_age=DAYS * _A_DAY))
    except signing.BadSignature:
        return None


def read_entry(entry: UUID) -> Entry | None:
    """What is on record under this id; None if nothing is.

    Raises:
        LedgerShut: the database is not there.
    """
    with cursor() as cur:
        return house.reader().of_entry(cur, entry)


def content(kind: Kind, entry: UUID) -> dict[str, Any] | None:
    """The file's content; None while the ledger has not taken the entry in.

    Raises:
        LedgerError: the ledger is not in order.
        LedgerShut: the database is not there.
    """
    try:
        with cursor() as cur:
            return receipts.receipt(cur, house.reader(), published.folder(), entry, kind)
    except NothingPublished:
        return None


def download(content: dict[str, Any], name: str) -> HttpResponse:
    """The content as a file to keep; `name` without its ending."""
    response = HttpResponse(receipts.as_file(content), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    response.headers["Cache-Control"] = "no-store"
    return response
