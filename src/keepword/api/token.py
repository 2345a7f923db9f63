"""`POST /api/v1/token`: an access token for a client's id and secret (RFC 6749, section 4.4).

The flow is Authlib's. Here are what it asks of its surroundings (clients, tokens, a request, an
answer), one set of words for every client that cannot be told (section 5.2), and the ledger's
entry: that a system signed in, or tried to, is on record like a person's sign-in.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import cast
from uuid import UUID

from authlib.oauth2.rfc6749 import (
    AuthorizationServer,
    ClientMixin,
    InvalidClientError,
    InvalidRequestError,
    OAuth2Error,
    OAuth2Request,
)
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6749.util import extract_basic_authorization, scope_to_list
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from ninja import Router

from keepword.api import examples
from keepword.api.schemas import TokenRefusal, TokenReply, refusals
from keepword.clients import credentials, registry, tokens
from keepword.clients.reading import reading
from keepword.clients.registry import Client
from keepword.clients.scopes import Scope
from keepword.custody.acting import Acting
from keepword.foundation.errors import Message
from keepword.policy.decisions.question import Actor
from keepword.runtime import clock, house, source

TASK = "api-token"
"""The task that a system's sign-in is recorded under."""

_FORM = "application/x-www-form-urlencoded"
_METHODS = ("client_secret_basic", "client_secret_post")
_CLIENT_ID = re.compile(r"[a-z0-9-]{1,64}", re.ASCII)
_NOBODY = UUID(int=0)

router = Router(tags=["token"])


@router.post(
    "",
    auth=None,
    response={
        200: TokenReply,
        400: TokenRefusal,
        401: TokenRefusal,
        **refusals(only=(413, 500, 503)),
    },
    summary="Get an access token",
    description=(
        "OAuth 2.0 client credentials (RFC 6749, section 4.4), with client_secret_basic or "
        "client_secret_post. The token is good for 15 minutes. Without `scope`, it has all the "
        "scopes that the client was granted."
    ),
    openapi_extra=examples.TOKEN,
)
def token(request: HttpRequest) -> HttpResponse:
    """A token, or why there is none."""
    try:
        return cast(HttpResponse, _SERVER.create_token_response(request))
    except OAuth2Error as error:  # the call cannot be read as one
        return _SERVER.handle_error_response(None, error)


