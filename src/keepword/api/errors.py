"""What the API itself refuses, before or beside the door.

KeepwordError
└── ApiRefusal            a status and headers of its own
    ├── NotJson           400: the body is no JSON object
    ├── BodyTooLarge      413
    ├── FieldsRefused     422: fields that cannot be read, each named
    ├── TokenNeeded       401: no access token
    ├── TokenInvalid      401: expired, revoked, or never given
    ├── ScopeNeeded       403: the token does not reach that far
    ├── KeyNeeded         400: no Idempotency-Key
    ├── KeyUnreadable     400: an Idempotency-Key that is none
    ├── KeyReused         422: the same key with another body
    ├── InFlight          409: the same call is being answered right now
    ├── NoSuchConsent     404: the person never gave this consent
    ├── SeveralPeople     409: what is searched by fits several (`api.finding`)
    ├── NoSuchAddress     404: no operation here
    └── WrongMethod       405
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from keepword.foundation.errors import Fault, KeepwordError, Message

_NONE: Mapping[str, str] = MappingProxyType({})


class ApiRefusal(KeepwordError):
    """Root of this room's errors: `status` and `headers` of the answer."""

    status = 400
    headers: Mapping[str, str] = _NONE


class NotJson(ApiRefusal):
    """The body cannot be read at all."""

    code = "unreadable"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "The request body is not readable JSON.",
                "요청 본문이 올바른 JSON이 아닙니다.",
            ),
            Message("Send a JSON object.", "JSON 객체를 보내세요."),
        )


class BodyTooLarge(ApiRefusal):
    """More than the server takes."""

    code = "too-large"
    status = 413

    def __init__(self) -> None:
        super().__init__(
            Message("The request body is too large.", "요청 본문이 너무 큽니다."),
            Message("Send at most one megabyte.", "1메가바이트 이하로 보내세요."),
        )


class FieldsRefused(ApiRefusal):
    """Fields that cannot be read; `faults` names each by its place in the body."""

    code = "fields"
    status = 422

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(
            Message("Some fields cannot be read.", "읽을 수 없는 항목이 있습니다."),
            Message("Mend the fields named in 'errors'.", "'errors'에 표시된 항목을 고치세요."),
        )

    @classmethod
    def one(cls, field: str, code: str, message: Message, remedy: Message) -> FieldsRefused:
        """A single field."""
        return cls((Fault(field, 0, code, message, remedy),))


class TokenNeeded(ApiRefusal):
    """No access token came along (RFC 6750, section 3: no error code then)."""

    code = "token-needed"
    status = 401
    headers = MappingProxyType({"WWW-Authenticate": 'Bearer realm="keepword"'})

    def __init__(self) -> None:
        super().__init__(
            Message("This call needs an access token.", "접근 토큰이 필요한 요청입니다."),
            Message(
                "Get one at /api/v1/token and send it as 'Authorization: Bearer …'.",
                "/api/v1/token에서 토큰을 받아 'Authorization: Bearer …'로 보내세요.",
            ),
        )


class TokenInvalid(ApiRefusal):
    """The token opens nothing (RFC 6750, section 3.1)."""

    code = "token-invalid"
    status = 401
    headers = MappingProxyType(
        {"WWW-Authenticate": 'Bearer realm="keepword", error="invalid_token"'}
    )

    def __init__(self) -> None:
        super().__init__(
            Message(
                "The access token has expired, was revoked, or was never given.",
                "접근 토큰이 만료되었거나 폐지되었거나 발급된 적이 없습니다.",
            ),
            Message("Get a new one at /api/v1/token.", "/api/v1/token에서 새로 받으세요."),
        )


class ScopeNeeded(ApiRefusal):
    """The token is good, but not for this (RFC 6750, section 3.1)."""

    code = "scope-needed"
    status = 403

    def __init__(self, scope: str) -> None:
        challenge = f'Bearer realm="keepword", error="insufficient_scope", scope="{scope}"'
        self.headers = {"WWW-Authenticate": challenge}
        super().__init__(
            Message(
                f"The access token does not have the scope '{scope}'.",
                f"접근 토큰에 '{scope}' 권한이 없습니다.",
            ),
            Message(
                "Ask for this scope at /api/v1/token; if it is refused there, ask the hospital.",
                "/api/v1/token에서 이 권한을 요청하고, 거절되면 병원에 신청하세요.",
            ),
        )


class KeyNeeded(ApiRefusal):
    """A call that writes names itself, so that it can be sent again safely."""

    code = "idempotency-key-needed"

    def __init__(self) -> None:
        super().__init__(
            Message("The header Idempotency-Key is missing.", "Idempotency-Key 헤더가 없습니다."),
            Message(
                'Send a new random value for each act, such as a UUID in quotes: "8e03978e-…".',
                '처리할 일마다 새 임의의 값을 따옴표로 묶어 보내세요. 예: UUID "8e03978e-…"',
            ),
        )


class KeyUnreadable(ApiRefusal):
    """Not a string of RFC 9651, or too long."""

    code = "idempotency-key-unreadable"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "The header Idempotency-Key cannot be read.",
                "Idempotency-Key 헤더를 읽을 수 없습니다.",
            ),
            Message(
                "Send 1 to 255 ASCII characters in quotes.",
                "ASCII 1~255자를 따옴표로 묶어 보내세요.",
            ),
        )


class KeyReused(ApiRefusal):
    """Something else was done under this key."""

    code = "idempotency-key-reused"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            Message(
                "Another call was made with this Idempotency-Key.",
                "이 Idempotency-Key로 다른 요청이 이미 처리되었습니다.",
            ),
            Message("Use a new key for a new act.", "새로운 처리에는 새 키를 쓰세요."),
        )


class InFlight(ApiRefusal):
    """The same call is being answered by another worker."""

    code = "in-flight"
    status = 409
    headers = MappingProxyType({"Retry-After": "1"})

    def __init__(self) -> None:
        super().__init__(
            Message(
                "The same call is being answered right now.", "같은 요청을 지금 처리하고 있습니다."
            ),
            Message(
                "Send it again in a moment, with the same key.", "잠시 뒤 같은 키로 다시 보내세요."
            ),
        )


class NoSuchConsent(ApiRefusal):
    """The person never gave a consent with this id."""

    code = "no-such-consent"
    status = 404

    def __init__(self) -> None:
        super().__init__(
            Message(
                "This person gave no consent with this id.",
                "이 사람의 동의 가운데 없는 번호입니다.",
            ),
            Message(
                "Use an id that the collection answered.", "수집 응답에 있는 동의 번호를 쓰세요."
            ),
        )


class NoSuchAddress(ApiRefusal):
    """Nothing is called like this."""

    code = "no-such-address"
    status = 404

    def __init__(self) -> None:
        super().__init__(
            Message("There is no operation at this address.", "이 주소에는 기능이 없습니다."),
            Message(
                "See /api/v1/openapi.json for all of them.",
                "전체 목록은 /api/v1/openapi.json에 있습니다.",
            ),
        )


class WrongMethod(ApiRefusal):
    """The address is right, the method is not."""

    code = "wrong-method"
    status = 405

    def __init__(self, allowed: str) -> None:
        self.headers = {"Allow": allowed}
        super().__init__(
            Message("This method is not answered here.", "이 주소에서 쓸 수 없는 메서드입니다."),
            Message(f"Use {allowed}.", f"쓸 수 있는 메서드: {allowed}."),
        )
