"""What keeps a hospital's formats, tasks and indexes from fitting its policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from keepword.foundation.errors import Message
from keepword.foundation.guessing import hint
from keepword.foundation.marked_yaml import Path
from keepword.foundation.refusal import Words
from keepword.policies.indexes import Fold, Index, IndexKind
from keepword.policies.tasks import Department, Task
from keepword.policy.loading.words import ITEM, POINT, PURPOSE, Found, Kind, doubled, unknown
from keepword.policy.model.policy import Policy
from keepword.policy.model.vocabulary import ItemClass
from keepword.policy.values import Format, ItemFormat

DEPARTMENT = Kind("department", "부서")
TASK = Kind("task", "업무")
CHOICE = Kind("choice", "선택지")
ROLE = Kind("role", "역할")
INDEX = Kind("index", "색인")

_PARTS: Mapping[IndexKind, tuple[tuple[Fold, ...], ...]] = {
    IndexKind.EXACT: ((Fold.FOLDED,), (Fold.DIGITS,), (Fold.DATE,)),
    IndexKind.LAST_FOUR: ((Fold.DIGITS,),),
    IndexKind.BIRTH_DATE_AND_NAME: ((Fold.DATE, Fold.FOLDED),),
}
"""How the texts of the items of an index can be folded, by its kind."""

_NEVER_INDEXED = (ItemClass.CREDENTIAL, ItemClass.UNIQUE, ItemClass.HEALTH, ItemClass.SENSITIVE)
"""Kept one-way (P81), or as the law protects most (PIPA 23, 24): not to be tried out by tags."""


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


def of_indexes(policy: Policy, indexes: tuple[Index, ...]) -> Iterator[Found]:
    """Faults of blind indexes: where, what is wrong, how to mend it."""
    yield from _doubles(INDEX, (index.id for index in indexes), ("indexes",), "id")
    for n, index in enumerate(indexes):
        here: Path = ("indexes", n)
        yield from _each(POINT, index.points, policy.point_index, (*here, "points"))
        unknown_items = False
        for m, name in enumerate(index.names):
            at: Path = (*here, "items", m, "item")
            if name not in policy.item_index:
                unknown_items = True
                yield at, unknown(ITEM, name, policy.item_index)
            elif policy.item_index[name].kind in _NEVER_INDEXED:
                yield at, _never_indexed(name)
        if tuple(part.text for part in index.items) not in _PARTS[index.kind]:
            yield (*here, "items"), _PARTS_WORDS[index.kind]
        if index.unique and index.kind is not IndexKind.EXACT:
            yield (*here, "unique"), _UNIQUE_IS_EXACT
        if not unknown_items:
            yield from _collected(policy, index, here)


def _collected(policy: Policy, index: Index, here: Path) -> Iterator[Found]:
    """Whether what the index is made of comes in together, at each of its points."""
    collecting = {p.id for p in policy.points if set(index.names) <= set(p.items())}
    for m, point in enumerate(index.points):
        if point in policy.point_index and point not in collecting:
            yield (*here, "points", m), _not_collected(point, index.names)
    if not index.points and not collecting:
        yield (*here, "items"), _never_together(index.names)


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


_PARTS_WORDS: Mapping[IndexKind, Words] = {
    IndexKind.EXACT: (
        "index-parts",
        Message("An exact index is made of one item.", "'exact' 색인은 항목 하나로 만듭니다."),
        Message(
            "List one item, with 'folded', 'digits' or 'date' as its 'text'.",
            "항목 하나만 적고 'text' 값은 'folded', 'digits', 'date' 가운데 고르세요.",
        ),
    ),
    IndexKind.LAST_FOUR: (
        "index-parts",
        Message(
            "A last-four index is made of the digits of one item.",
            "'last-four' 색인은 항목 하나의 숫자로 만듭니다.",
        ),
        Message(
            "List one item, with 'digits' as its 'text'.",
            "항목 하나만 적고 'text' 값을 'digits'로 쓰세요.",
        ),
    ),
    IndexKind.BIRTH_DATE_AND_NAME: (
        "index-parts",
        Message(
            "This index is made of a date of birth and a name, in this order.",
            "이 색인은 생년월일과 이름으로, 이 순서대로 만듭니다.",
        ),
        Message(
            "List the date with 'date' as its 'text', then the name with 'folded'.",
            "'text' 값이 'date'인 날짜를 먼저, 'folded'인 이름을 다음에 적으세요.",
        ),
    ),
}
_UNIQUE_IS_EXACT: Words = (
    "unique-index",
    Message(
        "Only an exact index can be unique: others are shared by many people.",
        "'exact' 색인만 'unique'일 수 있습니다. 다른 색인은 여러 사람의 값이 같습니다.",
    ),
    Message("Remove 'unique'.", "'unique' 줄을 지우세요."),
)


def _never_indexed(item: str) -> Words:
    return (
        "never-indexed",
        Message(
            f"Nobody is found by '{item}': a credential, a registration number or sensitive data.",
            f"인증정보, 고유식별정보, 민감정보로는 찾을 수 없습니다: '{item}'.",
        ),
        Message(
            "Remove this index (PIPA 23, 24).",
            "이 색인을 지우세요(개인정보 보호법 제23조, 제24조).",
        ),
    )


def _not_collected(point: str, items: tuple[str, ...]) -> Words:
    listed = ", ".join(f"'{item}'" for item in items)
    return (
        "index-not-collected",
        Message(
            f"{point} does not collect all of: {listed}.",
            f"{point}에서 모두 수집하지는 않는 항목입니다: {listed}.",
        ),
        Message("Remove the point.", "이 수집 지점을 지우세요."),
    )


def _never_together(items: tuple[str, ...]) -> Words:
    listed = ", ".join(f"'{item}'" for item in items)
    return (
        "index-not-collected",
        Message(
            f"No collection point collects all of: {listed}.",
            f"다음 항목을 모두 수집하는 수집 지점이 없습니다: {listed}.",
        ),
        Message("Remove this index.", "이 색인을 지우세요."),
    )
