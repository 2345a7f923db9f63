"""What every page of the desk has: who is signed in, and that no copy of it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from keepword.foundation.errors import KeepwordError
from keepword.foundation.nodes import Language
from keepword.policies.tasks import Task
from keepword.site import in_force, troubles
from keepword.site.desk.granted import department_name
from keepword.site.page import personal
from keepword.site.signing_in import current

REVIEWERS = ("officer", "office")
"""Roles that review emergency access."""


def given(request: HttpRequest) -> dict[str, str]:
    """What a form sent: the first value of each name; empty before anything was sent."""
    if request.method != "POST":
        return {}
    return {name: values[0] for name, values in request.POST.lists() if values}


def show(
    request: HttpRequest,
    language: Language,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """A page of the desk. `context` holds at least `title` and `here`."""
    staff = current.the_staff(request)
    officer = in_force.policy().officer
    mine = {
        "place": "desk",
        "staff_name": staff.name,
        "staff_department": department_name(staff.department, language),
        "reviews": staff.role in REVIEWERS,
        "officer_department": officer.department.say(language),
        "officer_phone": officer.phone.say(language),
    }
    page = f"keepword/desk/{template}.html"
    return personal(request, language, page, {**mine, **context}, status=status)


def _trouble(request: HttpRequest, language: Language, error: KeepwordError) -> HttpResponse:
    again = reverse("desk", args=[language])
    context = {**troubles.words_of(error, language), "here": "", "again": again}
    return show(request, language, "trouble", context, status=503)


tells_trouble = troubles.telling(_trouble)
"""Say what the door could not do, and how to go on; nothing was done then."""


def cards(tasks: Iterable[Task], language: Language) -> list[tuple[Task, str]]:
    """Tasks with the names of their purposes."""
    known = in_force.policy().purpose_index
    return [(t, ", ".join(known[p].name.say(language) for p in t.purposes)) for t in tasks]
