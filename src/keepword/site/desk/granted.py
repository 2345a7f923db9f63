"""Which tasks somebody may do now: granted to them, and of their department (P77, P85)."""

from __future__ import annotations

from datetime import datetime

from keepword.accounts import grants
from keepword.accounts.models import Staff
from keepword.foundation.errors import UnknownId
from keepword.foundation.nodes import Language
from keepword.policies import desk
from keepword.policies.tasks import Task, TaskBook
from keepword.runtime import config


def book() -> TaskBook:
    """The departments and tasks of the hospital."""
    return desk.tasks(config.current().policy)


def tasks_of(staff: Staff, now: datetime) -> tuple[Task, ...]:
    """The tasks that `staff` may do, asked anew at every call."""
    granted = grants.tasks_of(staff.id, now)
    return tuple(task for task in book().of(staff.department) if task.id in granted)


def department_name(department: str, language: Language) -> str:
    """A department in words; as the directory has it, where the hospital's book has not."""
    try:
        return book().department(department).name.say(language)
    except UnknownId:
        return department
