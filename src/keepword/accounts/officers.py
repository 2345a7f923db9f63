"""Making officer accounts, the first one only once."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from keepword.accounts.errors import AccountRefused
from keepword.accounts.models import Role, Staff

ADVISORY_LOCK = 0x4B57_4F46_4649_4352
"""Key of the advisory lock under which the first officer is made: "KWOFFICR" in ASCII."""


def exists() -> bool:
    """Whether there is an officer who may sign in."""
    return Staff.objects.filter(role=Role.OFFICER, is_active=True).exists()


def create(*, login: str, name: str, password: str, another: bool) -> Staff | None:
    """Make an officer; None when there is one already and not `another` is wanted.

    Two commands at once make one first officer, not two: the lock lasts to the commit.

    Raises:
        AccountRefused: login, name or password will not do.
    """
    try:
        validate_password(password, Staff(login=login, name=name))
        return _create(login=login, name=name, password=password, another=another)
    except ValidationError as error:
        raise AccountRefused(error) from error


def _create(*, login: str, name: str, password: str, another: bool) -> Staff | None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        if exists() and not another:
            return None
        return Staff.objects.create_staff(
            login=login, name=name, password=password, role=Role.OFFICER
        )
