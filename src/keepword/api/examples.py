"""Examples for the OpenAPI document. All values are made up: nobody is called so."""

from __future__ import annotations

from typing import Any

from keepword.clients.scopes import Scope

SUBJECT = "6d1f5a1e-0b57-4d5a-9a51-3f6f4b8f2a10"
_RECORD = "b7c9a0d2-52f4-4a55-8d63-1f0f4c1d7e21"
_ENTRY = "0d9e6f43-7a1c-4a8e-b3b5-92d1f7a6c832"
_CONSENT = "f0a4c6b8-1d2e-4f3a-8b5c-7d9e0a1b2c43"
_CALL = {
    "human": {"id": "staff-0042", "role": "receptionist", "department": "reception"},
    "task": "membership",
    "source": "192.0.2.10",
}
_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": (
        "Names this act (draft-ietf-httpapi-idempotency-key-header). The same key with the same "
        "body gets the same answer for 24 hours and is not done again."
    ),
    "schema": {"type": "string", "maxLength": 257},
    "example": '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
}


def _operation(
    scope: Scope, body: dict[str, Any], status: int, reply: dict[str, Any], *, writes: bool
) -> dict[str, Any]:
    """What is added to an operation's description."""
    extra: dict[str, Any] = {
        "security": [{"OAuth2": [scope.value]}],
        "requestBody": {"content": {"application/json": {"example": {**_CALL, **body}}}},
        "responses": {status: {"content": {"application/json": {"example": reply}}}},
    }
    return extra | {"parameters": [_KEY]} if writes else extra


COLLECTION = _operation(
    Scope.COLLECT,
    {
        "values": {
            "member-type": "general",
            "personal-name": "가온누리",
            "login-id": "gaon.nuri",
            "password": "four made up words",
            "gender": "female",
            "date-of-birth": "1990-02-03",
            "mobile-phone": "010-0000-0001",
            "email": "gaon.nuri@example.com",
            "mail-consent": "yes",
        },
        "consents": [
            {"kind": "collect"},
            {"kind": "item", "item": "mail-consent"},
            {"kind": "purpose", "scope": "PU16"},
        ],
        "notice": "5f" * 32,
        "channel": "CH2",
    },
    201,
    {
        "subject": SUBJECT,
        "record": _RECORD,
        "entry": _ENTRY,
        "items": ["date-of-birth", "email", "personal-name"],
        "consents": [{"id": _CONSENT, "kind": "purpose", "scope": "PU16", "item": ""}],
        "basis": ["consent"],
        "citations": ["C1", "P43", "P44"],
        "duties": ["record", "inform", "receipt"],
    },
    writes=True,
)

USE = _operation(
    Scope.USE,
    {"find": {"index": "email", "value": "gaon.nuri@example.com"}, "point": "C1"},
    200,
    {
        "subject": SUBJECT,
        "entry": _ENTRY,
        "items": {"personal-name": "가온누리", "mobile-phone": "01000000001"},
        "withheld": [
            {
                "item": "password",
                "code": "credential-never-shown",
                "en": "A password is known only to the person.",
                "ko": "비밀번호는 본인만 압니다.",
            }
        ],
        "basis": ["consent"],
        "citations": ["PU6", "P5"],
        "duties": ["record"],
    },
    writes=False,
)

CORRECTION = _operation(
    Scope.CORRECT,
    {
        "subject": SUBJECT,
        "point": "C1",
        "changes": {"mobile-phone": "010-0000-0002"},
        "channel": "phone",
        "reason": "전화로 변경 요청",
    },
    200,
    {
        "subject": SUBJECT,
        "record": _RECORD,
        "entry": _ENTRY,
        "items": ["mobile-phone"],
        "citations": ["P31"],
        "duties": ["record", "before-and-after", "tell-person"],
    },
    writes=True,
)

WITHDRAWAL = _operation(
    Scope.WITHDRAW,
    {"subject": SUBJECT, "channel": "phone"},
    200,
    {
        "subject": SUBJECT,
        "entry": _ENTRY,
        "consents": [_CONSENT],
        "erased": ["mail-consent"],
    },
    writes=True,
)

LEAVING = _operation(
    Scope.LEAVE,
    {"channel": "in-person", "identity_verified": True},
    200,
    {
        "subject": SUBJECT,
        "entry": _ENTRY,
        "state": "erased",
        "destroyed": [{"unit": _RECORD, "rule": "R2", "items": ["email", "personal-name"]}],
        "kept": [],
        "services": ["website"],
    },
    writes=True,
)

DECISION: dict[str, Any] = {
    "security": [{}, {"OAuth2": [Scope.DECIDE.value]}],
    "requestBody": {
        "content": {
            "application/json": {
                "example": {
                    "act": "use",
                    "actor": "staff",
                    "point": "C1",
                    "purpose": "PU6",
                    "items": ["personal-name"],
                    "facts": {"grants": ["PU6"]},
                }
            }
        }
    },
}

TOKEN: dict[str, Any] = {
    "security": [{"ClientSecretBasic": []}, {}],
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {
                        "grant_type": {"type": "string", "enum": ["client_credentials"]},
                        "scope": {
                            "type": "string",
                            "description": "Scopes with spaces between them.",
                        },
                        "client_id": {"type": "string"},
                        "client_secret": {"type": "string", "format": "password"},
                    },
                },
                "example": {"grant_type": "client_credentials", "scope": "use"},
            }
        },
    },
}
