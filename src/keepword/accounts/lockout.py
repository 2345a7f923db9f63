"""Lock-out of a staff account: after five failures in a row it rests for fifteen minutes.

Safety Measures notice art. 5(6). Passwords and one-time codes count together.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from keepword.accounts.models import Staff
from keepword.accounts.refusals import Refused, Why
from keepword.custody.act import Act

TRIES: Final = 5
REST: Final = timedelta(minutes=15)

COLUMNS: Final = ("failures", "locked_until")


def resting(staff: Staff, now: datetime) -> Refused | None:
    """Why nothing is tried now; None if the account does not rest."""
    if staff.locked_until is None or staff.locked_until <= now:
        return None
    return Refused(Why.LOCKED, staff.locked_until)


def count(act: Act, what: str, staff: Staff, factor: str) -> Refused:
    """Count a failure of an account whose row the caller has locked; record it as `what`.

    `factor` is what was tried: `password` or `code`.
    """
    staff.failures += 1
    refused = Refused(Why.WRONG)
    if staff.failures >= TRIES:
        staff.failures, staff.locked_until = 0, act.now + REST
        refused = Refused(Why.LOCKED, staff.locked_until)
    staff.save(update_fields=COLUMNS)
    act.note(what, outcome="failed", reason="wrong", tried=str(staff.id), factor=factor)
    if refused.why is Why.LOCKED:
        act.note("lock-out", tried=str(staff.id))
    return refused


def still_resting(act: Act, what: str, staff: Staff, refused: Refused, factor: str) -> Refused:
    """Record a try that was not even looked at."""
    act.note(what, outcome="failed", reason="locked", tried=str(staff.id), factor=factor)
    return refused


def clear(staff: Staff) -> None:
    """Whoever got in has a clean slate."""
    if staff.failures or staff.locked_until:
        staff.failures, staff.locked_until = 0, None
        staff.save(update_fields=COLUMNS)
