"""Accounts of the staff: made, found, closed."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from keepword.accounts.errors import AccountRefused, NoSuchAccount
from keepword.accounts.models import Role, Staff, canonical_login
from keepword.custody.act import Act


def create(
    act: Act,
    *,
    login: str,
    name: str,
    password: str,
    role: Role,
    department: str,
    employee_number: str = "",
) -> Staff:
    """Make an account; who made it is on record (P85).

    Raises:
        AccountRefused: login, name or password will not do.
    """
    try:
        validate_password(password, Staff(login=login, name=name))
        made = Staff.objects.create_staff(
            login=login,
            name=name,
            password=password,
            role=role,
            department=department,
            employee_number=employee_number,
        )
    except ValidationError as error:
        raise AccountRefused(error) from None
    act.note("account", staff=str(made.id), given=role.value)
    return made


def named(login: str) -> Staff:
    """The account with this login name, however it is typed.

    Raises:
        NoSuchAccount: there is none.
    """
    found = Staff.objects.filter(login=canonical_login(login)).first()
    if found is None:
        raise NoSuchAccount
    return found


def close(act: Act, staff: Staff) -> None:
    """Close an account: sessions end, and no grant of it holds any more. It stays on file."""
    staff.is_active = False
    staff.session_epoch += 1
    staff.save(update_fields=["is_active", "session_epoch"])
    act.note("account-closed", staff=str(staff.id))
