"""Tidiness of the blob store: what was let go is deleted, what nothing knows of goes too (P65)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from keepword.runtime import house
from keepword.vault.blobs import tidying

_AT_ONCE = 1_000
_OLD = timedelta(days=1)


def delete_waiting(_now: datetime) -> int:
    """Delete objects whose rows are gone; how many. Their keys are gone already."""
    with transaction.atomic():
        connection.ensure_connection()
        with connection.connection.cursor() as cur:
            return tidying.delete_waiting(house.blobs().store, cur, _AT_ONCE)


def tidy_orphans(_now: datetime) -> int:
    """Delete objects that no row knows of, a day after they came; how many."""
    with transaction.atomic():
        connection.ensure_connection()
        with connection.connection.cursor() as cur:
            return tidying.tidy_orphans(house.blobs().store, cur, _OLD)
