"""What a hospital adds to its policy so that it can be worked with: formats, tasks and indexes.

`formats.yaml` says how each item's value is written, `tasks.yaml` which departments do what for
which purposes, `indexes.yaml` what people are found by. They lie beside the versions of a policy,
since no promise depends on them; each is held against the version in force, and what it does not
define is refused by file and line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TypeVar

from keepword.foundation.building import build
from keepword.foundation.errors import Fault, PolicyNotLoadable
from keepword.foundation.marked_yaml import Marked, read_yaml
from keepword.policies import desk_faults, library
from keepword.policies.indexes import Index, IndexBook, by_ids
from keepword.policies.tasks import Department, Task, TaskBook
from keepword.policy.loading.words import Found
from keepword.policy.model.base import Node
from keepword.policy.model.policy import Policy
from keepword.policy.model.vocabulary import Item, ItemClass
from keepword.policy.values import Format, ItemFormat, passwords

__all__ = [
    "FORMATS",
    "INDEXES",
    "TASKS",
    "Department",
    "Index",
    "IndexBook",
    "Task",
    "TaskBook",
    "formats",
    "formats_of",
    "indexes",
    "indexes_of",
    "tasks",
    "tasks_of",
]

FORMATS, INDEXES, TASKS = "formats.yaml", "indexes.yaml", "tasks.yaml"
"""The files' names."""

_TEXT_LONGEST = 200


class _FormatsFile(Node):
    formats: tuple[ItemFormat, ...] = ()


class _TasksFile(Node):
    departments: tuple[Department, ...] = ()
    tasks: tuple[Task, ...] = ()


class _IndexesFile(Node):
    indexes: tuple[Index, ...] = ()


_File = TypeVar("_File", bound=Node)

_books: dict[int, tuple[Policy, IndexBook]] = {}
_MOST_BOOKS = 16


@cache
def formats(policy: str) -> Mapping[str, ItemFormat]:
    """The format of every item of a policy of the package, by item.

    An item that `formats.yaml` leaves out is a text of at most 200 characters, or a password if
    it is a credential.

    Raises:
        PolicyNotLoadable: there is no such policy, or the file does not fit it.
    """
    return formats_of(library.load(policy).policy, _text(policy, FORMATS))


@cache
def tasks(policy: str) -> TaskBook:
    """The departments and tasks of a hospital whose policy comes with the package.

    Raises:
        PolicyNotLoadable: there is no such policy, or the file does not fit it.
    """
    return tasks_of(library.load(policy).policy, _text(policy, TASKS))


def indexes(policy: Policy) -> IndexBook:
    """The blind indexes of a hospital: what its `indexes.yaml` lists if its policy comes with the
    package and has one; else see `by_ids`. Read once for each policy, which is frozen.

    Raises:
        PolicyNotLoadable: the file does not fit the policy.
    """
    found = _books.get(id(policy))
    if found is None:
        text = _text(policy.meta.id, INDEXES)
        book = indexes_of(policy, text) if text else by_ids(policy)
        if len(_books) >= _MOST_BOOKS:
            _books.clear()
        # The tuple keeps the policy alive, so that its id stays its own.
        found = _books[id(policy)] = (policy, book)
    return found[1]


def formats_of(policy: Policy, text: str) -> Mapping[str, ItemFormat]:
    """The formats in `text` (YAML), held against `policy`; see `formats`."""
    marked = read_yaml(FORMATS, text)
    listed = _built(_FormatsFile, marked).formats
    _refuse(marked, desk_faults.of_formats(policy, listed))
    given = {fmt.item: fmt for fmt in listed}
    return MappingProxyType(
        {item.id: given.get(item.id) or _default(item) for item in policy.items}
    )


def tasks_of(policy: Policy, text: str) -> TaskBook:
    """The departments and tasks in `text` (YAML), held against `policy`; see `tasks`."""
    marked = read_yaml(TASKS, text)
    read = _built(_TasksFile, marked)
    _refuse(marked, desk_faults.of_tasks(policy, read.departments, read.tasks))
    return TaskBook(read.departments, read.tasks)


def indexes_of(policy: Policy, text: str) -> IndexBook:
    """The blind indexes in `text` (YAML), held against `policy`; see `indexes`."""
    marked = read_yaml(INDEXES, text)
    listed = _built(_IndexesFile, marked).indexes
    _refuse(marked, desk_faults.of_indexes(policy, listed))
    return IndexBook(listed)


def _default(item: Item) -> ItemFormat:
    if item.kind is ItemClass.CREDENTIAL:
        return ItemFormat(
            item=item.id,
            format=Format.PASSWORD,
            shortest=passwords.SHORTEST,
            longest=passwords.LONGEST,
        )
    return ItemFormat(item=item.id, format=Format.TEXT, longest=_TEXT_LONGEST)


def _text(policy: str, name: str) -> str:
    """A file beside the versions of a policy; empty where there is none."""
    file = files("keepword.policies").joinpath(policy).joinpath(name)
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _built(model: type[_File], marked: Marked) -> _File:
    built = build(model, marked.value, lambda path: (marked.file, marked.line(path)))
    if isinstance(built, tuple):
        raise PolicyNotLoadable(built)
    return built


def _refuse(marked: Marked, found: Iterable[Found]) -> None:
    faults = {Fault(marked.file, marked.line(path), *words) for path, words in found}
    if faults:
        raise PolicyNotLoadable(tuple(sorted(faults, key=lambda f: (f.line, f.code, f.message.en))))
