"""The door to the tests' own database."""

from __future__ import annotations

from tests.custody.conftest import door

__all__ = ["door"]
