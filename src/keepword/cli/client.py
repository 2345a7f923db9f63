"""`keepword client`: systems that may call the API."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import uuid4

import click

from keepword.cli.inside import inside
from keepword.clients.scopes import Scope
from keepword.foundation.errors import Message
from keepword.runtime.wording import in_one_line, languages

if TYPE_CHECKING:
    from keepword.clients.registry import Client

_SCOPES = click.Choice([scope.value for scope in Scope])


@click.group()
def client() -> None:
    """Systems that may call the API. · API를 호출할 수 있는 시스템."""


@client.command()
@click.argument("name")
@click.option("--system", metavar="NAME", help="Its system, if not NAME. · 소속 시스템.")
@click.option(
    "--scope", "scopes", multiple=True, required=True, type=_SCOPES, help="Once each. · 권한."
)
@click.option(
    "--task", "tasks", multiple=True, metavar="ID", help="A task it may do; once each. · 업무."
)
def add(name: str, system: str | None, scopes: tuple[str, ...], tasks: tuple[str, ...]) -> None:
    """Let a system call. · 시스템이 호출할 수 있게 합니다.

    Its secret is shown this once. · 비밀키는 이때 한 번만 보여 줍니다.
    """
    with inside():
        from keepword.clients import credentials, enrolling
        from keepword.clients.registry import Client
        from keepword.policies import desk
        from keepword.runtime import clock, config, house

        secret = credentials.new_secret()
        made = Client(
            uuid4(),
            credentials.new_client_id(),
            name.strip(),
            (system or name).strip(),
            frozenset(map(Scope, scopes)),
            frozenset(tasks),
            clock.now(),
        )
        enrolling.enrol(house.door(), desk.tasks(config.current().policy), made, secret)
    click.echo(f"client_id      {made.client_id}")
    click.echo(f"client_secret  {secret}")
    _say(
        Message(
            en="Keep the secret now: it cannot be shown again.",
            ko="비밀키는 다시 볼 수 없으니 지금 보관하세요.",
        )
    )


@client.command(name="list")
def every() -> None:
    """Every system, its scopes and tasks. · 등록된 시스템과 권한, 업무."""
    with inside():
        from keepword.clients import registry
        from keepword.clients.reading import reading

        with reading() as cursor:
            found = registry.every(cursor)
    for one in found:
        for line in _lines(one):
            click.echo(line)
    if not found:
        _say(Message(en="There is none.", ko="등록된 시스템이 없습니다."))


@client.command()
@click.argument("client_id")
def revoke(client_id: str) -> None:
    """Let a system call no more. · 시스템의 호출을 막습니다."""
    with inside():
        from keepword.clients import enrolling
        from keepword.runtime import clock, house

        enrolling.end(house.door(), client_id, clock.now())
    _say(
        Message(
            en="Revoked: its next call is refused.",
            ko="폐지했습니다. 다음 호출부터 거절합니다.",
        )
    )


def _lines(one: Client) -> Iterator[str]:
    ended = "" if one.revoked_at is None else f"  revoked · 폐지 {one.revoked_at:%Y-%m-%d}"
    yield f"{one.client_id}  {one.name} ({one.system}){ended}"
    yield f"  {', '.join(sorted(scope.value for scope in one.scopes))}"
    yield f"  {', '.join(sorted(one.tasks)) or '-'}"


def _say(message: Message) -> None:
    click.echo(in_one_line(message, languages(os.environ)), err=True)
