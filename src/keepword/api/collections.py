"""`POST /api/v1/collections/{point}`: one visit to a collection point (P43, P44, P46 to P62)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from ninja import Router

from keepword.api import consents, examples, values
from keepword.api.bearer import Bearer, client_of
from keepword.api.bodies import CollectionCall, PointRef
from keepword.api.calling import Caller, acting, caller
from keepword.api.denials import of_denied, status_of
from keepword.api.errors import FieldsRefused
from keepword.api.idempotency import Reply, key_of, once
from keepword.api.schemas import CollectedReply, refusals
from keepword.clients.scopes import Scope
from keepword.custody import indexing
from keepword.custody.act import Act
from keepword.custody.answers import Collected
from keepword.custody.asking import Collecting
from keepword.custody.errors import NoSuchPerson
from keepword.foundation.personal import Personal
from keepword.law.day import civil_day
from keepword.people import credentials, passwords
from keepword.policy.decisions.answer import Denied
from keepword.policy.model.vocabulary import ItemClass
from keepword.runtime import house

router = Router(tags=["collections"])


@router.post(
    "/{point}",
    auth=Bearer(Scope.COLLECT),
    response={201: CollectedReply, **refusals(404, 409)},
    summary="Take in one visit to a collection point",
    description=(
        "What the policy asks for at this point, with the consents it needs. Which items and "
        "consents are required, under which conditions, ages and channels, is the policy's: what "
        "it does not allow is denied, with the clause. The same Idempotency-Key is one visit."
    ),
    openapi_extra=examples.COLLECTION,
)
def collect(request: HttpRequest, point: PointRef, collection: CollectionCall) -> HttpResponse:
    """Decide, seal and record; the ids of what came in."""
    key, client = key_of(request), client_of(request)
    who = caller(client, collection, language=collection.language)
    asked = _asked(who, point, collection)
    with acting(who, "collect", collection.subject) as act:
        return once(act, key, lambda: _collect(act, asked, known=collection.subject))


def _asked(who: Caller, point: str, call: CollectionCall) -> Collecting:
    today = civil_day(who.now)
    read = values.read(call.values, "values", today)
    _fit_for_a_password(read)
    return Collecting(
        point=point,
        subject=call.subject or uuid4(),
        record=uuid4(),
        values=read,
        channel=call.channel,
        consents=consents.given(house.door().loaded.policy, point, call),
        notice=call.notice or "",
        purpose=call.purpose,
        roles=call.roles | values.roles(read),
        born=values.born(call.born, read, today),
        circumstances=call.circumstances,
    )


def _collect(act: Act, asked: Collecting, known: UUID | None) -> Reply:
    """A person who is named must be there: an id is never the caller's to make."""
    if known is not None and not house.door().holdings(known):
        raise NoSuchPerson
    done = act.collect(asked)
    if isinstance(done, Denied):
        return Reply(status_of(done), of_denied(done))
    for password in _credentials(asked.values).values():
        credentials.create(act.cursor, asked.subject, password, act.acting.language, act.now)
    return Reply(201, _reply(asked.subject, done))


def _credentials(given: Mapping[str, Personal]) -> dict[str, Personal]:
    """The passwords among the values: the door checks and never seals them (P81)."""
    items = house.door().loaded.policy.item_index
    return {
        item: value
        for item, value in given.items()
        if item in items and items[item].kind is ItemClass.CREDENTIAL
    }


def _fit_for_a_password(read: dict[str, Personal]) -> None:
    unique = indexing.unique(house.loaded().policy)
    logins = [read[item] for _, item in unique if item in read]
    for item, password in _credentials(read).items():
        fault = passwords.fault(password, logins[0] if logins else None)
        if fault:
            raise FieldsRefused.one(f"values.{item}", fault.code, fault.message, fault.remedy)


def _reply(subject: UUID, done: Collected) -> dict[str, Any]:
    return {
        "subject": str(subject),
        "record": str(done.record),
        "entry": str(done.entry),
        "items": sorted(done.allowed.items),
        "consents": [
            {"id": str(number), "kind": c.kind.value, "scope": c.scope, "item": c.item}
            for c, number in sorted(done.consents.items())
        ],
        "basis": [basis.value for basis in done.allowed.basis],
        "citations": list(done.allowed.citations),
        "duties": [duty.value for duty in done.allowed.duties],
    }
