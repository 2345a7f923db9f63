"""Addresses of the API. The OpenAPI document stands at `/api/v1/openapi.json`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt
from pydantic import BaseModel

from keepword import __version__
from keepword.api.bodies import (
    CollectionCall,
    CorrectionCall,
    LeavingCall,
    UseCall,
    WithdrawalCall,
)
from keepword.api.collections import router as collections
from keepword.api.corrections import router as corrections
from keepword.api.decisions import router as decisions
from keepword.api.document import Api
from keepword.api.errors import NoSuchAddress, WrongMethod
from keepword.api.members import router as members
from keepword.api.parsing import StrictParser
from keepword.api.problems import of_error, register
from keepword.api.token import router as token
from keepword.api.uses import router as uses
from keepword.api.withdrawals import router as consents
from keepword.policy.decisions.parsing import Question

ROUTERS = {
    "/token": token,
    "/decisions": decisions,
    "/collections": collections,
    "/uses": uses,
    "/corrections": corrections,
    "/consents": consents,
    "/members": members,
}
BODIES: dict[str, type[BaseModel]] = {
    "question": Question,
    "collection": CollectionCall,
    "use": UseCall,
    "correction": CorrectionCall,
    "withdrawal": WithdrawalCall,
    "leaving": LeavingCall,
}
"""What each operation's body is, by the name of its argument."""

DESCRIPTION = """A hospital's privacy policy that keeps its word.

A call is the work of a human at another system of the hospital. So each one names, beside the
client that its token stands for, the human's account there, the task of the hospital that is being
done, and the address it is done from. The task gives the purposes, if the client was granted it.
Every call is on record, refused ones too.

A call that writes has an `Idempotency-Key`: sent again, it is answered again and not done again.
Errors are problems of RFC 9457 with words in Korean and English; a refusal by the policy or the
law cites what it rests on. No problem repeats a value that was sent."""

View = Callable[..., HttpResponseBase]

api = Api(
    title="Keepword",
    version=__version__,
    description=DESCRIPTION,
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api-v1",
    parser=StrictParser(),
)
for _prefix, _router in ROUTERS.items():
    api.add_router(_prefix, _router)
register(api, BODIES)


def _finished(view: View) -> View:
    """`view`, whose answers no cache keeps, and which says in both languages what it is not."""

    @csrf_exempt
    @wraps(view)
    def finished(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            response = of_error(WrongMethod(response.headers["Allow"]))
        response.headers["Cache-Control"] = "no-store"
        return response

    return finished


def _nowhere(request: HttpRequest) -> HttpResponseBase:
    return of_error(NoSuchAddress())


def _patterns() -> list[URLPattern]:
    """Ninja's addresses, finished, and then the rest. Its root only serves to be resolved."""
    patterns, _, _ = api.urls
    found = [pattern for pattern in patterns if isinstance(pattern, URLPattern)]
    for pattern in found:
        pattern.callback = _finished(_nowhere if pattern.name == "api-root" else pattern.callback)
    return [*found, re_path("", _finished(_nowhere))]


_, _app, _namespace = api.urls
urlpatterns = [path("v1/", (_patterns(), _app, _namespace))]
