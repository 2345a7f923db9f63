"""Root turns in the running house: every night, and each one on record (P66, P87)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from uuid import UUID

from keepword.custody.acting import Acting
from keepword.custody.door import Door
from keepword.ledger.entries import month_of, time_ms_of
from keepword.policy.decisions.question import Actor
from keepword.vault import turning, turns
from keepword.vault.local import LocalHolder

HOUR = 3
"""From this hour on, in the law's country, the night's turn is due."""

_COUNTRY = timezone(timedelta(hours=9))
_SYSTEM = Acting(Actor.SYSTEM, UUID(int=0), source="", task="root-turn")


def due(status: turns.Status, now: datetime) -> bool:
    """Whether a turn is under way, or tonight's has not been while anything waits for it: erased
    units, destroyed pages (months of the log and of links, days of mail), retired keys.

    A night in which nothing waits has nothing to make final.
    """
    if status.step != turning.DONE:
        return True
    begun = _night(now)
    return status.anything_waits and status.since < begun <= now


def turn_if_due(holder: LocalHolder, now: datetime) -> int:
    """The night's turn; how many turns that was."""
    with holder.connections.cursor() as cur:
        status = turns.status(cur)
    if status is None or not due(status, now):
        return 0
    return int(turning.turn(holder, now) is not None)


def record(door: Door, now: datetime) -> int:
    """Put turns on record that are not yet; how many. By these certificates become final."""
    with door.act(_SYSTEM, now) as act:
        # Before the roots' rows are ours: were the month's page made only then, the holder would
        # wait for us on the row of the root that it lies under, and we for the holder.
        act.vault.month_key(month_of(now))
        found = turns.unrecorded(act.cursor)
        for each in found:
            entry = act.note(
                "turn",
                generation=each.generation,
                begun=time_ms_of(each.begun),
                erased=each.erased,
                finality=each.finality,
                final_on=each.final_at.astimezone(_COUNTRY).date().isoformat()
                if each.final_at
                else "",
            )
            turns.recorded(act.cursor, each.generation, entry)
    return len(found)


def _night(now: datetime) -> datetime:
    """When the latest night's turn became due."""
    local = now.astimezone(_COUNTRY)
    today = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return today if today <= local else today - timedelta(days=1)
