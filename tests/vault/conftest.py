"""A key store of these tests' own: page keys are committed at once, whatever a test rolls back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from keepword.vault.providers import KeyFileRoot
from keepword.vault.vault import Vault
from tests.vault.store import NOW, TENANT, Store


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
def root(tmp_path: Path) -> KeyFileRoot:
    """A root key of this test's own."""
    return KeyFileRoot.make_or_read(tmp_path / "keys")


@pytest.fixture
def vault(store: Store, root: KeyFileRoot) -> Vault:
    """A vault that is ready."""
    made = Vault(TENANT, root, store.connect)
    made.prepare(NOW)
    return made
