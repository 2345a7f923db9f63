"""Rotations of keys in the running house: begun, gone on with, finished, on record (P82, P87).

Data keys may be rotated while the root turns: to the turn it is a correction like any other. Index
keys may not: their rotation holds the turn's lock, after finishing a turn that was broken off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from psycopg.errors import DeadlockDetected

from keepword.custody import indexing, resealing
from keepword.custody.act import Act
from keepword.custody.acting import Acting
from keepword.custody.door import Door
from keepword.custody.errors import LedgerShut
from keepword.policies import desk
from keepword.policy.decisions.question import Actor
from keepword.runtime import clock, house
from keepword.storage.sql import Cursor
from keepword.vault import index_rotating, rotating, superseded, turning, turns
from keepword.vault.index_rotating import Older, TagsLeft
from keepword.vault.local import LocalHolder
from keepword.vault.rotating import Kind, RotationBusy, Standing
from keepword.vault.sealing import Scheme
from keepword.vault.superseded import Going
from keepword.vault.vault import Vault

TRIES = 5
"""How often a person is tried whose locks others hold the other way round."""

Progress = Callable[[Kind, int, int], None]
"""Told the kind, how many people are done, and how many there were at the beginning."""

PEOPLE_AT_ONCE = 500
"""People that one look for missing tags names."""

_SYSTEM = Acting(Actor.SYSTEM, UUID(int=0), source="", task="key-rotation")
_Run = Callable[[Act, UUID], int]
_Next = Callable[[Cursor, UUID], list[UUID]]


class Rotated(NamedTuple):
    """A rotation that is done. `left` units stayed under their keys: they do not open."""

    kind: Kind
    people: int
    left: int


def quiet(kind: Kind, done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Rotator:
    """Rotates in a process that may know the root.

    Args:
        door: over a vault that has its keys from `holder`.
        holder: the key holder itself.
        now: the house's clock.
        scheme: by which values are sealed.
        progress: told after some people each.
        made_of: the items of indexes that are made of several, in their order.
    """

    door: Door
    holder: LocalHolder
    now: Callable[[], datetime]
    scheme: Scheme = Scheme.GCM
    progress: Progress = quiet
    made_of: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def under_way(self) -> tuple[Kind, ...]:
        """Rotations that were begun and are not finished."""
        with self.holder.connections.cursor() as cur:
            found = {kind: rotating.standing(cur, kind) for kind in Kind}
        return tuple(kind for kind, each in found.items() if each and each.under_way)

    def rotate(self, kind: Kind) -> Rotated:
        """Rotate, or go on where it was broken off.

        Raises:
            RotationBusy: another process rotates, or turns the root.
            TagsLeft: values of some tags do not open; all others are done.
            LedgerShut, OutcomeUnknown: the database; the next call goes on from there.
            ProviderFailed: the root cannot be had.
        """
        with self.holder.connections.session_lock(rotating.ROTATE) as ours:
            if not ours:
                raise RotationBusy
            return self._index() if kind is Kind.INDEX else self._data(kind)

    def _data(self, kind: Kind) -> Rotated:
        other_than = self.scheme if kind is Kind.SEALING else None
        stands = self._begun(kind, lambda cur: rotating.count_people(cur, other_than))
        self._through(
            kind,
            stands,
            lambda cur, since: rotating.people(cur, since, other_than),
            lambda act, subject: resealing.reseal(act, subject, self.scheme, other_than),
        )
        with self.door.act(_SYSTEM, self.now()) as act:
            return self._finish(act, kind)

    def _index(self) -> Rotated:
        with self._between_turns():
            stands = self._begun(Kind.INDEX, self._begin_index)
            self.holder.forget()
            with self.holder.connections.cursor() as cur:
                old = index_rotating.older(cur)
            self._through(
                Kind.INDEX,
                stands,
                lambda cur, since: index_rotating.people(cur, old, since),
                lambda act, subject: resealing.retag(act, subject, old, self.made_of),
            )
            self._unindexed()
            try:
                return self._end_index(old)
            finally:
                self.holder.forget()

    def _unindexed(self) -> None:
        """People whom a new index of the policy does not know yet."""
        since = UUID(int=0)
        while True:
            with self.holder.connections.cursor() as cur:
                people = indexing.missing(cur, self.door.loaded.policy, since, PEOPLE_AT_ONCE)
            if not people:
                return
            for subject in people:
                with self.door.act(_SYSTEM, self.now()) as act:
                    act.index_anew(subject)
            since = people[-1]

    def _begin_index(self, cur: Cursor) -> int:
        index_rotating.begin(cur, self.door.vault.indexes)
        return index_rotating.count_people(cur, index_rotating.older(cur))

    def _end_index(self, old: Older) -> Rotated:
        with self.door.act(_SYSTEM, self.now()) as act:
            left = index_rotating.end(act.cursor, old)
            if not left:
                return self._finish(act, Kind.INDEX)
            rotating.again(act.cursor, Kind.INDEX)
        raise TagsLeft(left)

    def _begun(self, kind: Kind, begin: Callable[[Cursor], int]) -> Standing:
        """The rotation that is under way; else a new one, on record."""
        with self.door.act(_SYSTEM, self.now()) as act:
            stands = rotating.standing(act.cursor, kind)
            if stands is not None and stands.under_way:
                return stands
            total = begin(act.cursor)
            rotating.begin(act.cursor, kind, total, act.now)
            act.note("rotate", outcome="begun", keys=kind.value, of=total)
        return Standing(act.now, UUID(int=0), 0, total, 0, None)

    def _finish(self, act: Act, kind: Kind) -> Rotated:
        stands = rotating.standing(act.cursor, kind)
        done, left = (stands.done, stands.left) if stands else (0, 0)
        rotating.finish(act.cursor, kind, act.now)
        act.note("rotate", outcome="done", keys=kind.value, of=done, left=left)
        return Rotated(kind, done, left)

    def _through(self, kind: Kind, stands: Standing, following: _Next, run: _Run) -> None:
        """Everybody after the position, each in a transaction of their own."""
        since, done = stands.position, stands.done
        while True:
            self.progress(kind, done, stands.total)
            with self.holder.connections.cursor() as cur:
                people = following(cur, since)
            if not people:
                return
            for subject in people:
                self._one(kind, subject, run)
            since, done = people[-1], done + len(people)

    def _one(self, kind: Kind, subject: UUID, run: _Run) -> None:
        for tries in range(1, TRIES + 1):
            try:
                with self.door.act(_SYSTEM, self.now()) as act:
                    rotating.reached(act.cursor, kind, subject, run(act, subject))
            except LedgerShut as error:
                if tries == TRIES or not isinstance(error.__cause__, DeadlockDetected):
                    raise
            else:
                return

    @contextmanager
    def _between_turns(self) -> Iterator[None]:
        """No root turn from here on, and none half done."""
        if self._turning():
            turning.turn(self.holder, self.now())
        with self.holder.connections.session_lock(turning.TURN) as ours:
            if not ours or self._turning():
                raise RotationBusy
            yield

    def _turning(self) -> bool:
        with self.holder.connections.cursor() as cur:
            status = turns.status(cur)
        return status is not None and status.step != turning.DONE


def of_house(progress: Progress = quiet) -> Rotator:
    """The rotator of this house: its keys come from the holder itself, which has no rate limit.

    Raises:
        BadSealing: the setting names no scheme.
    """
    holder = house.local_holder()
    vault = Vault(house.loaded().policy.meta.id, holder, house.vault().indexes)
    door = Door(house.loaded(), house.law(), vault, house.blobs())
    made_of = {index.id: index.names for index in desk.indexes(house.loaded().policy)}
    return Rotator(door, holder, clock.now, house.scheme(), progress, made_of)


def retire(before: datetime, *, dry_run: bool = False) -> Going:
    """Retire data keys that were replaced before a moment, on record; what that is in all.

    Raises:
        TooLate: nothing was replaced as late as that.
    """
    with house.door().act(_SYSTEM, clock.now()) as act:
        going = superseded.going(act.cursor, before)
    if dry_run or not going.keys:
        return going
    retired = 0
    while True:
        with house.door().act(_SYSTEM, clock.now()) as act:
            done = superseded.retire(act.cursor, before, act.now)
            if done:
                act.note("retire-keys", before=before.date().isoformat(), keys=done)
        if not done:
            return going._replace(keys=retired)
        retired += done
