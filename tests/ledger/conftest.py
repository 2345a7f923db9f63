"""A ledger to write in, empty for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ledger.book import Book, Scratch


@pytest.fixture(scope="session")
def scratch_ledger(django_db_modify_db_settings: None) -> Iterator[Scratch]:
    """A database with the ledger's tables, made by the same SQL as everywhere."""
    scratch = Scratch()
    yield scratch
    scratch.drop()


@pytest.fixture
def book(scratch_ledger: Scratch, tmp_path: Path) -> Iterator[Book]:
    """An empty ledger with a connection of its own."""
    scratch_ledger.empty()
    book = Book(scratch_ledger, tmp_path, scratch_ledger.connect())
    yield book
    book.connection.close()
