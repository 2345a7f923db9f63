"""Clients come and go, and both are on record (P77: who was given which right, and when)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from keepword.clients import registry
from keepword.clients.errors import NoSuchClient, NoSuchTask
from keepword.clients.registry import Client
from keepword.custody.acting import Acting
from keepword.custody.door import Door
from keepword.policies.tasks import TaskBook
from keepword.policy.decisions.question import Actor

_TASK = "api-clients"
_NOBODY = UUID(int=0)


def enrol(door: Door, book: TaskBook, client: Client, secret: str) -> None:
    """Let a system call, from now on.

    Args:
        door: where it is put on record.
        book: the hospital's tasks.
        client: who it is, and what it may do; entered at `client.made_at`.
        secret: what it signs in with; only a hash is kept.

    Raises:
        NoSuchTask: a task that is not in the book.
    """
    known = tuple(task.id for task in book)
    if not client.tasks <= set(known):
        raise NoSuchTask(known)
    with door.act(_office(), client.made_at) as act:
        registry.add(act.cursor, client, secret)
        act.note(
            "client-add",
            about=client.client_id,
            scopes=sorted(scope.value for scope in client.scopes),
            tasks=sorted(client.tasks),
        )


def end(door: Door, client_id: str, now: datetime) -> None:
    """Let a system call no more: its next call is refused, whatever token it holds.

    Raises:
        NoSuchClient: nobody has the id, or it was revoked before.
    """
    with door.act(_office(), now) as act:
        if registry.revoke(act.cursor, client_id, now) is None:
            raise NoSuchClient
        act.note("client-revoke", about=client_id)


def _office() -> Acting:
    """The command line on the server itself, which no account signs in to."""
    return Acting(Actor.SYSTEM, _NOBODY, source="", task=_TASK)
