"""The page of a member's consents, and ending one (P68, P71)."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from keepword.custody.asking import Withdrawing
from keepword.foundation.nodes import Language
from keepword.runtime import clock, house
from keepword.site import in_force, words
from keepword.site.member.consents import Consents, Row, living
from keepword.site.member.page import WEB, acting, show, told
from keepword.site.signing_in import current

TASK = "own-consents"
"""The task of a withdrawal in the ledger."""

SAID = {"withdrawn": "me.said.withdrawn", "before": "me.said.before"}
"""What the page says after something was done."""


@require_http_methods(["GET", "HEAD", "POST"])
@told
@current.members_only
def consents(request: HttpRequest, language: Language) -> HttpResponse:
    """The list; sent with a consent, what ending it means; sent again, it ends."""
    subject = current.the_member(request).subject
    rows = Consents(in_force.policy(), language).rows(house.door().consents(subject))
    if request.method != "POST":
        return _list(request, language, rows)
    row = living(rows, request.POST.get("consent", ""))
    if row is None:
        return _back(language, "before")
    if request.POST.get("go") != "withdraw":
        return _ask(request, language, row)
    _withdraw(request, row, clock.now())
    return _back(language, "withdrawn")


def _withdraw(request: HttpRequest, row: Row, now: datetime) -> None:
    who = acting(request, TASK)
    with house.door().act(who, now) as act:
        act.withdraw(Withdrawing(who.account, frozenset({row.id}), WEB))


def _back(language: Language, said: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('me-consents', args=[language])}?said={said}")


def _clauses() -> tuple[str, ...]:
    policy = in_force.policy()
    return policy.withdrawal.clauses if policy.withdrawal else ()


def _list(request: HttpRequest, language: Language, rows: tuple[Row, ...]) -> HttpResponse:
    said = SAID.get(request.GET.get("said", ""))
    context = {
        "title": words.say("me.consents.title", language),
        "here": "consents",
        "living": [row for row in rows if not row.withdrawn_at],
        "ended": [row for row in rows if row.withdrawn_at],
        "said": words.say(said, language) if said else "",
        "clauses": _clauses(),
    }
    return show(request, language, "consents", context)


def _ask(request: HttpRequest, language: Language, row: Row) -> HttpResponse:
    context = {
        "title": words.say("me.withdraw.title", language),
        "here": "consents",
        "row": row,
        "clauses": _clauses(),
    }
    return show(request, language, "withdraw", context)
