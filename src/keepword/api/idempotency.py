"""The Idempotency-Key of a call that writes (draft-ietf-httpapi-idempotency-key-header).

The same key with the same body gets the same answer, and nothing is done again; with another body
it is refused. The answer is kept in the transaction of the act.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from keepword.api import parsing
from keepword.api.errors import InFlight, KeyNeeded, KeyReused, KeyUnreadable
from keepword.api.problems import respond
from keepword.clients import calls
from keepword.clients.calls import Answer
from keepword.custody.act import Act

HEADER = "Idempotency-Key"
_LONGEST = 255
_QUOTED = re.compile(r'"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"')  # RFC 9651, section 3.3.3
_BARE = re.compile(r"[A-Za-z0-9._~:+/=-]+")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a call is answered: a status, and a body without any value of anybody's data."""

    status: int
    body: dict[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """A call's own key, and the call as text, however its sender ordered and spaced it."""

    key: str
    call: str


def key_of(request: HttpRequest) -> Key:
    """The call's key, in quotes (RFC 9651) or plain.

    Raises:
        KeyNeeded, KeyUnreadable: there is none, or it is none.
    """
    given = request.headers.get(HEADER, "").strip()
    if not given:
        raise KeyNeeded
    quoted = _QUOTED.fullmatch(given)
    text = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else given
    if not 0 < len(text) <= _LONGEST or not (quoted or _BARE.fullmatch(given)):
        raise KeyUnreadable
    body = parsing.canonical(parsing.read(request.body))
    return Key(text, f"{request.method} {request.path}\n{body}")


def once(act: Act, key: Key, do: Callable[[], Reply]) -> HttpResponse:
    """Do what is to be done, unless it was done before under this key.

    Raises:
        InFlight: another worker is doing it.
        KeyReused: something else was done.
    """
    call = calls.asked(act.cursor, act.vault, act.acting.account, key.key, key.call, act.now)
    if not calls.take(act.cursor, call):
        raise InFlight
    before = calls.before(act.cursor, call)
    if before is not None:
        if not before.same:
            raise KeyReused
        return respond(before.answer.status, json.loads(before.answer.body))
    reply = do()
    kept = Answer(reply.status, json.dumps(reply.body, ensure_ascii=False))
    calls.keep(act.cursor, call, kept)
    return respond(reply.status, reply.body)
