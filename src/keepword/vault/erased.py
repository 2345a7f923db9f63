"""What was erased of one person, as the key store remembers it: ids of units, nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from keepword.storage.sql import Cursor, statement


def units_until(cur: Cursor, subject: UUID, moment: datetime) -> frozenset[UUID]:
    """Units of a person that were destroyed in the millisecond that begins at `moment`, or before.

    None at all where a unit of theirs was sealed anew just then, because a part of it was taken
    out: of that part older backups have a copy that opens until its key is retired, so no root
    turn makes its erasure final.
    """
    end = moment + timedelta(milliseconds=1)
    cur.execute(
        statement("keepword.vault", "erased_until"),
        {"subject": subject, "moment": moment, "end": end},
    )
    return frozenset(row[0] for row in cur.fetchall())
