"""`keepword up`: one process tree, started in order, kept alive, stopped in the reverse order.

    supervisor ── holds ──▶ PostgreSQL's keeper ── postgres      (unless DATABASE_URL is set)
        ├── prepare      migrate, load the policy; runs once
        └── web          every row of `services.SERVICES`, restarted when it ends

The supervisor's lock says that it lives; the kernel drops it when it does not. Whoever takes the
lock next ends what carries this folder's mark, and nothing else.
"""

from __future__ import annotations

import http
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from keepword.foundation.errors import Message
from keepword.runtime import asking, logs, ports, relay, secretfile, services
from keepword.runtime.backoff import Backoff
from keepword.runtime.config import Config
from keepword.runtime.errors import AlreadyRunning, ServiceFailed
from keepword.runtime.layout import Layout
from keepword.runtime.locks import FileLock
from keepword.runtime.postgres.embedded import EmbeddedPostgres, Interrupted, Lease
from keepword.runtime.processes import end_all, marked
from keepword.runtime.services import PREPARE, SERVICES, Running, Service
from keepword.runtime.signals import Signals

TICK = 0.5
"""Seconds between two looks at the children when nothing wakes us."""

READY_SECONDS = 60.0
"""How long the web server may take until `/healthz` answers 200."""

GIVE_UP_AFTER = 5
"""Ends in a row, before it ever was ready, after which a service is not started again."""

type_of_say = Callable[[Message], None]


def url(config: Config) -> str:
    """Where the pages are."""
    return f"http://{ports.LOOPBACK}:{config.port}/"


@dataclass(slots=True)
class _Kept:
    """A service with its process (while it runs) and its waits."""

    service: Service
    running: Running | None = None
    start_at: float = 0.0
    backoff: Backoff = field(
        default_factory=lambda: Backoff(first=0.2, longest=30.0, healthy_after=60.0)
    )


class Supervisor:
    """Runs everything until told to stop.

    Args:
        config: the configuration.
        environ: what the children inherit.
        say: shows a line to the person at the terminal.
        ready: called once, when `/healthz` answers 200.
    """

    def __init__(
        self,
        config: Config,
        environ: Mapping[str, str],
        say: type_of_say,
        ready: Callable[[], None],
    ) -> None:
        self._config = config
        self._environ = environ
        self._say = say
        self._ready = ready
        self._signals = Signals()
        self._lock = FileLock(config.layout.run / "supervisor.lock")
        self._state = config.layout.run / "supervisor.json"
        self._lease: Lease | None = None
        self._kept = [_Kept(service) for service in SERVICES]
        self._is_ready = False

    def run(self) -> None:
        """Start, watch, stop.

        Raises:
            KeepwordError: it could not start, or a service does not stay up; all is stopped.
        """
        layout = self._config.layout
        layout.make()
        if not self._lock.try_acquire():
            raise AlreadyRunning(running_url(layout), layout.var)
        logs.configure(layout.logs / "supervisor.log")
        self._log = logs.logger("supervisor")
        try:
            self._start()
            while not self._signals.stopped():
                self._watch()
                self._signals.wait(TICK if self._is_ready else 0.05)
        except Interrupted:
            self._log.info("interrupted")
        finally:
            self._stop()

    def _start(self) -> None:
        end_all(list(marked(self._config.layout.var)), patience=5.0)
        ports.require_free(self._config.port)
        self._state.write_text(json.dumps({"url": url(self._config)}), encoding="utf-8")
        if self._config.secret_key is None:
            secretfile.read_or_make(self._config.layout.secrets / "django-key")
        if self._config.embedded:
            self._say(Message(en="Starting PostgreSQL …", ko="PostgreSQL을 시작합니다 …"))
            server = EmbeddedPostgres(self._config.layout, os_user=self._config.os_user)
            self._lease = server.hold(stopped=self._signals.stopped)
        self._say(Message(en="Preparing …", ko="준비합니다 …"))
        applied = self._prepare()
        self._log.info("prepared", count=applied)
        self._started_at = time.monotonic()

    def _prepare(self) -> int:
        """Run the preparing process to its end; how many migrations it applied."""
        step = Running(PREPARE, self._config, self._environ)
        try:
            while step.ended() is None:
                if self._signals.stopped():
                    raise Interrupted
                self._signals.wait(TICK)
        finally:
            step.stop()
        said = step.output().strip()
        if not said:
            raise self._failed(PREPARE)
        return relay.read(said.splitlines()[-1])["applied"]

    def _watch(self) -> None:
        """One look: restart what ended, see whether everything serves."""
        now = time.monotonic()
        if self._lease is not None and self._lease.server.keeper_is_gone():
            self._log.warning("postgres-keeper-gone")
            self._lease.ensure(self._signals.stopped)
        for kept in self._kept:
            self._look_at(kept, now)
        if not self._is_ready:
            self._see_whether_ready(now)

    def _see_whether_ready(self, now: float) -> None:
        status, said = asking.health(self._config.port)
        if status == http.HTTPStatus.OK:
            self._is_ready = True
            self._log.info("ready", url=url(self._config), seconds=round(now - self._started_at, 2))
            self._ready()
        elif now - self._started_at > READY_SECONDS:
            raise said or self._failed(SERVICES[0])

    def _look_at(self, kept: _Kept, now: float) -> None:
        if kept.running is not None:
            status = kept.running.ended()
            if status is None:
                return
            kept.running = None
            kept.start_at = now + kept.backoff.delay(now)
            self._log.warning("service-ended", service=kept.service.name, exit_status=status)
            if self._is_ready:
                self._tell_of_restart(kept.service)
            elif kept.backoff.failures >= GIVE_UP_AFTER:
                raise self._failed(kept.service)
        if now >= kept.start_at and not self._signals.stopped():
            kept.running = Running(kept.service, self._config, self._environ)
            kept.backoff.started(now)
            self._log.info("service-started", service=kept.service.name, process=kept.running.pid)

    def _tell_of_restart(self, service: Service) -> None:
        self._say(
            Message(
                en=f"'{service.name}' ended and is started again.",
                ko=f"'{service.name}' 서비스가 끝나서 다시 시작합니다.",
            )
        )

    def _stop(self) -> None:
        """Stop in the reverse order; the database last, and only if nobody else uses it."""
        for kept in reversed(self._kept):
            if kept.running is not None:
                kept.running.stop()
        if self._lease is not None:
            self._lease.release()
        self._state.unlink(missing_ok=True)
        self._log.info("stopped")
        self._lock.release()

    def _failed(self, service: Service) -> ServiceFailed:
        """What a service that does not come up left behind, in the error."""
        plain = services.output_of(service, self._config)
        events = plain.with_suffix(".log")
        return ServiceFailed(
            service.name, plain.parent, logs.tail(plain) or logs.last_error(events)
        )


def running_url(layout: Layout) -> str | None:
    """Where the supervisor that holds the lock serves, as it wrote down itself."""
    path = layout.run / "supervisor.json"
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return str(said["url"])
