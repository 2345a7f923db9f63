"""The first page of the desk: the tasks that one may do today."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from keepword.foundation.nodes import Language
from keepword.runtime import clock
from keepword.safeguards import emergencies
from keepword.site import words
from keepword.site.desk.granted import tasks_of
from keepword.site.desk.page import REVIEWERS, cards, show
from keepword.site.signing_in import current


@require_safe
@current.staff_only()
def home(request: HttpRequest, language: Language) -> HttpResponse:
    """Tasks, emergency access, and for the privacy office what awaits review."""
    staff = current.the_staff(request)
    with connection.cursor() as wrapped:
        awaiting = emergencies.count_awaiting(wrapped.cursor) if staff.role in REVIEWERS else 0
    context = {
        "title": words.say("desk.title", language),
        "here": "desk",
        "tasks": cards(tasks_of(staff, clock.now()), language),
        "awaiting": awaiting,
    }
    return show(request, language, "home", context)
