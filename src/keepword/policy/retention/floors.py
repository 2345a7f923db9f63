"""The periods of a rule, and those below which the law lets no policy go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from keepword.foundation.nodes import Duration
from keepword.law.model import LawPack, Schedule
from keepword.policy.check.lawful.kept import LogFloor, RecordsFloor
from keepword.policy.model.retention import RetentionAct, RetentionRule, Trigger

LOGS, RECORDS = "log-floor", "records-floor"
"""Tests of law rules whose figures are floors of retention."""


def own_periods(rule: RetentionRule, law: LawPack, record_kind: str | None) -> tuple[Duration, ...]:
    """The periods that `rule` itself gives, by its schedule if it has one; the longest counts.

    Without a kind of record that the schedule lists, every period of it is given: nothing that
    may be a medical record goes before its time (P13).
    """
    if rule.act is RetentionAct.SEPARATE_THEN_DESTROY:
        return ()  # its period leads to the separate storage, not to the end
    own = (rule.period,) if rule.period else ()
    if rule.schedule is None:
        return own
    return (*own, *_scheduled(law.schedule_index[rule.schedule], record_kind))


def floors(
    rule: RetentionRule, law: LawPack, record_kind: str | None, today: date
) -> Iterator[Duration]:
    """The shortest periods that the law in force on `today` lets `rule` have.

    For access logs the longer of the law's two periods: the system that keeps them is not known
    here, and keeping logs longer is what the policy promises anyway ("at least", P87).
    """
    for law_rule in law.in_force(today):
        if law_rule.test == LOGS and _keeps_logs(rule):
            yield LogFloor.model_validate(law_rule.params).raised
        elif law_rule.test == RECORDS and record_kind is not None:
            schedule = law.schedule_index[RecordsFloor.model_validate(law_rule.params).schedule]
            period = schedule.period(record_kind)
            if period is not None:
                yield period


def _keeps_logs(rule: RetentionRule) -> bool:
    return rule.act is RetentionAct.KEEP_AT_LEAST and rule.trigger is Trigger.LOGGED


def _scheduled(schedule: Schedule, record_kind: str | None) -> tuple[Duration, ...]:
    period = schedule.period(record_kind) if record_kind else None
    return (period,) if period else tuple(kind.period for kind in schedule.records)
