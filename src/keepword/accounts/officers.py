"""Making officer accounts, the first one only once."""

from __future__ import annotations

from keepword.accounts import staffing
from keepword.accounts.models import Role, Staff
from keepword.custody.act import Act

ADVISORY_LOCK = 0x4B57_4F46_4649_4352
"""Key of the advisory lock under which the first officer is made: "KWOFFICR" in ASCII."""


def exists() -> bool:
    """Whether there is an officer who may sign in."""
    return Staff.objects.filter(role=Role.OFFICER, is_active=True).exists()


def create(
    act: Act,
    *,
    login: str,
    name: str,
    password: str,
    another: bool,
    department: str = "",
    employee_number: str = "",
) -> Staff | None:
    """Make an officer; None when there is one already and not `another` is wanted.

    Who made it is on record (P85). Two commands at once make one first officer, not two: the lock
    lasts to the commit of the act.

    Raises:
        AccountRefused: login, name or password will not do.
    """
    act.cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
    if exists() and not another:
        return None
    return staffing.create(
        act,
        login=login,
        name=name,
        password=password,
        role=Role.OFFICER,
        department=department,
        employee_number=employee_number,
    )
