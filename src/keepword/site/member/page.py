"""What every page of a member has: the bar, no kept copy, and words when something fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any, Final

import django.db
from django.http import HttpRequest, HttpResponse

from keepword.custody.acting import Acting
from keepword.custody.errors import LedgerShut
from keepword.foundation.errors import KeepwordError
from keepword.foundation.nodes import Language
from keepword.policy.model.vocabulary import Way
from keepword.site import troubles, words
from keepword.site.page import respond
from keepword.site.signing_in import current

View = Callable[..., HttpResponse]

TASK: Final = "own-data"
"""The task under which people's looks at their own data stand in the ledger."""

WEB: Final = Way.WEB.value
"""The way of all requests that are made on these pages."""


def acting(request: HttpRequest, task: str = TASK) -> Acting:
    """The member who is signed in, at work on their own data."""
    return replace(current.acting_of(request), task=task)


def show(
    request: HttpRequest,
    language: Language,
    page: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """A page of a member. `context` holds at least `title`; `here` names its place in the bar."""
    title = str(context["title"])
    if context.get("wrong"):
        title = words.say("join.wrong", language, title=title)
    made = respond(
        request,
        language,
        f"keepword/member/{page}.html",
        {"place": "me", "here": "", **context, "title": title},
        status=status,
    )
    made.headers["Cache-Control"] = "no-store"
    return made


def told(view: View) -> View:
    """Say what could not be done, and that nothing was done, instead of breaking."""

    @wraps(view)
    def telling(request: HttpRequest, language: Language, **more: Any) -> HttpResponse:
        try:
            return view(request, language, **more)
        except KeepwordError as error:
            return _trouble(request, language, error)
        except (django.db.OperationalError, django.db.InterfaceError):
            return _trouble(request, language, LedgerShut())

    return telling


def _trouble(request: HttpRequest, language: Language, error: KeepwordError) -> HttpResponse:
    troubles.note(error)
    context = {
        "title": words.say("join.trouble", language),
        "message": error.message.say(language),
        "remedy": error.remedy.say(language),
        "again": request.path,
    }
    return show(request, language, "trouble", context, status=503)
