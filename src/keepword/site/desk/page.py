"""What every page of the desk has: who is signed in, and that no copy of it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from keepword.foundation.errors import KeepwordError
from keepword.foundation.nodes import Language
from keepword.policies.tasks import Task
from keepword.site import in_force, troubles, words
from keepword.site.desk.granted import department_name
from keepword.site.page import respond
from keepword.site.signing_in import current

View = Callable[[HttpRequest, Language], HttpResponse]

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
    response = respond(request, language, page, {**mine, **context}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def tells_trouble(view: View) -> View:
    """Say what the door could not do, and how to go on; nothing was done then."""

    @wraps(view)
    def told(request: HttpRequest, language: Language) -> HttpResponse:
        try:
            return view(request, language)
        except KeepwordError as error:
            troubles.note(error)
            context = {
                "title": words.say("desk.trouble", language),
                "here": "",
                "message": error.message.say(language),
                "remedy": error.remedy.say(language),
                "again": reverse("desk", args=[language]),
            }
            return show(request, language, "trouble", context, status=503)

    return told


def cards(tasks: Iterable[Task], language: Language) -> list[tuple[Task, str]]:
    """Tasks with the names of their purposes."""
    known = in_force.policy().purpose_index
    return [(t, ", ".join(known[p].name.say(language) for p in t.purposes)) for t in tasks]


def with_mistakes(title: str, language: Language, wrong: object) -> str:
    """A title that says so first, where something has to be mended (WCAG 3.3.1)."""
    return f"{words.say('may-i.mistake', language)}: {title}" if wrong else title
