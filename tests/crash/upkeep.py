"""Upkeep under way: the root is turned, keys are rotated, backups are made, one after the other.

Each is a command of its own, started as an operator would start it, and may be killed like any
other process. What it was at goes on in the next one.
"""

from __future__ import annotations

import itertools
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.runtime.house import PATIENCE, House, until

LONGEST = 300.0
"""Seconds after which a command hangs."""

BETWEEN = 0.5
"""Seconds between two commands."""

Command = tuple[str, ...]

TURN, BACKUP = ("keys", "turn"), ("backup",)
ROTATE, INDEXES = ("keys", "rotate", "--data"), ("keys", "rotate", "--index")
ORDER = (TURN, BACKUP, ROTATE, INDEXES)
LAST = (ROTATE, INDEXES, BACKUP, TURN)
"""What is done once more at the end, when nothing is killed, and must come to its end."""

_KEPT = 2


class Upkeep(threading.Thread):
    """Commands in turn, until it is stopped; between two of them it can be held.

    Args:
        house: whose.
        folder: for the backups; the keys' one is replaced each time, the newest data ones stay.
    """

    def __init__(self, house: House, folder: Path) -> None:
        super().__init__(name="upkeep", daemon=True)
        self.done: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._house = house
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self._over = threading.Event()
        self._one = threading.Lock()
        self._numbers = itertools.count()

    def run(self) -> None:
        """One command after the other."""
        for command in itertools.cycle(ORDER):
            with self._one:
                if self._over.is_set():
                    return
                self.command(command)
            self._over.wait(BETWEEN)  # whoever wants to hold it comes in here

    def command(self, command: Command) -> int:
        """Run one to its end; its exit status."""
        arguments = [*command, *(self._folders() if command == BACKUP else ())]
        self._process = process = subprocess.Popen(
            [sys.executable, "-m", "keepword", *arguments],
            env=self._house.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        name = " ".join(command)
        try:
            printed, _ = process.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            process.kill()
            printed, _ = process.communicate(timeout=PATIENCE)
            self.wrong.append(f"{name} hung: {printed[-500:]}")
        self.done[f"{name}: {process.returncode}"] += 1
        if "Traceback" in printed:
            self.wrong.append(f"{name} broke: {printed[-2000:]}")
        return process.returncode

    def process(self) -> psutil.Process:
        """The command that runs; waits until there is one."""
        until(lambda: self._process is not None and self._process.poll() is None, "upkeep runs")
        assert self._process is not None
        return psutil.Process(self._process.pid)

    @contextmanager
    def held(self) -> Iterator[None]:
        """No command runs for the length of the block."""
        with self._one:
            yield

    def end(self) -> None:
        """Stop after the command that runs."""
        self._over.set()
        self.join(LONGEST + PATIENCE)
        assert not self.is_alive(), "the upkeep came to no end"

    def at_last(self, commands: Sequence[Command]) -> None:
        """These once more; another status than 0 is wrong."""
        for command in commands:
            status = self.command(command)
            if status != 0:
                self.wrong.append(f"{' '.join(command)} at last: {status}")

    def _folders(self) -> tuple[str, ...]:
        self._folder.mkdir(parents=True, exist_ok=True)
        older = sorted(self._folder.glob("data-*"), key=lambda path: path.stat().st_mtime)
        for path in older[:-_KEPT]:
            shutil.rmtree(path)
        number = next(self._numbers)
        while (data := self._folder / f"data-{number}").exists():
            number = next(self._numbers)
        return ("--data", str(data), "--keys", str(self._folder / "keys"))
