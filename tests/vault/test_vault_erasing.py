"""Erasing: units go with every key and tag, for ever, and nothing else goes with them (P66)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from keepword.vault import store as key_store
from keepword.vault.errors import ErasedError
from keepword.vault.holder import KeyName
from keepword.vault.local import LocalHolder
from keepword.vault.vault import Vault
from tests.vault.conftest import Another
from tests.vault.store import NOW, Store
from tests.vault.units import LOGIN, TURNED, held, index, key_of, opened, reader, sealed_item, turn


@TURNED
def test_the_erased_do_not_open_and_their_neighbours_do(
    store: Store, vault: Vault, holder: LocalHolder, another: Another, turned: bool
) -> None:
    """P66: one unit of a person goes; another of theirs, and another person's, stay."""
    subject, gone, stays = uuid4(), uuid4(), uuid4()
    neighbour, theirs = uuid4(), uuid4()
    with store.transaction() as cur:
        sealed = sealed_item(vault, cur, subject, gone, "gone")
        kept = sealed_item(vault, cur, subject, stays, "stays")
        near = sealed_item(vault, cur, neighbour, theirs, "near")
    turn(holder, turned)
    assert opened(vault, subject, gone, sealed) == "gone"  # it is in memory
    with store.transaction() as cur:
        vault.destroy_units(cur, subject, [gone], NOW)
    for process in (vault, reader(holder), reader(another())):
        for wanted in ([gone], [stays, gone]):
            with pytest.raises(ErasedError):
                process.open_keys([KeyName(subject, unit, 1) for unit in wanted])
        assert opened(process, subject, stays, kept) == "stays"
        assert opened(process, neighbour, theirs, near) == "near"


def test_an_erasure_that_came_to_nothing_takes_nothing(store: Store, vault: Vault) -> None:
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        sealed = sealed_item(vault, cur, subject, unit, "값")
    with store.transaction(given_up=True) as cur:
        vault.destroy_units(cur, subject, [unit], NOW)
    assert opened(vault, subject, unit, sealed) == "값"


def test_another_process_forgets_an_erased_key_soon(
    store: Store, vault: Vault, another: Another, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who was given a key before has it for a minute: here the minute is over at once."""
    monkeypatch.setattr(key_store.Remembered.__init__, "__defaults__", (0.0,))
    other = reader(another())
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        vault.make_unit_key(cur, subject, unit)
    key_of(other, subject, unit)
    with store.transaction() as cur:
        vault.destroy_units(cur, subject, [unit], NOW)
    with pytest.raises(ErasedError):
        key_of(other, subject, unit)


@TURNED
def test_erasing_takes_every_generation_and_tag(
    store: Store, vault: Vault, holder: LocalHolder, turned: bool
) -> None:
    subject = uuid4()
    with store.transaction() as cur:
        unit = held(vault, cur, subject)
    turn(holder, turned)
    with store.transaction() as cur:
        vault.renew_unit_key(cur, subject, unit)
    with store.transaction() as cur:
        vault.destroy_units(cur, subject, [unit], NOW)
        assert vault.find(cur, "login-id", LOGIN) == []
    for table in ("data_key", "blind_index"):
        assert store.rows(f"SELECT count(*) FROM keystore.{table}") == [(0,)]
    noted = store.rows("SELECT subject, unit, erased_at, turned FROM keystore.erased_unit")
    assert noted == [(subject, unit, NOW, None)]
    for generation in (1, 2):
        with pytest.raises(ErasedError):
            holder.open([KeyName(subject, unit, generation)])
    with pytest.raises(ErasedError):
        holder.newest(subject, unit)


def test_erasing_again_changes_nothing(store: Store, vault: Vault) -> None:
    subject, unit = uuid4(), uuid4()
    with store.transaction() as cur:
        vault.make_unit_key(cur, subject, unit)
        vault.destroy_units(cur, subject, [unit, unit], NOW)
        vault.destroy_units(cur, subject, [unit], NOW.replace(year=2027))
        vault.destroy_units(cur, subject, [], NOW)
    assert store.rows("SELECT erased_at FROM keystore.erased_unit") == [(NOW,)]


@TURNED
def test_an_erased_unit_never_gets_a_key_again(
    store: Store, vault: Vault, holder: LocalHolder, turned: bool
) -> None:
    """Nor does one that never had a key, such as one that only an old backup knows."""
    subject, unit, never = uuid4(), uuid4(), uuid4()
    with store.transaction() as cur:
        vault.make_unit_key(cur, subject, unit)
        vault.destroy_units(cur, subject, [unit, never], NOW)
    turn(holder, turned)
    with store.transaction() as cur:
        for gone in (unit, never):
            with pytest.raises(ErasedError):
                vault.make_unit_key(cur, subject, gone)
            with pytest.raises(ErasedError):
                vault.renew_unit_key(cur, subject, gone)
            with pytest.raises(ErasedError):
                index(vault, cur, subject, gone, LOGIN)
    assert store.rows("SELECT count(*) FROM keystore.data_key") == [(0,)]
