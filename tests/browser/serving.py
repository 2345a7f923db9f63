"""The site as it ships: the web server in a process and a folder of its own, without a database."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from keepword.runtime.layout import Layout
from keepword.runtime.services import SUPERVISOR
from tests.runtime.house import PATIENCE, free_port, until


@dataclass(frozen=True, slots=True)
class Site:
    """A running site."""

    origin: str
    log: Path

    def violations(self) -> list[str]:
        """What browsers reported to the policy's endpoint so far, as the server wrote it down."""
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        return [line for line in lines if "csp-violation" in line]


@contextmanager
def site() -> Iterator[Site]:
    """Serve on a free port of the loopback address until the block ends."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="kw-site-") as folder:
        layout = Layout(Path(folder).resolve())
        layout.make()
        process = _start(layout, port)
        try:
            until(lambda: _answers(port), "the site answers")
            yield Site(f"http://127.0.0.1:{port}", layout.logs / "web.log")
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            finally:
                process.kill()  # nothing is left of it, however the tests end


def _start(layout: Layout, port: int) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "keepword.runtime.settings",
        "KEEPWORD_VAR": str(layout.var),
        "KEEPWORD_SECRET_KEY": "only-for-tests-and-therefore-public",
        "KEEPWORD_SERVICE": "web",
        SUPERVISOR: str(os.getpid()),  # should the tests be killed, it ends with them
        "PORT": str(port),
    }
    command = [sys.executable, "-m", "keepword.runtime.web"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/ko/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
