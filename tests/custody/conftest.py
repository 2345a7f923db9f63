"""A door to the tests' own database."""

from __future__ import annotations

import pytest

from keepword.custody.door import Door
from keepword.runtime import house
from tests.custody.scene import NOW


@pytest.fixture
def door(db: None) -> Door:
    """The door as the house puts it together."""
    house.prepare(NOW)
    return house.door()
