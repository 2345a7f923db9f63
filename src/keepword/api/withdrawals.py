"""`POST /api/v1/consents/{consent}/withdrawal`: a consent ends (P68, P71; PIPA 37)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from keepword.api import examples
from keepword.api.bearer import Bearer, client_of
from keepword.api.bodies import WithdrawalCall
from keepword.api.calling import Caller, acting, caller, without_right
from keepword.api.denials import of_denied, status_of
from keepword.api.errors import NoSuchConsent
from keepword.api.idempotency import Reply, key_of, once
from keepword.api.schemas import WithdrawnReply, refusals
from keepword.clients.scopes import Scope
from keepword.custody.act import Act
from keepword.custody.asking import Withdrawing
from keepword.runtime import house

router = Router(tags=["consents"])


@router.post(
    "/{consent}/withdrawal",
    auth=Bearer(Scope.WITHDRAW),
    response={200: WithdrawnReply, **refusals(404, 409)},
    summary="Withdraw a consent",
    description=(
        "The consent ends now, with what is tied to it, and the items that rest on it alone are "
        "erased. A consent that a membership stands on ends by leaving. Withdrawing again changes "
        "nothing."
    ),
    openapi_extra=examples.WITHDRAWAL,
)
def withdraw(request: HttpRequest, consent: UUID, withdrawal: WithdrawalCall) -> HttpResponse:
    """End it and record; what ended, and what was erased."""
    key, who = key_of(request), caller(client_of(request), withdrawal)
    asked = Withdrawing(withdrawal.subject, frozenset({consent}), withdrawal.channel.value)
    with acting(who, "withdraw", withdrawal.subject) as act:
        return once(act, key, lambda: _withdraw(act, who, asked))


def _withdraw(act: Act, who: Caller, asked: Withdrawing) -> Reply:
    if not who.granted:
        denied = without_right(act, "withdraw", asked.subject)
        return Reply(status_of(denied), of_denied(denied))
    door = house.door()
    given = {known.id for known in door.consents(asked.subject)}
    if door.holdings(asked.subject) and not asked.consents <= given:
        raise NoSuchConsent
    done = act.withdraw(asked)
    return Reply(
        200,
        {
            "subject": str(asked.subject),
            "entry": str(done.entry),
            "consents": [str(number) for number in done.consents],
            "erased": sorted(done.erased),
        },
    )
