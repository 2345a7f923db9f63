"""What is so about a person when something is to be done: loaded at once, with its version."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from keepword.custody.acting import Acting
from keepword.custody.errors import NoSuchPerson
from keepword.policy.decisions.question import Consent, ConsentKind, Facts
from keepword.storage.sql import Cursor, statement


def ended(due: date | None, held_until: date | None, today: date) -> bool:
    """Whether the day of destruction has come and no statute keeps what is meant (P7, P64)."""
    over = due is not None and due <= today
    return over and (held_until is None or held_until < today)


def keeping(due: date | None, held_until: date | None, today: date) -> date | None:
    """The last day that a statute keeps a unit, as decisions are to take it.

    A unit without a day of destruction is under a rule whose end is not known yet, and what
    `held_until` says of it somebody had set (`preserving`). That lengthens and never shortens: once
    it is over, it is as if it had never been, and the rule counts again (PIPA 21(1), proviso).
    """
    is_over = held_until is not None and held_until < today
    return None if due is None and is_over else held_until


class Days(NamedTuple):
    """When something is to be destroyed, and until when a statute keeps it."""

    due: date | None
    held_until: date | None

    def ended(self, today: date) -> bool:
        """Whether its period is over and no statute keeps it (P7)."""
        return ended(self.due, self.held_until, today)


@dataclass(frozen=True, slots=True)
class Held:
    """A copy of an item that is held at a point, and when its unit ends."""

    item: str
    record: UUID
    unit: UUID
    due: date | None
    held_until: date | None

    @property
    def days(self) -> Days:
        """When it ends."""
        return Days(self.due, self.held_until)


@dataclass(frozen=True, slots=True)
class Situation:
    """A person at one point, as of `version`; `held` newest first."""

    subject: UUID
    version: int
    consents: frozenset[Consent] = frozenset()
    suspended: frozenset[str] = frozenset()
    held: tuple[Held, ...] = field(default=())

    @property
    def items(self) -> frozenset[str]:
        """The ids of the items that are held."""
        return frozenset(held.item for held in self.held)

    def facts(self, acting: Acting) -> Facts:
        """The facts of a decision about the person as a whole, and what the ends vouch for about
        the actor: `due` is the latest day of all that is held, `held_until` likewise.

        What opens is decided for each copy by its own days (`facts_of`, `copies.decide`).
        """
        days = [held.due for held in self.held]
        due = max(d for d in days if d) if days and all(days) else None
        holds = [held.held_until for held in self.held if held.held_until]
        return self.facts_of(acting, Days(due, max(holds) if holds else None))

    def facts_of(self, acting: Acting, days: Days) -> Facts:
        """The same, about what ends on these days."""
        return Facts(
            consents=self.consents,
            grants=acting.grants,
            identity_verified=acting.identity_verified,
            suspended=self.suspended,
            due=days.due,
            held_until=days.held_until,
        )


def load(cur: Cursor, subject: UUID, point: str) -> Situation:
    """The situation of a person at a point.

    Raises:
        NoSuchPerson: the id is unknown, or the person left and everything of them is gone.
    """
    cur.execute(
        statement("keepword.custody", "facts"), {"subject": subject, "point": point}, prepare=True
    )
    row = cur.fetchone()
    if row is None:
        raise NoSuchPerson
    version, ended, consents, suspended, held = row
    if ended and not held:
        raise NoSuchPerson
    return Situation(
        subject,
        version,
        frozenset(Consent(ConsentKind(k), scope, item) for k, scope, item in consents),
        frozenset(suspended),
        tuple(
            Held(item, UUID(record), UUID(unit), _day(due), _day(until))
            for item, record, unit, due, until in held
        ),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
