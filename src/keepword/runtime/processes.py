"""Telling our processes from others', and making them end with the one that started them.

A process number says nothing: it may be somebody else's by the time it is used. A process is
ours when it carries our mark in its command line or environment (services) or works inside our
data folder (PostgreSQL); psutil refuses to signal one whose start time has changed since it was
looked at.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil

MARK = "KEEPWORD_SERVICE_OF"
"""Environment variable that every service hands on: the resolved `KEEPWORD_VAR` it works for."""

HOUSE = "--house="
"""The same in a service's command line: its environment is closed to its own account too."""

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def end_with_parent(signum: signal.Signals) -> None:
    """Have the kernel send us `signum` when the thread that started us ends (Linux only).

    Elsewhere this does nothing, and the next start ends what was left behind.
    """
    if _LIBC is not None and _LIBC.prctl(_PR_SET_PDEATHSIG, int(signum), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")


def end_with(parent: int, signum: signal.Signals = signal.SIGKILL) -> None:
    """End when process `parent` does, even if it ended before we asked."""
    end_with_parent(signum)
    if os.getppid() != parent:
        sys.exit(f"parent {parent} ended first")


def forbid_core_dumps() -> None:
    """No core file of this process or its children: memory holds keys and open values.

    A limit of one byte is the value that also stops a dump to a pipe (core(5): a crash handler
    named in core_pattern ignores a limit of zero). Where the hard limit is zero already, it
    stays.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    limit = 0 if hard == 0 else 1
    resource.setrlimit(resource.RLIMIT_CORE, (limit, limit))


def forbid_tracing() -> None:
    """Let no process of this account attach to this one or read its memory (Linux only).

    prctl(2), PR_SET_DUMPABLE; an administrator (CAP_SYS_PTRACE) still can. It also hides our
    environment from them: a secret that stands there is not another process's to read.
    """
    if _LIBC is not None and _LIBC.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_DUMPABLE)")


def is_alive(process: psutil.Process) -> bool:
    """Whether it still runs; a dead child nobody has collected yet does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def working_in(folder: Path) -> Iterator[psutil.Process]:
    """The living processes whose working directory is `folder` (that we may look at)."""
    for process in psutil.process_iter():
        try:
            inside = process.cwd() == str(folder)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        if inside and is_alive(process):
            yield process


def marked(var: Path) -> Iterator[psutil.Process]:
    """The living services of `var`, whoever started them; never this process."""
    for process in psutil.process_iter():
        try:
            ours = process.pid != os.getpid() and _carries(process, var)
        except (psutil.NoSuchProcess, psutil.AccessDenied, OSError):
            continue
        if ours and is_alive(process):
            yield process


def _carries(process: psutil.Process, var: Path) -> bool:
    """Whether it has our mark. Its command line is asked first: anybody may read that."""
    return f"{HOUSE}{var}" in process.cmdline() or process.environ().get(MARK) == str(var)


def end_all(processes: list[psutil.Process], patience: float) -> None:
    """Ask them to end, wait `patience` seconds, then insist."""
    for process in processes:
        _signal(process, signal.SIGTERM)
    _, stubborn = psutil.wait_procs(processes, timeout=patience)
    for process in stubborn:
        _signal(process, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=patience)


def _signal(process: psutil.Process, signum: signal.Signals) -> None:
    try:
        process.send_signal(signum)
    except psutil.NoSuchProcess:
        return
