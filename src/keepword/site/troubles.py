"""What the house could not do is said to the person and written down by its code."""

from __future__ import annotations

from keepword.foundation.errors import KeepwordError
from keepword.runtime import config, logs


def note(error: KeepwordError) -> None:
    """One line in the log: the stable code and nothing of the person."""
    logs.logger(config.current().service).warning("trouble", code=error.code)
