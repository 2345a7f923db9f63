"""How long data are kept: floors, caps, and a rule that is gone."""

from __future__ import annotations

from collections.abc import Iterator

from keepword.foundation.errors import Message
from keepword.foundation.nodes import Duration, Node, Slug
from keepword.law.model import Schedule, ScheduledRecord
from keepword.policy.check.finding import Flaw
from keepword.policy.check.lawful.figures import Nothing, Within
from keepword.policy.check.sight import Sight, asked_at, first_clause, labels
from keepword.policy.check.spans import exceeds, falls_short, longest
from keepword.policy.model.retention import RetentionAct, RetentionRule, Trigger
from keepword.policy.model.vocabulary import ItemClass
from keepword.policy.prose.formats import format_duration


class LogFloor(Node):
    """`base` for every log; `raised` from `people` on, or with identifiers or sensitive data."""

    base: Duration
    raised: Duration
    people: int


class RecordsFloor(Node):
    """The statutory schedule that sets the periods."""

    schedule: Slug


class AtLeast(Node):
    """The shortest period, and from how many staff the rule binds."""

    least: Duration
    staff: int


class AtMost(Node):
    """The longest period, and from how many staff the rule binds."""

    most: Duration
    staff: int


def log_floor(sight: Sight, params: LogFloor) -> Iterator[Flaw]:
    """Access logs kept for less than the notice wants (notice art. 8(1))."""
    floor = params.raised if _many_or_delicate(sight, params.people) else params.base
    for n, rule in _rules(sight, Trigger.LOGGED):
        if rule.period is not None and falls_short(rule.period, floor):
            yield Flaw(rule.id, rule.id, ("retention", n), _kept(rule, rule.period))


def records_floor(sight: Sight, params: RecordsFloor) -> Iterator[Flaw]:
    """Scheduled records under a rule that may end before the schedule does (MSAR 15(1))."""
    schedule = sight.law.schedule_index[params.schedule]
    for n, rule in enumerate(sight.policy.retention):
        if rule.schedule == schedule.id or rule.act is RetentionAct.HOLD:
            continue
        cut = [kind for kind in _records_under(sight, rule, schedule) if _ends_early(rule, kind)]
        if cut:
            names = labels([kind.label for kind in cut])
            message = Message(
                f"{rule.id} ({rule.what.en}) governs records that the law keeps longer: "
                f"{names.en}.",
                f"{rule.id}({rule.what.ko}): 법이 더 오래 보존하게 한 기록을 다룹니다: {names.ko}.",
            )
            yield Flaw(rule.id, rule.id, ("retention", n), message)


def recruitment_at_least(sight: Sight, params: AtLeast) -> Iterator[Flaw]:
    """Applicants' papers destroyed before they can be claimed back (FHPA decree 4)."""
    if sight.policy.meta.controller.profile.staff_at_least < params.staff:
        return
    for n, rule in _rules(sight, Trigger.RECRUITMENT_ENDED):
        if rule.period is None or falls_short(rule.period, params.least):
            yield Flaw(rule.id, rule.id, ("retention", n), _kept(rule, rule.period))


def recruitment_at_most(sight: Sight, params: AtMost) -> Iterator[Flaw]:
    """Applicants' papers kept after the claim period can have ended (FHPA decree 4)."""
    if sight.policy.meta.controller.profile.staff_at_least < params.staff:
        return
    for n, rule in _rules(sight, Trigger.RECRUITMENT_ENDED):
        if rule.period is not None and exceeds(rule.period, params.most):
            said = _kept(rule, rule.period)
            days = longest(rule.period)
            message = Message(
                f"{said.en} That can be {days} days.", f"{said.ko} 길게는 {days}일이 됩니다."
            )
            yield Flaw(rule.id, rule.id, ("retention", n), message)


def destruction_delay(sight: Sight, params: Within) -> Iterator[Flaw]:
    """A working target for destruction that is not "without delay" (guideline art. 10)."""
    destruction = sight.policy.destruction
    if exceeds(destruction.within, params.within):
        message = Message(
            f"Destruction may take up to {format_duration(destruction.within, 'en')}.",
            f"파기하는 데 길게는 {format_duration(destruction.within, 'ko')}이 걸립니다.",
        )
        yield Flaw("", first_clause(destruction), ("destruction", "within"), message)


def dormant_kept_apart(sight: Sight, params: Nothing) -> Iterator[Flaw]:
    """Dormant accounts put aside by the old rule instead of being destroyed."""
    for n, rule in _rules(sight, Trigger.LAST_ACTIVITY):
        if rule.act is RetentionAct.SEPARATE_THEN_DESTROY:
            message = Message(
                f"{rule.id} ({rule.what.en}) stores apart what nobody uses any more; it may never "
                "be destroyed.",
                f"{rule.id}({rule.what.ko}): 아무도 쓰지 않는 정보를 따로 보관하며, 끝내 파기하지 "
                "않을 수 있습니다.",
            )
            yield Flaw(rule.id, rule.id, ("retention", n), message)


def _rules(sight: Sight, trigger: Trigger) -> Iterator[tuple[int, RetentionRule]]:
    for n, rule in enumerate(sight.policy.retention):
        if rule.trigger is trigger:
            yield n, rule


def _kept(rule: RetentionRule, period: Duration | None) -> Message:
    if period is None:
        return Message(
            f"{rule.id} ({rule.what.en}) keeps nothing.",
            f"{rule.id}({rule.what.ko}): 전혀 보관하지 않습니다.",
        )
    return Message(
        f"{rule.id} ({rule.what.en}) says {format_duration(period, 'en')}.",
        f"{rule.id}({rule.what.ko}): {format_duration(period, 'ko')}입니다.",
    )


def _many_or_delicate(sight: Sight, people: int) -> bool:
    policy = sight.policy
    if policy.meta.controller.profile.people_at_least >= people:
        return True
    delicate = {ItemClass.UNIQUE, ItemClass.HEALTH, ItemClass.SENSITIVE}
    return any(
        asked.item.kind in delicate
        for n, point in enumerate(policy.points)
        for asked in asked_at(policy, n, point)
    )


def _records_under(
    sight: Sight, rule: RetentionRule, schedule: Schedule
) -> Iterator[ScheduledRecord]:
    """The kinds of scheduled records whose entries `rule` governs, each once."""
    meant = {
        entry.record
        for point in sight.policy.points
        for entry in point.entries
        if (entry.retention or point.retention) == rule.id
    }
    yield from (kind for kind in schedule.records if kind.id in meant)


def _ends_early(rule: RetentionRule, kind: ScheduledRecord) -> bool:
    return rule.period is None or falls_short(rule.period, kind.period)
