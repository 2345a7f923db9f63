"""`keepword erase approve` and `stop`: two approve, and until it begins it can be stopped."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING
from uuid import UUID

import click

from keepword.cli.admin.house import say
from keepword.cli.erase.signing import sign_in
from keepword.cli.exits import Exit
from keepword.cli.inside import inside
from keepword.runtime.wording import languages

if TYPE_CHECKING:  # what touches Django is imported once Django is set up
    from keepword.custody.acting import Acting
    from keepword.custody.door import Door

_ID = click.argument("erasure", metavar="ID", type=click.UUID)
_AS = click.option("--as", "login", metavar="LOGIN", required=True, help="Who. · 누가.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Machine-readable. · 기계용.")


@click.command("approve", short_help="Approve a request. · 요청을 승인합니다.")
@_ID
@_AS
@_JSON
def approve(erasure: UUID, login: str, as_json: bool) -> int:
    """Approve the request ID: an officer who did not ask for it.

    What goes is shown with the reason; the number of people is typed to confirm it. Where standard
    input is no terminal it is the third line, after password and code.
    · 삭제될 내용과 사유를 보여 주며, 인원을 입력해 확인합니다. 표준 입력이 터미널이 아니면
    비밀번호와 코드 다음의 셋째 줄입니다.
    """
    with inside():
        from keepword.cli.erase.telling import tell
        from keepword.runtime import clock, house, mass_erasure
        from keepword.safeguards import mass_erasure as verbs

        door = house.door()
        acting = sign_in(door, login)
        _show(door, acting, erasure)
        confirmed = _confirmed()
        with door.act(acting, clock.now()) as act:
            done = verbs.approve(door, act, erasure, confirmed, mass_erasure.LIMITS)
        tell(done, clock.now(), as_json=as_json)
    return Exit.GOOD


@click.command("stop", short_help="Stop a request. · 요청을 중지합니다.")
@_ID
@_AS
@_JSON
def stop(erasure: UUID, login: str, as_json: bool) -> int:
    """Stop the request ID before it begins. · 시작하기 전에 요청을 중지합니다."""
    with inside():
        from keepword.cli.erase.telling import tell
        from keepword.runtime import clock, house
        from keepword.safeguards import mass_erasure as verbs

        door = house.door()
        with door.act(sign_in(door, login), clock.now()) as act:
            done = verbs.stop(act, erasure)
        tell(done, clock.now(), as_json=as_json)
    return Exit.GOOD


def _show(door: Door, acting: Acting, erasure: UUID) -> None:
    """What is to be confirmed, and why it was asked for. That it was read is on record."""
    from keepword.runtime import clock, house, mass_erasure
    from keepword.safeguards import mass_store, mass_texts

    with door.act(acting, clock.now()) as act:
        asked = mass_store.read(act.cursor, erasure)
        entry = house.reader().of_entry(act.cursor, asked.asked.entry)
        act.note("read-log")
    text = mass_texts.confirmation(asked, door.loaded.policy, mass_erasure.LIMITS.delay)
    for language in languages(os.environ):
        click.echo(text.say(language), err=True)
    why = str(entry.body.get("why", "")) if entry else "-"
    click.echo(say(en=f"Reason: {why}", ko=f"사유: {why}"), err=True)


def _confirmed() -> int:
    """The number of people that is typed; -1 for what is no number."""
    if sys.stdin.isatty():
        text: str = click.prompt(
            say(en="Type the number of people to approve", ko="승인하려면 인원을 입력하세요"),
            err=True,
        )
    else:
        text = sys.stdin.readline()
    digits = text.strip().replace(",", "")
    return int(digits) if digits.isascii() and digits.isdigit() else -1
