"""`keepword up`: one process tree, started in order, kept alive, stopped in the reverse order.

    supervisor ── holds ──▶ PostgreSQL's keeper ── postgres      (unless DATABASE_URL is set)
        ├── prepare      migrate, check the keys, load the policy; runs once
        ├── demo         fill a new demo; runs once
        └── integrator, web, worker     every row of `services.SERVICES`, restarted when it ends

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
from keepword.runtime.processes import end_all, forbid_tracing, marked
from keepword.runtime.services import DEMO, PREPARE, SERVICES, Running, Service
from keepword.runtime.signals import Signals

TICK = 0.5
"""Seconds between two looks at the children when nothing wakes us."""

PROGRESS = 0.2
"""Seconds between two looks at what a step says."""

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
        environ: what there is to tell; each child is told its part (`environments`).
        say: shows a line to the person at the terminal.
        ready: called once, when `/healthz` answers 200.
        begin: called once nobody else runs on this folder, before anything starts.
    """

    def __init__(
        self,
        config: Config,
        environ: Mapping[str, str],
        say: type_of_say,
        ready: Callable[[], None],
        begin: Callable[[], None] = lambda: None,
    ) -> None:
        self._config = config
        self._environ = environ
        self._say = say
        self._ready = ready
        self._begin = begin
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
        forbid_tracing()  # our environment has every secret of the house
        if not self._lock.try_acquire():
            raise AlreadyRunning(running_url(layout), layout.var)
        logs.configure(layout.logs / "supervisor.log")
        self._log = logs.logger("supervisor")
        try:
            self._begin()
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
        state = {"url": url(self._config), "demo": self._config.demo}
        self._state.write_text(json.dumps(state), encoding="utf-8")
        if self._config.secret_key is None:
            secretfile.read_or_make(self._config.layout.secrets / "django-key")
        if self._config.embedded:
            self._say(Message(en="Starting PostgreSQL …", ko="PostgreSQL을 시작합니다 …"))
            server = EmbeddedPostgres(self._config.layout, os_user=self._config.os_user)
            self._lease = server.hold(stopped=self._signals.stopped)
        self._say(Message(en="Preparing …", ko="준비합니다 …"))
        prepared = self._run(PREPARE)
        self._log.info("prepared", count=prepared["applied"])
        if prepared["new"]:
            self._log.info("demo-loaded", count=self._run(DEMO)["events"])
        self._started_at = time.monotonic()

    def _run(self, service: Service) -> dict[str, int]:
        """Run a step to its end, showing how it goes; its figures."""
        step = Running(service, self._config, self._environ)
        last = None
        try:
            while True:
                ended = step.ended() is not None  # asked first, so that no line is missed
                for line in step.lines():
                    if (message := relay.shown(line)) is not None:
                        self._say(message)
                    else:
                        last = line
                if ended:
                    break
                if self._signals.stopped():
                    raise Interrupted
                self._signals.wait(PROGRESS)
        finally:
            step.stop()
        if last is None:
            raise self._failed(service)
        return relay.read(last)

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
    said = written_down(layout)
    return str(said["url"]) if said else None


def written_down(layout: Layout) -> dict[str, object]:
    """What the supervisor says of itself: `url` and `demo`; nothing when none was started."""
    path = layout.run / "supervisor.json"
    try:
        said: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return said
