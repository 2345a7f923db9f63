"""The end of the log's term: bodies go, the tree stays (P87, P88).

    1 announce   one entry of the log names the months and where they begin and end in the tree, and
                 with them every month that was ever pruned: an older announcement ends with its
                 own month; `ledger.pruned` has it from the same transaction on
    2 wait       until that entry stands in the tree itself
    3 strip      a month at a time, in one transaction: a table with index, time, commitment and id
                 of each entry takes the place of its partition, the partition is dropped, with
                 every body, nonce, tag and list of people, and its key page is destroyed

Each step is whole or not done, so a run that was killed goes on with the next one. The leaves stay
where they were (`leaves.sql`), and with them every proof that was ever given, and every tile that
has to be made again. What lies in old copies of the database is sealed under a key that is final
gone after the next root turn.

A verifier finds empty bodies in stripped months, and asks of them that an entry announces the month
with its bounds.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus

from keepword.ledger import month_keys, partitions
from keepword.ledger.entries import month_of_ms
from keepword.ledger.errors import Busy, NotInOrder
from keepword.storage.sql import Cursor, statement

ADVISORY_LOCK = 0x5052_554E_45
"""Key of the advisory lock that whoever prunes holds: "PRUNE" in ASCII."""

ACT = "prune"
"""What the announcing entry calls itself."""

PATIENCE = "5s"
"""How long a month waits for those who read the log, before it is left to the next run."""

IsOver = Callable[[int], bool]
"""Whether the term of a month (YYYYMM) has ended."""

_PACKAGE = "keepword.ledger"


class Span(NamedTuple):
    """A month (YYYYMM) in the tree: index of its first and last entry, and how many it has."""

    month: int
    first: int
    last: int
    entries: int


@dataclass(frozen=True, slots=True)
class Announcement:
    """Months that end now, and those that were announced before."""

    ending: tuple[Span, ...]
    before: tuple[Span, ...] = ()

    @property
    def facts(self) -> dict[str, Any]:
        """What the entry says, beside the articles it rests on: every month without bodies, the
        first and the last index of all of these; the months that end now, and of how many entries.
        """
        every = (*self.before, *self.ending)
        return {
            "months": sorted(span.month for span in every),
            "first": min(span.first for span in every),
            "last": max(span.last for span in every),
            "ending": [span.month for span in self.ending],
            "entries": sum(span.entries for span in self.ending),
        }


Announce = Callable[[Announcement], UUID]
"""Records the announcing entry, calls `announced` in the same transaction, and commits."""

Destroy = Callable[[Cursor, int], None]
"""Destroys the key of a month (YYYYMM) in the cursor's transaction."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """What a run did: months it announced, months it stripped, months that wait for a next run."""

    announced: tuple[int, ...] = ()
    stripped: tuple[int, ...] = ()
    waiting: tuple[int, ...] = ()


def prunable(cur: Cursor, is_over: IsOver) -> list[Span]:
    """Months whose term is over and that were not announced yet, oldest first.

    Raises:
        NotInOrder: a month with an entry of another one.
    """
    over = [month for month in partitions.months(cur) if is_over(month)]
    cur.execute(statement(_PACKAGE, "prunable"), {"months": over})
    found: list[Span] = []
    for month, first, last, entries, newest in cur.fetchall():
        if month_of_ms(newest) != month:
            raise NotInOrder(
                f"Month {month} holds an entry of another one.",
                f"{month}월 자료에 다른 달의 항목이 있습니다.",
            )
        found.append(Span(month, first, last, entries))
    return found


def announced(cur: Cursor, announcement: Announcement, entry: UUID, now: datetime) -> None:
    """Note, in the transaction of `entry`, that it announces these months."""
    for span in announcement.ending:
        values = span._asdict() | {"entry": entry, "now": now}
        cur.execute(statement(_PACKAGE, "announce"), values)
    cur.execute(statement(_PACKAGE, "announce_again"), {"entry": entry})


def prune(
    connection: psycopg.Connection[Any],
    is_over: IsOver,
    announce: Announce,
    destroy: Destroy,
    now: datetime,
) -> Pruned:
    """Announce what is over, and strip what was announced and stands in the tree.

    Nothing at all where another process is at it.

    Args:
        connection: one outside any transaction, in autocommit mode.
        is_over: says it of a month; asked again before a month is stripped.
        announce: puts the announcement on record.
        destroy: destroys a month's key.
        now: when.

    Raises:
        Busy: the connection is inside a transaction.
        NotInOrder: a month with an entry of another one.
    """
    if connection.info.transaction_status != TransactionStatus.IDLE:
        raise Busy("The connection is inside a transaction.", "연결이 트랜잭션 안에 있습니다.")
    with _alone(connection) as alone:
        if not alone:
            return Pruned()
        with connection.transaction(), connection.cursor() as cur:
            spans = prunable(cur, is_over)
            before = _announced_before(cur)
        if spans:
            announce(Announcement(tuple(spans), tuple(before)))
        with connection.transaction(), connection.cursor() as cur:
            cur.execute(statement(_PACKAGE, "announced"))
            known = [row for row in cur.fetchall() if is_over(row[0])]
        stripped = [
            month for month, in_tree in known if in_tree and strip(connection, month, destroy, now)
        ]
    return Pruned(
        tuple(span.month for span in spans),
        tuple(stripped),
        tuple(month for month, _ in known if month not in stripped),
    )


def strip(connection: psycopg.Connection[Any], month: int, destroy: Destroy, now: datetime) -> bool:
    """Take an announced month's bodies and key away; False if readers held it for too long."""
    try:
        with connection.transaction(), connection.cursor() as cur:
            cur.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(sql.Literal(PATIENCE)))
            cur.execute("SET LOCAL synchronous_commit = on")
            cur.execute(statement(_PACKAGE, "strip"), {"month": month})
            destroy(cur, month)
            cur.execute(statement(_PACKAGE, "stripped"), {"month": month, "now": now})
    except psycopg.errors.LockNotAvailable:
        return False
    month_keys.forget()
    return True


def _announced_before(cur: Cursor) -> list[Span]:
    cur.execute(statement(_PACKAGE, "announced_before"))
    return [Span(*row) for row in cur.fetchall()]


@contextlib.contextmanager
def _alone(connection: psycopg.Connection[Any]) -> Iterator[bool]:
    """Whether the lock is ours; it is given back at the end, by the server if we die."""
    held = connection.execute("SELECT pg_try_advisory_lock(%s)", (ADVISORY_LOCK,)).fetchone()
    try:
        yield held == (True,)
    finally:
        if held == (True,) and not connection.broken:
            with contextlib.suppress(psycopg.OperationalError):
                connection.execute("SELECT pg_advisory_unlock(%s)", (ADVISORY_LOCK,))
