"""Emergency access through the door: wider, put before the review, and told to the person.

All of it stands in one transaction (docs/decisions.md, "use", duties `review`, `tell-person` and
`keep-reason`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from keepword.custody.acting import Acting
from keepword.custody.answers import Opened
from keepword.custody.asking import Using
from keepword.custody.door import Door
from keepword.custody.errors import NoSuchPerson
from keepword.foundation.personal import Personal
from keepword.policy.model import Policy
from keepword.policy.model.vocabulary import Purpose
from keepword.safeguards.following_up import follow_up
from keepword.site.desk.granted import book
from keepword.site.desk.looking import Seen, held_of, note_found, note_vain, search
from keepword.site.desk.person import Sought

TASK = "emergency"
"""The task that an emergency look is recorded under."""


@dataclass(frozen=True, slots=True)
class Urgent:
    """What an emergency look brought; `told` if a mail to the person is on its way.

    Nothing is seen where the search led to nobody, or (`several`) to more than one person.
    """

    seen: tuple[Seen, ...]
    told: bool = False
    several: bool = False


def purpose_of(policy: Policy) -> Purpose:
    """What an emergency look is for: the policy's first purpose, which is care."""
    return policy.purposes[0]


def look_in_emergency(
    door: Door, acting: Acting, now: datetime, sought: Sought, reason: Personal
) -> Urgent:
    """Open everything but credentials at every point that holds something of the person.

    Raises:
        KeepwordError: one of `keepword.custody.errors`; nothing was done.
    """
    emergency = replace(acting, task=TASK)
    try:
        return _look(door, emergency, now, sought, reason, gone=False)
    except NoSuchPerson:  # left between being found and being looked at
        return _look(door, emergency, now, sought, reason, gone=True)


def _look(
    door: Door, acting: Acting, now: datetime, sought: Sought, reason: Personal, *, gone: bool
) -> Urgent:
    policy = door.loaded.policy
    purpose = purpose_of(policy).id
    with door.act(acting, now) as act:
        found = [] if gone else search(act, sought)
        subject = found[0] if len(found) == 1 else None
        held = held_of(door, subject)
        points = [point.id for point in policy.points if point.id in held]
        facts = {"purpose": purpose, "emergency": True, "why": reason.reveal()}
        if subject is None or not points:
            return Urgent((), several=note_vain(act, sought, found, **facts).several)
        note_found(act, sought, **facts)
        seen = tuple(
            Seen(point, act.use(Using(subject, point, purpose, reason=reason, emergency=True)))
            for point in points
        )
        opened = [one.answer for one in seen if isinstance(one.answer, Opened)]
        if not opened:
            return Urgent(seen)
        return Urgent(seen, follow_up(door, act, subject, opened, book()))
