"""Who calls: the access token of a call, and whether it reaches that far (RFC 6750)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from authlib.oauth2.rfc6749 import (
    MissingAuthorizationError,
    OAuth2Error,
    ResourceProtector,
    TokenMixin,
    UnsupportedTokenTypeError,
)
from authlib.oauth2.rfc6750 import BearerTokenValidator, InsufficientScopeError
from django.http import HttpRequest

from keepword.api.errors import ScopeNeeded, TokenInvalid, TokenNeeded
from keepword.clients import tokens
from keepword.clients.reading import reading
from keepword.clients.registry import Client
from keepword.clients.scopes import Scope
from keepword.runtime import clock

ANYBODY = "anybody"
"""Stands for a caller without a token, where none is needed."""


class Bearer:
    """Lets a call in whose token has a scope; Ninja then gives its client as `request.auth`."""

    def __init__(self, scope: Scope, *, needed: bool = True) -> None:
        self._scope = scope
        self._needed = needed

    def __call__(self, request: HttpRequest) -> Client | str:
        """The client.

        Raises:
            TokenNeeded, TokenInvalid, ScopeNeeded: it is not let in.
        """
        try:
            token: _Held = _PROTECTOR.validate_request([self._scope.value], request)
        except (MissingAuthorizationError, UnsupportedTokenTypeError):
            if self._needed:
                raise TokenNeeded from None
            return ANYBODY
        except InsufficientScopeError:
            raise ScopeNeeded(self._scope.value) from None
        except OAuth2Error:
            raise TokenInvalid from None
        return token.presented.client


def client_of(request: HttpRequest) -> Client:
    """The client that `Bearer` let in.

    Raises:
        TokenNeeded: it let nobody in.
    """
    found = getattr(request, "auth", None)
    if not isinstance(found, Client):
        raise TokenNeeded
    return found


class _Held(TokenMixin):
    """A token that was presented, as Authlib looks at one."""

    def __init__(self, presented: tokens.Presented, now: datetime) -> None:
        self.presented = presented
        self._now = now

    def get_scope(self) -> str:
        return " ".join(sorted(self.presented.scopes & self.presented.client.scopes))

    def is_expired(self) -> bool:
        return self._now >= self.presented.expires_at

    def is_revoked(self) -> bool:
        return not self.presented.client.active


class _Validator(BearerTokenValidator):
    """Finds tokens by their hash."""

    def authenticate_token(self, token_string: str) -> Any:
        with reading() as cursor:
            found = tokens.presented(cursor, token_string)
        return _Held(found, clock.now()) if found else None


_PROTECTOR: Any = ResourceProtector()
_PROTECTOR.register_token_validator(_Validator())
