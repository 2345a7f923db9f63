"""The clock of this machine: due dates, the law in force and the ledger's times hang on it."""

from __future__ import annotations

import ctypes
import sys
import time
from datetime import UTC, datetime
from typing import ClassVar

from keepword.foundation.errors import Message
from keepword.runtime.doctor.finding import Finding, mend, note, ok
from keepword.runtime.layout import Layout

BUILT = datetime(2026, 1, 1, tzinfo=UTC)
"""No machine that runs this release lives before this day."""

CLOCK_SLACK = 300.0
"""Seconds by which a file may seem to come from the future (network file systems, rounding)."""

UNSYNCHRONISED = 0x0040
"""`STA_UNSYNC` (adjtimex(2)): nobody has set the kernel's clock by another one of late."""

_CLOCK = Message(en="Clock", ko="시계")


class _Timex(ctypes.Structure):
    """`struct timex` up to its status; the rest is room that the kernel fills (adjtimex(2))."""

    _fields_: ClassVar = [
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_long * 32),
    ]


def plausible(layout: Layout, now: float) -> Finding:
    """A clock that is plausible and did not run backwards since our last log line.

    `now` is seconds since 1970.
    """
    seen = datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds")
    logs = layout.logs.glob("*.log") if layout.logs.is_dir() else ()
    latest = max((file.stat().st_mtime for file in logs), default=0.0)
    if now >= BUILT.timestamp() and latest <= now + CLOCK_SLACK:
        return ok("clock", _CLOCK, f"{seen} ({time.tzname[0]})")
    remedy = Message(
        en="Set the clock and keep it set (chrony, systemd-timesyncd).",
        ko="시계를 맞추고 계속 맞게 두세요(chrony, systemd-timesyncd).",
    )
    return mend("clock", _CLOCK, seen, remedy)


def synchronised(status: int | None) -> Finding:
    """Something keeps the clock set, by the kernel's own word (`kernel_status`).

    A note, because a machine may be kept right from outside (a container, a virtual machine).
    """
    what = Message(en="Clock kept set", ko="시계 동기화")
    if status is None:
        return ok("clock-sync", what, "?")
    if not status & UNSYNCHRONISED:
        return ok("clock-sync", what, "NTP")
    remedy = Message(
        en="The kernel knows of nobody who sets its clock: run chrony or systemd-timesyncd.",
        ko="커널의 시계를 맞추는 프로그램이 없습니다. chrony나 systemd-timesyncd를 실행하세요.",
    )
    return note("clock-sync", what, "STA_UNSYNC", remedy)


def kernel_status() -> int | None:
    """The kernel's clock status (adjtimex(2), only looked at); None where it does not say."""
    if sys.platform != "linux":
        return None
    seen = _Timex(modes=0)
    answer = ctypes.CDLL(None).adjtimex(ctypes.byref(seen))
    return int(seen.status) if answer >= 0 else None
