"""Signals as something a loop can wait for."""

from __future__ import annotations

import os
import select
import signal
from types import FrameType

STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Each of these means: end everything, in order. A second one changes nothing."""


class Signals:
    """Installed once in the main thread; wakes `wait` when a signal or a child's end arrives."""

    def __init__(self) -> None:
        self._stopped = False
        self._read, write = os.pipe()
        for end in (self._read, write):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        for each in STOP:
            signal.signal(each, self._stop)
        signal.signal(signal.SIGCHLD, self._wake)

    def stopped(self) -> bool:
        """Whether we were told to stop."""
        return self._stopped

    def wait(self, seconds: float) -> None:
        """Return after `seconds`, or as soon as a signal comes."""
        ready, _, _ = select.select([self._read], [], [], seconds)
        if ready:
            os.read(self._read, 4096)

    def _stop(self, _signum: int, _frame: FrameType | None) -> None:
        self._stopped = True

    def _wake(self, _signum: int, _frame: FrameType | None) -> None:
        """A child ended; the wake-up descriptor has told the loop already."""
