"""Signing in at the terminal: password and one-time code, as on the pages; on record (P85, P87).

KeepwordError (foundation)
└── NotLetIn    wrong, or the account rests
"""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import click

from keepword.cli.admin.house import say
from keepword.foundation.errors import KeepwordError, Message
from keepword.foundation.personal import Personal
from keepword.law.day import KOREA

if TYPE_CHECKING:  # what touches Django is imported once Django is set up
    from keepword.custody.acting import Acting
    from keepword.custody.door import Door

TASK = "mass-erasure"
"""The task that all of it is recorded under."""


class NotLetIn(KeepwordError):
    """Log-in name, password or code is wrong, or the account rests after too many tries."""

    code = "not-signed-in"

    def __init__(self, until: datetime | None = None) -> None:
        remedy = Message("Type them again.", "다시 입력하세요.")
        if until is not None:
            at = f"{until.astimezone(KOREA):%H:%M}"
            remedy = Message(
                f"Try again after {at} (Korea time).", f"{at}(한국 시간) 이후에 다시 하세요."
            )
        super().__init__(
            Message(
                "Login name, password or code is wrong, or was tried too often.",
                "로그인 이름, 비밀번호, 코드 가운데 틀린 것이 있거나 시도가 너무 많았습니다.",
            ),
            remedy,
        )


def sign_in(door: Door, login: str) -> Acting:
    """Whoever has this login name, once password and code were right.

    Raises:
        NotLetIn: they were not; the failure is on record and counts.
        NotEnrolled: the account has no device for codes yet.
    """
    from keepword.accounts.models import Staff
    from keepword.custody.acting import Acting
    from keepword.policy.decisions.question import Actor

    _password(door, login)
    staff = Staff.objects.get_by_natural_key(login)
    acting = Acting(
        Actor.STAFF,
        staff.id,
        source="",
        task=TASK,
        department=staff.department,
        role=staff.role,
    )
    _code(door, acting)
    return acting


def typed(*, en: str, ko: str) -> str:
    """One line without an echo: from the terminal, or of standard input where that is no
    terminal."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    answer: str = click.prompt(say(en=en, ko=ko), hide_input=True, err=True)
    return answer


def _password(door: Door, login: str) -> None:
    """The first factor."""
    from keepword.accounts import credentials
    from keepword.accounts.errors import NotEnrolled
    from keepword.accounts.refusals import Refused
    from keepword.custody.acting import Acting
    from keepword.policy.decisions.question import Actor
    from keepword.runtime import clock

    tried = credentials.verify(Personal(login), Personal(typed(en="Password", ko="비밀번호")))
    known = tried.staff if tried.right else None
    actor = Actor.STAFF if known else Actor.SYSTEM
    acting = Acting(actor, known or UUID(int=0), source="", task=TASK)
    with door.act(acting, clock.now()) as act:
        if tried.staff is None:
            act.note("sign-in", outcome="failed", reason="wrong", factor="password")
            answer = None
        else:
            answer = credentials.judge(act, tried)
    if answer is None or isinstance(answer, Refused):
        raise NotLetIn(answer.until if answer else None)
    if not answer.enrolled:
        raise NotEnrolled


def _code(door: Door, acting: Acting) -> None:
    """The second factor."""
    from keepword.accounts import totp
    from keepword.accounts.refusals import Refused
    from keepword.runtime import clock

    code = typed(en="Code of the device", ko="기기의 코드")
    with door.act(acting, clock.now()) as act:
        answer = totp.check(act, acting.account, code, clock.real())
    if isinstance(answer, Refused):
        raise NotLetIn(answer.until)
