"""Who may do which task, from when to when, and who said so (P85; Safety Measures notice art. 5).

Nothing about a grant is kept in a session: every call asks anew, so that a revocation takes effect
with the next one. Rows stay for good (the law wants three years).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from keepword.accounts.errors import NoSuchGrant, UnknownTask
from keepword.accounts.models import Grant, Staff
from keepword.custody.act import Act
from keepword.policies.desk import Task


def tasks_of(staff: Staff | UUID, now: datetime) -> frozenset[str]:
    """The ids of the tasks that an active account may do now."""
    found = _in_force(now).filter(staff=staff, staff__is_active=True)
    return frozenset(found.values_list("task", flat=True))


def grants_of(staff: Staff | UUID, now: datetime, tasks: Iterable[Task]) -> frozenset[str]:
    """The purposes that the account's tasks serve; `tasks` are those of the policy in force."""
    mine = tasks_of(staff, now)
    return frozenset(purpose for task in tasks if task.id in mine for purpose in task.purposes)


def grant(
    act: Act,
    *,
    grant_id: UUID,
    staff: UUID,
    task: Task,
    reason: str,
    begins_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Grant:
    """Give the right to a task, from now (or `begins_at`) on; who gives it is who acts."""
    made = Grant(
        id=grant_id,
        staff_id=staff,
        task=task.id,
        reason=reason,
        granted_by=act.acting.account,
        granted_at=act.now,
        begins_at=begins_at or act.now,
        ends_at=ends_at,
    )
    made.save(force_insert=True)
    act.note("grant", grant=str(grant_id), staff=str(staff), granted=task.id)
    return made


def revoke(act: Act, grant_id: UUID, reason: str) -> None:
    """End a grant now.

    Raises:
        NoSuchGrant: it is not there, or was ended before.
    """
    found = Grant.objects.select_for_update().filter(id=grant_id, revoked_at=None).first()
    if found is None:
        raise NoSuchGrant
    found.revoked_at, found.revoked_by = act.now, act.acting.account
    found.revoked_because = reason
    found.save(update_fields=["revoked_at", "revoked_by", "revoked_because"])
    act.note("revoke", grant=str(grant_id), staff=str(found.staff_id), granted=found.task)


def named(tasks: Iterable[Task], task_id: str) -> Task:
    """The task of this id.

    Raises:
        UnknownTask: the desk has none.
    """
    found = next((task for task in tasks if task.id == task_id), None)
    if found is None:
        raise UnknownTask(task_id)
    return found


def register(staff: Staff | None = None) -> QuerySet[Grant]:
    """Every grant there ever was, of one account or of all, oldest first."""
    every = Grant.objects.select_related("staff").order_by("granted_at", "id")
    return every if staff is None else every.filter(staff=staff)


def _in_force(now: datetime) -> QuerySet[Grant]:
    begun = Grant.objects.filter(Q(begins_at__lte=now))
    living = begun.filter(Q(ends_at=None) | Q(ends_at__gt=now))
    return living.filter(Q(revoked_at=None) | Q(revoked_at__gt=now))
