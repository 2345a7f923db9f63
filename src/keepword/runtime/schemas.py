"""What a database holds of ours, told from what our role owns."""

from __future__ import annotations

from typing import Any

import psycopg

from keepword.storage.sql import statement

Connection = psycopg.Connection[Any]


def is_empty(connection: Connection) -> bool:
    """Whether nobody has made anything in this database yet, in whatever schema."""
    row = connection.execute(statement("keepword.runtime", "made")).fetchone()
    return row is not None and row[0] == 0


def drop_all(connection: Connection) -> None:
    """Remove every schema of our role, and what it made in `public`. Nothing else is touched."""
    for text, _order in connection.execute(statement("keepword.runtime", "owned")).fetchall():
        connection.execute(str(text).encode())  # names are quoted by the server itself
