"""How long to wait before a service that ended is started again."""

from __future__ import annotations


class Backoff:
    """Waits that double with every quick end and start over after a healthy stretch.

    Args:
        first: seconds before the first restart.
        longest: seconds that no wait exceeds.
        healthy_after: seconds of life after which former failures are forgotten.

    The clock is the caller's: every `now` is monotonic seconds.
    """

    def __init__(self, *, first: float, longest: float, healthy_after: float) -> None:
        self._first = first
        self._longest = longest
        self._healthy_after = healthy_after
        self._started_at = 0.0
        self.failures = 0

    def started(self, now: float) -> None:
        """The service was started at `now`."""
        self._started_at = now

    def delay(self, now: float) -> float:
        """The service ended at `now`: seconds to wait before the next start."""
        if now - self._started_at >= self._healthy_after:
            self.failures = 0
        wait = min(self._longest, self._first * 2.0**self.failures)
        self.failures += 1
        return wait
