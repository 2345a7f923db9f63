"""The clients there are, and what each may do (P77: no right beyond what its tasks need)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from keepword.clients import credentials
from keepword.clients.scopes import Scope
from keepword.storage.sql import Cursor, statement


@dataclass(frozen=True, slots=True)
class Client:
    """A system that may call. `tasks` are ids of the desk's tasks; they give it its purposes."""

    account: UUID
    client_id: str
    name: str
    system: str
    scopes: frozenset[Scope]
    tasks: frozenset[str]
    made_at: datetime
    revoked_at: datetime | None = None

    @property
    def active(self) -> bool:
        """Whether it may still call."""
        return self.revoked_at is None


def add(cur: Cursor, client: Client, secret: str) -> None:
    """Enter a client; of its secret a hash is kept. The caller shows the secret once."""
    cur.execute(
        statement("keepword.clients", "add"),
        {
            "account": client.account,
            "client_id": client.client_id,
            "name": client.name,
            "system": client.system,
            "secret": credentials.digest(secret),
            "scopes": sorted(scope.value for scope in client.scopes),
            "tasks": sorted(client.tasks),
            "now": client.made_at,
        },
    )


def every(cur: Cursor) -> tuple[Client, ...]:
    """All clients, revoked ones too, the oldest first."""
    cur.execute(statement("keepword.clients", "list"))
    return tuple(read(row) for row in cur.fetchall())


def find(cur: Cursor, client_id: str) -> tuple[Client, bytes] | None:
    """A client and the hash of its secret; None for an id that nobody has."""
    cur.execute(statement("keepword.clients", "find"), {"client_id": client_id})
    row = cur.fetchone()
    return None if row is None else (read(row[:-1]), row[-1])


def revoke(cur: Cursor, client_id: str, now: datetime) -> UUID | None:
    """End a client: its next call is refused, whatever token it holds.

    Its account; None if nobody has the id, or it was revoked before.
    """
    cur.execute(statement("keepword.clients", "revoke"), {"client_id": client_id, "now": now})
    row = cur.fetchone()
    account: UUID | None = row[0] if row else None
    return account


def read(row: Iterable[Any]) -> Client:
    """A row of `clients.client`, without the hash of the secret."""
    account, client_id, name, system, scopes, tasks, made_at, revoked_at = row
    known = frozenset(map(Scope, scopes))
    return Client(account, client_id, name, system, known, frozenset(tasks), made_at, revoked_at)
