"""A house with nobody in it whose acts are committed: other connections and threads see them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from keepword.custody.door import Door
from keepword.runtime import house
from tests.custody.scene import NOW

TABLES = (
    "vault.blob", "vault.item", "vault.unit", "vault.record", "vault.subject", "custody.consent",
    "custody.suspension", "keystore.data_key", "keystore.key_page", "keystore.blind_index",
    "keystore.index_generation", "keystore.erased_unit", "keystore.withdrawn_consent",
    "keystore.suspension", "keystore.rotation", "keystore.superseded", "ledger.inbox",
)  # fmt: skip
"""Of people; the roots and the keys under them stay."""


@pytest.fixture
def door(transactional_db: None) -> Iterator[Door]:
    """The door of a house that is empty before and afterwards."""
    house.prepare(NOW)
    _empty()
    yield house.door()
    _empty()


def rows(sql: str) -> list[tuple[Any, ...]]:
    """What a query finds."""
    with connection.cursor() as cur:
        cur.execute(sql)
        return list(cur.fetchall())


def _empty() -> None:
    with connection.cursor() as cur:
        for table in TABLES:
            cur.execute(f"DELETE FROM {table}")
    house.local_holder().forget()
