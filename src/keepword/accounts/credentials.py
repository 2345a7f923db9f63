"""The first factor of the staff: log-in name and password.

`verify` does the slow part outside any transaction and the same work whoever is named; `judge`
counts and records inside one, with the account's row locked, so that tries at the same moment
count one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from keepword.accounts import lockout
from keepword.accounts.errors import AccountRefused
from keepword.accounts.models import Staff, canonical_login
from keepword.accounts.refusals import Refused
from keepword.custody.act import Act
from keepword.foundation.personal import Personal

SIGN_IN, AGAIN = "sign-in", "password-check"
"""What the record calls a sign-in, and being asked for the password once more."""

SHORTEST = 12
"""Characters of a staff password, as `AUTH_PASSWORD_VALIDATORS` asks for them."""

NOBODYS = "nobody signs in with this"
"""What is hashed for a name that nobody has, so that it takes as long as for one that is there."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a try came to; `staff` is None where nobody (active) has the name."""

    staff: UUID | None
    right: bool
    seen: str = field(default="", repr=False)
    """The hash that the password was held against."""


@dataclass(frozen=True, slots=True)
class PasswordRight:
    """The first factor is there; the second one is to follow."""

    staff: UUID
    epoch: int
    enrolled: bool


def verify(login: Personal, password: Personal) -> Tried:
    """Hold a password against the account of this name; takes as long for a name nobody has."""
    name = canonical_login(login.reveal())
    # No text in PostgreSQL has a NUL in it: no account has such a name, and none may be asked for.
    known = (
        Staff.objects.filter(login=name, is_active=True)
        if "\0" not in name
        else Staff.objects.none()
    )
    staff = known.first()
    if staff is None:
        make_password(NOBODYS)
        return Tried(None, False)
    return Tried(staff.id, _matches(staff, password), staff.password)


def verify_again(staff: UUID, password: Personal) -> Tried:
    """Hold a password against an account that is signed in: before something grave."""
    found = Staff.objects.get(id=staff)
    return Tried(found.id, _matches(found, password), found.password)


def judge(act: Act, tried: Tried, *, what: str = SIGN_IN) -> PasswordRight | Refused:
    """Let in or refuse, and record which, under the name `what`. `tried.staff` is there.

    Raises:
        Staff.DoesNotExist: the account was closed meanwhile, or the try was nobody's.
    """
    if tried.staff is None:
        raise Staff.DoesNotExist
    staff = Staff.objects.select_for_update().get(id=tried.staff, is_active=True)
    resting = lockout.resting(staff, act.now)
    if resting:
        return lockout.still_resting(act, what, staff, resting, factor="password")
    if not tried.right or staff.password != tried.seen:
        return lockout.count(act, what, staff, factor="password")
    act.note(what, factor="password", staff=str(staff.id))
    return PasswordRight(staff.id, staff.session_epoch, staff.totp_enrolled_at is not None)


def change(act: Act, staff: UUID, password: Personal) -> int:
    """Give an account a new password; every other session of it ends. The new epoch.

    Raises:
        AccountRefused: the password will not do.
    """
    found = Staff.objects.select_for_update().get(id=staff)
    try:
        validate_password(password.reveal(), found)
    except ValidationError as error:
        raise AccountRefused(error) from None
    found.set_password(password.reveal())
    found.session_epoch += 1
    found.save(update_fields=["password", "session_epoch"])
    act.note("password-change", staff=str(staff))
    return found.session_epoch


def _matches(staff: Staff, password: Personal) -> bool:
    """Whether it is the one. An old hash stays as it is until the password is changed."""
    return check_password(password.reveal(), staff.password)
