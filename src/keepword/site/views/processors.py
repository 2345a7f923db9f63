"""The searchable table of processors, and the same rows as CSV."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from keepword.foundation.nodes import Language
from keepword.policy.model import Policy
from keepword.site import in_force, words
from keepword.site.page import respond
from keepword.site.presenting.marks import is_clause, reading_link
from keepword.site.presenting.processors import Asked, Order, as_csv, find

LONGEST = 100
"""Characters of a search that are looked at."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column head: its name, how it is sorted now, and the address that sorts by it."""

    name: str
    href: str
    sorted: str  # ascending, descending, or empty


def asked(request: HttpRequest) -> Asked:
    """What the query asks for; an order the table does not have is the table's own."""
    named = request.GET.get("sort", "")
    order = next((o for o in Order if o == named), Order.NUMBER)
    query = request.GET.get("q", "").strip()[:LONGEST]
    return Asked(query, order, request.GET.get("order") == "descending")


def show(request: HttpRequest, language: Language) -> HttpResponse:
    """The table, searched and sorted."""
    wanted = asked(request)
    policy = in_force.policy()
    rows = find(policy, language, wanted)
    title = words.say("processors.title", language)
    if wanted.words:
        title = f"{words.say('processors.found', language, count=len(rows))} – {title}"
    context = {
        "title": title,
        "place": "processors",
        "asked": wanted,
        "rows": rows,
        "total": len(policy.processors),
        "columns": [_column(order, wanted, language) for order in Order],
        "csv": _address("processors-csv", language, wanted),
        "all": reverse("processors", args=[language]),
        "row_clauses": [c for c in _row_clauses(language) if is_clause(c)],
        "purposes_reading": reading_link(_purposes_reading(policy), language),
    }
    return respond(request, language, "keepword/processors.html", context)


def download(request: HttpRequest, language: Language) -> HttpResponse:
    """The rows the page shows, as a file; the byte order mark is for spreadsheets."""
    body = "\ufeff" + as_csv(find(in_force.policy(), language, asked(request)), language)
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    name = f"processors-{in_force.policy().meta.version}.{language}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Language"] = language
    return response


def _row_clauses(language: Language) -> tuple[str, ...]:
    """The clauses under which the prose prints the table."""
    sections = in_force.document(language).sections
    return next((b.clauses for s in sections for b in s.blocks if b.rows), ())


def _purposes_reading(policy: Policy) -> str | None:
    """The reading that tells why rows name purposes."""
    return next((g for p in policy.processors if (g := p.readings.get("purposes"))), None)


def _column(order: Order, wanted: Asked, language: Language) -> Column:
    here = wanted.order is order
    turned = Asked(wanted.words, order, descending=here and not wanted.descending)
    state = ("descending" if wanted.descending else "ascending") if here else ""
    name = words.say_of("processors.column", order, language)
    return Column(name, _address("processors", language, turned), state)


def _address(view: str, language: Language, wanted: Asked) -> str:
    query = {
        "q": wanted.words,
        "sort": "" if wanted.order is Order.NUMBER else wanted.order.value,
        "order": "descending" if wanted.descending else "",
    }
    given = urlencode({name: value for name, value in query.items() if value})
    return reverse(view, args=[language]) + (f"?{given}" if given else "")
