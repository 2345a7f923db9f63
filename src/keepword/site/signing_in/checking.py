"""Who has this log-in id and password: a member, or somebody of the staff.

One page serves both, and the same work is done whoever is named, so that neither the answer nor its
time says whose log-in id it is, or whether it is anybody's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from keepword.accounts import credentials as staff_credentials
from keepword.accounts.credentials import PasswordRight
from keepword.accounts.refusals import Refused as StaffRefused
from keepword.custody.act import Act
from keepword.custody.acting import Acting
from keepword.custody.door import Door
from keepword.foundation.nodes import Language
from keepword.foundation.personal import Personal
from keepword.law.day import KOREA
from keepword.people import credentials
from keepword.people.credentials import SignedIn
from keepword.policy.decisions.question import Actor
from keepword.site import words

_SAID: Final = {
    "wrong": "sign-in.wrong",
    "locked": "sign-in.locked",
    "too-many": "sign-in.too-many",
}


@dataclass(frozen=True, slots=True)
class NotIn:
    """Not let in, and when to try again, if that is later."""

    why: str
    until: datetime | None = None

    def say(self, language: Language, wrong: str = "sign-in.wrong") -> str:
        """What to tell; `wrong` is the text for what was typed wrongly."""
        key = wrong if self.why == "wrong" else _SAID[self.why]
        return words.say(key, language, **until_of(self.until))

    @property
    def status(self) -> int:
        """429 (RFC 6585) where only time helps."""
        return 422 if self.until is None else 429


def until_of(until: datetime | None) -> dict[str, str]:
    """A time of day as the texts take it: by the hospital's clock."""
    return {"until": f"{until.astimezone(KOREA):%H:%M}"} if until else {}


def check(
    door: Door, login: Personal, password: Personal, acting: Acting, now: datetime
) -> SignedIn | PasswordRight | NotIn:
    """Let in a member, take the first factor of a member of staff, or refuse; on record (P87)."""
    # The house first: if the database is not there, its own error says so.
    member = credentials.verify(door, login, password)
    staff = staff_credentials.verify(login, password)
    with door.act(_as_whom(acting, member, staff), now) as act:
        if staff.staff is None or (member.right and not staff.right):
            return _of_member(credentials.judge(act, member))
        return _of_staff(act, staff, member)


def _as_whom(acting: Acting, member: credentials.Tried, staff: staff_credentials.Tried) -> Acting:
    """Who acts: whoever has the right password, and otherwise nobody."""
    if staff.staff and staff.right:
        return replace(acting, actor=Actor.STAFF, account=staff.staff)
    return credentials.as_whom(acting, member)


def _of_member(answer: SignedIn | credentials.Refused) -> SignedIn | NotIn:
    return answer if isinstance(answer, SignedIn) else NotIn(answer.why.value, answer.until)


def _of_staff(
    act: Act, staff: staff_credentials.Tried, member: credentials.Tried
) -> PasswordRight | NotIn:
    shut = credentials.shut_to_source(act)
    if shut:
        act.note("sign-in", outcome="failed", reason=shut.why.value, tried=str(staff.staff))
        return NotIn(shut.why.value, shut.until)
    if member.subject and not staff.right:  # the name is a member's too: their try counts as well
        credentials.judge(act, member)
    answer = staff_credentials.judge(act, staff)
    if isinstance(answer, StaffRefused):
        credentials.count_source(act)
        return NotIn(answer.why.value, answer.until)
    return answer
