"""Access tokens: opaque, short-lived, kept as a hash (RFC 6749, section 1.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from keepword.clients import credentials, registry
from keepword.clients.registry import Client
from keepword.clients.scopes import Scope
from keepword.storage.sql import Cursor, statement

LIFETIME = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Presented:
    """A token that somebody holds, with the client it was given to."""

    client: Client
    scopes: frozenset[Scope]
    expires_at: datetime

    def living(self, now: datetime) -> bool:
        """Whether it opens anything at `now`."""
        return self.client.active and now < self.expires_at


def issue(cur: Cursor, client: Client, token: str, scopes: frozenset[Scope], now: datetime) -> None:
    """Keep a hash of `token`, good for `LIFETIME` from `now`."""
    cur.execute(
        statement("keepword.clients", "issue"),
        {
            "digest": credentials.digest(token),
            "account": client.account,
            "scopes": sorted(scope.value for scope in scopes),
            "expires_at": now + LIFETIME,
            "now": now,
        },
    )


def presented(cur: Cursor, token: str) -> Presented | None:
    """What a token stands for, expired and revoked ones included; None if it was never given."""
    cur.execute(statement("keepword.clients", "presented"), {"digest": credentials.digest(token)})
    row = cur.fetchone()
    if row is None:
        return None
    *client, scopes, expires_at = row
    return Presented(registry.read(client), frozenset(map(Scope, scopes)), expires_at)
