"""A new password for a member who forgot theirs: log-in id, a code by mail, the new one.

The pages say the same, and a code is waited for in the same way, whether or not the log-in id is
anybody's.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from keepword.custody.acting import Acting
from keepword.custody.answers import Opened
from keepword.custody.asking import Using
from keepword.custody.door import Door
from keepword.custody.errors import NoSuchPerson
from keepword.foundation.nodes import Language, Text
from keepword.foundation.personal import Personal
from keepword.people import codes, credentials
from keepword.people.codes import CodeKind, Confirmed, Expired, Issued, Outcome, TooManyCodes
from keepword.people.errors import NoSuchMember
from keepword.policy.decisions.question import Actor

EMAIL: Final = "email"
TASK: Final = "password-reset"
HOUSE: Final = UUID(int=0)
"""The account of the house itself."""


def ask(
    door: Door, login: Personal, hospital: Text, language: Language, acting: Acting, now: datetime
) -> Issued | TooManyCodes:
    """Send a code to the e-mail address of the member with this log-in id, if there is one."""
    subject = door.find("login-id", login)
    email = _email(door, subject, acting, now) if subject else None
    with door.act(acting, now) as act:
        if subject is None or email is None:
            answer = codes.decoy(act, CodeKind.RESET, login)
            subject = None
        else:
            answer = codes.issue(act, CodeKind.RESET, email, hospital, language, subject)
        sent = "done" if subject and isinstance(answer, Issued) else "failed"
        act.note("password-reset-asked", subject=subject, outcome=sent)
    return answer


def finish(
    door: Door,
    sent: UUID,
    digits: str,
    use: UUID,
    password: Personal,
    acting: Acting,
    now: datetime,
) -> Outcome:
    """Give the member of this code the new password; every session of theirs ends."""
    try:
        with door.act(acting, now) as act:
            outcome = codes.confirm(act, CodeKind.RESET, sent, digits, use=use)
            if isinstance(outcome, Confirmed) and outcome.subject is not None:
                credentials.reset(act, outcome.subject, password)
            elif not isinstance(outcome, Confirmed):
                act.note("password-reset", outcome="failed")
    except NoSuchMember:  # left between asking and answering
        return Expired()
    return outcome


def _email(door: Door, subject: UUID, acting: Acting, now: datetime) -> Personal | None:
    """The address of a member: used by the house, for running the membership (PU6), on record."""
    point = _point(door, subject)
    if point is None or credentials.epoch_of(subject) is None:
        return None
    purpose = door.loaded.policy.point_index[point].purposes[0]
    system = Acting(
        Actor.SYSTEM, HOUSE, source=acting.source, task=TASK, grants=frozenset({purpose})
    )
    try:
        with door.act(system, now) as act:
            looked = act.use(Using(subject, point, purpose, items=frozenset({EMAIL})))
    except NoSuchPerson:
        return None
    return looked.items.get(EMAIL) if isinstance(looked, Opened) else None


def _point(door: Door, subject: UUID) -> str | None:
    """The point of a service at which the person gave an e-mail address."""
    points = door.loaded.policy.point_index
    held = (h.point for h in door.holdings(subject) if h.item == EMAIL)
    return next((point for point in held if points[point].service), None)
