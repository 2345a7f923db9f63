"""What makes a policy incoherent: unknown ids, doubled ids, gaps that leave a datum meaningless.

What is merely doubtful is left to `policy.check`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from keepword.foundation.errors import Fault
from keepword.foundation.nodes import Duration, Unit
from keepword.law.model import LawPack
from keepword.policy.loading import words
from keepword.policy.loading.identity import doubles, ids_of
from keepword.policy.loading.places import Places
from keepword.policy.loading.references import cited, nodes, references
from keepword.policy.loading.words import Found
from keepword.policy.model.collection import Point
from keepword.policy.model.policy import Policy
from keepword.policy.model.retention import RetentionAct, RetentionRule, Trigger

# A thousand years: dates can be reckoned no further than the year 9999.
_LONGEST = {Unit.DAYS: 365_000, Unit.MONTHS: 12_000, Unit.YEARS: 1_000}


def incoherences(
    policy: Policy, law: LawPack | None, packs: Iterable[str], places: Places
) -> Iterator[Fault]:
    """Every fault of `policy`, which was built from values that stand at `places`.

    `law` is the pack that the policy names, None if it is not among the `packs` there are.
    """
    yield from places.faults(doubles(policy))
    yield from places.faults(_dangling(policy))
    yield from places.faults(_readings_of_nothing(policy))
    if law is None:
        yield from places.faults([(("meta", "law"), words.unknown_pack(policy.meta.law, packs))])
    else:
        yield from places.faults(_beyond_the_law(policy, law))
    yield from places.faults(_meaningless(policy))
    yield from places.faults(_circles(policy))
    yield from places.faults(_endless(policy))
    yield from places.faults(_dates(policy))


def _dangling(policy: Policy) -> Iterator[Found]:
    ids = ids_of(policy)
    known = {kind: frozenset(names) for kind, names in ids.items()}
    for path, kind, name in references(policy):
        if name not in known[kind]:
            yield path, words.unknown(kind, name, ids[kind])


def _readings_of_nothing(policy: Policy) -> Iterator[Found]:
    for path, node in cited(policy):
        fields = type(node).model_fields
        for field in node.readings:
            if field != "all" and field not in fields:
                yield (*path, "readings", field), words.no_such_field(field, fields)


def _beyond_the_law(policy: Policy, law: LawPack) -> Iterator[Found]:
    for n, rule in enumerate(policy.retention):
        if rule.schedule and rule.schedule not in law.schedule_index:
            unknown = words.unknown(words.SCHEDULE, rule.schedule, law.schedule_index)
            yield ("retention", n, "schedule"), unknown
    rules = {rule.id: rule for rule in policy.retention}
    for n, point in enumerate(policy.points):
        for path, found in _records(point, rules, law):
            yield ("points", n, *path), found
    for n, body in enumerate(policy.remedies.bodies if policy.remedies else ()):
        if body.registry not in law.body_index:
            unknown = words.unknown(words.BODY, body.registry, law.body_index)
            yield ("remedies", "bodies", n, "registry"), unknown


def _records(point: Point, rules: dict[str, RetentionRule], law: LawPack) -> Iterator[Found]:
    """Kinds of record that the schedule of their rule, or else the law, does not list."""
    for m, entry in enumerate(point.entries):
        if entry.record is None:
            continue
        rule = rules.get(entry.retention or point.retention or "")
        schedule = law.schedule_index.get(rule.schedule or "") if rule else None
        tables = [schedule] if schedule else law.schedules
        listed = [record.id for table in tables for record in table.records]
        if entry.record not in listed:
            yield ("entries", m, "record"), words.unknown(words.RECORD, entry.record, listed)


def _meaningless(policy: Policy) -> Iterator[Found]:
    for n, point in enumerate(policy.points):
        if not point.items():
            yield ("points", n), words.no_items(point.id)
        yield from _for_nothing(n, point)
    timed = {Trigger.RECORD_MADE, Trigger.LOGGED, Trigger.FILMED, Trigger.LAST_ACTIVITY}
    keeps = {RetentionAct.KEEP_AT_LEAST, RetentionAct.SEPARATE_THEN_DESTROY}
    for n, rule in enumerate(policy.retention):
        clocked = rule.trigger in timed or rule.act in keeps
        if clocked and not rule.period and not rule.schedule:
            yield ("retention", n), words.no_period(rule.id)


def _for_nothing(n: int, point: Point) -> Iterator[Found]:
    if point.purposes:
        return
    bare = [(m, entry.item) for m, entry in enumerate(point.entries) if not entry.purposes]
    if len(bare) == len(point.entries) and point.items():
        yield ("points", n, "purposes"), words.no_purpose(point.id, list(point.items()))
        return
    for m, item in bare:
        yield ("points", n, "entries", m), words.no_purpose(point.id, [item])
    if point.implied:
        yield ("points", n, "implied"), words.no_purpose(point.id, list(point.implied))


def _circles(policy: Policy) -> Iterator[Found]:
    """Services that end with themselves, on the way or at once."""
    above = {service.id: service.ends_with for service in policy.meta.services}
    for n, service in enumerate(policy.meta.services):
        passed: list[str] = []
        at = service.ends_with
        while at is not None and at not in passed:
            passed.append(at)
            at = above.get(at)
        if service.id in passed:
            yield ("meta", "services", n, "ends_with"), words.in_a_circle(service.id)


def _endless(policy: Policy) -> Iterator[Found]:
    """Periods that lead beyond the calendar."""
    for path, node in nodes(policy):
        if isinstance(node, Duration) and node.count > _LONGEST[node.unit]:
            yield path, words.endless(str(path[-1]), str(node))


def _dates(policy: Policy) -> Iterator[Found]:
    meta = policy.meta
    if meta.effective < meta.noticed:
        yield ("meta", "effective"), words.effective_before_notice()
    if meta.effective < meta.first_effective:
        yield ("meta", "first_effective"), words.first_version_later()
