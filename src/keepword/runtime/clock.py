"""The one clock: every process of a house asks here what time it is.

In the demo the clock can be moved (`keepword up --demo --now ISO`). The file `demo-clock` then
holds by how many seconds; whoever asks the time sees a change at once. Outside the demo the file
is never read: what hangs on the time (due dates, the law in force, the ledger) follows the real
clock and nothing else.

What other people's devices count by themselves (one-time codes) follows `real` in the demo too.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from keepword.foundation.errors import Message
from keepword.law.day import KOREA
from keepword.runtime import config
from keepword.runtime.errors import ConfigError

YEARS = range(2000, 2101)
"""Years to which the demo's clock can be moved."""

BACK = "now"
"""What returns the demo to the real time."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """The file as it was when last read: inode and time of change, and what it said."""

    inode: int
    changed_ns: int
    offset: timedelta


_UNMOVED = _Seen(0, 0, timedelta())


class Clock:
    """The time of one house.

    Args:
        moved_by: the file with the offset in seconds; None where no file is ever read.
    """

    def __init__(self, moved_by: Path | None) -> None:
        self._path = moved_by
        self._seen = _UNMOVED

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return real() + self.offset()

    def offset(self) -> timedelta:
        """By how much the clock is moved; the file is read again only when it has changed."""
        if self._path is None:
            return timedelta()
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return timedelta()
        seen = self._seen
        if (found.st_ino, found.st_mtime_ns) != (seen.inode, seen.changed_ns):
            seconds = float(self._path.read_text(encoding="ascii"))
            seen = _Seen(found.st_ino, found.st_mtime_ns, timedelta(seconds=seconds))
            self._seen = seen
        return seen.offset


def now() -> datetime:
    """The time of this process's house, aware, in UTC."""
    return current().now()


def real() -> datetime:
    """The real time, aware, in UTC; for what is counted outside the house."""
    return datetime.now(UTC)


@cache
def current() -> Clock:
    """The clock of this process."""
    settings = config.current()
    return Clock(settings.layout.demo_clock if settings.demo else None)


def parse(text: str) -> datetime | None:
    """A day or a time in ISO 8601, Korean time where it names no zone; None for `now`.

    Raises:
        ConfigError: it is neither, or too far away.
    """
    if text == BACK:
        return None
    try:
        wanted = datetime.fromisoformat(text)
    except ValueError:
        wanted = None
    if wanted is None or wanted.year not in YEARS:
        raise _unreadable()
    return wanted if wanted.tzinfo else wanted.replace(tzinfo=KOREA)


def move(path: Path, wanted: datetime | None) -> None:
    """Write how far away `wanted` is, in one step; None puts the clock back."""
    if wanted is None:
        path.unlink(missing_ok=True)
        return
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(fd, "w", encoding="ascii") as file:
        file.write(f"{(wanted - real()).total_seconds()}\n")
    draft.rename(path)


def only_in_the_demo() -> ConfigError:
    """Why the clock of a real house is not moved."""
    return ConfigError(
        "--now",
        Message(
            en="only the demo's clock can be moved.",
            ko="가상의 병원에서만 시계를 옮길 수 있습니다.",
        ),
        Message(
            en="Leave --now out, or start the demo: keepword up --demo --now 2026-03-01",
            ko="--now를 빼거나 가상의 병원을 시작하세요: keepword up --demo --now 2026-03-01",
        ),
    )


def _unreadable() -> ConfigError:
    return ConfigError(
        "--now",
        Message(
            en="this is no day or time from 2000 to 2100.",
            ko="2000년부터 2100년까지의 날짜나 시각이 아닙니다.",
        ),
        Message(
            en="Write such as 2026-03-01, 2026-03-01T09:00 (Korean time), …T00:00Z, or now.",
            ko="2026-03-01, 2026-03-01T09:00(한국 시각), …T00:00Z, now처럼 쓰세요.",
        ),
    )
