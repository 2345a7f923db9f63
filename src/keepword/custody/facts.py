"""What is so about a person when something is to be done: loaded at once, with its version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from keepword.custody.acting import Acting
from keepword.custody.errors import NoSuchPerson
from keepword.policy.decisions.question import Consent, ConsentKind, Facts
from keepword.storage.sql import Cursor, statement


@dataclass(frozen=True, slots=True)
class Held:
    """An item that is held at a point, and when its unit ends."""

    item: str
    unit: UUID
    due: date | None
    held_until: date | None

    def ended(self, today: date) -> bool:
        """Whether its period is over and no statute keeps it (P7)."""
        over = self.due is not None and self.due <= today
        return over and (self.held_until is None or self.held_until < today)


@dataclass(frozen=True, slots=True)
class Situation:
    """A person at one point, as of `version`."""

    subject: UUID
    version: int
    consents: frozenset[Consent] = frozenset()
    suspended: frozenset[str] = frozenset()
    held: tuple[Held, ...] = field(default=())

    @property
    def items(self) -> frozenset[str]:
        """The ids of the items that are held."""
        return frozenset(held.item for held in self.held)

    def ended(self, today: date) -> frozenset[str]:
        """Items whose every copy's period is over."""
        living = {held.item for held in self.held if not held.ended(today)}
        return self.items - living

    def facts(self, acting: Acting, more: Iterable[Consent] = ()) -> Facts:
        """The facts of a decision: the person's, and what the ends vouch for about the actor.

        `due` is the latest day of all that is held; single items that ended earlier are left out
        by the caller (`ended`).
        """
        days = [held.due for held in self.held]
        due = max(d for d in days if d) if days and all(days) else None
        holds = [held.held_until for held in self.held if held.held_until]
        return Facts(
            consents=self.consents | frozenset(more),
            grants=acting.grants,
            identity_verified=acting.identity_verified,
            suspended=self.suspended,
            due=due,
            held_until=max(holds) if holds else None,
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
        tuple(Held(i, UUID(unit), _day(due), _day(until)) for i, unit, due, until in held),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
