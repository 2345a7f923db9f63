"""Our side: the same operations through the door, decided, sealed and recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from benchmarks.gdprbench.plain import Answer
from benchmarks.gdprbench.workload import (
    PURPOSES,
    Operation,
    has_objected,
    held_until,
    is_expired,
    record_of,
    subject_of,
    value_of,
)
from keepword.custody.act import Act
from keepword.custody.acting import Acting
from keepword.custody.answers import OpenedMany
from keepword.custody.asking import (
    Collecting,
    Correcting,
    Erasing,
    Preserving,
    Suspending,
    UsingMany,
)
from keepword.custody.door import Door
from keepword.custody.errors import NoSuchPerson
from keepword.foundation.personal import Personal
from keepword.law.model import LawPack
from keepword.ledger.entries import month_of
from keepword.ledger.reading import Reader
from keepword.policies import library
from keepword.policy.decisions.question import Actor
from keepword.policy.loading import LoadedPolicy
from keepword.vault.vault import Vault

POLICY = Path(__file__).parent / "policy"
_PURPOSES = frozenset(f"PU{n + 1}" for n in range(PURPOSES))
_STAFF = Acting(
    Actor.STAFF,
    uuid4(),
    "192.0.2.7",
    task="bench",
    department="bench",
    grants=_PURPOSES,
    identity_verified=True,
)
_PERSON = Acting(Actor.PERSON, uuid4(), "192.0.2.7", task="bench", identity_verified=True)
_YEARS = timedelta(days=4 * 366)


def policy() -> tuple[LoadedPolicy, LawPack]:
    """The benchmark's policy and its law."""
    loaded = library.load_folder(POLICY)
    return loaded, library.laws()[loaded.policy.meta.law]


class ThroughTheDoor:
    """One client's way through the door; its thread has a connection and a writer of its own."""

    def __init__(self, door: Door, vault: Vault, today: date) -> None:
        self._door = door
        self._reader = Reader(vault.month_key)
        self._today = today
        self._do: dict[str, tuple[Acting, Callable[[Act, Operation], object]]] = {
            "read-key": (_STAFF, self._read_key),
            "read-user": (_STAFF, self._read_user),
            "read-purpose": (_STAFF, self._read_purpose),
            "insert-key": (_STAFF, insert),
            "update-key": (_PERSON, self._update),
            "delete-key": (_PERSON, self._delete),
            "hold-purpose": (_STAFF, self._hold),
            "object-user": (_PERSON, self._object),
            "inspect-user": (_STAFF, self._inspect),
            "logs-user": (_STAFF, self._logs),
            "verify-key": (_STAFF, self._verify),
        }

    def run(self, op: Operation) -> Answer:
        """Do one operation; the records that it answers with."""
        acting, do = self._do[op.kind]
        now = datetime.now(UTC)
        try:
            with self._door.act(acting, now) as act:
                answer = do(act, op)
        except NoSuchPerson:
            with self._door.act(acting, now) as act:
                act.note(op.kind, outcome="nobody")
            return []
        if isinstance(answer, OpenedMany):
            return [(s.subject, s.record, s.value.reveal()) for s in answer.values]  # type: ignore[misc]  # ids as bytes
        return answer if isinstance(answer, list) else []

    def _read_key(self, act: Act, op: Operation) -> object:
        return act.use_many(
            UsingMany(
                point_of(op), purpose_of(op), subject=subject_of(op.user), record=record_of(op.key)
            )
        )

    def _read_user(self, act: Act, op: Operation) -> object:
        return act.use_many(UsingMany(point_of(op), purpose_of(op), subject=subject_of(op.user)))

    def _read_purpose(self, act: Act, op: Operation) -> object:
        return act.use_many(UsingMany(point_of(op), purpose_of(op)))

    def _update(self, act: Act, op: Operation) -> object:
        changes = {"data": Personal(value_of(op.key, op.number))}
        asked = Correcting(
            subject_of(op.user), point_of(op), changes, "in-person", record=record_of(op.key)
        )
        return act.correct(asked)

    def _delete(self, act: Act, op: Operation) -> object:
        return act.erase(Erasing(subject_of(op.user), record_of(op.key), "in-person"))

    def _hold(self, act: Act, op: Operation) -> object:
        until = held_until(self._today, op)
        return act.preserve(Preserving(point_of(op), until, "art-1", purpose=purpose_of(op)))

    def _object(self, act: Act, op: Operation) -> object:
        other = f"PU{(op.purpose + 1) % PURPOSES + 1}"
        asked = Suspending(subject_of(op.user), other, "in-person", resume=not op.number % 2)
        return act.suspend(asked)

    def _inspect(self, act: Act, op: Operation) -> object:
        held = act.inspect(subject_of(op.user))
        return [(subject_of(op.user), each.record, "") for each in held]

    def _logs(self, act: Act, op: Operation) -> object:
        subject = subject_of(op.user)
        self._reader.of_subject(act.cursor, subject, [month_of(act.now)])
        act.note("look-at-log", subject=subject)
        return []

    def _verify(self, act: Act, op: Operation) -> object:
        there = act.verify_erased(subject_of(op.user), record_of(op.key))
        return [(subject_of(op.user), record_of(op.key), "")] if not there else []


def insert(act: Act, op: Operation) -> object:
    """Collect a new record."""
    return act.collect(
        Collecting(
            point_of(op),
            subject_of(op.user),
            record_of(op.key),
            {"data": Personal(value_of(op.key, 0))},
            "CH1",
        )
    )


def load(door: Door, keys: range, at_once: int) -> None:
    """Records before the run, many in a transaction; some of them so old that they have ended."""
    now = datetime.now(UTC)
    for begin in range(keys.start, keys.stop, at_once):
        some = range(begin, min(begin + at_once, keys.stop))
        for when, old in ((now - _YEARS, True), (now, False)):
            with door.act(_STAFF, when) as act:
                for key in some:
                    if is_expired(key) is old:
                        _load(act, Operation("insert-key", key, 0))


def _load(act: Act, op: Operation) -> None:
    insert(act, op)
    if has_objected(op.key):
        act.suspend(Suspending(subject_of(op.user), purpose_of(op), "in-person"))


def point_of(op: Operation) -> str:
    """The point that a key's data came in at."""
    return f"C{op.purpose + 1}"


def purpose_of(op: Operation) -> str:
    """The purpose that they serve."""
    return f"PU{op.purpose + 1}"
