"""A house of one's own for every test that asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from keepword.runtime.layout import Layout
from tests.runtime.house import House, opened


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A `KEEPWORD_VAR` with nothing in it yet."""
    yield from opened(tmp_path / "var")


@pytest.fixture
def layout(house: House) -> Layout:
    """The folders of that house."""
    return Layout(house.var)
