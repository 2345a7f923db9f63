"""What ends of a person: units as they stand, what goes of them, and what stays (P64 to P66)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from keepword.custody import facts, recording, units
from keepword.custody.answers import Destroyed, Kept
from keepword.custody.work import Work
from keepword.storage.sql import statement


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with its items, as they stand before it is judged."""

    unit: UUID
    record: UUID
    point: str
    rule: str
    due: date | None
    held_until: date | None
    items: tuple[str, ...]

    def is_over(self, today: date) -> bool:
        """Whether its day has come and no statute keeps it."""
        return facts.ended(self.due, self.held_until, today)


def units_of(work: Work, subject: UUID) -> Iterator[Unit]:
    """A person's units, locked until the transaction ends."""
    work.cursor.execute(
        statement("keepword.custody", "units_of_one"), {"subject": subject}, prepare=True
    )
    for unit, record, point, rule, due, held_until, items in work.cursor.fetchall():
        yield Unit(unit, record, point, rule, due, held_until, tuple(items))


def let_go(
    work: Work,
    subject: UUID,
    unit: Unit,
    may_go: frozenset[str],
    destroyed: list[Destroyed],
    kept: list[Kept],
) -> None:
    """Destroy what may go of a unit, and note down both."""
    gone = tuple(item for item in unit.items if item in may_go)
    stays = tuple(item for item in unit.items if item not in may_go)
    if gone:
        if stays:
            units.take_out(work, subject, unit.unit, gone)
        else:
            units.destroy(work, subject, [unit.unit])
        destroyed.append(Destroyed(unit.unit, unit.rule, gone))
    if stays:
        kept.append(Kept(unit.unit, unit.rule, stays, unit.held_until))


def kept(unit: Unit) -> Kept:
    """It stays as a whole."""
    return Kept(unit.unit, unit.rule, unit.items, unit.held_until)


def of_ending(destroyed: Iterable[Destroyed], kept: Iterable[Kept]) -> recording.Body:
    """What is gone and what stays, as the certificate shows it."""
    gone = [
        {"unit": str(d.unit), "rule": d.rule, "items": list(d.items)}
        for d in sorted(destroyed, key=lambda d: str(d.unit))
    ]
    stays = [
        {"unit": str(k.unit), "rule": k.rule, "items": list(k.items)}
        | ({"until": k.until.isoformat()} if k.until else {})
        for k in sorted(kept, key=lambda k: str(k.unit))
    ]
    return {"destroyed": gone, "kept": stays}
