"""The integrator: takes entries out of the inbox, appends them to the tree, publishes the tree.

There may be several; an advisory lock lets one work at a time. Each step can be repeated: what a
kill leaves undone, the next call completes from the database.

Of a backlog, the next step's transaction runs in the server while the files of the one before are
written: a tree is still published only after the transaction that made it, and in its turn.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from keepword.ledger import partitions, publishing
from keepword.ledger.entries import leaf
from keepword.ledger.errors import Busy, NotAnEntry, NotInOrder
from keepword.ledger.merkle import Frontier, leaf_hash
from keepword.ledger.publishing import Leaves
from keepword.ledger.signing import Signer
from keepword.ledger.tiles import WIDTH
from keepword.storage.sql import Cursor, statement

ADVISORY_LOCK = 0x4C45_4447_4552
"""Key of the advisory lock that whoever integrates holds: "LEDGER" in ASCII."""

STEP = 20_000
"""Entries that one transaction integrates, before their tree is published. Each looks through the
whole inbox for the oldest ones, and ends with flushes to the disk: of a backlog, many at once."""

BATCH = 5 * STEP
"""Entries that one call integrates."""

_WORK_MEM = "64MB"
"""So that a step is sorted in memory."""

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
        NotAnEntry: a row of the inbox that cannot be a leaf; its step was not integrated.
        RolledBack, NotInOrder: database and published files do not belong together.
    """
    if connection.info.transaction_status != TransactionStatus.IDLE:
        raise Busy("The connection is inside a transaction.", "연결이 트랜잭션 안에 있습니다.")
    with _alone(connection) as alone, ThreadPoolExecutor(1) as beside:
        return _steps(connection, signer, public, batch, beside) if alone else 0


def _steps(
    connection: psycopg.Connection[Any],
    signer: Signer,
    public: Path,
    batch: int,
    beside: ThreadPoolExecutor,
) -> int:
    """Append and publish step by step; all but the last tree are published beside the next step."""
    done, writing = 0, Future[None]()
    writing.set_result(None)
    while True:
        step = min(STEP, batch - done)
        try:
            fresh, tree = _append(connection, step)
        finally:
            writing.result()
        done += len(fresh)
        if signer.published == tree.size:
            return done
        if len(fresh) < step or done == batch or signer.published != tree.size - len(fresh):
            _publish(signer, public, tree, _stored(connection, tree, fresh))
        else:
            writing = beside.submit(_publish, signer, public, tree, _held(connection, tree, fresh))
        if len(fresh) < step or done == batch:
            return done


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


def _append(connection: psycopg.Connection[Any], batch: int) -> tuple[list[bytes], Frontier]:
    """Move a batch to the entries and grow the tree, in one durable transaction.

    Returns the leaves that came, and the tree.
    """
    with connection.transaction(), connection.cursor(binary=True) as cur:
        # One snapshot for the months and the rows; and nothing is signed that a crash could undo.
        cur.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cur.execute("SET LOCAL synchronous_commit = on")
        tree, waiting = _tree(cur)
        if not waiting:
            return [], tree
        cur.execute(f"SET LOCAL work_mem = '{_WORK_MEM}'")
        cur.execute("SELECT DISTINCT month FROM ledger.inbox")
        partitions.ensure(cur, [row[0] for row in cur.fetchall()])
        taken = _moved(cur, batch, tree.size)
        grown = tree.grown(_leaf_hashes(taken))
        cur.execute(
            statement(_PACKAGE, "grow"),
            {"size": grown.size, "frontier": grown.packed(), "before": tree.size},
        )
        if cur.rowcount != 1:
            raise _contradicts()
        return taken, grown


def _tree(cur: Cursor) -> tuple[Frontier, bool]:
    cur.execute(statement(_PACKAGE, "tree"))
    found = cur.fetchall()
    if len(found) != 1:
        raise _contradicts()
    size, packed, waiting = found[0]
    return Frontier.read(size, packed), waiting


def _moved(cur: Cursor, batch: int, size: int) -> list[bytes]:
    """Leaves of the entries that were moved, in their order from index `size` on.

    Raises:
        NotAnEntry: a row that can be no leaf; it is named.
    """
    cur.execute(statement(_PACKAGE, "integrate"), {"batch": batch, "size": size})
    found = sorted(cur.fetchall())
    try:
        return [leaf(time_ms, committed) for _, time_ms, committed in found]
    except NotAnEntry as error:
        raise _unfit(cur, size, error) from error


def _leaf_hashes(leaves: list[bytes]) -> list[bytes]:
    return list(map(leaf_hash, leaves))


def _publish(signer: Signer, public: Path, tree: Frontier, leaves: Leaves) -> None:
    publishing.publish(public, signer, tree, leaves)


def _stored(connection: psycopg.Connection[Any], tree: Frontier, fresh: list[bytes]) -> Leaves:
    """The tree's leaves, of which the last ones are `fresh`; the others from the database."""
    before = tree.size - len(fresh)

    def leaves(begin: int, end: int) -> list[bytes]:
        known = fresh[max(0, begin - before) : max(0, end - before)]
        if len(known) < end - begin:
            known = _stored_leaves(connection, begin, end - len(known)) + known
        return known

    return leaves


def _held(connection: psycopg.Connection[Any], tree: Frontier, fresh: list[bytes]) -> Leaves:
    """What is published after the tree without `fresh`, all in memory: the connection is free."""
    before = tree.size - len(fresh)
    first = before - before % WIDTH
    held = _stored_leaves(connection, first, before) + fresh if before > first else fresh

    def leaves(begin: int, end: int) -> list[bytes]:
        return held[begin - first : end - first]

    return leaves


def _stored_leaves(connection: psycopg.Connection[Any], begin: int, end: int) -> list[bytes]:
    with connection.transaction(), connection.cursor(binary=True) as cur:
        months = partitions.months(cur)
        cur.execute(statement(_PACKAGE, "leaves"), {"months": months, "begin": begin, "end": end})
        found = cur.fetchall()
    if [row[0] for row in found] != list(range(begin, end)):
        raise _contradicts()
    return [leaf(time_ms, committed) for _, time_ms, committed in found]


def _unfit(cur: Cursor, size: int, error: NotAnEntry) -> NotAnEntry:
    """Names the first row that was moved and cannot be a leaf."""
    cur.execute(statement(_PACKAGE, "unfit"), {"size": size})
    entry = ", ".join(str(row[0]) for row in cur.fetchall())
    return NotAnEntry(
        f"Row {entry} of the inbox is not an entry. {error.message.en}",
        f"접수된 행 {entry}은(는) 항목이 아닙니다. {error.message.ko}",
    )


def _contradicts() -> NotInOrder:
    return NotInOrder(
        "The tree in the database does not fit its entries.",
        "데이터베이스의 트리와 항목이 맞지 않습니다.",
    )
