"""The evidence ledger: how fast it is integrated, verified, and written to.

A house of its own in a temporary folder, with an embedded server and its usual durability. Entries
are real: bodies as the door writes them, sealed under the months' keys of the house's own vault.

    python -m benchmarks.ledger [ENTRIES]      one million unless another number is given
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from typing import Any
from uuid import UUID

import psycopg

from benchmarks.measure import Figure
from benchmarks.processes import clock, family, proportional_megabytes, status
from keepword.ledger import inbox, integrator
from keepword.ledger.entries import month_of
from keepword.ledger.signing import Signer
from keepword.ledger.writer import InboxRow, Writer

ENTRIES = 1_000_000
BACKLOG = 200_000
WRITERS = 8
WRITES = 400
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_ENDING = 1.0
"""Seconds in which the server sees that a connection ended: only then is its time told."""

_SPAN = timedelta(days=60)
_COPY = (
    "COPY ledger.inbox (entry, month, time_ms, commitment, sealed, tag) FROM STDIN (FORMAT BINARY)"
)
_TYPES = ("uuid", "int4", "int8", "bytea", "bytea", "bytea")


@dataclass(frozen=True)
class House:
    """What the measuring processes need of the house."""

    parameters: dict[str, Any]
    keys: dict[int, bytes]
    signer: Signer
    public: Path

    def connect(self) -> psycopg.Connection[Any]:
        """A connection of one's own."""
        return psycopg.connect(**self.parameters, autocommit=True)


@dataclass(frozen=True)
class Run:
    """A piece of work: how many entries, how long it took, and the processors' time that it took
    of its own processes (`own`) and of the database server's (`server`), in seconds."""

    count: int
    seconds: float
    own: float
    server: float
    megabytes: float = 0.0


def _computing(run: Run) -> str:
    """Processors' time, which tells more than the clock where the machine has other work."""
    return f"processors' time: {run.own:.1f} s, and {run.server:.1f} s of the server"


def ledger_figures(entries: int = ENTRIES) -> list[Figure]:
    """The integrator on a backlog, the verification of `entries`, and the write's latency."""
    with _house() as house:
        steps = [_integrated(house, min(BACKLOG, entries))]
        while sum(step.count for step in steps) < entries:
            done = sum(step.count for step in steps)
            steps.append(_integrated(house, min(BACKLOG, entries - done)))
        verified = _verified(house)
        latencies = _written(house)
    return [
        Figure(
            f"ledger entries integrated, backlogs of {min(BACKLOG, entries):,}",
            tuple(step.count / step.seconds for step in steps),
            "a second",
            "at least 30,000",
            _computing(steps[-1]),
        ),
        Figure(
            f"ledger of {entries:,} entries verified",
            (verified.seconds,),
            "s",
            "at most 10",
            _computing(verified),
        ),
        Figure("the same, peak of all its processes", (verified.megabytes,), "MB", "at most 200"),
        Figure(
            f"log write p99, {WRITERS} writers, integrator running",
            (quantiles(latencies, n=100)[98],),
            "ms",
            "at most 20",
        ),
    ]


