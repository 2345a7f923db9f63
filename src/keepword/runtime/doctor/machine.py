"""The machine: Python, account, disk, clock, core dumps, swap."""

from __future__ import annotations

import os
import platform
import resource
import shutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from keepword.foundation.errors import Message
from keepword.runtime.doctor.finding import Finding, mend, note, ok
from keepword.runtime.layout import Layout

OLDEST_PYTHON = (3, 11)
"""The oldest Python that Keepword is tested on."""

LEAST_FREE = 2 * 1024**3
"""Bytes that should be free: PostgreSQL stops taking writes when its log cannot grow."""

BUILT = datetime(2026, 1, 1, tzinfo=UTC)
"""No machine that runs this release lives before this day."""

CLOCK_SLACK = 300.0
"""Seconds by which a file may seem to come from the future (network file systems, rounding)."""


def python() -> Finding:
    """Python 3.11 or newer."""
    what = Message(en="Python", ko="파이썬")
    seen = platform.python_version()
    if tuple(sys.version_info[:2]) >= OLDEST_PYTHON:
        return ok("python", what, seen)
    return mend("python", what, seen, Message(en="Use 3.11 or newer.", ko="3.11 이상을 쓰세요."))


def account() -> Finding:
    """An ordinary account rather than root."""
    what = Message(en="Account", ko="실행 계정")
    if os.geteuid() != 0:
        return ok("account", what, f"uid {os.geteuid()}")
    remedy = Message(
        en="Run it as an account of its own; only PostgreSQL drops root by itself.",
        ko="전용 계정으로 실행하세요. root 권한은 PostgreSQL만 스스로 내려놓습니다.",
    )
    return note("account", what, "root", remedy)


def disk(layout: Layout) -> Finding:
    """Room where the data lies."""
    what = Message(en="Free disk space", ko="남은 디스크 공간")
    free = shutil.disk_usage(_existing(layout.var)).free
    seen = f"{free / 1024**3:.1f} GiB"
    if free >= LEAST_FREE:
        return ok("disk", what, seen)
    remedy = Message(
        en=f"Make room on the disk of {layout.var}: at least 2 GiB.",
        ko=f"{layout.var}이(가) 있는 디스크를 2 GiB 이상 비우세요.",
    )
    return mend("disk", what, seen, remedy)


def clock(layout: Layout, now: float) -> Finding:
    """A clock that is plausible and did not run backwards since our last log line.

    `now` is seconds since 1970. Deadlines and destruction dates hang on it.
    """
    what = Message(en="Clock", ko="시계")
    seen = datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds")
    logs = layout.logs.glob("*.log") if layout.logs.is_dir() else ()
    latest = max((file.stat().st_mtime for file in logs), default=0.0)
    if now >= BUILT.timestamp() and latest <= now + CLOCK_SLACK:
        return ok("clock", what, f"{seen} ({time.tzname[0]})")
    remedy = Message(
        en="Set the clock and keep it set (chrony, systemd-timesyncd).",
        ko="시계를 맞추고 계속 맞게 두세요(chrony, systemd-timesyncd).",
    )
    return mend("clock", what, seen, remedy)


def core_dumps(pattern: Path = Path("/proc/sys/kernel/core_pattern")) -> Finding:
    """No core files: memory holds keys and open values.

    Every command sets its own limit; what may be left is a crash handler behind a pipe, which a
    limit of zero does not stop and a limit of one byte does (core(5)).
    """
    what = Message(en="Core dumps", ko="코어 덤프")
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    seen = f"RLIMIT_CORE {soft}/{hard} bytes"
    piped = pattern.is_file() and pattern.read_text(encoding="utf-8").startswith("|")
    if max(soft, hard) == 1 or (max(soft, hard) == 0 and not piped):
        return ok("core-dumps", what, seen)
    remedy = Message(
        en="Start it with a hard core limit of at least 1, or empty kernel.core_pattern.",
        ko="코어 한도(hard)를 1 이상으로 두고 시작하거나 kernel.core_pattern을 비우세요.",
    )
    return mend("core-dumps", what, f"{seen}{', pipe' if piped else ''}", remedy)


def swap(table: Path = Path("/proc/swaps")) -> Finding:
    """Swap space keeps memory on disk; only the operator knows whether it is encrypted."""
    what = Message(en="Swap", ko="스왑")
    lines = table.read_text(encoding="ascii").splitlines()[1:] if table.is_file() else []
    if not lines:
        return ok("swap", what, "off")
    remedy = Message(
        en="Turn it off, or encrypt it; memory holds keys.",
        ko="끄거나 암호화하세요. 메모리에는 키가 있습니다.",
    )
    return note("swap", what, f"{len(lines)} area(s)", remedy)


def _existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.exists())
