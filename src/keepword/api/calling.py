"""From a call to who acts at the door, and what is put on record when nothing could be done.

A call is staff work: a human at another system does a task of the hospital. So the actor is
*staff*, with the purposes of that task and no others, and only if the client was granted the task
(P77, P85). The account on record is the client's; the human, with role and department, stands
beside it. A task without a grant goes to the door with no purpose at all, so that the refusal is
the decision's own and on record.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from keepword.api.bodies import Call
from keepword.api.errors import FieldsRefused
from keepword.clients.registry import Client
from keepword.custody.act import Act
from keepword.custody.acting import Acting
from keepword.custody.errors import HeldAlready, LeaveInstead, NoSuchPerson, ValueTaken
from keepword.foundation.errors import Message
from keepword.foundation.nodes import Language
from keepword.policies import desk
from keepword.policies.desk import Task
from keepword.policy.decisions.answer import Denied, Duty, Reason
from keepword.policy.decisions.citing import reason_citations
from keepword.policy.decisions.question import Actor
from keepword.runtime import clock, config, house

NOT_DONE = (NoSuchPerson, ValueTaken, HeldAlready, LeaveInstead)
"""What undoes an act that was decided well; the attempt is put on record all the same."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who acts, when, at which task; `granted` says whether the client may do the task."""

    acting: Acting
    now: datetime
    task: Task
    granted: bool

    def purpose(self, named: str | None) -> str | None:
        """The purpose that is named, else the task's if it has only one."""
        only = self.task.purposes[0] if len(self.task.purposes) == 1 else None
        return named or only


def caller(
    client: Client, call: Call, *, language: Language = "ko", identity_verified: bool = False
) -> Caller:
    """Who acts in a call.

    Raises:
        FieldsRefused: a task that the hospital does not have.
    """
    task = next((t for t in tasks() if t.id == call.task), None)
    if task is None:
        raise _no_task()
    granted = task.id in client.tasks
    acting = Acting(
        Actor.STAFF,
        client.account,
        source=str(call.source),
        task=task.id,
        department=call.human.department or "",
        role=call.human.role or "",
        grants=frozenset(task.purposes) if granted else frozenset(),
        client=client.client_id,
        human=call.human.id,
        identity_verified=identity_verified,
        language=language,
    )
    return Caller(acting, clock.now(), task, granted)


def tasks() -> tuple[Task, ...]:
    """The tasks of the hospital."""
    return tuple(desk.tasks(config.current().policy))


@contextmanager
def acting(who: Caller, act: str, subject: UUID | None = None) -> Iterator[Act]:
    """An act at the door; an attempt that the door undid is put on record as failed.

    Raises:
        KeepwordError: one of `keepword.custody.errors`; nothing was done.
    """
    door = house.door()
    try:
        with door.act(who.acting, who.now) as doing:
            yield doing
    except NOT_DONE as error:
        known = None if isinstance(error, NoSuchPerson) else subject
        with door.act(who.acting, who.now) as noting:
            noting.note(act, subject=known, outcome="failed", reason=error.code)
        raise


def without_right(act: Act, verb: str, subject: UUID) -> Denied:
    """The refusal of a verb whose decision asks for no purpose, for want of the task's grant.

    The person is named on record only where they are there.
    """
    door = house.door()
    cites = reason_citations(door.loaded.policy, door.law, Reason.NO_GRANT)
    denied = Denied(Reason.NO_GRANT, cites, (Duty.RECORD,))
    act.note(
        verb,
        subject=subject if door.holdings(subject) else None,
        outcome=denied.decision,
        reason=denied.reason.value,
        citations=list(denied.citations),
    )
    return denied


def _no_task() -> FieldsRefused:
    listed = ", ".join(task.id for task in tasks())
    return FieldsRefused.one(
        "task",
        "unknown-task",
        Message("The hospital has no such task.", "병원에 없는 업무입니다."),
        Message(f"Use one of: {listed}.", f"다음 가운데 하나를 쓰세요: {listed}."),
    )
