"""A key store of these tests' own: page keys are committed at once, whatever a test rolls back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from keepword.vault.local import LocalHolder
from keepword.vault.providers.keyfile import KeyFiles
from keepword.vault.vault import Vault
from tests.vault.store import NOW, TENANT, Store

Another = Callable[..., LocalHolder]


@pytest.fixture(scope="session")
def store_server(django_db_modify_db_settings: None) -> Iterator[Store]:
    """A database with the vault's tables and nothing else, made by the same SQL as everywhere."""
    store = Store.create()
    yield store
    store.drop()


@pytest.fixture
def store(store_server: Store) -> Store:
    """The same database, empty."""
    store_server.empty()
    return store_server


@pytest.fixture
def another(store: Store, tmp_path: Path) -> Iterator[Another]:
    """Another process that holds keys: nothing in memory; by default with this test's root."""
    made: list[LocalHolder] = []

    def make(folder: Path = tmp_path / "keys", tenant: str = TENANT) -> LocalHolder:
        made.append(LocalHolder(tenant, {"file": KeyFiles(folder)}, store.connect))
        return made[-1]

    yield make
    for holder in made:
        holder.connections.close()


@pytest.fixture
def holder(another: Another) -> LocalHolder:
    """The key holder, with a root of this test's own."""
    return another()


@pytest.fixture
def vault(holder: LocalHolder) -> Vault:
    """A vault that is ready."""
    made = Vault(TENANT, holder)
    made.prepare(NOW)
    return made