@contextmanager
def _house() -> Iterator[House]:
    with tempfile.TemporaryDirectory(prefix="kw-bench-") as folder:
        os.environ["KEEPWORD_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "keepword.runtime.settings"
        import django

        from keepword.runtime import config, database
        from keepword.runtime.postgres.embedded import EmbeddedPostgres

        settings = config.current()
        settings.layout.make()
        with EmbeddedPostgres(settings.layout).hold():
            django.setup()
            from django.db import connections

            from keepword.runtime import house, migrating

            migrating.migrate(settings)
            house.prepare(NOW)
            months = {month_of(NOW - _SPAN * part / 60) for part in range(61)} | {month_of(NOW)}
            keys = {month: house.reader().month_key(month) for month in sorted(months)}
            parameters = database.parameters(settings)
            yield House(parameters, keys, house.signer(), settings.layout.ledger_public)
            connections.close_all()


def _integrated(house: House, count: int) -> Run:
    """Fill the inbox, then empty it."""
    shares = [(house.parameters, house.keys, count // 2, seed) for seed in _seeds(2)]
    with get_context("spawn").Pool(2) as pool:
        pool.starmap(_fill, shares)
    with house.connect() as connection:
        server, pid = clock(connection.info.backend_pid), connection.info.backend_pid
        began, own, done = time.perf_counter(), time.process_time(), 0
        while step := integrator.integrate(connection, house.signer, house.public):
            done += step
        taken = time.perf_counter() - began
        return Run(done, taken, time.process_time() - own, clock(pid) - server)


def _verified(house: House) -> Run:
    """`keepword ledger verify` as an operator runs it."""
    with house.connect() as connection:
        server = int(status(connection.info.backend_pid)[1])
    time.sleep(_ENDING)
    own, before, most = (
        resource.getrusage(resource.RUSAGE_CHILDREN),
        clock(server, ended=True),
        0.0,
    )
    began = time.perf_counter()
    command = [sys.executable, "-m", "keepword", "ledger", "verify", "--json"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as verifying:
        while verifying.poll() is None:
            most = max(most, sum(map(proportional_megabytes, family(verifying.pid))))
            time.sleep(0.05)
        taken = time.perf_counter() - began
    if verifying.returncode:
        raise RuntimeError(f"ledger verify ended with {verifying.returncode}")
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    computed = now.ru_utime + now.ru_stime - own.ru_utime - own.ru_stime
    return Run(0, taken, computed, clock(server, ended=True) - before, most)


def _written(house: House) -> list[float]:
    """Milliseconds of each write (insert and durable commit) of several writers at once."""
    shares = [(house.parameters, house.keys, WRITES, seed) for seed in _seeds(WRITERS)]
    with get_context("spawn").Pool(WRITERS) as pool, house.connect() as connection:
        waiting = pool.starmap_async(_write, shares)
        while not waiting.ready():
            integrator.integrate(connection, house.signer, house.public)
            time.sleep(0.1)
        return [each for latencies in waiting.get() for each in latencies]


def _seeds(count: int) -> list[int]:
    system = random.SystemRandom()
    return [system.getrandbits(64) for _ in range(count)]


def _fill(parameters: dict[str, Any], keys: dict[int, bytes], count: int, seed: int) -> None:
    """Entries of the last two months into the inbox."""
    made = _entries(keys, seed, lambda at: NOW - _SPAN + _SPAN * at / count)
    with psycopg.connect(**parameters) as own, own.cursor() as cur, cur.copy(_COPY) as copy:
        copy.set_types(_TYPES)
        for _ in range(count):
            writer, row = next(made)
            copy.write_row((row.entry, row.month, row.time_ms, row.commitment, row.sealed, row.tag))
            writer.confirm()


def _write(
    parameters: dict[str, Any], keys: dict[int, bytes], count: int, seed: int
) -> list[float]:
    made, taken = _entries(keys, seed, lambda at: NOW + timedelta(milliseconds=at)), list[float]()
    with psycopg.connect(**parameters, autocommit=True) as own:
        for _ in range(count):
            writer, row = next(made)
            began = time.perf_counter()
            with own.transaction(), own.cursor() as cur:
                inbox.insert(cur, row)
            taken.append(1000 * (time.perf_counter() - began))
            writer.confirm()
    return taken


def _entries(
    keys: dict[int, bytes], seed: int, at: Callable[[int], datetime]
) -> Iterator[tuple[Writer, InboxRow]]:
    """Looks as the door writes them, of one writer; `confirm` each before the next."""
    source = random.Random(seed)
    accounts = [str(_uuid(source)) for _ in range(300)]
    writer, number = Writer(_uuid(source)), 0
    while True:
        subject, now = _uuid(source), at(number)
        yield (
            writer,
            writer.prepare(
                _look(source, subject, source.choice(accounts)),
                entry=_uuid(source),
                nonce=source.randbytes(32),
                now=now,
                month_key=keys[month_of(now)],
                subject=subject,
            ),
        )
        number += 1


def _uuid(source: random.Random) -> UUID:
    return UUID(int=source.getrandbits(128), version=4)


def _look(source: random.Random, subject: UUID, account: str) -> dict[str, Any]:
    items = ["date-of-birth", "email", "gender", "mobile-phone", "personal-name"]
    return {
        "act": "use",
        "actor": {"kind": "staff", "account": account, "role": "nurse", "department": "outpatient"},
        "basis": ["contract"],
        "citations": ["P12", "PIPA 15(1)4"],
        "duties": ["log-entry"],
        "items": items[: source.randint(1, 5)],
        "outcome": "allowed",
        "policy": "asan/2021-01-14",
        "purpose": "PU6",
        "source": f"192.0.2.{source.randint(1, 254)}",
        "subject": str(subject),
        "task": "booking",
    }


if __name__ == "__main__":
    for figure in ledger_figures(int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES):
        print(f"{figure.name:<58} {figure.value:>12,.1f} {figure.unit:<10} {figure.wanted}")
        print(f"    {figure.note}\n" if figure.note else "", end="")
