"""A request to erase many people as a frozen value, and every step it can take. No I/O, no clock.

    asked ──approve──▶ asked ──approve──▶ waiting ──delay──▶ ready ──▶ running ──▶ done
      │                  │                   │                 │
      └──────stop────────┴───────stop────────┴──────stop───────┤         not begun in a week
                             stopped ◀─────────────────────────┴──────▶ lapsed

A small request needs no approval: it is `ready` from the start. Two approve, neither of them asked,
and each once. What has begun is not stopped: half of it does not come back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from keepword.safeguards import mass_errors as errors

LAPSE: Final = timedelta(days=7)
"""How long after it became due a request may still begin. A restored backup, or a worker that was
down for weeks, does not erase on approvals that everybody has forgotten."""


class State(StrEnum):
    """How far a request has come."""

    ASKED = "asked"
    WAITING = "waiting"
    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    LAPSED = "lapsed"


class Kind(StrEnum):
    """How the people were named."""

    FILE = "file"
    POINT = "point"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Scope:
    """Who is meant: a list, or everybody of a collection point or a service (its id)."""

    kind: Kind
    name: str = ""

    def __post_init__(self) -> None:
        if (self.kind is Kind.FILE) == bool(self.name):
            raise ValueError("a point and a service have a name, a list has none")


@dataclass(frozen=True, slots=True)
class Step:
    """Who did something with the request, when, and in which entry of the ledger it stands."""

    account: UUID
    at: datetime
    entry: UUID


@dataclass(frozen=True, slots=True)
class Progress:
    """People of the list who were gone through (`people`); of how many of them how many units are
    gone, how many units a rule or statute keeps, and the entries that say so."""

    people: int = 0
    erased: int = 0
    units: int = 0
    kept: int = 0
    entries: tuple[UUID, ...] = ()

    def plus(self, more: Progress) -> Progress:
        """Both together."""
        return Progress(
            self.people + more.people,
            self.erased + more.erased,
            self.units + more.units,
            self.kept + more.kept,
            self.entries + more.entries,
        )


@dataclass(frozen=True, slots=True)
class MassErasure:
    """One request. `needs` approvals, 0 or more; `not_before` is known once it has them."""

    id: UUID
    scope: Scope
    people: int
    asked: Step
    needs: int
    approvals: tuple[Step, ...] = ()
    not_before: datetime | None = None
    stopped: Step | None = None
    progress: Progress = Progress()
    begun_at: datetime | None = None
    finished: Step | None = None

    def __post_init__(self) -> None:
        who = [each.account for each in self.approvals]
        if self.people < 1 or len(set(who)) != len(who) or self.asked.account in who:
            raise ValueError("approvers are different people, and none of them asked")
        if len(who) > self.needs or (self.not_before is None) == (len(who) == self.needs):
            raise ValueError("the delay begins with the last approval")
        if self.stopped is not None and self.begun_at is not None:
            raise ValueError("what has begun is not stopped")
        if self.begun_at is None and (self.progress != Progress() or self.finished is not None):
            raise ValueError("nothing is done before the beginning")
        if self.begun_at is not None and self.not_before is None:
            raise ValueError("nothing begins without its approvals")

    def state(self, now: datetime) -> State:
        """How far it has come at a moment."""
        if self.stopped is not None:
            return State.STOPPED
        if self.finished is not None:
            return State.DONE
        if self.begun_at is not None:
            return State.RUNNING
        if self.not_before is None:
            return State.ASKED
        if now < self.not_before:
            return State.WAITING
        return State.READY if now < self.not_before + LAPSE else State.LAPSED

    def check_approval(self, account: UUID) -> None:
        """That this account's approval is wanted.

        Raises:
            Stopped, ApprovedAlready, AskerApproves, SamePersonTwice.
        """
        if self.stopped is not None:
            raise errors.Stopped
        if self.not_before is not None:
            raise errors.ApprovedAlready
        if account == self.asked.account:
            raise errors.AskerApproves
        if any(each.account == account for each in self.approvals):
            raise errors.SamePersonTwice

    def approved(self, by: Step, delay: timedelta) -> MassErasure:
        """With one approval more; the last one begins the delay.

        Raises:
            as `check_approval`.
        """
        self.check_approval(by.account)
        approvals = (*self.approvals, by)
        last = len(approvals) == self.needs
        return replace(self, approvals=approvals, not_before=by.at + delay if last else None)

    def check_stop(self) -> None:
        """That it can be stopped.

        Raises:
            Stopped: it is already.
            TooLateToStop: it has begun.
        """
        if self.stopped is not None:
            raise errors.Stopped
        if self.begun_at is not None:
            raise errors.TooLateToStop

    def stopped_by(self, by: Step) -> MassErasure:
        """Never to be carried out.

        Raises:
            as `check_stop`.
        """
        self.check_stop()
        return replace(self, stopped=by)

    def check_due(self, now: datetime) -> None:
        """That it is to be carried out, or gone on with, now.

        Raises:
            NotYetApproved, DelayRuns, Stopped, Lapsed, Finished.
        """
        match self.state(now):
            case State.ASKED:
                raise errors.NotYetApproved(self.needs - len(self.approvals))
            case State.WAITING if self.not_before is not None:
                raise errors.DelayRuns(self.not_before)
            case State.STOPPED:
                raise errors.Stopped
            case State.LAPSED:
                raise errors.Lapsed
            case State.DONE:
                raise errors.Finished

    def advanced(self, more: Progress, now: datetime) -> MassErasure:
        """Some more people gone through.

        Raises:
            as `check_due`.
        """
        self.check_due(now)
        return replace(self, progress=self.progress.plus(more), begun_at=self.begun_at or now)

    def finished_in(self, by: Step) -> MassErasure:
        """Gone through to the end.

        Raises:
            as `check_due`.
        """
        self.check_due(by.at)
        return replace(self, finished=by, begun_at=self.begun_at or by.at)
