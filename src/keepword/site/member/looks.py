"""Who looked: everything on record about a member, month by month, for the member (P87)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from keepword.foundation.nodes import Language
from keepword.policy.decisions.citing import clauses_of
from keepword.policy.model.vocabulary import Principle
from keepword.runtime import clock, house
from keepword.site import in_force, words
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


@require_safe
@told
@current.members_only
def looks(request: HttpRequest, language: Language) -> HttpResponse:
    """One month: what others did, then what the member did."""
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
        "earlier": _month(known[place + 1], language) if place + 1 < len(known) else None,
        "later": _month(known[place - 1], language) if place else None,
        "others": [look for look in every if not look.own],
        "own": [look for look in every if look.own],
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
