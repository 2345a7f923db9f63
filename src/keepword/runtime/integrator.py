"""The ledger's integrator: takes acts out of the inbox, grows the tree, publishes it.

    python -m keepword.runtime.integrator

What a kill leaves undone, the next round completes (`ledger.integrator`). A database that went
away is waited for; a ledger that refuses to go on is tried again and again, more and more rarely,
and said in the log each time. Witnesses are asked after the transaction and beside the rounds
(`runtime.witnesses`).
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
from keepword.runtime.dbroles.names import Role
from keepword.runtime.signals import Signals
from keepword.runtime.witnesses import Witnessing

PAUSE = 0.15
"""Seconds between two looks into an empty inbox."""

_SOON = 0.03
"""The same while a witness is waited for, and with it everybody who waits for a receipt."""

Connect = Callable[[], psycopg.Connection[Any]]


class Loop:
    """Rounds of integration until told to stop.

    Args:
        connect: opens a connection of its own; `psycopg.OperationalError` when there is none.
        signer: signs checkpoints.
        public: the folder of the published files.
        witnessing: brings the cosignatures of witnesses; none are asked without it.
    """

    def __init__(
        self,
        connect: Connect,
        signer: Signer,
        public: Path,
        witnessing: Witnessing | None = None,
    ) -> None:
        self._connect = connect
        self._witnessing = witnessing
        self._signer = signer
        self._public = public
        self._connection: psycopg.Connection[Any] | None = None
        self._away = Backoff(first=0.2, longest=2.0, healthy_after=math.inf)
        self._refused = Backoff(first=1.0, longest=60.0, healthy_after=math.inf)
        self._log = logs.logger("integrator")

    def round(self) -> float:
        """Integrate once; seconds to wait before the next round."""
        try:
            done = self._integrate()
        except (psycopg.OperationalError, psycopg.InterfaceError):
            return self._failed("database-unreachable", self._away)
        except OSError:
            return self._failed("ledger-not-written", self._refused)
        except KeepwordError as error:
            return self._failed(error.code, self._refused)
        self._away.failures = self._refused.failures = 0
        if done:
            self._log.info("integrated", count=done)
            return 0.0
        return _SOON if self._witnessing is not None and self._witnessing.waiting else PAUSE

    def _integrate(self) -> int:
        """Grow, sign and, where nobody else has to sign, publish; then see to the witnesses."""
        if self._witnessing is not None:
            self._witnessing.prepare()
        done = integrator.integrate(self._connected(), self._signer, self._public)
        if self._witnessing is not None:
            self._witnessing.step()
        return done

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
        return psycopg.connect(database.conninfo(settings, Role.INTEGRATOR), autocommit=True)

    signer, public = house.signer(), settings.layout.ledger_public
    witnessing = Witnessing(settings.layout.ledger, public, signer, settings.witness_quorum)
    loop = Loop(connect, signer, public, witnessing)
    while not signals.stopped():
        signals.wait(loop.round())
    loop.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
