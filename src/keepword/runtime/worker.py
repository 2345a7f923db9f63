"""The worker: what has to be done from time to time, a table of duties.

    python -m keepword.runtime.worker

Each duty keeps its own transactions. One that fails is said in the log by its code and tried again
later, more and more rarely; the others go on.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import django.db
import psycopg

from keepword.foundation.errors import KeepwordError
from keepword.ledger import timestamps
from keepword.mail import delivery
from keepword.mail.transports import FileTransport, SmtpTransport, Transport
from keepword.runtime import clock, config, database, logs, services
from keepword.runtime.backoff import Backoff
from keepword.runtime.config import Config
from keepword.runtime.dbroles.names import Role
from keepword.runtime.signals import Signals


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do every `seconds`; `run` says how much it did."""

    name: str
    seconds: float
    run: Callable[[datetime], int]


def duties(settings: Config) -> tuple[Duty, ...]:
    """Everything the worker does in this house."""
    from keepword.clients import answered, calls
    from keepword.people import tidy
    from keepword.runtime import blobs, house, mass_erasure, root_turns

    always = (
        Duty("tidy", 60.0, tidy.tidy),
        Duty("destruction", 60.0, house.door().destroy_due),  # P64: when its day has come
        Duty("answers", 3600.0, answered.forget_old),
        Duty("answers-days", 3600.0, partial(calls.end_days, vault=house.vault())),  # P66
        Duty("mail-days", 3600.0, partial(delivery.end_days, vault=house.vault())),  # P66
        Duty("mass-erasure", 1.0, partial(mass_erasure.work_off, house.door())),
        Duty("turns", 60.0, partial(root_turns.record, house.door())),
        Duty("blobs", 60.0, blobs.delete_waiting),
        Duty("orphans", 86_400.0, blobs.tidy_orphans),
        Duty("log-term", 3600.0, _log_term(settings)),
        *_stamping(settings),
    )
    transport = transport_of(settings)
    if transport is None:
        return always
    deliver = partial(delivery.deliver_due, vault=house.vault(), transport=transport)
    return (Duty("mail", 0.5, deliver), *always)


def _log_term(settings: Config) -> Callable[[datetime], int]:
    """Pruning the log and ending links whose term is over."""
    from keepword.runtime import house
    from keepword.safeguards import log_term

    connect = partial(database.connect, settings, role=Role.WORKER, autocommit=True)
    return log_term.duty(house.door(), house.holder(), connect, settings.log_term)


def _stamping(settings: Config) -> tuple[Duty, ...]:
    """The daily timestamp over the latest checkpoint, where an authority is named."""
    if not settings.tsa or settings.tsa_ca is None:
        return ()
    folder, authority, certificates = settings.layout.ledger_public, settings.tsa, settings.tsa_ca

    def stamp(now: datetime) -> int:
        return timestamps.daily(folder, authority, certificates, now)

    return (Duty("timestamp", 3600.0, stamp),)


def transport_of(settings: Config) -> Transport | None:
    """How mail leaves: as files in the demo, else through the server that is named, else not."""
    if settings.demo:
        return FileTransport(settings.layout.outbox)
    if settings.smtp is not None:
        return SmtpTransport(settings.smtp, settings.mail_from)
    return None


@dataclass(slots=True)
class _Due:
    """A duty with the moment (monotonic) of its next turn."""

    duty: Duty
    at: float = 0.0
    backoff: Backoff = field(
        default_factory=lambda: Backoff(first=1.0, longest=60.0, healthy_after=math.inf)
    )


class Loop:
    """Turns of duties, each when its time has come.

    Args:
        duties: what there is to do.
        now: the house's clock.
    """

    def __init__(self, duties: tuple[Duty, ...], now: Callable[[], datetime]) -> None:
        self._due = [_Due(duty) for duty in duties]
        self._now = now
        self._log = logs.logger("worker")

    def round(self) -> float:
        """Do what is due; seconds until the next is."""
        for due in self._due:
            if due.at <= time.monotonic():
                due.at = time.monotonic() + self._turn(due)
        return max(0.0, min(due.at for due in self._due) - time.monotonic())

    def _turn(self, due: _Due) -> float:
        """Do one duty; seconds until its next turn."""
        duty = due.duty
        try:
            count = duty.run(self._now())
        except KeepwordError as error:
            return self._failed(due, error.code)
        except (django.db.Error, psycopg.Error):
            return self._failed(due, "database")
        except OSError:
            return self._failed(due, "system")
        finally:
            django.db.close_old_connections()
        due.backoff.failures = 0
        if count:
            self._log.info("duty-done", duty=duty.name, count=count)
        return duty.seconds

    def _failed(self, due: _Due, code: str) -> float:
        wait = max(due.duty.seconds, due.backoff.delay(0.0))
        self._log.error("duty-failed", duty=due.duty.name, code=code, seconds=wait)
        return wait


def main() -> int:
    """Work until told to stop."""
    services.enter()
    django.setup()
    settings = config.current()
    logs.configure(settings.layout.logs / f"{settings.service}.log")
    signals = Signals()
    loop = Loop(duties(settings), clock.now)
    while not signals.stopped():
        signals.wait(loop.round())
    django.db.connections.close_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
