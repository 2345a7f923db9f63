"""`POST /api/v1/uses`: a look at one person's data for a purpose (P5, P16; PIPA 15, 18).

Each look is a look: it is decided, recorded and answered anew, and no answer is kept.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from keepword.api import examples
from keepword.api.bearer import Bearer, client_of
from keepword.api.bodies import UseCall
from keepword.api.calling import Caller, caller
from keepword.api.denials import of_denied, status_of
from keepword.api.errors import FieldsRefused
from keepword.api.finding import SeveralPeople, details, is_exact
from keepword.api.problems import respond
from keepword.api.schemas import UsedReply, refusals
from keepword.clients.scopes import Scope
from keepword.custody import indexing
from keepword.custody.act import Act
from keepword.custody.answers import Opened
from keepword.custody.asking import Using
from keepword.custody.errors import NoSuchPerson
from keepword.custody.indexing import Detail
from keepword.foundation.errors import KeepwordError, Message
from keepword.law.day import civil_day
from keepword.policies import desk
from keepword.policy.decisions import Denied, Facts, Reason, Request, judge
from keepword.policy.decisions.question import Act as Verb
from keepword.policy.decisions.report import report
from keepword.runtime import house
from keepword.safeguards.following_up import follow_up

router = Router(tags=["uses"])

_BEFORE_THE_PERSON = (Reason.UNKNOWN_POINT, Reason.PURPOSE_NEEDED, Reason.NO_GRANT)
"""Refusals that come before anything about the person is looked at."""


@router.post(
    "",
    auth=Bearer(Scope.USE),
    response={200: UsedReply, **refusals(404, 409)},
    summary="Look at one person's data for a purpose",
    description=(
        "Opens what the purpose opens among what is held, and says of every other item why not. "
        "Every look is on record, refused ones too; the values leave once it is. In an emergency "
        "more opens, the look is reviewed, and the person is told."
    ),
    openapi_extra=examples.USE,
)
def use(request: HttpRequest, use: UseCall) -> HttpResponse:
    """The values that open, by item."""
    who = caller(client_of(request), use)
    found_by = _found_by(use, civil_day(who.now))
    try:
        subject, looked = _look(who, use, found_by, gone=False)
    except NoSuchPerson:
        subject, looked = _look(who, use, found_by, gone=True)
    if isinstance(looked, KeepwordError):
        raise looked
    if isinstance(looked, Denied):
        return respond(status_of(looked), of_denied(looked))
    return respond(200, _reply(subject, looked))


def _found_by(call: UseCall, today: date) -> tuple[Detail, ...]:
    """What to find the person by; nothing, if they are named by their id."""
    if (call.subject is None) == (call.find is None) or (call.also and call.find is None):
        raise _whom()
    return details(call.find, call.also, today) if call.find is not None else ()


def _whose(act: Act, call: UseCall, found_by: tuple[Detail, ...]) -> list[UUID]:
    """Everybody whom the call fits."""
    if call.subject is not None:
        return [call.subject]
    return indexing.who(act.vault, act.cursor, found_by)


def _look(
    who: Caller, call: UseCall, found_by: tuple[Detail, ...], *, gone: bool
) -> tuple[UUID | None, Opened | Denied | KeepwordError]:
    """Whom it is about, and what the door answers; an error if that is nobody or not one person
    only, which is on record too."""
    purpose = who.purpose(call.purpose)
    # An emergency opens more than a task does, and so takes a client that may do the task at all.
    emergency = call.emergency and who.granted
    with house.door().act(who.acting, who.now) as act:
        found = [] if gone else _whose(act, call, found_by)
        told = _told(call, purpose, found_by, emergency=emergency)
        if len(found) != 1:
            several = len(found) > 1
            return None, _nobody(act, call, purpose, told, emergency=emergency, several=several)
        (subject,) = found
        if found_by and not is_exact(found_by):
            act.note("look-up", outcome="done", **told)
        looked = act.use(
            Using(
                subject,
                call.point,
                purpose,
                call.items,
                reason=call.reason,
                statute=call.statute,
                emergency=emergency,
            )
        )
        if emergency and isinstance(looked, Opened):
            book = desk.tasks(house.loaded().policy.meta.id)
            follow_up(house.door(), act, subject, [looked], book)
    return subject, looked


def _told(
    call: UseCall, purpose: str | None, found_by: tuple[Detail, ...], *, emergency: bool
) -> dict[str, Any]:
    """What is on record of a search: by what, never the value."""
    told: dict[str, Any] = {"point": call.point}
    told |= {"by": [detail.by for detail in found_by]} if found_by else {}
    told |= {"purpose": purpose} if purpose else {}
    told |= {"why": call.reason.reveal()} if call.reason else {}
    return told | ({"emergency": True} if emergency else {})


def _nobody(
    act: Act,
    call: UseCall,
    purpose: str | None,
    told: dict[str, Any],
    *,
    emergency: bool,
    several: bool,
) -> Denied | KeepwordError:
    """Whoever has no right to look learns nothing of whether anybody is there (P85)."""
    door, doing = house.door(), act.acting
    asked = Request(
        Verb.USE,
        doing.actor,
        call.point,
        call.items,
        purpose,
        reason=bool(call.reason),
        statute=call.statute,
        emergency=emergency,
    )
    facts = Facts(grants=doing.grants)
    decision = judge(door.loaded.policy, door.law).decide(asked, facts, act.now)
    if isinstance(decision, Denied) and decision.reason in _BEFORE_THE_PERSON:
        cites = list(decision.citations)
        told |= {"reason": decision.reason.value, "citations": cites}
        act.note("look-up", outcome=decision.decision, **told)
        return decision
    act.note("look-up", outcome="several" if several else "failed", **told)
    return SeveralPeople() if several else NoSuchPerson()


def _reply(subject: UUID | None, looked: Opened) -> dict[str, Any]:
    told = report(looked.allowed)
    return {
        "subject": str(subject),
        "entry": str(looked.entry),
        "items": {item: value.reveal() for item, value in sorted(looked.items.items())},
        **{name: told[name] for name in ("withheld", "basis", "citations")},
        "duties": [duty.value for duty in looked.allowed.duties],
    }


def _whom() -> FieldsRefused:
    return FieldsRefused.one(
        "subject",
        "one-of",
        Message(
            "Either 'subject' or 'find' says whom it is about.",
            "'subject'와 'find' 가운데 하나로 정보주체를 밝혀야 합니다.",
        ),
        Message("Send one of the two.", "둘 가운데 하나만 보내세요."),
    )
