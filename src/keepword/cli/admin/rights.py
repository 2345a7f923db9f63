"""`keepword admin grant`, `revoke`, `grants`, `forget-device`, `close`: rights (P85)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import click

from keepword.cli.admin.house import acting, say
from keepword.cli.exits import Exit
from keepword.cli.inside import inside
from keepword.law.day import KOREA
from keepword.runtime import config

_login = click.option("--login", required=True, help="Whose account. · 로그인 이름.")
_reason = click.option("--reason", required=True, help="Why; it stays on file. · 사유.")


@click.command()
@_login
@click.option("--task", required=True, help="Id of the task. · 업무.")
@_reason
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The last day, in Korea; for good when left out. · 마지막 날.",
)
def grant(login: str, task: str, reason: str, until: datetime | None) -> int:
    """Give an account the right to a task. · 업무 권한을 줍니다."""
    with acting() as act:
        from keepword.accounts import grants as register
        from keepword.accounts import staffing
        from keepword.policies import desk

        wanted = register.named(desk.tasks(config.current().policy), task)
        staff = staffing.named(login)
        end = until.replace(tzinfo=KOREA) + timedelta(days=1) if until else None
        made = register.grant(
            act, grant_id=uuid4(), staff=staff.id, task=wanted, reason=reason, ends_at=end
        )
    click.echo(say(en=f"Granted: {made.id}", ko=f"권한을 주었습니다: {made.id}"))
    return Exit.GOOD


@click.command()
@click.argument("grant_id", type=click.UUID, metavar="GRANT")
@_reason
def revoke(grant_id: UUID, reason: str) -> int:
    """End a grant, from the next call on. · 권한을 거둡니다."""
    with acting() as act:
        from keepword.accounts import grants as register

        register.revoke(act, grant_id, reason)
    click.echo(say(en="Revoked.", ko="권한을 거두었습니다."))
    return Exit.GOOD


@click.command()
@click.option("--login", help="Of one account; of all when left out. · 로그인 이름.")
def grants(login: str | None) -> int:
    """The register of grants, ended ones included: tab-separated. · 권한 대장."""
    with inside():
        from keepword.accounts import grants as register
        from keepword.accounts import staffing

        for row in register.register(staffing.named(login) if login else None):
            times = (row.begins_at, row.ends_at, row.revoked_at)
            shown = (time.isoformat(timespec="seconds") if time else "-" for time in times)
            click.echo("\t".join((str(row.id), row.staff.login, row.task, *shown)))
    return Exit.GOOD


@click.command(name="forget-device")
@_login
def forget_device(login: str) -> int:
    """A lost device: the next sign-in sets up another. · 잃어버린 기기를 지웁니다."""
    with acting() as act:
        from keepword.accounts import staffing, totp

        totp.forget(act, staffing.named(login).id)
    click.echo(say(en="Forgotten.", ko="기기를 지웠습니다."))
    return Exit.GOOD


@click.command()
@_login
def close(login: str) -> int:
    """Close an account: it signs in no more. · 계정을 닫습니다."""
    with acting() as act:
        from keepword.accounts import staffing

        staffing.close(act, staffing.named(login))
    click.echo(say(en="Closed.", ko="계정을 닫았습니다."))
    return Exit.GOOD
