"""What a restored house obeys before it opens: erasures and withdrawals since the data were taken.

The key store is the newer half and knows them (P66, P71). Everything happens in the caller's
transaction.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from keepword.storage.sql import statement

_PACKAGE = "keepword.runtime.backup"


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many values stayed destroyed, consents withdrawn, members gone."""

    items: int
    consents: int
    members: int


def replay(connection: psycopg.Connection[tuple[object, ...]]) -> Replayed:
    """Bring loaded data to what today's keys say. Doing it again changes nothing more."""

    def run(name: str) -> int:
        return connection.execute(statement(_PACKAGE, name)).rowcount

    run("going")
    run("leavers")
    items = run("items")
    run("units")
    run("records")
    consents = run("consents")
    members = run("members")
    run("ended")
    run("moved")
    run("spare_keys")
    run("spare_tags")
    return Replayed(items, consents, members)
