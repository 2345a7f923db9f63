"""What is said when the house could not do it: what happened, and how to go on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from keepword.foundation.errors import KeepwordError
from keepword.foundation.nodes import Language
from keepword.site import troubles
from keepword.site.page import personal


def _page(request: HttpRequest, language: Language, error: KeepwordError) -> HttpResponse:
    context = {**troubles.words_of(error, language), "place": "", "again": request.path}
    return personal(request, language, "keepword/signing_in/trouble.html", context, status=503)


tells_trouble = troubles.telling(_page)
"""Say what went wrong and that nothing was done, instead of breaking."""
