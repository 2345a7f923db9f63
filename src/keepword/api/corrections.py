"""`POST /api/v1/corrections`: new values for items that are held (P31, P32)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from keepword.api import examples, values
from keepword.api.bearer import Bearer, client_of
from keepword.api.bodies import CorrectionCall
from keepword.api.calling import acting, caller
from keepword.api.denials import of_denied, status_of
from keepword.api.idempotency import Reply, key_of, once
from keepword.api.schemas import CorrectedReply, refusals
from keepword.clients.scopes import Scope
from keepword.custody.act import Act
from keepword.custody.asking import Correcting
from keepword.law.day import civil_day
from keepword.policy.decisions.answer import Denied

router = Router(tags=["corrections"])


@router.post(
    "",
    auth=Bearer(Scope.CORRECT),
    response={200: CorrectedReply, **refusals(404, 409)},
    summary="Correct values that are held",
    description=(
        "The new value takes the old one's place, which stops opening. An empty text takes an "
        "optional item away; nothing can be added that was not collected before."
    ),
    openapi_extra=examples.CORRECTION,
)
def correct(request: HttpRequest, correction: CorrectionCall) -> HttpResponse:
    """Decide, re-seal and record; which items have a new value."""
    key, who = key_of(request), caller(client_of(request), correction)
    asked = Correcting(
        correction.subject,
        correction.point,
        values.changed(correction.changes, civil_day(who.now)),
        correction.channel.value,
        purpose=who.purpose(correction.purpose),
        reason=correction.reason,
    )
    with acting(who, "correct", correction.subject) as act:
        return once(act, key, lambda: _correct(act, asked))


def _correct(act: Act, asked: Correcting) -> Reply:
    done = act.correct(asked)
    if isinstance(done, Denied):
        return Reply(status_of(done), of_denied(done))
    return Reply(
        200,
        {
            "subject": str(asked.subject),
            "record": str(done.record),
            "entry": str(done.entry),
            "items": sorted(done.items),
            "citations": list(done.allowed.citations),
            "duties": [duty.value for duty in done.allowed.duties],
        },
    )
