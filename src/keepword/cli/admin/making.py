"""`keepword admin create`: an account, its password never an argument."""

from __future__ import annotations

import sys

import click

from keepword.cli.admin.house import acting, say
from keepword.cli.exits import Exit
from keepword.cli.inside import inside
from keepword.runtime.errors import OfficerExists

OFFICER = "officer"
ROLES = (OFFICER, "office", "auditor", "clerk", "staff")


@click.command()
@click.option("--login", help="Login name; asked for when left out. · 로그인 이름.")
@click.option("--name", help="The person's name; asked for when left out. · 이름.")
@click.option("--another", is_flag=True, help="Even if there is an officer. · 책임자를 더 만들 때.")
@click.option(
    "--role", type=click.Choice(ROLES), default=OFFICER, show_default=True, help="· 역할."
)
@click.option("--department", default="", help="Id of the department. · 부서.")
@click.option("--employee-number", default="", help="As the directory has it. · 직원번호.")
def create(
    login: str | None,
    name: str | None,
    another: bool,
    role: str,
    department: str,
    employee_number: str,
) -> int:
    """Make a staff account: a privacy officer's, or another. · 직원 계정을 만듭니다.

    The password is asked for, or read as one line from standard input; never an argument. The
    device for codes is set up at the first sign-in.
    · 비밀번호는 물어보거나 표준 입력에서 한 줄로 읽으며, 인자로는 받지 않습니다.
    """
    if role == OFFICER:
        with inside():
            if not another:
                _refuse_second()
            return _create_officer(
                _login(login), _name(name), _password(), another, department, employee_number
            )
    typed = _login(login), _name(name), _password()
    return _create_staff(*typed, role, department, employee_number)


def _refuse_second() -> None:
    """Before anything is asked for in vain."""
    from keepword.accounts import officers

    if officers.exists():
        raise OfficerExists


def _create_officer(
    login: str, name: str, password: str, another: bool, department: str, number: str
) -> int:
    with acting() as act:
        from keepword.accounts import officers

        officer = officers.create(
            act,
            login=login,
            name=name,
            password=password,
            another=another,
            department=department,
            employee_number=number,
        )
        if officer is None:
            raise OfficerExists
    return _made(officer.login)


def _create_staff(
    login: str, name: str, password: str, role: str, department: str, number: str
) -> int:
    with acting() as act:
        from keepword.accounts import staffing
        from keepword.accounts.models import Role

        made = staffing.create(
            act,
            login=login,
            name=name,
            password=password,
            role=Role(role),
            department=department,
            employee_number=number,
        )
    return _made(made.login)


def _made(login: str) -> int:
    click.echo(say(en=f"Made the account '{login}'.", ko=f"'{login}' 계정을 만들었습니다."))
    return Exit.GOOD


def _login(given: str | None) -> str:
    asked: str = given or click.prompt(say(en="Login name", ko="로그인 이름"), err=True)
    return asked


def _name(given: str | None) -> str:
    asked: str = given or click.prompt(say(en="Name", ko="이름"), err=True)
    return asked


def _password() -> str:
    """From the terminal without an echo, twice; or one line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    prompt = say(en="Password (12 characters or more)", ko="비밀번호(12자 이상)")
    again = say(en="Once more", ko="한 번 더")
    typed: str = click.prompt(prompt, hide_input=True, confirmation_prompt=again, err=True)
    return typed
