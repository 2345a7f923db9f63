"""What a dead keeper or a dead server left behind, and how it is cleared.

Called only by whoever holds the keeper's lock, so nobody else runs a server on the folder. The
server is known by its working directory, which is the data folder; a number in `postmaster.pid`
alone may be somebody else's by now.
"""

from __future__ import annotations

import signal
from pathlib import Path

import psutil

from keepword.runtime.errors import PostgresFailed
from keepword.runtime.postgres.cluster import Cluster
from keepword.runtime.processes import working_in

PATIENCE = 60.0
"""Seconds a server gets for an orderly stop (it writes a checkpoint first)."""


def servers(cluster: Cluster) -> list[psutil.Process]:
    """The living PostgreSQL processes of this data folder."""
    return [process for process in working_in(cluster.data) if _is_postgres(process)]


def clear(cluster: Cluster, socket: Path) -> None:
    """End every process of a former server, then remove the files that only it gave meaning to.

    Without the second step the next server may take a number in those files, now used by an
    unrelated process, for a living server ("lock file already exists").

    Raises:
        PostgresFailed: a process that does not end even when told to drop everything.
    """
    left = servers(cluster)
    for process in left:
        if process.pid == _recorded(cluster):
            _tell(process, signal.SIGINT)
    _, stubborn = psutil.wait_procs(left, timeout=PATIENCE)
    for process in stubborn:
        _tell(process, signal.SIGQUIT)
    psutil.wait_procs(stubborn, timeout=PATIENCE)
    if remaining := servers(cluster):
        raise PostgresFailed(cluster.data, ", ".join(f"pid {each.pid}" for each in remaining))
    (cluster.data / "postmaster.pid").unlink(missing_ok=True)
    for stale in socket.glob(".s.PGSQL.*"):
        stale.unlink(missing_ok=True)


def _recorded(cluster: Cluster) -> int | None:
    """The number of the postmaster, as its own file has it."""
    try:
        first = (cluster.data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0]
    except FileNotFoundError:
        return None
    return int(first) if first.strip().isdecimal() else None


def _is_postgres(process: psutil.Process) -> bool:
    try:
        return process.name() == "postgres"
    except psutil.NoSuchProcess:
        return False


def _tell(process: psutil.Process, signum: signal.Signals) -> None:
    try:
        process.send_signal(signum)
    except psutil.NoSuchProcess:
        return
