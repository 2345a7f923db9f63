"""What is said when the house could not do it: what happened, and how to go on."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import django.db
from django.http import HttpRequest, HttpResponse

from keepword.custody.errors import LedgerShut
from keepword.foundation.errors import KeepwordError
from keepword.foundation.nodes import Language
from keepword.site import troubles, words
from keepword.site.page import respond
from keepword.site.signing_in.ways import private

View = Callable[[HttpRequest, Language], HttpResponse]


def tells_trouble(view: View) -> View:
    """Say what went wrong and that nothing was done, instead of breaking."""

    @wraps(view)
    def told(request: HttpRequest, language: Language) -> HttpResponse:
        try:
            return view(request, language)
        except KeepwordError as error:
            return _page(request, language, error)
        except (django.db.OperationalError, django.db.InterfaceError):
            return _page(request, language, LedgerShut())

    return told


def _page(request: HttpRequest, language: Language, error: KeepwordError) -> HttpResponse:
    troubles.note(error)
    context = {
        "title": words.say("sign-in.trouble", language),
        "place": "",
        "message": error.message.say(language),
        "remedy": error.remedy.say(language),
        "again": request.path,
    }
    page = "keepword/signing_in/trouble.html"
    return private(respond(request, language, page, context, status=503))
