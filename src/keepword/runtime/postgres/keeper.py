"""The process that runs the embedded server for as long as any command needs it.

    python -m keepword.runtime.postgres.keeper VAR

It holds `keeper.lock` while it lives (one keeper a folder) and waits for `holders.lock`, which
every command that uses the server holds in shared mode. The kernel gives it that lock when the
last of them is gone, in whatever way; then it stops the server and ends. When it is itself
killed, the kernel tells the server to stop.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import FrameType

from keepword.runtime import logs
from keepword.runtime.backoff import Backoff
from keepword.runtime.layout import Layout
from keepword.runtime.locks import FileLock
from keepword.runtime.postgres import leftovers, sockets
from keepword.runtime.postgres.cluster import Cluster, Plan, server_command, spawn
from keepword.runtime.processes import forbid_core_dumps

LOCK_WAIT = 2.0
"""Seconds to try for the keeper's lock: a command may hold it for a moment to look at it."""

GIVE_UP_AFTER = 5
"""Quick ends in a row after which restarting is no help."""


class Keeper:
    """Runs the server until nobody holds `holders.lock` any more."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._cluster = Cluster(layout.postgres)
        self._plan = Plan.read(self._cluster.plan)
        self._holders = FileLock(layout.postgres / "holders.lock")
        self._guard = threading.RLock()
        self._server: subprocess.Popen[bytes] | None = None
        self._stopping = False
        self._log = logs.logger("postgres-keeper")

    def run(self) -> int:
        """Keep the server up; return the exit status of this process."""
        try:
            return self._run()
        finally:
            sockets.tidy(self._cluster.home, Path(self._plan.socket))

    def _run(self) -> int:
        signal.signal(signal.SIGTERM, self._on_signal)
        threading.Thread(target=self._wait_for_the_last_holder, daemon=True).start()
        backoff = Backoff(first=0.1, longest=5.0, healthy_after=10.0)
        while not self._stopping:
            leftovers.clear(self._cluster, Path(self._plan.socket))
            code = self._run_server(backoff)
            self._log.info("server-ended", exit_status=code)
            if self._stopping:
                break
            if backoff.failures >= GIVE_UP_AFTER:
                return 1
            time.sleep(backoff.delay(time.monotonic()))
        return 0

    def _run_server(self, backoff: Backoff) -> int:
        command = server_command(self._cluster, self._plan)
        output = logs.open_for_output(self._layout.logs / "postgres.txt")
        try:
            with self._guard:
                if self._stopping:
                    return 0
                self._server = spawn(command, self._cluster.data, self._plan, output, signal.SIGINT)
        finally:
            os.close(output)
        backoff.started(time.monotonic())
        self._log.info("server-started", process=self._server.pid)
        return self._server.wait()

    def _wait_for_the_last_holder(self) -> None:
        self._holders.acquire()
        self._stop()

    def _on_signal(self, _signum: int, _frame: FrameType | None) -> None:
        self._stop()

    def _stop(self) -> None:
        """Ask the server for a fast, orderly stop; an immediate one if it does not listen."""
        with self._guard:
            self._stopping = True
            if self._server is not None:
                self._server.send_signal(signal.SIGINT)
        threading.Thread(target=self._insist, daemon=True).start()

    def _insist(self) -> None:
        time.sleep(leftovers.PATIENCE)
        if self._server is not None:
            self._server.send_signal(signal.SIGQUIT)


def main(arguments: list[str]) -> int:
    """Entry point; `arguments` is the resolved `KEEPWORD_VAR`."""
    layout = Layout(Path(arguments[0]))
    os.umask(0o077)
    forbid_core_dumps()
    logs.configure(layout.logs / "postgres-keeper.log")
    lock = FileLock(layout.postgres / "keeper.lock")
    until = time.monotonic() + LOCK_WAIT
    while not lock.try_acquire():
        if time.monotonic() > until:
            return 0
        time.sleep(0.02)
    return Keeper(layout).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
