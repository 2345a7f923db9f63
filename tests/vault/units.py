"""Units with keys, values and tags, as the tests of the vault make and open them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from keepword.foundation.personal import Personal
from keepword.storage.sql import Cursor
from keepword.vault import turning
from keepword.vault.holder import KeyName
from keepword.vault.keys import UnitKey
from keepword.vault.local import LocalHolder
from keepword.vault.vault import Vault
from tests.vault.store import NOW, TENANT

LOGIN = Personal("gaon.nuri")

TURNED = pytest.mark.parametrize("turned", [False, True], ids=["fresh", "packed"])
"""A key opens and dies in the same way wherever it lies."""


def reader(holder: LocalHolder) -> Vault:
    """A vault that remembers nothing."""
    return Vault(TENANT, holder)


def key_of(vault: Vault, subject: UUID, unit: UUID, generation: int = 1) -> UnitKey:
    """One key of a unit."""
    name = KeyName(subject, unit, generation)
    return vault.open_keys([name])[name]


def sealed_item(vault: Vault, cur: Cursor, subject: UUID, unit: UUID, value: str) -> bytes:
    """A value of a fresh unit, as item `note` of the record with the unit's id."""
    return vault.seal(vault.make_unit_key(cur, subject, unit), unit, "note", Personal(value))


def opened(vault: Vault, subject: UUID, unit: UUID, sealed: bytes) -> str:
    """What `sealed_item` sealed."""
    return vault.open(key_of(vault, subject, unit), unit, "note", sealed).reveal()


def index(
    vault: Vault, cur: Cursor, subject: UUID, unit: UUID, value: Personal, by: str = "login-id"
) -> None:
    """Make a person findable; the unit is the record too."""
    vault.index(cur, subject=subject, index=by, record=unit, item=by, unit=unit, value=value)


def held(vault: Vault, cur: Cursor, subject: UUID, value: Personal = LOGIN) -> UUID:
    """A unit with a log-in id that is searchable; the unit, which is its record too."""
    unit = uuid4()
    vault.make_unit_key(cur, subject, unit)
    index(vault, cur, subject, unit, value)
    return unit


def turn(holder: LocalHolder, turned: bool) -> None:
    """Pack what is there, or leave it fresh."""
    assert not turned or turning.turn(holder, NOW + timedelta(hours=1))
