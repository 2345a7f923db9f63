"""Says what happens again and again once a minute, with how often it was.

The first time is said at once. What is counted after that is said with the first one that comes a
minute later, or when the holder ends.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from keepword.vault.holding.limits import MINUTE

Report = Callable[[str, str, int], None]
"""Takes an event, the role it is about (empty: a stranger), and how often it was."""


@dataclass(slots=True)
class _Count:
    said_at: int
    unsaid: int = 0


class Tally:
    """Counts events by name and role; for threads."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, str], _Count] = {}

    def note(self, event: str, role: str, count: int, now: int) -> None:
        """It happened `count` times; `now` in nanoseconds."""
        with self._lock:
            found = self._counts.setdefault((event, role), _Count(now - MINUTE))
            found.unsaid += count
            if now - found.said_at < MINUTE:
                return
            found.said_at, count, found.unsaid = now, found.unsaid, 0
        self._report(event, role, count)

    def close(self) -> None:
        """Say what has not been said."""
        with self._lock:
            left = [(*name, each.unsaid) for name, each in self._counts.items() if each.unsaid]
            self._counts.clear()
        for event, role, count in left:
            self._report(event, role, count)
