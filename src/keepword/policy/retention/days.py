"""From a retention rule and the day its clock started to the days that matter (P7 to P15).

Periods count as the Civil Act counts them: the day of the trigger does not count (157), months
and years go by the calendar (160), and a period lasts to the end of its last day (159). So what
a statute has kept goes on the day after its last day, and what the policy alone has kept on the
very day that its period names (P11: ended 2026-05-23, six months, destroyed on 2026-11-23).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from keepword.foundation.errors import UnknownId
from keepword.foundation.nodes import Duration
from keepword.law.day import civil_day
from keepword.law.model import LawPack
from keepword.policy.model.collection import Entry, Point
from keepword.policy.model.policy import Policy
from keepword.policy.model.retention import RetentionAct, RetentionRule, Trigger
from keepword.policy.retention.calendar import later
from keepword.policy.retention.floors import floors, own_periods

_KEEPING = frozenset(
    {RetentionAct.KEEP_THEN_DESTROY, RetentionAct.KEEP_AT_LEAST, RetentionAct.HOLD}
)
_A_DAY = timedelta(days=1)


def due(
    rule: RetentionRule,
    law: LawPack,
    *,
    triggered: date | None,
    record_kind: str | None,
    today: date,
) -> date | None:
    """The day on which data under `rule` are to be destroyed; None while there is none.

    `triggered` is the day of the rule's trigger; of a rule that separates first, the day of what
    ends it (P10). Without a period that is the day itself (P7, P8, P12); else the end of the
    period, after the last day that a statute has the data kept (`held_until`). `record_kind` is
    the kind of record in the statutory schedule. None before the trigger, for a hold whose statute
    gives the period each time (P15), and for a rule that only separates.

    Raises:
        OverflowError: the calendar ends before (year 9999).
    """
    if triggered is None or triggered > today or _is_open(rule):
        return None
    days = [triggered, *_ends(triggered, own_periods(rule, law, record_kind))]
    kept = held_until(rule, law, triggered=triggered, record_kind=record_kind, today=today)
    if kept is not None:
        days.append(kept + _A_DAY)
    return max(days)


def held_until(
    rule: RetentionRule,
    law: LawPack,
    *,
    triggered: date | None,
    record_kind: str | None,
    today: date,
) -> date | None:
    """The last day on which a statute has data under `rule` kept; None if none has.

    That is the end of the period of a rule that keeps (P13, P14, P87), and of any longer one that
    the law in force on `today` sets for such logs or records.

    Raises:
        OverflowError: the calendar ends before (year 9999).
    """
    if triggered is None or triggered > today or _is_open(rule):
        return None
    own = own_periods(rule, law, record_kind) if rule.act in _KEEPING else ()
    ends = _ends(triggered, (*own, *floors(rule, law, record_kind, today)))
    return max(ends, default=None)


def separates_on(rule: RetentionRule, last_activity: date | None) -> date | None:
    """The day on which dormant data go into separate storage (P9); None if they never do.

    Raises:
        OverflowError: the calendar ends before (year 9999).
    """
    dormancy = rule.act is RetentionAct.SEPARATE_THEN_DESTROY
    if not dormancy or last_activity is None or rule.period is None:
        return None
    return later(last_activity, rule.period)


def governing_rule(policy: Policy, point: Point, entry: Entry | None) -> RetentionRule:
    """The rule for `entry` of `point`: its own, else the point's, else the policy's default.

    The default is the rule that starts when the purpose is fulfilled (P7; R1). `entry` is None
    for items that are implied or announced.

    Raises:
        UnknownId: the policy has no such rule.
    """
    named = (entry.retention if entry else None) or point.retention
    for rule in policy.retention:
        if rule.id == named if named else _is_default(rule):
            return rule
    raise UnknownId(named or "R1")


def answer_by(policy: Policy, received: datetime) -> date:
    """The last day to answer a request of a person's that came in at `received` (P27).

    Raises:
        ValueError: `received` has no time zone.
    """
    return later(civil_day(received), policy.rights.answer_within)


def _is_default(rule: RetentionRule) -> bool:
    return rule.trigger is Trigger.PURPOSE_FULFILLED and rule.act is RetentionAct.DESTROY


def _is_open(rule: RetentionRule) -> bool:
    """Whether the rule by itself never comes to an end."""
    if rule.act is RetentionAct.HOLD:
        return rule.period is None and rule.schedule is None
    return rule.act is RetentionAct.SEPARATE_THEN_DESTROY and rule.ends_with is None


def _ends(triggered: date, periods: Iterable[Duration]) -> list[date]:
    return [later(triggered, period) for period in periods]
