"""The integrator: takes entries out of the inbox, appends them to the tree, publishes the tree.

There may be several; an advisory lock lets one work at a time. Each step can be repeated: what a
kill leaves undone, the next call completes from the database.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from keepword.ledger import partitions, publishing
from keepword.ledger.entries import leaf
from keepword.ledger.errors import Busy, NotAnEntry, NotInOrder
from keepword.ledger.merkle import Frontier, leaf_hash
from keepword.ledger.signing import Signer
from keepword.storage.sql import Cursor, statement

ADVISORY_LOCK = 0x4C45_4447_4552
"""Key of the advisory lock that whoever integrates holds: "LEDGER" in ASCII."""

BATCH = 5_000
"""Entries that one transaction integrates."""

_PACKAGE = "keepword.ledger"


def integrate(
    connection: psycopg.Connection[Any], signer: Signer, public: Path, *, batch: int = BATCH
) -> int:
    """Integrate up to `batch` entries and publish the tree; how many entries that was.

    As many as `batch` means that more may wait. 0 also where another integrator is at work. The
    first call publishes the tree as it is, empty or not.

    Args:
        connection: one outside any transaction, in either commit mode.
        signer: signs and remembers.
        public: the folder of the published files.
        batch: the most to take.

    Raises:
        Busy: the connection is inside a transaction.
        NotAnEntry: a row of the inbox that cannot be a leaf; nothing was integrated.
        RolledBack, NotInOrder: database and published files do not belong together.
    """
    if connection.info.transaction_status != TransactionStatus.IDLE:
        raise Busy("The connection is inside a transaction.", "연결이 트랜잭션 안에 있습니다.")
    with _alone(connection) as alone:
        if not alone:
            return 0
        count, tree = _append(connection, batch)
        if signer.published != tree.size:
            _publish(connection, signer, public, tree)
        return count


@contextlib.contextmanager
def _alone(connection: psycopg.Connection[Any]) -> Iterator[bool]:
    """Whether the lock is ours; it is given back at the end, by the server if we die."""
    with connection.transaction():
        held = connection.execute("SELECT pg_try_advisory_lock(%s)", (ADVISORY_LOCK,)).fetchone()
    alone = held == (True,)
    try:
        yield alone
    finally:
        if alone and not connection.broken:
            with contextlib.suppress(psycopg.OperationalError), connection.transaction():
                connection.execute("SELECT pg_advisory_unlock(%s)", (ADVISORY_LOCK,))


def _append(connection: psycopg.Connection[Any], batch: int) -> tuple[int, Frontier]:
    """Move a batch to the entries and grow the tree, in one durable transaction."""
    with connection.transaction(), connection.cursor() as cur:
        # One snapshot for the months and the rows; and nothing is signed that a crash could undo.
        cur.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cur.execute("SET LOCAL synchronous_commit = on")
        tree, waiting = _tree(cur)
        if not waiting:
            return 0, tree
        cur.execute("SELECT DISTINCT month FROM ledger.inbox")
        partitions.ensure(cur, [row[0] for row in cur.fetchall()])
        cur.execute(statement(_PACKAGE, "integrate"), {"batch": batch, "size": tree.size})
        taken = sorted(cur.fetchall())
        grown = tree.grown(_leaf_hashes(taken))
        cur.execute(
            statement(_PACKAGE, "grow"),
            {"size": grown.size, "frontier": grown.packed(), "before": tree.size},
        )
        if cur.rowcount != 1:
            raise _contradicts()
        return len(taken), grown


def _tree(cur: Cursor) -> tuple[Frontier, bool]:
    cur.execute(statement(_PACKAGE, "tree"))
    found = cur.fetchall()
    if len(found) != 1:
        raise _contradicts()
    size, packed, waiting = found[0]
    return Frontier.read(size, packed), waiting


def _leaf_hashes(taken: list[tuple[Any, ...]]) -> Iterator[bytes]:
    for _, entry, time_ms, committed in taken:
        try:
            yield leaf_hash(leaf(time_ms, committed))
        except NotAnEntry as error:
            raise NotAnEntry(
                f"Row {entry} of the inbox is not an entry. {error.message.en}",
                f"접수된 행 {entry}은(는) 항목이 아닙니다. {error.message.ko}",
            ) from error


def _publish(
    connection: psycopg.Connection[Any], signer: Signer, public: Path, tree: Frontier
) -> None:
    with connection.transaction(), connection.cursor() as cur:
        months = partitions.months(cur)

        def leaves(begin: int, end: int) -> list[bytes]:
            cur.execute(
                statement(_PACKAGE, "leaves"), {"months": months, "begin": begin, "end": end}
            )
            found = cur.fetchall()
            if [row[0] for row in found] != list(range(begin, end)):
                raise _contradicts()
            return [leaf(time_ms, committed) for _, time_ms, committed in found]

        publishing.publish(public, signer, tree, leaves)


def _contradicts() -> NotInOrder:
    return NotInOrder(
        "The tree in the database does not fit its entries.",
        "데이터베이스의 트리와 항목이 맞지 않습니다.",
    )
