"""Who does what with personal data at a hospital: its departments and their tasks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from pydantic import Field

from keepword.foundation.errors import UnknownId
from keepword.policy.model.base import Node, PointId, PurposeId, Slug, Text


class Department(Node):
    """A department whose staff handle personal data."""

    id: Slug
    name: Text


class Task(Node):
    """Something staff do with personal data, and for what (P5, P85).

    `plain` is how the person whose data it is reads why they were looked at. A task with several
    purposes leaves the choice to whoever does it. Whether a reason is asked for is the purpose's
    to say (`Purpose.needs`).
    """

    id: Slug
    name: Text
    plain: Text
    purposes: tuple[PurposeId, ...] = Field(min_length=1)
    points: tuple[PointId, ...] = Field(min_length=1)
    departments: tuple[Slug, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class TaskBook:
    """The departments and the tasks of a hospital; as an iterable, the tasks."""

    departments: tuple[Department, ...] = ()
    tasks: tuple[Task, ...] = ()

    def __iter__(self) -> Iterator[Task]:
        return iter(self.tasks)

    def task(self, wanted: str) -> Task:
        """The task with the id `wanted`; `UnknownId` if there is none."""
        return _with_id(self.tasks, wanted)

    def department(self, wanted: str) -> Department:
        """The department with the id `wanted`; `UnknownId` if there is none."""
        return _with_id(self.departments, wanted)

    def of(self, department: str) -> tuple[Task, ...]:
        """The tasks that the department with this id may do."""
        return tuple(task for task in self.tasks if department in task.departments)


_Named = TypeVar("_Named", Task, Department)


def _with_id(nodes: tuple[_Named, ...], wanted: str) -> _Named:
    for node in nodes:
        if node.id == wanted:
            return node
    raise UnknownId(wanted)
