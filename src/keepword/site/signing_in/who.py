"""Who a session says is there, checked anew at every request.

A session holds a kind, a random id, an epoch, and two times. Somebody who left, was closed out or
changed the password elsewhere is no longer signed in at the very next request.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from keepword.accounts.models import Staff
from keepword.people import credentials
from keepword.runtime import clock
from keepword.site.signing_in import limits


class Kind(StrEnum):
    """Whose session it is."""

    MEMBER = "member"
    STAFF = "staff"
    HALF = "half"  # staff with the right password, whose code is still to come


@dataclass(frozen=True, slots=True)
class Member:
    """A member who is signed in."""

    subject: UUID
    epoch: int


@dataclass(frozen=True, slots=True)
class Who:
    """Who is there. `expired`: somebody was, and has to sign in again."""

    member: Member | None = None
    staff: Staff | None = None
    half: Staff | None = None
    since: datetime | None = None
    expired: bool = False


_FOUND: Final = "_keepword_who"


def of(request: HttpRequest) -> Who:
    """Who is there; looked up once a request."""
    found: Who | None = getattr(request, _FOUND, None)
    if found is None:
        found = _held(request)
        setattr(request, _FOUND, found)
    return found


def enter(request: HttpRequest, kind: Kind, account: UUID, epoch: int) -> None:
    """Begin a session under a fresh key: whatever the old cookie was, it opens nothing now."""
    now = int(clock.now().timestamp())
    request.session.flush()
    request.session.update(
        {"kind": kind.value, "id": str(account), "epoch": epoch, "began": now, "last": now}
    )
    rotate_token(request)
    _forget(request)


def leave(request: HttpRequest) -> None:
    """End the session."""
    request.session.flush()
    _forget(request)


def _forget(request: HttpRequest) -> None:
    if hasattr(request, _FOUND):
        delattr(request, _FOUND)


def _held(request: HttpRequest) -> Who:
    held, cookie = request.session, settings.SESSION_COOKIE_NAME in request.COOKIES
    if "kind" not in held:
        return Who(expired=cookie)
    kind, now = Kind(held["kind"]), clock.now()
    began, last = _time(held["began"]), _time(held["last"])
    if _over(kind, began, last, now):
        held.flush()
        return Who(expired=True)
    found = _of_kind(kind, UUID(held["id"]), int(held["epoch"]), began)
    if found.expired:
        held.flush()
    elif now - last >= limits.TOUCH:
        held["last"] = int(now.timestamp())
    return found


def _over(kind: Kind, began: datetime, last: datetime, now: datetime) -> bool:
    """Whether its time is over; a clock that went back ends it too."""
    if now < began:
        return True
    if kind is Kind.HALF:
        return now - began >= limits.BETWEEN_FACTORS
    return now - last >= limits.IDLE or now - began >= limits.LONGEST


def _of_kind(kind: Kind, account: UUID, epoch: int, began: datetime) -> Who:
    if kind is Kind.MEMBER:
        if credentials.epoch_of(account) != epoch:
            return Who(expired=True)
        return Who(member=Member(account, epoch), since=began)
    staff = Staff.objects.filter(id=account, is_active=True, session_epoch=epoch).first()
    if staff is None:
        return Who(expired=True)
    return Who(half=staff, since=began) if kind is Kind.HALF else Who(staff=staff, since=began)


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
