"""Client processes: each has threads, each thread a connection, a door and a plain side.

A web server of this house is such a process. Both sides run in the same processes and threads.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection
from typing import Any

from benchmarks.gdprbench.plain import Answer, Plain
from benchmarks.gdprbench.workload import Operation

PROCESSES = 2
THREADS = 4
CLIENTS = PROCESSES * THREADS


@dataclass(frozen=True, slots=True)
class Done:
    """One operation with when it began and ended (monotonic seconds) and what it answered."""

    operation: Operation
    began: float
    ended: float
    answer: Answer


class Clients:
    """The client processes, from the parent's side."""

    def __init__(self, today: date) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._pipes: list[Connection] = []
        self._processes = []
        for _ in range(PROCESSES):
            here, there = self._context.Pipe()
            process = self._context.Process(target=_serve, args=(there, today), daemon=True)
            process.start()
            self._pipes.append(here)
            self._processes.append(process)
        for pipe in self._pipes:
            pipe.recv()

    def run(self, side: str, operations: list[Operation]) -> list[Done]:
        """Run operations on one side: each client takes every eighth.

        Raises:
            RuntimeError: one failed; the run is void.
        """
        for number, pipe in enumerate(self._pipes):
            shares = [operations[number * THREADS + t :: CLIENTS] for t in range(THREADS)]
            pipe.send((side, shares))
        for pipe in self._pipes:
            pipe.recv()  # ready
        for pipe in self._pipes:
            pipe.send("go")
        found: list[Done] = []
        for pipe in self._pipes:
            answer = pipe.recv()
            if isinstance(answer, str):
                raise RuntimeError(answer)
            found += answer
        return found

    def load(self, side: str, keys: range) -> None:
        """Fill one side with records, shared out among the processes."""
        step = -(-len(keys) // PROCESSES)
        for number, pipe in enumerate(self._pipes):
            pipe.send((f"load {side}", keys[number * step : (number + 1) * step]))
        for pipe in self._pipes:
            answer = pipe.recv()
            if isinstance(answer, str):
                raise RuntimeError(answer)

    def close(self) -> None:
        """End them."""
        for pipe in self._pipes:
            pipe.send(None)
        for process in self._processes:
            process.join(10)


def _serve(pipe: Connection, today: date) -> None:
    """A client process: do what comes in until told to end."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "keepword.runtime.settings"
    import django

    django.setup()
    worker = _Worker(today)
    pipe.send("up")
    while (asked := pipe.recv()) is not None:
        what, work = asked
        try:
            if what.startswith("load "):
                worker.load(what.removeprefix("load "), work)
                pipe.send([])
                continue
            sides = worker.sides(what)
            pipe.send("ready")
            pipe.recv()
            pipe.send(worker.run(sides, work))
        except Exception as error:  # noqa: BLE001  # told to the parent, which voids the run
            pipe.send(f"{type(error).__name__}: {error}")


class _Worker:
    def __init__(self, today: date) -> None:
        from benchmarks.gdprbench.through_the_door import policy
        from keepword.custody.door import Door
        from keepword.runtime import config, house

        self._today = today
        self._settings = config.current()
        self._vault = house.vault()
        self._door = Door(*policy(), self._vault, house.blobs())
        self._pool = ThreadPoolExecutor(THREADS)
        self._own = threading.local()

    def sides(self, side: str) -> str:
        """Every thread has its connections before the clock starts."""
        barrier = threading.Barrier(THREADS)
        list(self._pool.map(lambda _: (self._side(side), barrier.wait()), range(THREADS)))
        return side

    def run(self, side: str, shares: list[list[Operation]]) -> list[Done]:
        done = self._pool.map(lambda share: self._share(side, share), shares)
        return [each for share in done for each in share]

    def load(self, side: str, keys: range) -> None:
        from benchmarks.gdprbench import plain, through_the_door
        from keepword.runtime import database

        if side == "door":
            through_the_door.load(self._door, keys, 250)
            return
        with database.connect(self._settings) as own, own.cursor() as cur:
            with cur.copy(f"COPY {side}.record FROM STDIN") as copy:
                for key in keys:
                    copy.write_row(plain.row_of(key, 0, self._today))
            own.commit()

    def _share(self, side: str, share: list[Operation]) -> list[Done]:
        run = self._side(side).run
        found = []
        for operation in share:
            began = time.monotonic()
            answer = run(operation)
            found.append(Done(operation, began, time.monotonic(), answer))
        return found

    def _side(self, side: str) -> Any:
        from benchmarks.gdprbench.through_the_door import ThroughTheDoor
        from keepword.runtime import database

        found = getattr(self._own, side, None)
        if found is None:
            if side == "door":
                found = ThroughTheDoor(self._door, self._vault, self._today)
            else:
                own = database.connect(self._settings, autocommit=True)
                found = Plain(own, audited=side == "plain", today=self._today)
            setattr(self._own, side, found)
        return found
