"""A house's database, asked from outside as Keepword's own role."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from keepword.runtime.layout import Layout
from keepword.runtime.postgres.embedded import client
from tests.runtime.house import House

DURABILITY = ("fsync", "synchronous_commit", "full_page_writes")
"""Settings without which a commit is no promise."""


def connected(house: House) -> psycopg.Connection[Any]:
    """A connection of one's own."""
    parameters = {name: str(value) for name, value in client(Layout(house.var)).items()}
    return psycopg.connect(make_conninfo(**parameters))


def waiting(house: House) -> int:
    """How many entries the integrator has not taken in yet."""
    with connected(house) as connection:
        row = connection.execute("SELECT count(*) FROM ledger.inbox").fetchone()
    return int(row[0]) if row else 0


def durability(house: House) -> dict[str, str]:
    """The server's own word for its durability settings."""
    names = ", ".join(f"'{name}', current_setting('{name}')" for name in DURABILITY)
    with connected(house) as connection:
        row = connection.execute(f"SELECT json_build_object({names})".encode()).fetchone()
    return dict(row[0]) if row else {}
