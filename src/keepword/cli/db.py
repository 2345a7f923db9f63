"""`keepword db`: the database's roles."""

from __future__ import annotations

import contextlib
import os

import click

from keepword.cli.exits import Exit
from keepword.cli.inside import inside
from keepword.foundation.errors import Message
from keepword.runtime import config as configuration
from keepword.runtime.doctor.finding import Level
from keepword.runtime.wording import in_one_line, languages


@click.group("db")
def db() -> None:
    """The database. · 데이터베이스."""


@db.command("roles", short_help="Set the roles' rights. · 역할의 권한을 맞춥니다.")
@click.option(
    "--sql", "as_sql", is_flag=True, help="SQL that makes them. · 역할을 만드는 SQL을 출력합니다."
)
def roles(as_sql: bool) -> int:
    """Bring roles and rights to what they should be, and show them.

    On a server of your own whose owner may make no roles, `--sql` prints what somebody who may has
    to run; it holds no password. · 역할을 만들 권한이 없는 서버에서는 --sql의 출력을 권한이 있는
    사람이 실행하게 하세요. 비밀번호는 들어 있지 않습니다.
    """
    return _script() if as_sql else _settle()


def _script() -> int:
    """Passwords are made here and wait until their roles are there."""
    from keepword.runtime.dbroles import making, secrets
    from keepword.runtime.dbroles.names import SERVING

    config = configuration.current()
    if config.embedded:
        said = Message(
            en="The embedded server has its roles from each start; there is nothing to run.",
            ko="내장 서버의 역할은 시작할 때마다 스스로 만듭니다. 실행할 것이 없습니다.",
        )
        click.echo(in_one_line(said, languages(os.environ)), err=True)
        return Exit.REFUSED
    config.layout.make()
    passwords = {role: secrets.kept_or_made(config.layout, role) for role in SERVING}
    for line in making.script(passwords):
        click.echo(line)
    return Exit.GOOD


def _settle() -> int:
    """Whatever starts inside the house sets the rights; then what the doctor sees of them."""
    from keepword.runtime import database
    from keepword.runtime.doctor import roles as checks

    config = configuration.current()
    with contextlib.ExitStack() as stack:
        stack.enter_context(inside())
        connection = stack.enter_context(database.connect(config, autocommit=True))
        found = list(checks.checks(connection, config))
    spoken = languages(os.environ)
    for each in found:
        click.echo(f"{each.level:<4}  {each.id}: {each.seen}")
        if each.remedy is not None:
            click.echo(f"      → {in_one_line(each.remedy, spoken)}")
    return Exit.REFUSED if any(e.level is Level.MEND for e in found) else Exit.GOOD
