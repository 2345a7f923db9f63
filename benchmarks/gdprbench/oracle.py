"""What an operation may have answered, from all that was written, and when.

Clients work at once, so an answer is checked against time: what was written before an operation
began must be in its answer, what was erased before must not, and each value must be one that its
key had at some moment of the operation. A run with a wrong answer is void.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from benchmarks.gdprbench.clients import Done
from benchmarks.gdprbench.workload import (
    PURPOSES,
    USERS,
    Operation,
    is_closed,
    record_of,
    value_of,
)

_NEVER = float("inf")
_ALWAYS = -1.0


class Oracle:
    """All records of one side with their histories; kept over several runs."""

    def __init__(self, records: int) -> None:
        self._values: dict[int, list[tuple[float, float, str]]] = {}
        self._erased: dict[int, tuple[float, float]] = {}
        self._keys: dict[UUID, int] = {}
        for key in range(records):
            self._written(key, _ALWAYS, _ALWAYS, value_of(key, 0))

    def check(self, run: Iterable[Done]) -> int:
        """How many records were answered with; every answer of a run is checked.

        Raises:
            AssertionError: a wrong answer.
        """
        done = list(run)
        for each in done:
            self._note(each)
        return sum(self._checked(each) for each in done)

    def _note(self, done: Done) -> None:
        op = done.operation
        if op.kind == "insert-key":
            self._written(op.key, done.began, done.ended, value_of(op.key, 0))
        elif op.kind == "update-key" and op.key in self._values:
            self._written(op.key, done.began, done.ended, value_of(op.key, op.number))
        elif op.kind == "delete-key":
            began, ended = self._erased.get(op.key, (_NEVER, _NEVER))
            self._erased[op.key] = (min(began, done.began), min(ended, done.ended))

    def _written(self, key: int, began: float, ended: float, value: str) -> None:
        self._keys[record_of(key)] = key
        self._values.setdefault(key, []).append((began, ended, value))

    def _checked(self, done: Done) -> int:
        op = done.operation
        if not op.kind.startswith("read-"):
            return 0
        seen = {self._keys[_uuid(record)]: value for _, record, value in done.answer}
        assert len(seen) == len(done.answer), f"{op.kind}: a record twice"
        for key, value in seen.items():
            assert _meant(op, key), f"{op.kind}: a record that was not asked for"
            assert not is_closed(key), f"{op.kind}: an expired record, or one objected to"
            assert self._living(key, done.began, surely=False), f"{op.kind}: an erased record"
            assert value in self._possible(key, done), f"{op.kind}: a value that never was"
        for key in self._must(op):
            if key not in seen and not is_closed(key) and self._there(key, done.began):
                gone = not self._living(key, done.ended, surely=True)
                assert gone, f"{op.kind}: record {key} is missing"
        return len(seen)

    def _must(self, op: Operation) -> Iterable[int]:
        if op.kind == "read-key":
            return [op.key] if op.key in self._values else []
        step, first = (USERS, op.user) if op.kind == "read-user" else (PURPOSES, op.purpose)
        most = max(self._values)
        return (key for key in range(first, most + 1, step) if key in self._values)

    def _there(self, key: int, at: float) -> bool:
        """Whether a key was certainly written before `at`."""
        return self._values[key][0][1] < at

    def _living(self, key: int, at: float, *, surely: bool) -> bool:
        """Whether a key was not erased by `at`: surely, or possibly."""
        began, ended = self._erased.get(key, (_NEVER, _NEVER))
        return at < began if surely else at < ended

    def _possible(self, key: int, done: Done) -> set[str]:
        """The values that a key may have had while an operation went on."""
        history = self._values[key]
        found = {value for began, _, value in history if began < done.ended}
        settled = [each for each in history if each[1] < done.began]
        if settled:
            last = max(settled, key=lambda each: each[0])
            over = {v for _, ended, v in history if ended < last[0]}
            found -= over - {last[2]}
        return found


def _meant(op: Operation, key: int) -> bool:
    match op.kind:
        case "read-key":
            return key == op.key
        case "read-user":
            return key % USERS == op.user
        case _:
            return key % PURPOSES == op.purpose


def _uuid(record: object) -> UUID:
    return record if isinstance(record, UUID) else UUID(bytes=bytes(record))  # type: ignore[call-overload]
