"""Changing one's own password: the old one is asked for, and every other session ends."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from keepword.accounts import credentials as staff_credentials
from keepword.accounts.credentials import PasswordRight
from keepword.accounts.errors import AccountRefused
from keepword.accounts.models import Staff
from keepword.custody.act import Act
from keepword.custody.door import Door
from keepword.foundation.errors import Message
from keepword.foundation.personal import Personal
from keepword.people import credentials
from keepword.people.credentials import SignedIn
from keepword.site.signing_in import current, who
from keepword.site.signing_in.checking import NotIn
from keepword.site.signing_in.who import Member


class Changed:
    """The new password holds; this session goes on, the others have ended."""


def change(
    request: HttpRequest, door: Door, password: Personal, wanted: Personal, now: datetime
) -> Changed | NotIn | Message:
    """Change the password of whoever is signed in; a message says why the new one will not do."""
    staff = current.staff(request)
    if staff is None:
        return _of_member(request, door, current.the_member(request), password, wanted, now)
    try:
        return _of_staff(request, door, staff, password, wanted, now)
    except AccountRefused as refused:
        return refused.message


def _of_member(
    request: HttpRequest,
    door: Door,
    member: Member,
    password: Personal,
    wanted: Personal,
    now: datetime,
) -> Changed | NotIn:
    tried = credentials.verify_again(member.subject, password)
    with door.act(current.acting_of(request), now) as act:
        answer = credentials.judge(act, tried, what=credentials.AGAIN)
        if not isinstance(answer, SignedIn):
            return NotIn(answer.why.value, answer.until)
        epoch = credentials.change(act, member.subject, wanted)
    who.enter(request, who.Kind.MEMBER, member.subject, epoch)
    return Changed()


def _of_staff(
    request: HttpRequest,
    door: Door,
    staff: Staff,
    password: Personal,
    wanted: Personal,
    now: datetime,
) -> Changed | NotIn:
    tried = staff_credentials.verify_again(staff.id, password)
    with door.act(current.acting_of(request), now) as act:
        epoch = _judged(act, tried, staff, wanted)
    if isinstance(epoch, NotIn):
        return epoch
    who.enter(request, who.Kind.STAFF, staff.id, epoch)
    return Changed()


def _judged(
    act: Act, tried: staff_credentials.Tried, staff: Staff, wanted: Personal
) -> int | NotIn:
    answer = staff_credentials.judge(act, tried, what=staff_credentials.AGAIN)
    if not isinstance(answer, PasswordRight):
        return NotIn(answer.why.value, answer.until)
    return staff_credentials.change(act, staff.id, wanted)
