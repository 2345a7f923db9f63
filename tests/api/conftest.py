"""A house whose door is open, and a system that may call it."""

from __future__ import annotations

import pytest

from keepword.runtime import clock, house
from tests.api.scene import Caller, system


@pytest.fixture
def ready(db: None) -> None:
    """A database with keys."""
    house.prepare(clock.now())


@pytest.fixture
def caller(ready: None) -> Caller:
    """A system with every scope, signed in."""
    return system()
