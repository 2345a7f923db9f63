"""Made-up systems that call, and what they say. Nobody here exists."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.db import connection
from django.test import Client as Http

from keepword.clients import credentials, registry
from keepword.clients.reading import reading
from keepword.clients.scopes import Scope
from keepword.ledger.entries import month_of
from keepword.runtime import clock, house

TOKEN = "/api/v1/token"
HOST = "127.0.0.1"
FORM = "application/x-www-form-urlencoded"
NOTICE = "5f" * 32
CALL: dict[str, Any] = {
    "human": {"id": "staff-0042", "role": "receptionist", "department": "reception"},
    "task": "membership",
    "source": "192.0.2.10",
}
VALUES = {
    "member-type": "general",
    "personal-name": "가온누리",
    "login-id": "gaon.nuri",
    "password": "umbrella carousel pine",
    "gender": "female",
    "date-of-birth": "1990-02-03",
    "mobile-phone": "010-5551-2345",
    "email": "gaon.nuri@example.com",
}
REQUIRED = {"kind": "collect"}
MAIL = [
    {"kind": "item", "item": "mail-consent"},
    {"kind": "purpose", "scope": "PU16"},
]
TASKS = ("membership", "news", "booking")


@dataclass
class Caller:
    """A system with its id and secret, and the token it holds."""

    client_id: str
    secret: str
    account: UUID
    token: str = ""
    http: Http = field(default_factory=lambda: Http(SERVER_NAME=HOST))

    def sign_in(self, **form: str) -> Any:
        """Ask for a token with HTTP Basic and keep it."""
        answer = self.ask_token({"grant_type": "client_credentials", **form})
        self.token = answer.json().get("access_token", "")
        return answer

    def ask_token(self, form: dict[str, str], **headers: str) -> Any:
        """Ask for a token; `Authorization` may be another."""
        basic = base64.b64encode(f"{self.client_id}:{self.secret}".encode()).decode()
        given = {"Authorization": f"Basic {basic}", **headers}
        return self.http.post(TOKEN, urlencode(form), content_type=FORM, headers=given)

    def call(
        self,
        method: str,
        address: str,
        body: Any,
        *,
        key: str | None = "",
        raw: bytes | None = None,
        **headers: str,
    ) -> Any:
        """One call; `key` is a fresh one unless it is given, none if it is None."""
        given = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if key is not None:
            given["Idempotency-Key"] = key or f'"{uuid4()}"'
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        sent = raw if raw is not None else json.dumps(body).encode()
        return self.http.generic(
            method, f"/api/v1/{address}", sent, content_type="application/json", headers=given
        )

    def collect(self, body: dict[str, Any] | None = None, point: str = "C1", **more: Any) -> Any:
        """A visit to a point."""
        return self.call("POST", f"collections/{point}", body or joining(), **more)

    def use(self, body: dict[str, Any], **more: Any) -> Any:
        """A look."""
        return self.call("POST", "uses", {**CALL, "point": "C1", **body}, key=None, **more)


def system(
    *, scopes: frozenset[Scope] = frozenset(Scope), tasks: tuple[str, ...] = TASKS
) -> Caller:
    """A client that is registered and signed in."""
    secret, account = credentials.new_secret(), uuid4()
    client = registry.Client(
        account,
        credentials.new_client_id(),
        "Booking app",
        "booking",
        scopes,
        frozenset(tasks),
        clock.now(),
    )
    with reading() as cursor:
        registry.add(cursor, client, secret)
    caller = Caller(client.client_id, secret, account)
    answer = caller.sign_in()
    assert answer.status_code == 200, answer.content
    return caller


def joining(
    *, mail: bool = False, without: tuple[str, ...] = (), values: dict[str, str] | None = None
) -> dict[str, Any]:
    """A call that takes somebody in as a member."""
    given = {**VALUES, **({"mail-consent": "yes"} if mail else {}), **(values or {})}
    consents = [REQUIRED, *(MAIL if mail else [])]
    body = {**CALL, "values": given, "consents": consents, "notice": NOTICE, "channel": "CH2"}
    return {name: value for name, value in body.items() if name not in without}


def log(subject: str) -> list[dict[str, Any]]:
    """What is on record of a person, oldest first."""
    with reading() as cursor:
        months = [month_of(clock.now())]
        found = house.reader().of_subject(cursor, UUID(subject), months)
    return [entry.body for entry in reversed(found)]


def entries() -> list[dict[str, Any]]:
    """Everything that waits for the tree, oldest first, whomever it is about."""
    reader = house.reader()
    with reading() as cursor:
        cursor.execute("SELECT entry FROM ledger.inbox")
        found = [reader.of_entry(cursor, entry) for (entry,) in cursor.fetchall()]
    return sorted((e.body for e in found if e), key=lambda body: (body["at"], body["n"]))


def rows(sql: str, *values: str) -> list[tuple[Any, ...]]:
    """What a statement finds."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
