"""Which passwords will do, and that what has served is taken away."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.contrib.sessions.models import Session

from keepword.custody.acting import Acting
from keepword.custody.door import Door
from keepword.foundation.personal import Personal
from keepword.people import codes, passwords, throttle, tidy
from keepword.people.codes import CodeKind
from keepword.policy.decisions.question import Actor
from tests.custody.scene import NOW

ANYBODY = Acting(Actor.PERSON, UUID(int=0), source="192.0.2.7")


@pytest.mark.parametrize(
    ("password", "login", "code"),
    [
        ("seven quiet herons", "gaon.nuri", None),
        ("서로 상관없는 낱말 넷", "gaon.nuri", None),
        ("short", "gaon.nuri", "too-short"),
        ("x" * 129, "gaon.nuri", "too-long"),
        ("qwertyuiop", "gaon.nuri", "too-common"),
        ("my Gaon.Nuri 2026", "gaon.nuri", "like-login"),
    ],
)
def test_what_will_not_do_says_why(password: str, login: str, code: str | None) -> None:
    fault = passwords.fault(Personal(password), Personal(login))
    assert (fault.code if fault else None) == code


def test_the_tidying_takes_what_is_over_and_leaves_what_is_not(door: Door) -> None:
    with door.act(ANYBODY, NOW) as act:
        codes.decoy(act, CodeKind.RESET, Personal("nobody"))
        throttle.count(act.cursor, act.vault, throttle.SOURCE, "192.0.2.7", NOW)
    for name, hours in (("a", 1), ("b", 2)):
        Session.objects.create(
            session_key=name, session_data="", expire_date=NOW + timedelta(hours=hours)
        )
    assert tidy.tidy(NOW) == 0
    assert tidy.tidy(NOW + timedelta(minutes=30)) == 2  # the code, the count of the source
    assert tidy.tidy(NOW + timedelta(minutes=70)) == 3  # two counts of codes, a session
    assert Session.objects.get().session_key == "b"
