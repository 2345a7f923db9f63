"""The web server: granian, one worker process, threads, on the loopback address only.

    python -m keepword.runtime.web

TLS and the outside world are a reverse proxy's business.
"""

from __future__ import annotations

import os
import sys

from granian import Granian
from granian.constants import Interfaces

from keepword.runtime import config, logs, services
from keepword.runtime.ports import LOOPBACK

MAIN = "KEEPWORD_WEB_MAIN_PID"
"""Environment variable by which a worker knows the process that it must not outlive."""

THREADS = 4
"""Requests that are worked on at once; as many database connections are kept at most."""


def main() -> int:
    """Serve until told to stop."""
    services.enter()
    settings = config.current()
    os.environ[MAIN] = str(os.getpid())
    log = settings.layout.logs / f"{settings.service}.log"
    Granian(
        "keepword.runtime.wsgi:application",
        address=LOOPBACK,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        workers_kill_timeout=8,
        websockets=False,
        log_dictconfig=logs.django_logging(log, settings.service),
        log_access=False,
    ).serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
