"""The ledger's integrator: takes acts out of the inbox, grows the tree, publishes it.

    python -m keepword.runtime.integrator

What a kill leaves undone, the next round completes (`ledger.integrator`). A database that went
away is waited for; a ledger that refuses to go on is tried again and again, more and more rarely,
and said in the log each time.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from keepword.foundation.errors import KeepwordError
from keepword.ledger import integrator
from keepword.ledger.signing import Signer
from keepword.runtime import config, database, logs, services
from keepword.runtime.backoff import Backoff
from keepword.runtime.signals import Signals

PAUSE = 0.15
"""Seconds between two looks into an empty inbox."""

Connect = Callable[[], psycopg.Connection[Any]]


class Loop:
    """Rounds of integration until told to stop.

    Args:
        connect: opens a connection of its own; `psycopg.OperationalError` when there is none.
        signer: signs checkpoints.
        public: the folder of the published files.
    """

    def __init__(self, connect: Connect, signer: Signer, public: Path) -> None:
        self._connect = connect
        self._signer = signer
        self._public = public
        self._connection: psycopg.Connection[Any] | None = None
        self._away = Backoff(first=0.2, longest=2.0, healthy_after=math.inf)
        self._refused = Backoff(first=1.0, longest=60.0, healthy_after=math.inf)
        self._log = logs.logger("integrator")

    def round(self) -> float:
        """Integrate once; seconds to wait before the next round."""
        try:
            done = integrator.integrate(self._connected(), self._signer, self._public)
        except (psycopg.OperationalError, psycopg.InterfaceError):
            return self._failed("database-unreachable", self._away)
        except OSError:
            return self._failed("ledger-not-written", self._refused)
        except KeepwordError as error:
            return self._failed(error.code, self._refused)
        self._away.failures = self._refused.failures = 0
        if done:
            self._log.info("integrated", count=done)
        return 0.0 if done else PAUSE

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = self._connect()
        return self._connection

    def _failed(self, code: str, backoff: Backoff) -> float:
        self.close()
        wait = backoff.delay(0.0)
        self._log.error("integration-failed", code=code, seconds=wait)
        return wait


def main() -> int:
    """Integrate until told to stop."""
    services.enter()
    import django

    django.setup()
    from keepword.runtime import house

    settings = config.current()
    logs.configure(settings.layout.logs / f"{settings.service}.log")
    signals = Signals()

    def connect() -> psycopg.Connection[Any]:
        return psycopg.connect(database.conninfo(settings), autocommit=True)

    loop = Loop(connect, house.signer(), settings.layout.ledger_public)
    while not signals.stopped():
        signals.wait(loop.round())
    loop.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
