"""What the house could not do is said to the person, and written down by its code."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import django.db
from django.http import HttpRequest, HttpResponse

from keepword.custody.errors import LedgerShut
from keepword.foundation.errors import KeepwordError
from keepword.foundation.nodes import Language
from keepword.runtime import config, logs
from keepword.site import words

View = Callable[..., HttpResponse]
Page = Callable[[HttpRequest, Language, KeepwordError], HttpResponse]


def telling(page: Page) -> Callable[[View], View]:
    """A decorator that answers with `page` what a view could not do; nothing was done then."""

    def decorate(view: View) -> View:
        @wraps(view)
        def told(request: HttpRequest, language: Language, **more: Any) -> HttpResponse:
            try:
                return view(request, language, **more)
            except KeepwordError as error:
                failed = error
            except (django.db.OperationalError, django.db.InterfaceError):
                failed = LedgerShut()
            note(failed)
            return page(request, language, failed)

        return told

    return decorate


def note(error: KeepwordError) -> None:
    """One line in the log: the stable code and nothing of the person."""
    logs.logger(config.current().service).warning("trouble", code=error.code)


def words_of(error: KeepwordError, language: Language) -> dict[str, str]:
    """What the page says: a title, what happened, how to go on."""
    return {
        "title": words.say("trouble.title", language),
        "message": error.message.say(language),
        "remedy": error.remedy.say(language),
    }
