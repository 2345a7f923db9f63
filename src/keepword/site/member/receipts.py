"""A member's receipts: each consent given or withdrawn, with the proof that it is on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from keepword.foundation.nodes import Language
from keepword.ledger.entries import month_of
from keepword.ledger.reading import Entry
from keepword.ledger.receipts import Kind
from keepword.runtime import clock, house
from keepword.site import in_force, words
from keepword.site.joining import proof
from keepword.site.member.consents import Consents
from keepword.site.member.log import entries
from keepword.site.member.page import acting, show, told
from keepword.site.signing_in import current

TASK = "own-log"
"""The task under which the log is read by the person it is about."""

_ISSUED_FOR = {"collect": "allowed", "withdraw": "done"}
"""Acts that a receipt is issued for, and their outcome."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One act with consents in it, in words; `ready` once its proof can be made."""

    entry: UUID
    at: datetime
    withdrawal: bool
    consents: tuple[str, ...]
    ready: bool


@require_safe
@told
@current.members_only
def receipts(request: HttpRequest, language: Language) -> HttpResponse:
    """Every receipt of the member, newest first."""
    door, now = house.door(), clock.now()
    given = door.consents(current.the_member(request).subject)
    times = [t for one in given for t in (one.given_at, one.withdrawn_at) if t]
    wanted = {month_of(time) for time in times}
    found = entries(door, acting(request, TASK), now, wanted)
    rows = {str(row.id): row.name for row in Consents(in_force.policy(), language).rows(given)}
    context = {
        "title": words.say("receipts.title", language),
        "here": "receipts",
        "receipts": [_receipt(entry, rows) for entry in found if _is_issued(entry)],
    }
    return show(request, language, "receipts", context)


@require_safe
@told
@current.members_only
def download(request: HttpRequest, language: Language, entry: UUID) -> HttpResponse:
    """One receipt as a file; only the member's own."""
    found = proof.read_entry(entry)
    subject = str(current.the_member(request).subject)
    if found is None or found.body.get("subject") != subject or not _is_issued(found):
        raise Http404
    content = proof.content(Kind.CONSENT_RECEIPT, found.entry)
    if content is None:
        return HttpResponseRedirect(reverse("me-receipts", args=[language]))
    return proof.download(content, "keepword-consent-receipt")


def _is_issued(entry: Entry) -> bool:
    body = entry.body
    issued = _ISSUED_FOR.get(body["act"]) == body.get("outcome")
    return issued and bool(body.get("consents"))


def _receipt(entry: Entry, rows: dict[str, str]) -> Receipt:
    named = [rows[c["id"]] for c in entry.body["consents"] if c["id"] in rows]
    return Receipt(
        entry.entry,
        datetime.fromtimestamp(entry.time_ms / 1000, UTC),
        entry.body["act"] == "withdraw",
        tuple(named),
        entry.index is not None,
    )
