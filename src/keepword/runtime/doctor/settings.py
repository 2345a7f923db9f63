"""Settings of the server as this very session has them: a role or database may carry its own."""

from __future__ import annotations

from typing import Any

import psycopg

Connection = psycopg.Connection[Any]


def setting(connection: Connection, name: str) -> str:
    """The value of a setting; empty where the server does not know it."""
    row = connection.execute("SELECT current_setting(%s, true)", (name,)).fetchone()
    return "" if row is None or row[0] is None else str(row[0])
