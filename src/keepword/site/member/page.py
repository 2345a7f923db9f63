"""What every page of a member has: the bar, no kept copy, and words when something fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from keepword.custody.acting import Acting
from keepword.foundation.errors import KeepwordError
from keepword.foundation.nodes import Language
from keepword.policy.model.vocabulary import Way
from keepword.site import troubles
from keepword.site.page import personal
from keepword.site.signing_in import current

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
    page = f"keepword/member/{page}.html"
    mine = {"place": "me", "here": "", **context}
    return personal(request, language, page, mine, status=status)


def _trouble(request: HttpRequest, language: Language, error: KeepwordError) -> HttpResponse:
    context = troubles.words_of(error, language)
    return show(request, language, "trouble", {**context, "again": request.path}, status=503)


told = troubles.telling(_trouble)
"""Say what could not be done, and that nothing was done, instead of breaking."""
