"""One broken policy: an edit of the Asan texts, and the faults it has to be refused with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Expected:
    """A fault: its code, and the line on which `marker` stands in the edited text.

    Without a marker the fault is of the file as a whole. `says` stands in the message and `mend`
    in the remedy, each in both languages; a pair (English, Korean) stands in its own language.
    `file` is the edited file unless it is given.
    """

    code: str
    marker: str
    says: tuple[str | tuple[str, str], ...]
    mend: tuple[str | tuple[str, str], ...]
    file: str | None = None


@dataclass(frozen=True)
class Case:
    """`old`, which stands once in `file`, becomes `new`; with `old` empty `new` is put at the end.

    `new` None takes the whole file away. `faults` are all the faults that the loader may name.
    """

    name: str
    file: str
    old: str
    new: str | None
    faults: tuple[Expected, ...]


def case(name: str, file: str, old: str, new: str | None, *faults: Expected) -> Case:
    """A case with its faults, one or more."""
    return Case(name, file, old, new, faults)


def broken(texts: Mapping[str, str], edit: Case) -> dict[str, str]:
    """The files of the policy with the edit made."""
    files = dict(texts)
    if edit.new is None:
        del files[edit.file]
        return files
    text = files.get(edit.file, "")
    if edit.old:
        times = text.count(edit.old)
        assert times == 1, f"{edit.name}: {edit.old!r} stands {times} times in {edit.file}"
        files[edit.file] = text.replace(edit.old, edit.new)
    else:
        files[edit.file] = text + edit.new
    return files


def place(files: Mapping[str, str], edit: Case, expected: Expected) -> tuple[str, int]:
    """File and line at which `expected` has to be reported."""
    file = expected.file or edit.file
    if not expected.marker:
        return file, 0
    text = files[file]
    times = text.count(expected.marker)
    assert times == 1, f"{edit.name}: the marker {expected.marker!r} stands {times} times"
    return file, text.count("\n", 0, text.index(expected.marker)) + 1
