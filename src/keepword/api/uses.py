"""`POST /api/v1/uses`: a look at one person's data for a purpose (P5, P16; PIPA 15, 18).

Each look is a look: it is decided, recorded and answered anew, and no answer is kept.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from keepword.api import examples, values
from keepword.api.bearer import Bearer, client_of
from keepword.api.bodies import Find, UseCall
from keepword.api.calling import Caller, caller
from keepword.api.denials import of_denied, status_of
from keepword.api.errors import FieldsRefused
from keepword.api.problems import respond
from keepword.api.schemas import UsedReply, refusals
from keepword.clients.scopes import Scope
from keepword.custody.act import Act
from keepword.custody.answers import Opened
from keepword.custody.asking import Using
from keepword.custody.errors import NoSuchPerson
from keepword.foundation.errors import Message
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
    subject = use.subject if use.find is None else _find(use, use.find, who)
    if use.find is None and subject is None:
        raise _whom()
    try:
        looked = _look(who, subject, use)
    except NoSuchPerson:
        looked = _look(who, None, use)
    if looked is None:
        raise NoSuchPerson
    if isinstance(looked, Denied):
        return respond(status_of(looked), of_denied(looked))
    return respond(200, _reply(subject, looked))


def _find(call: UseCall, find: Find, who: Caller) -> UUID | None:
    """Whom the exact value is of; a value that cannot be one is refused by its place."""
    if call.subject is not None:
        raise _whom()
    read = values.read({find.index: find.value}, "find", civil_day(who.now), name="value")
    return house.door().find(find.index, read[find.index])


def _look(who: Caller, subject: UUID | None, call: UseCall) -> Opened | Denied | None:
    """What the door answers; none if nobody is there, which is on record too."""
    purpose = who.purpose(call.purpose)
    # An emergency opens more than a task does, and so takes a client that may do the task at all.
    emergency = call.emergency and who.granted
    with house.door().act(who.acting, who.now) as act:
        if subject is None:
            return _nobody(act, call, purpose, emergency=emergency)
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
    return looked


def _nobody(act: Act, call: UseCall, purpose: str | None, *, emergency: bool) -> Denied | None:
    """Whoever has no right to look learns nothing of whether the person is there (P85)."""
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
    told: dict[str, Any] = {"point": call.point}
    told |= {"purpose": purpose} if purpose else {}
    told |= {"why": call.reason.reveal()} if call.reason else {}
    told |= {"emergency": True} if emergency else {}
    if isinstance(decision, Denied) and decision.reason in _BEFORE_THE_PERSON:
        cites = list(decision.citations)
        told |= {"reason": decision.reason.value, "citations": cites}
        act.note("look-up", outcome=decision.decision, **told)
        return decision
    act.note("look-up", outcome="failed", **told)
    return None


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
