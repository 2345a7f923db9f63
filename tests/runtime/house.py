"""A whole Keepword in a folder of its own, as a person starts it, and what is alive in it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from keepword.runtime.processes import MARK, is_alive

PATIENCE = 90.0
"""Seconds within which anything that is waited for must have happened."""


def free_port() -> int:
    """A TCP port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(happened: Callable[[], object], what: str) -> None:
    """Poll until `happened`; fail loudly when it does not."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, f"did not happen: {what}"
        time.sleep(0.1)


def alive_in(var: Path) -> list[psutil.Process]:
    """Every living process that has to do with `var`, whoever started it."""
    return [process for process in psutil.process_iter() if _belongs(process, var)]


def end(process: subprocess.Popen[bytes]) -> int:
    """Tell it to end and wait for that; its status. One that does not is killed, and fails."""
    process.terminate()
    try:
        return process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        raise


def running(var: Path, word: str) -> list[psutil.Process]:
    """The living processes of `var` with `word` in their command line, oldest first."""
    return sorted(
        (process for process in alive_in(var) if word in _command(process)),
        key=lambda process: process.create_time(),
    )


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def _belongs(process: psutil.Process, var: Path) -> bool:
    try:
        inside = process.cwd().startswith(f"{var}/")
        spoken_of = any(str(var) in part for part in process.cmdline())
        marked = str(var) in (process.environ().get(MARK), process.environ().get("KEEPWORD_VAR"))
    except (psutil.NoSuchProcess, psutil.AccessDenied, OSError):
        return False
    return process.pid != os.getpid() and is_alive(process) and (inside or spoken_of or marked)


@dataclass
class House:
    """One `KEEPWORD_VAR`. `environment` is added to the tests' own."""

    var: Path
    port: int = field(default_factory=free_port)
    environment: dict[str, str] = field(default_factory=dict)
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def env(self) -> dict[str, str]:
        """The environment of its commands."""
        inherited = {n: v for n, v in os.environ.items() if not n.startswith("KEEPWORD_")}
        return {**inherited, "LANG": "C", "KEEPWORD_VAR": str(self.var), **self.environment}

    def command(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run a `keepword` command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "keepword", *arguments],
            env=self.env, input=typed, capture_output=True, text=True, timeout=PATIENCE,
            check=False,
        )  # fmt: skip

    def up(self, *arguments: str) -> subprocess.Popen[str]:
        """Start `keepword up`."""
        process = subprocess.Popen(
            [sys.executable, "-m", "keepword", "up", "--port", str(self.port), *arguments],
            env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True,
        )  # fmt: skip
        self.started.append(process)
        return process

    def up_and_ready(self, *arguments: str) -> subprocess.Popen[str]:
        """Start it and wait for `/healthz`."""
        process = self.up(*arguments)
        until(lambda: self.health() == 200 or process.poll() is not None, "/healthz answers")
        assert process.poll() is None, process.communicate(timeout=PATIENCE)[0]
        return process

    def health(self) -> int:
        """The status of `/healthz`; 0 when nobody answers."""
        return self.healthz()[0]

    def healthz(self) -> tuple[int, Any]:
        """Status and body of `/healthz`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException):
            return 0, None
        finally:
            connection.close()

    def stop(self, process: subprocess.Popen[str]) -> tuple[int, str]:
        """Ctrl-C; the exit status and everything it printed."""
        process.send_signal(signal.SIGINT)
        printed, _ = process.communicate(timeout=PATIENCE)
        return process.returncode, printed

    def is_empty(self) -> bool:
        """Whether nothing of it is alive."""
        return not alive_in(self.var)

    def close(self) -> None:
        """End whatever the test left running."""
        for process in self.started:
            if process.poll() is None:
                process.terminate()
            process.communicate(timeout=PATIENCE)
        until(self.is_empty, f"everything in {self.var} has ended")


def opened(folder: Path) -> Iterator[House]:
    """A house in `folder`, closed afterwards."""
    house = House(folder.resolve())
    try:
        yield house
    finally:
        house.close()