class _Asked(OAuth2Request):
    """A call for a token. All of it stands in the body, once, but perhaps a Basic header.

    Raises:
        OAuth2Error: it does not, or came over plain HTTP from another machine.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__("POST", request.build_absolute_uri(), headers=request.headers)
        posted = request.POST if request.content_type == _FORM else QueryDict()
        if request.GET or any(len(values) > 1 for _, values in posted.lists()):
            raise InvalidRequestError
        self._posted = posted.dict()
        self.payload = BasicOAuth2Payload(self._posted)
        self.source = source.of(request)
        self.client_id_given = self._one_client_id(dict(request.headers))
        if "grant_type" not in self._posted:
            raise InvalidRequestError

    @property
    def form(self) -> dict[str, str]:
        return self._posted

    def _one_client_id(self, headers: dict[str, str]) -> str:
        """The id of whoever asks; more than one way of saying it is refused (section 2.3)."""
        try:
            basic, _ = extract_basic_authorization(headers)
        except ValueError:  # it is not what RFC 7617 says
            raise InvalidRequestError from None
        if basic is not None and "client_secret" in self._posted:
            raise InvalidRequestError
        return basic or self._posted.get("client_id", "")


class _Client(ClientMixin):
    """A client as Authlib looks at one."""

    def __init__(self, client: Client, secret: bytes) -> None:
        self.client = client
        self._secret = secret

    def check_client_secret(self, client_secret: str) -> bool:
        return credentials.matches(client_secret, self._secret)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in _METHODS

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == ClientCredentialsGrant.GRANT_TYPE

    def get_allowed_scope(self, scope: Collection[str] | str | None) -> str | None:  # type: ignore[override]  # None: refused
        """What is asked for, all of it or nothing; without asking, all that was granted."""
        granted = {known.value for known in self.client.scopes}
        wanted = set(scope_to_list(scope) or granted)
        return " ".join(sorted(wanted)) if wanted <= granted else None


class _Grant(ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = _METHODS


class _Server(AuthorizationServer):
    """Authlib's server in this house."""

    def __init__(self) -> None:
        super().__init__()
        self.register_grant(_Grant)
        self.register_token_generator(
            "default",
            BearerTokenGenerator(
                lambda **_: credentials.new_secret(),
                expires_generator=lambda *_: int(tokens.LIFETIME.total_seconds()),
            ),
        )

    def query_client(self, client_id: str) -> ClientMixin:
        return cast(ClientMixin, _find(client_id))  # None is an answer too

    def save_token(self, token: dict[str, str | int], request: OAuth2Request) -> None:
        client = cast(_Client, request.client).client
        scopes = frozenset(map(Scope, str(token["scope"]).split()))
        asked, now = cast(_Asked, request), clock.now()
        with house.door().act(_signing_in(client, asked.source), now) as act:
            tokens.issue(act.cursor, client, str(token["access_token"]), scopes, now)
            act.note("sign-in", factor="client-secret", scopes=sorted(scopes))

    def create_oauth2_request(self, request: HttpRequest) -> OAuth2Request:
        return _Asked(request)

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens."""

    def handle_response(
        self, status: int, body: Mapping[str, object], headers: object
    ) -> HttpResponse:
        return _answer(status, body)

    def handle_error_response(
        self, request: OAuth2Request | None, error: OAuth2Error
    ) -> HttpResponse:
        if isinstance(error, InvalidClientError) and isinstance(request, _Asked):
            _note_failure(request)
        return _refusal(str(error.error))


def _find(client_id: str) -> _Client | None:
    """The client with this id, unless it was revoked."""
    if not _CLIENT_ID.fullmatch(client_id):
        return None
    with reading() as cursor:
        found = registry.find(cursor, client_id)
    return _Client(*found) if found and found[0].active else None


def _note_failure(request: _Asked) -> None:
    """A client that could not be told is on record, whether or not there is one of that id."""
    found = _find(request.client_id_given)
    acting = _signing_in(found.client if found else None, request.source)
    with house.door().act(acting, clock.now()) as act:
        act.note("sign-in", outcome="failed", reason="wrong", factor="client-secret")


def _signing_in(client: Client | None, address: str) -> Acting:
    account, name = (client.account, client.client_id) if client else (_NOBODY, "")
    return Acting(Actor.SYSTEM, account, address, task=TASK, client=name)


def _refusal(code: str) -> HttpResponse:
    """An error of RFC 6749, section 5.2, with its words in both languages beside it."""
    said = WORDS.get(code, WORDS["invalid_request"])
    status = 401 if code == "invalid_client" else 400
    body = {
        "error": code,
        "error_description": said.en,
        "words": {"en": said.en, "ko": said.ko},
    }
    response = _answer(status, body)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="keepword"'
    return response


def _answer(status: int, body: Mapping[str, object]) -> HttpResponse:
    response = JsonResponse(dict(body), status=status, json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = "no-store"
    response.headers["Pragma"] = "no-cache"
    return response


WORDS = {
    "invalid_request": Message(
        "Send grant_type=client_credentials as a form, each parameter once, and one way of "
        "authentication.",
        "grant_type=client_credentials를 양식으로, 매개변수마다 한 번씩, 인증 방법은 하나만 써서 "
        "보내세요.",
    ),
    "invalid_client": Message(
        "The client id or the secret is wrong, or the client was revoked.",
        "클라이언트 아이디나 비밀키가 틀렸거나 폐지된 클라이언트입니다.",
    ),
    "unsupported_grant_type": Message(
        "Only client_credentials is answered here.", "client_credentials만 쓸 수 있습니다."
    ),
    "invalid_scope": Message(
        "The client was not granted all of these scopes.", "허가받지 않은 권한이 들어 있습니다."
    ),
    "insecure_transport": Message(
        "Tokens are given over HTTPS only.", "토큰은 HTTPS로만 발급합니다."
    ),
}
"""What each error means; the English is US-ASCII without quotes (section 5.2)."""

_SERVER = _Server()
