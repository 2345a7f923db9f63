"""What keeps a hospital's formats and tasks from fitting its policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from keepword.foundation.errors import Message
from keepword.foundation.guessing import hint
from keepword.foundation.marked_yaml import Path
from keepword.foundation.refusal import Words
from keepword.policies.tasks import Department, Task
from keepword.policy.loading.words import ITEM, POINT, PURPOSE, Found, Kind, doubled, unknown
from keepword.policy.model.policy import Policy
from keepword.policy.model.vocabulary import ItemClass
from keepword.policy.values import Format, ItemFormat

DEPARTMENT = Kind("department", "부서")
TASK = Kind("task", "업무")
CHOICE = Kind("choice", "선택지")
ROLE = Kind("role", "역할")


def of_formats(policy: Policy, formats: tuple[ItemFormat, ...]) -> Iterator[Found]:
    """Faults of formats: where, what is wrong, how to mend it."""
    roles = [condition.role for condition in policy.conditions]
    yield from _doubles(ITEM, (fmt.item for fmt in formats), ("formats",), "item")
    for n, fmt in enumerate(formats):
        here: Path = ("formats", n)
        if fmt.item not in policy.item_index:
            yield (*here, "item"), unknown(ITEM, fmt.item, policy.item_index)
        elif _credential(policy, fmt.item) != (fmt.format is Format.PASSWORD):
            yield (*here, "format"), _credentials_are_passwords(fmt.item)
        if fmt.shortest > fmt.longest:
            yield (*here, "shortest"), _SPAN
        if bool(fmt.choices) != (fmt.format is Format.CHOICE):
            yield (*here, "choices"), _CHOICES
        yield from _doubles(CHOICE, (c.id for c in fmt.choices), (*here, "choices"), "id")
        for m, choice in enumerate(fmt.choices):
            if choice.role is not None and choice.role not in roles:
                yield (*here, "choices", m, "role"), unknown(ROLE, choice.role, roles)


def of_tasks(
    policy: Policy, departments: tuple[Department, ...], tasks: tuple[Task, ...]
) -> Iterator[Found]:
    """Faults of departments and tasks: where, what is wrong, how to mend it."""
    yield from _doubles(DEPARTMENT, (d.id for d in departments), ("departments",), "id")
    yield from _doubles(TASK, (t.id for t in tasks), ("tasks",), "id")
    known = [department.id for department in departments]
    for n, task in enumerate(tasks):
        here: Path = ("tasks", n)
        yield from _each(PURPOSE, task.purposes, policy.purpose_index, (*here, "purposes"))
        yield from _each(POINT, task.points, policy.point_index, (*here, "points"))
        for m, name in enumerate(task.departments):
            if name not in known:
                yield (*here, "departments", m), _unknown_department(name, known)
        for m, purpose in enumerate(task.purposes):
            if _opens_elsewhere_only(policy, purpose, task.points):
                yield (*here, "purposes", m), _opens_nothing(purpose, _opened_by(policy, purpose))


def _credential(policy: Policy, item: str) -> bool:
    return policy.item_index[item].kind is ItemClass.CREDENTIAL


def _opened_by(policy: Policy, purpose: str) -> tuple[str, ...]:
    """The points of which `purpose` opens something."""
    return tuple(
        point.id
        for point in policy.points
        if any(purpose in point.purposes_of(entry) for entry in point.entries)
        or (point.implied and purpose in point.purposes)
    )


def _opens_elsewhere_only(policy: Policy, purpose: str, points: tuple[str, ...]) -> bool:
    """Whether the purpose opens something, but nothing of `points`.

    One that opens nothing anywhere is the policy's own affair: each look for it is refused.
    """
    opened = _opened_by(policy, purpose)
    return bool(opened) and not set(opened) & set(points)


def _doubles(kind: Kind, names: Iterable[str], at: Path, field: str) -> Iterator[Found]:
    seen: set[str] = set()
    for n, name in enumerate(names):
        if name in seen:
            yield (*at, n, field), doubled(kind, name)
        seen.add(name)


def _each(kind: Kind, names: Iterable[str], known: Iterable[str], path: Path) -> Iterator[Found]:
    there = list(known)
    for n, name in enumerate(names):
        if name not in there:
            yield (*path, n), unknown(kind, name, there)


_SPAN: Words = (
    "empty-span",
    Message("'shortest' is more than 'longest'.", "'shortest' 값이 'longest' 값보다 큽니다."),
    Message("Make 'longest' the larger one.", "'longest' 값을 더 크게 쓰세요."),
)
_CHOICES: Words = (
    "choices-and-format",
    Message(
        "'choices' and the format 'choice' go together; one of them is missing.",
        "'choices' 항목과 'choice' 형식 가운데 하나가 빠졌습니다.",
    ),
    Message(
        "List the choices of a choice, and of nothing else.",
        "'choice' 형식에만, 그리고 반드시 선택지를 적으세요.",
    ),
)


def _unknown_department(name: str, known: list[str]) -> Words:
    meant = hint(name, known)
    return (
        "unknown-id",
        Message(f"There is no department '{name}'.", f"부서 목록에 없는 부서입니다: '{name}'."),
        Message(
            f"List it under 'departments', or correct the id.{meant.en}",
            f"'departments' 목록에 더하거나 이름을 고치세요.{meant.ko}",
        ),
    )


def _credentials_are_passwords(item: str) -> Words:
    return (
        "credential-format",
        Message(
            f"'{item}' is a credential in another format, or a password that is no credential.",
            f"인증정보와 'password' 형식이 서로 맞지 않습니다: '{item}'.",
        ),
        Message(
            "Use the format 'password' for items of class 'credential' only, and always.",
            "'credential' 종류의 항목에만, 그리고 반드시 'password' 형식을 쓰세요.",
        ),
    )


def _opens_nothing(purpose: str, points: tuple[str, ...]) -> Words:
    listed = ", ".join(points)
    return (
        "purpose-opens-nothing",
        Message(
            f"{purpose} opens nothing of the points of this task.",
            f"이 업무의 수집 지점에서 아무것도 열지 못하는 목적입니다: {purpose}.",
        ),
        Message(
            f"Add one of these points, or remove the purpose: {listed}.",
            f"다음 수집 지점 가운데 하나를 더하거나 목적을 지우세요: {listed}.",
        ),
    )
