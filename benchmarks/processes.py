"""What Linux says of processes: processors' time, memory, children (proc(5))."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def status(pid: int) -> list[str]:
    """What the kernel says of a process behind its name: state, parent … (proc_pid_stat)."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()


def clock(pid: int, *, ended: bool = False) -> float:
    """Processors' time of a process, or of its children that ended; seconds."""
    first = 13 if ended else 11
    ticks = sum(map(int, status(pid)[first : first + 2]))
    return ticks / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> Iterator[int]:
    """A process and those it started that run Python; the database's are the server's own."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in map(int, children):
        if "postgres" not in _command(child):
            yield from family(child)


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def proportional_megabytes(pid: int) -> float:
    """Memory in use; what several processes share is counted once (proc_pid_smaps_rollup)."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    kilobytes = next(line.split()[1] for line in text.splitlines() if line.startswith("Pss:"))
    return int(kilobytes) / 1024
