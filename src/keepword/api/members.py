"""`DELETE /api/v1/members/{subject}`: the membership ends (P8, P69 to P72).

The call has a JSON body like all others; RFC 9110, section 9.3.5, leaves that to the server that
is asked.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from keepword.api import examples
from keepword.api.bearer import Bearer, client_of
from keepword.api.bodies import LeavingCall
from keepword.api.calling import Caller, acting, caller, without_right
from keepword.api.denials import of_denied, status_of
from keepword.api.idempotency import Reply, key_of, once
from keepword.api.schemas import LeftReply, refusals
from keepword.clients.scopes import Scope
from keepword.custody.act import Act
from keepword.custody.answers import Left
from keepword.custody.asking import Leaving
from keepword.people import credentials
from keepword.policy.decisions.answer import Denied

router = Router(tags=["members"])


@router.delete(
    "/{subject}",
    auth=Bearer(Scope.LEAVE),
    response={200: LeftReply, **refusals(404, 409)},
    summary="End a membership",
    description=(
        "The membership and every service that ends with it. What a statute keeps stays and is "
        "named; everything else is destroyed at once, and the log-in with it. The call has a JSON "
        "body (RFC 9110, section 9.3.5)."
    ),
    openapi_extra=examples.LEAVING,
)
def leave(request: HttpRequest, subject: UUID, leaving: LeavingCall) -> HttpResponse:
    """Destroy and record; what is gone, what stays and until when."""
    key = key_of(request)
    who = caller(client_of(request), leaving, identity_verified=leaving.identity_verified)
    asked = Leaving(subject, leaving.channel.value)
    with acting(who, "leave", subject) as act:
        return once(act, key, lambda: _leave(act, who, asked))


def _leave(act: Act, who: Caller, asked: Leaving) -> Reply:
    done = act.leave(asked) if who.granted else without_right(act, "leave", asked.subject)
    if isinstance(done, Denied):
        return Reply(status_of(done), of_denied(done))
    credentials.remove(act.cursor, asked.subject)
    return Reply(200, _reply(asked.subject, done))


def _reply(subject: UUID, done: Left) -> dict[str, Any]:
    return {
        "subject": str(subject),
        "entry": str(done.entry),
        "state": "erased",
        "destroyed": [
            {"unit": str(d.unit), "rule": d.rule, "items": list(d.items)} for d in done.destroyed
        ],
        "kept": [
            {
                "unit": str(k.unit),
                "rule": k.rule,
                "items": list(k.items),
                "until": k.until.isoformat() if k.until else None,
            }
            for k in done.kept
        ],
        "services": list(done.services),
    }
