"""The processes under the supervisor: a table, and what every one of them does first."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from keepword.runtime import environments, logs
from keepword.runtime.config import Config
from keepword.runtime.processes import HOUSE, MARK, end_with, forbid_core_dumps, forbid_tracing

SUPERVISOR = "KEEPWORD_SUPERVISOR_PID"
"""Environment variable with the supervisor's process number; a service ends when it does."""


@dataclass(frozen=True, slots=True)
class Service:
    """A program that should always run.

    `module` is started with `python -m`; `environment` is added to what it is told of the
    supervisor's (`environments`); `grace` is how many seconds it gets to end by itself. A `step`
    runs once, to its end, and tells the supervisor how it goes (`relay`).
    """

    name: str
    module: str
    environment: Mapping[str, str] = field(default_factory=dict)
    grace: float = 10.0
    step: bool = False


PREPARE = Service("prepare", "keepword.runtime.prepare", step=True)
"""Runs before the services start."""

DEMO = Service("demo", "keepword.demo", step=True)
"""Fills a demo in which nobody has lived yet, and says when it is whole (`first_demo`)."""

_ASKS = {"KEEPWORD_HOLDER": "process"}
"""Keys come from the key holder: these processes never see the root."""

SERVICES = (
    Service("keys", "keepword.runtime.keyholder", {"KEEPWORD_HOLDER": "local"}),
    Service("integrator", "keepword.runtime.integrator", _ASKS),
    Service("web", "keepword.runtime.web", {"KEEPWORD_POOL": "4", **_ASKS}),
    Service("worker", "keepword.runtime.worker", {"KEEPWORD_POOL": "2", **_ASKS}),
)
"""Started in this order, stopped in the reverse one: the integrator sees the others' last acts, and
keys are there as long as anybody works."""


def enter() -> None:
    """First thing in every service: private files, no core dumps, nobody who looks into its memory
    or environment, and no life of its own."""
    os.umask(0o077)
    forbid_core_dumps()
    forbid_tracing()
    parent = os.environ.get(SUPERVISOR)
    if parent:
        end_with(int(parent))


class Running:
    """One started service."""

    def __init__(self, service: Service, config: Config, environ: Mapping[str, str]) -> None:
        self.service = service
        output = logs.open_for_output(output_of(service, config))
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", service.module, f"{HOUSE}{config.layout.var}"],
                env=environment(service, config, environ),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if service.step else output,
                stderr=output,
                start_new_session=True,
            )
        finally:
            os.close(output)
        self._said = b""
        if self._process.stdout is not None:
            os.set_blocking(self._process.stdout.fileno(), False)

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._process.pid

    def ended(self) -> int | None:
        """Its exit status, or None while it runs."""
        return self._process.poll()

    def lines(self) -> list[str]:
        """The whole lines that a step printed since it was last asked."""
        if self._process.stdout is not None:
            self._said += self._process.stdout.read() or b""
        *whole, self._said = self._said.split(b"\n")
        return [line.decode("utf-8") for line in whole]

    def stop(self) -> None:
        """End it: ask, wait, insist. What it started ends with it (`end_with`)."""
        if self.ended() is None:
            self._process.send_signal(signal.SIGTERM)
        until = time.monotonic() + self.service.grace
        while self.ended() is None and time.monotonic() < until:
            time.sleep(0.02)
        if self.ended() is None:
            self._process.kill()
            self._process.wait()


def output_of(service: Service, config: Config) -> Path:
    """Where its plain output goes (start-up messages, a crash); its events are in `.log`."""
    return config.layout.logs / f"{service.name}.txt"


def environment(service: Service, config: Config, environ: Mapping[str, str]) -> dict[str, str]:
    """All that a service is told: its part of `environ`, and what we say about it."""
    return {
        **environments.told(service.name, config, environ),
        **service.environment,
        "DJANGO_SETTINGS_MODULE": "keepword.runtime.settings",
        "KEEPWORD_VAR": str(config.layout.var),
        "KEEPWORD_DEMO": "1" if config.demo else "0",
        "KEEPWORD_SERVICE": service.name,
        "PORT": str(config.port),
        MARK: str(config.layout.var),
        SUPERVISOR: str(os.getpid()),
    }
