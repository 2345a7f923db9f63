"""What the forms need of the house: a cursor for reading, and the key of their drafts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import django.db
import psycopg
from django.db import connection, transaction

from keepword.custody.errors import LedgerShut
from keepword.people import drafts
from keepword.runtime import house
from keepword.storage.sql import Cursor
from keepword.vault.errors import NoHolder

_GONE = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    django.db.OperationalError,
    django.db.InterfaceError,
)


@contextmanager
def cursor() -> Iterator[Cursor]:
    """psycopg's own cursor on Django's connection, for reading the ledger and the key store.

    Raises:
        LedgerShut: the database is not there.
    """
    try:
        with transaction.atomic():
            connection.ensure_connection()
            with connection.connection.cursor() as opened:
                yield opened
    except _GONE as error:
        raise LedgerShut from error


def draft_key() -> bytes:
    """The key of the drafts; the vault keeps it, the database alone does not open them.

    Raises:
        LedgerShut: the key store is not there.
    """
    try:
        return house.vault().secret_key(drafts.KEY)
    except (NoHolder, *_GONE) as error:
        raise LedgerShut from error
