"""`keepword erase list` and `run`: how requests stand, and what the worker does with them."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING
from uuid import UUID

import click

from keepword.cli.admin.house import say
from keepword.cli.exits import Exit
from keepword.cli.inside import inside
from keepword.vault.errors import TooManyOpens

if TYPE_CHECKING:  # what touches Django is imported once Django is set up
    from keepword.custody.door import Door
    from keepword.safeguards.mass_states import MassErasure

PAUSE = 5.0
"""Seconds until the key holder is asked again, when it gives no more keys for the moment."""


@click.command("list", short_help="Requests, and how they stand. · 요청 목록.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable. · 기계용.")
def list_(as_json: bool) -> int:
    """Every request, the newest first. · 요청 목록, 새것부터."""
    with inside():
        from django.db import connection, transaction

        from keepword.cli.erase.telling import record, tell
        from keepword.runtime import clock
        from keepword.safeguards import mass_store

        with transaction.atomic(), connection.cursor() as cursor:
            found = mass_store.listed(cursor.cursor)
        now = clock.now()
        if as_json:
            records = [record(each, now) for each in found]
            click.echo(json.dumps(records, ensure_ascii=False, indent=1))
        elif not found:
            click.echo(say(en="There are no requests.", ko="요청이 없습니다."))
        else:
            for each in found:
                tell(each, now, as_json=False)
    return Exit.GOOD


@click.command("run", short_help="Carry out what is due. · 때가 된 요청을 실행합니다.")
@click.argument("erasure", metavar="[ID]", type=click.UUID, required=False)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable. · 기계용.")
def run(erasure: UUID | None, as_json: bool) -> int:
    """Carry out the request ID, or all that are due; the worker does the same.

    The house may run meanwhile. A run that was interrupted goes on. · 운영 중에도 실행할 수 있고,
    중단된 실행은 이어서 합니다. 작업 프로세스가 같은 일을 합니다.
    """
    with inside():
        from keepword.cli.erase.telling import record, tell
        from keepword.runtime import clock, house, mass_erasure

        wanted = (erasure,) if erasure else mass_erasure.due(clock.now())
        done = [carry_out(house.door(), each) for each in wanted]
        now = clock.now()
        if as_json:
            click.echo(json.dumps([record(each, now) for each in done], indent=1))
        for each in () if as_json else done:
            tell(each, now, as_json=False)
    if not done and not as_json:
        click.echo(say(en="Nothing is due.", ko="실행할 요청이 없습니다."))
    return Exit.GOOD


def carry_out(door: Door, erasure: UUID) -> MassErasure:
    """One request to its end; how far it is stands on the standard error.

    Raises:
        MassErasureRefused: it is not to be carried out now.
    """
    from keepword.runtime import clock, mass_erasure

    while True:
        try:
            return mass_erasure.finish(door, erasure, clock.now, _progress)
        except TooManyOpens:
            time.sleep(PAUSE)


def _progress(request: MassErasure) -> None:
    click.echo(f"  {request.progress.people:,} / {request.people:,}", err=True)
