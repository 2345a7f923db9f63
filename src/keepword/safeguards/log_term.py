"""The retention run of the log: what is over is announced, then stripped; links end with it.

The log is kept for two years under this policy: it says one year at least (P87), and the law two
where sensitive data or unique identifiers are processed (Standards of Measures for Securing
Personal Information, art. 8(1)). What has to be kept is never touched, and what is over does not
stay longer than the next run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import psycopg

from keepword.custody import link_keys, linking
from keepword.custody.act import Act
from keepword.custody.acting import Acting
from keepword.custody.door import Door
from keepword.foundation.nodes import Duration
from keepword.law.day import civil_day
from keepword.ledger import pruning
from keepword.ledger.pruning import Announcement, Pruned, Span
from keepword.ledger.reading import Reader, months_in_use
from keepword.ledger.term import LogTerm, term_of
from keepword.policy.decisions.question import Actor
from keepword.storage.sql import Cursor
from keepword.vault.holder import Holder
from keepword.vault.page_names import month_page
from keepword.vault.store import Connect

LINKS_AT_ONCE = 100
"""Links that one transaction looks at."""

SYSTEM = Acting(Actor.SYSTEM, UUID(int=0), source="", task="log-term")
"""Who does it: the house itself."""

UNLINKED = "unlink"
"""The act of ending links, as entries call it. It names nobody: it would begin their term anew."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What a run did: months of the log, links that ended, link keys that were destroyed."""

    pruned: Pruned
    links: int = 0
    link_keys: int = 0

    @property
    def count(self) -> int:
        """How much that was."""
        return len(self.pruned.announced) + len(self.pruned.stripped) + self.links + self.link_keys


def term(door: Door, now: datetime, wanted: Duration | None = None) -> LogTerm | None:
    """The log's term in this house; None where neither policy nor law says one.

    Raises:
        TermTooShort: what the house has set is less than policy or law want.
    """
    return term_of(door.loaded.policy, door.law, civil_day(now), wanted)


def plan(door: Door, cur: Cursor, now: datetime, wanted: Duration | None = None) -> list[Span]:
    """Months that a run at `now` would announce. Nothing is changed.

    Raises:
        TermTooShort, NotInOrder: as `run`.
    """
    kept = term(door, now, wanted)
    if kept is None:
        return []
    today = civil_day(now)
    return pruning.prunable(cur, lambda month: kept.is_over(month, today))


def run(
    door: Door,
    holder: Holder,
    connection: psycopg.Connection[Any],
    now: datetime,
    wanted: Duration | None = None,
) -> Ended:
    """Prune the log and end the links whose term is over. A killed run is gone on with by the next.

    Args:
        door: records what is done.
        holder: the key holder, asked in a role that may have the separate store's keys.
        connection: one of its own in autocommit mode.
        now: when.
        wanted: a longer term than policy and law want, if the house has set one.

    Raises:
        TermTooShort: what the house has set is less than policy or law want.
        NotInOrder: a month of the log with an entry of another one.
        NotForYou, LinkBroken: of the separate store.
    """
    kept = term(door, now, wanted)
    if kept is None:
        return Ended(Pruned())
    pruned = prune(door, connection, kept, now)
    links = _end_links(door, holder, kept, now)
    with door.act(SYSTEM, now) as act:
        link_keys.prepare(act.cursor, holder, now)
        spent = link_keys.destroy_spent(act.cursor, act.vault, now)
    return Ended(pruned, links, spent)


def duty(
    door: Door, holder: Holder, connect: Connect, wanted: Duration | None = None
) -> Callable[[datetime], int]:
    """`run` as the worker does it: on a connection that `connect` opens, in autocommit mode, and
    that is closed at its end; how much was done."""

    def work(now: datetime) -> int:
        with connect() as connection:
            return run(door, holder, connection, now, wanted).count

    return work


def prune(door: Door, connection: psycopg.Connection[Any], kept: LogTerm, now: datetime) -> Pruned:
    """Announce and strip the months whose term is over. See `ledger.pruning`."""
    today = civil_day(now)

    def announce(announcement: Announcement) -> UUID:
        with door.act(SYSTEM, now) as act:
            facts = announcement.facts
            entry = act.note(pruning.ACT, citations=list(kept.citations), **facts)
            pruning.announced(act.cursor, announcement, entry, now)
        return entry

    def destroy(cur: Cursor, month: int) -> None:
        door.vault.destroy_page(cur, month_page(month), now)

    return pruning.prune(
        connection, lambda month: kept.is_over(month, today), announce, destroy, now
    )


def _end_links(door: Door, holder: Holder, kept: LogTerm, now: datetime) -> int:
    """End the links that are over; how many. Those of people with newer entries last longer."""
    ended = 0
    while True:
        with door.act(SYSTEM, now) as act:
            found = linking.over(act.cursor, civil_day(now), LINKS_AT_ONCE)
            gone = sum(_end_link(door, act, holder, kept, link) for link in found)
            if gone:
                act.note(UNLINKED, links=gone, citations=list(kept.citations))
        ended += gone
        if len(found) < LINKS_AT_ONCE:
            return ended


def _end_link(door: Door, act: Act, holder: Holder, kept: LogTerm, link: linking.Over) -> bool:
    """Delete a link, or seal it anew for as long as the log has entries of the person."""
    made_on = _newest(door, act, link.subject)
    until = linking.ends_after(kept, made_on, civil_day(act.now)) if made_on else None
    if until is None:
        linking.end(act.cursor, link)
        return True
    linking.carry_over(act.cursor, door.vault.tenant, holder, link, until)
    return False


def _newest(door: Door, act: Act, subject: UUID) -> date | None:
    """The day of the newest entry that the log has of a person."""
    months = months_in_use(act.cursor)
    found = Reader(door.vault.month_key).of_subject(act.cursor, subject, months, limit=1)
    return civil_day(datetime.fromtimestamp(found[0].time_ms / 1000, UTC)) if found else None
