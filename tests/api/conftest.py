"""A house whose door is open, and a system that may call it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from keepword.runtime import clock, house
from tests.api.scene import Caller, system

WRITTEN = (
    "vault.subject", "vault.record", "vault.unit", "vault.item", "keystore.data_key",
    "keystore.blind_index", "custody.consent", "people.member", "ledger.inbox",
    "clients.answered", "clients.token", "clients.client",
)  # fmt: skip
"""Tables that a collection writes to."""


@pytest.fixture
def ready(db: None) -> None:
    """A database with keys."""
    house.prepare(clock.now())


@pytest.fixture
def caller(ready: None) -> Caller:
    """A system with every scope, signed in."""
    return system()


@pytest.fixture
def committed(transactional_db: None) -> Iterator[Caller]:
    """The same with acts that are really committed, and gone afterwards."""
    house.prepare(clock.now())
    yield system()
    with connection.cursor() as cursor:
        for table in WRITTEN:
            cursor.execute(f"DELETE FROM {table}")
