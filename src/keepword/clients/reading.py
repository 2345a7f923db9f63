"""A cursor for the ends, which read clients and tokens outside any act."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from keepword.storage.sql import Cursor


@contextmanager
def reading() -> Iterator[Cursor]:
    """psycopg's own cursor on Django's connection, in one transaction."""
    with transaction.atomic(), connection.connection.cursor() as cursor:
        yield cursor
