"""How far a long verification is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""`progress(done, total)`: entries that were looked at, of how many."""


def silent(done: int, total: int) -> None:
    """Tells nobody."""
