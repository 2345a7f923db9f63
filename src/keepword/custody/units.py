"""Destruction units: what must die together (P64), and how a part of one dies alone.

A unit is (subject, retention rule, instance of its trigger); here: the items of one record under
one rule (and one kind of record, where a statute lists periods by kind). An optional item with a
consent of its own is a unit by itself: withdrawing that consent destroys its key, and no old copy
of the data brings it back. Each unit has one data key; changing a part re-seals the rest under a
new generation of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from keepword.custody import indexing
from keepword.custody.work import Work
from keepword.foundation.personal import Personal
from keepword.policy.model.collection import Entry, Point, Requirement
from keepword.policy.model.retention import RetentionRule, Trigger
from keepword.policy.model.vocabulary import Basis, ItemClass
from keepword.policy.retention import due, governing_rule, held_until
from keepword.storage.sql import statement
from keepword.vault import mass, superseded
from keepword.vault.blobs import keeping
from keepword.vault.holder import KeyName

_AT_ONCE = (Trigger.RECORD_MADE, Trigger.LOGGED, Trigger.FILMED)
"""Triggers that have come when the record is made."""


def sealable(work: Work, items: Collection[str]) -> tuple[str, ...]:
    """The items that go into the vault: all but credentials, which are kept one-way (P81)."""
    kinds = work.policy.item_index
    return tuple(i for i in sorted(items) if kinds[i].kind is not ItemClass.CREDENTIAL)


class Period(NamedTuple):
    """What items of one record must share to die together.

    `kind` is the kind of record where a statute lists periods by it; `alone` names an optional
    item whose own consent can be withdrawn: that is a trigger of its own (P68).
    """

    rule: str
    kind: str = ""
    alone: str = ""


def by_period(work: Work, point: Point, items: Collection[str]) -> dict[Period, tuple[str, ...]]:
    """Items grouped by what ends them."""
    found: dict[Period, tuple[str, ...]] = {}
    for item in items:
        period = _period(work, point, item)
        found[period] = (*found.get(period, ()), item)
    return found


def _period(work: Work, point: Point, item: str) -> Period:
    entry = entry_of(point, item)
    rule = governing_rule(work.policy, point, entry)
    kind = entry.record if entry else None
    kept = bool({Basis.LAW, Basis.CONTRACT} & set(point.basis))
    own = Basis.CONSENT in point.basis and not kept
    optional = entry is None or entry.requirement is Requirement.OPTIONAL
    sensitive = work.policy.item_index[item].kind in (ItemClass.HEALTH, ItemClass.SENSITIVE)
    return Period(rule.id, kind or "", item if own and (optional or sensitive) else "")


def entry_of(point: Point, item: str) -> Entry | None:
    """The entry of `item`; none for implied and announced items."""
    return next((e for e in point.entries if e.item == item), None)


def open_unit(work: Work, subject: UUID, record: UUID, period: Period) -> UUID:
    """A fresh unit for the items of `record` that end together."""
    rule = next(r for r in work.policy.retention if r.id == period.rule)
    kind = period.kind or None
    triggered = work.today if rule.trigger in _AT_ONCE else None
    unit = work.new_id()
    work.cursor.execute(
        "INSERT INTO vault.unit (subject, unit, rule, record, begun_at, due, held_until) "
        "VALUES (%(subject)s, %(unit)s, %(rule)s, %(record)s, %(now)s, %(due)s, %(until)s)",
        {
            "subject": subject,
            "unit": unit,
            "rule": rule.id,
            "record": record,
            "now": work.now,
            "due": _day(due, work, rule, triggered, kind),
            "until": _day(held_until, work, rule, triggered, kind),
        },
    )
    return unit


def _day(
    arithmetic: Callable[..., date | None],
    work: Work,
    rule: RetentionRule,
    triggered: date | None,
    kind: str | None,
) -> date | None:
    return arithmetic(rule, work.law, triggered=triggered, record_kind=kind, today=work.today)


def fill(
    work: Work, subject: UUID, record: UUID, unit: UUID, values: Mapping[str, Personal]
) -> None:
    """Seal `values` into a fresh unit."""
    key = work.vault.make_unit_key(work.cursor, subject, unit)
    work.cursor.executemany(
        "INSERT INTO vault.item (subject, record, item, unit, generation, sealed) "
        "VALUES (%s, %s, %s, %s, %s, %s)",
        [
            (subject, record, item, unit, key.generation, work.vault.seal(key, record, item, value))
            for item, value in values.items()
        ],
    )


def reseal(
    work: Work,
    subject: UUID,
    unit: UUID,
    *,
    changes: Mapping[str, Personal] | None = None,
    without: Collection[str] = (),
) -> None:
    """Give a unit a new key generation, with some values changed and some gone.

    Raises:
        ErasedError: the unit is gone.
    """
    changed = changes or {}
    cur, vault = work.cursor, work.vault
    cur.execute(statement("keepword.custody", "unit_items"), {"subject": subject, "unit": unit})
    rows = cur.fetchall()
    staying = [row for row in rows if row[1] not in without and row[1] not in changed]
    old = vault.open_keys([KeyName(subject, unit, row[2]) for row in staying])
    new = vault.renew_unit_key(cur, subject, unit, max((row[2] for row in rows), default=0))
    superseded.note(cur, new, {row[2] for row in rows}, work.now)
    values: dict[UUID, dict[str, Personal]] = {}
    touched: dict[UUID, set[str]] = {}
    for record, item, generation, sealed in rows:
        if item in without or item in changed:
            vault.unindex(cur, subject=subject, record=record, item=item)
            touched.setdefault(record, set()).add(item)
        if item in without:
            keeping.let_go_item(cur, subject, record, item, work.now)
            cur.execute(
                "DELETE FROM vault.item WHERE subject = %s AND record = %s AND item = %s",
                (subject, record, item),
            )
            continue
        if item in changed:
            value = changed[item]
        else:
            value = vault.open(old[KeyName(subject, unit, generation)], record, item, sealed)
        cur.execute(
            "UPDATE vault.item SET generation = %s, sealed = %s "
            "WHERE subject = %s AND record = %s AND item = %s",
            (new.generation, vault.seal(new, record, item, value), subject, record, item),
        )
        values.setdefault(record, {})[item] = value
    for record, items in touched.items():
        indexing.follow(work, subject, record, items, values.get(record, {}))
    keeping.rekey(cur, vault, new)


def take_out(work: Work, subject: UUID, unit: UUID, items: Collection[str]) -> None:
    """Erase items of a unit: with its key where nothing else is in it, else re-seal the rest."""
    work.cursor.execute(
        "SELECT count(*) FROM vault.item WHERE subject = %s AND unit = %s AND item <> ALL(%s)",
        (subject, unit, sorted(items)),
    )
    row = work.cursor.fetchone()
    if row is None or not row[0]:
        destroy(work, subject, [unit])
    else:
        reseal(work, subject, unit, without=items)


def destroy(work: Work, subject: UUID, units: Collection[UUID]) -> None:
    """The keys, the index rows and the sealed values of units (P66); their records if empty."""
    gone = {"subject": subject, "units": list(units)}
    work.vault.destroy_units(work.cursor, subject, units, work.now)
    keeping.let_go_units(work.cursor, subject, units, work.now)
    for step in ("drop_items", "drop_units"):
        work.cursor.execute(statement("keepword.custody", step), gone)
    mass.drop_empty_records(work.cursor, [subject])
    indexing.drop_partial(work, [subject])


def lock_people(work: Work, subjects: Iterable[UUID]) -> None:
    """Nobody else changes these people until the transaction ends. Before their units, and all of
    them before the first key: so two transactions wait for each other and never in a circle."""
    work.cursor.execute(
        statement("keepword.custody", "lock_people"), {"subjects": list(subjects)}, prepare=True
    )


def moved(work: Work, subject: UUID) -> bool:
    """What decisions about a person rest on has changed: looks decided before open nothing.

    Whether there is such a person.
    """
    work.cursor.execute(
        "UPDATE vault.subject SET version = version + 1 WHERE subject = %s", (subject,)
    )
    return bool(work.cursor.rowcount)
