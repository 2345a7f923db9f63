"""Which process dies in which round, and how."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import psutil

from keepword.runtime.processes import is_alive
from tests.runtime.house import alive_in, running

PARTS = {
    "keys": "keepword.runtime.keyholder",
    "web": "keepword.runtime.web",
    "worker": "keepword.runtime.worker",
    "integrator": "keepword.runtime.integrator",
    "postgres": "bin/postgres",
    "supervisor": "keepword up",
}
"""The kinds of processes of a house, with what stands in their command lines."""

UPKEEP = "upkeep"
"""The command that turns, rotates or backs up at that moment, whichever it is."""

VICTIMS = (*PARTS, UPKEEP)

TREE = {"keys": 1, "web": 2, "worker": 1, "integrator": 1, "postgres": 1}
"""How many of each run beside the supervisor: the web server has a main process and a worker."""


def order(rounds: int, lots: random.Random) -> Iterator[str]:
    """A victim a round; within every seven rounds, each of the seven once."""
    while rounds > 0:
        block = lots.sample(sorted(VICTIMS), k=len(VICTIMS))
        yield from block[:rounds]
        rounds -= len(block)


def one_of(var: Path, victim: str, lots: random.Random) -> psutil.Process:
    """The process to kill: either one of the web server's two, else the only one there is."""
    return lots.choice(running(var, PARTS[victim]))


def settled(var: Path, killed: psutil.Process) -> bool:
    """Whether the killed one is gone and the tree is whole again."""
    if is_alive(killed):
        return False
    commands = [_command(process) for process in alive_in(var)]
    counts = {kind: sum(PARTS[kind] in command for command in commands) for kind in TREE}
    return counts == TREE


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""
