"""`keepword admin`: staff accounts."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

import click

from keepword.cli.exits import Exit
from keepword.foundation.errors import Message
from keepword.runtime import config as configuration
from keepword.runtime.errors import OfficerExists
from keepword.runtime.postgres.embedded import EmbeddedPostgres
from keepword.runtime.wording import in_one_line, languages


@click.group()
def admin() -> None:
    """Staff accounts. · 직원 계정."""


@admin.command()
@click.option("--login", help="Login name; asked for when left out. · 로그인 이름.")
@click.option("--name", help="The officer's name; asked for when left out. · 이름.")
@click.option("--another", is_flag=True, help="Even if there is one already. · 하나 더.")
def create(login: str | None, name: str | None, another: bool) -> int:
    """Make a privacy officer's account. · 개인정보 보호책임자 계정을 만듭니다.

    The password is asked for, or read as one line from standard input; never an argument.
    · 비밀번호는 물어보거나 표준 입력에서 한 줄로 읽으며, 인자로는 받지 않습니다.
    """
    with _django():
        from keepword.accounts import officers

        if officers.exists() and not another:
            raise OfficerExists
        login = login or click.prompt(_say(en="Login name", ko="로그인 이름"), err=True)
        name = name or click.prompt(_say(en="Name", ko="이름"), err=True)
        return _create(login, name, _password(), another)


def _create(login: str, name: str, password: str, another: bool) -> int:
    from keepword.accounts import officers

    officer = officers.create(login=login, name=name, password=password, another=another)
    if officer is None:
        raise OfficerExists
    done = Message(
        en=f"Made the account '{officer.login}'.", ko=f"'{officer.login}' 계정을 만들었습니다."
    )
    click.echo(in_one_line(done, languages(os.environ)))
    return Exit.GOOD


@contextlib.contextmanager
def _django() -> Iterator[None]:
    """Django with a migrated database behind it, embedded or not, for the length of the block."""
    config = configuration.current()
    with contextlib.ExitStack() as stack:
        if config.embedded:
            server = EmbeddedPostgres(config.layout, os_user=config.os_user)
            stack.enter_context(server.hold())
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keepword.runtime.settings")
        import django

        django.setup()
        from django.db import connections

        from keepword.runtime import migrating

        migrating.migrate(config)
        stack.callback(connections.close_all)
        yield


def _password() -> str:
    """From the terminal without an echo, twice; or one line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    prompt = _say(en="Password (12 characters or more)", ko="비밀번호(12자 이상)")
    again = _say(en="Once more", ko="한 번 더")
    typed: str = click.prompt(prompt, hide_input=True, confirmation_prompt=again, err=True)
    return typed


def _say(*, en: str, ko: str) -> str:
    return in_one_line(Message(en=en, ko=ko), languages(os.environ))
