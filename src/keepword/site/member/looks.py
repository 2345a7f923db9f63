"""Who looked: everything on record about a member, month by month, for the member (P87).

The button of each entry posts to the page itself; the answer is the entry's receipt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from keepword.foundation.nodes import Language
from keepword.ledger import receipts
from keepword.policy.decisions.citing import clauses_of
from keepword.policy.model.vocabulary import Principle
from keepword.runtime import clock, house
from keepword.site import in_force, words
from keepword.site.member import looks_receipts
from keepword.site.member.log import MOST, Looks, entries, months
from keepword.site.member.page import acting, show, told
from keepword.site.signing_in import current

TASK = "own-log"
"""The task under which the log is read by the person it is about."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month to turn to."""

    name: str
    href: str


@require_http_methods(["GET", "HEAD", "POST"])
@told
@current.members_only
def looks(request: HttpRequest, language: Language) -> HttpResponse:
    """One month, or the receipt of one of its entries."""
    if request.method == "POST":
        return _receipt(request, language)
    return _month_page(request, language)


def _receipt(request: HttpRequest, language: Language) -> HttpResponse:
    """The file; or the page again, which says that it is too early (and can be loaded again)."""
    file = looks_receipts.download(request, acting(request, TASK))
    if file is not None:
        return file
    query = {"month": request.POST.get("month", ""), "said": "wait"}
    return HttpResponseRedirect(f"{reverse('me-looks', args=[language])}?{urlencode(query)}")


def _month_page(request: HttpRequest, language: Language) -> HttpResponse:
    """What others did, then what the member did."""
    door, now = house.door(), clock.now()
    subject = current.the_member(request).subject
    known = months(door, subject, now)
    asked = next((m for m in known if str(m) == request.GET.get("month")), known[0])
    place = known.index(asked)
    found = entries(door, acting(request, TASK), now, [asked])
    every = Looks(door, subject, language).of(found)
    context = {
        "title": words.say("looks.title", language),
        "here": "looks",
        "month": month_name(asked, language),
        "shown": str(asked),
        "earlier": _month(known[place + 1], language) if place + 1 < len(known) else None,
        "later": _month(known[place - 1], language) if place else None,
        "others": [look for look in every if not look.own],
        "own": [look for look in every if look.own],
        "given": looks_receipts.given(found, subject),
        "worded": {entry.entry for entry in found if receipts.has_words(entry.body)},
        "early": request.GET.get("said") == "wait",
        "cut": len(found) >= MOST,
        "most": MOST,
        "clauses": clauses_of(in_force.policy(), Principle.LOG_INTEGRITY),
    }
    return show(request, language, "looks", context)


def _month(month: int, language: Language) -> Month:
    return Month(
        month_name(month, language), f"{reverse('me-looks', args=[language])}?month={month}"
    )


def month_name(month: int, language: Language) -> str:
    """`2026년 11월`, `November 2026`."""
    first = date(month // 100, month % 100, 1)
    return f"{first.year}년 {first.month}월" if language == "ko" else f"{first:%B %Y}"
