"""Transports for tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from keepword.foundation.errors import KeepwordError
from keepword.mail.outbox import Queued


class Box:
    """Keeps what it is given; fails first with the errors it was made with."""

    def __init__(self, *errors: KeepwordError) -> None:
        self.sent: list[Queued] = []
        self._errors: Iterator[KeepwordError] = iter(errors)

    def send(self, mail: Queued, key: bytes, now: datetime) -> None:
        """Take one mail, or fail."""
        error = next(self._errors, None)
        if error:
            raise error
        self.sent.append(mail)
