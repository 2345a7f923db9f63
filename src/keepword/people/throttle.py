"""Counting tries by what they have in common, without being able to read it.

A window begins with the first try; whoever reaches `most` within it waits for `wait` from then
on. Nothing but a keyed hash, a number and a time is kept, and that not for long.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from keepword.people.keyed import keyed
from keepword.storage.sql import Cursor, statement
from keepword.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries of one kind within a window, and how long to wait then."""

    name: str
    most: int
    window: timedelta
    wait: timedelta


_QUARTER, _HOUR, _DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)

SOURCE: Final = Limit("source", 50, _QUARTER, _QUARTER)
"""Failed sign-ins from one network address: a hospital's whole network may share one."""

UNKNOWN_LOGIN: Final = Limit("login-id", 5, _DAY, _QUARTER)
"""Failed sign-ins with one log-in id that is nobody's: as with one that is somebody's."""

CODES_TO: Final = Limit("codes-to", 10, _HOUR, _HOUR)
"""Codes sent to one address."""

CODES_FROM: Final = Limit("codes-from", 60, _HOUR, _HOUR)
"""Codes asked for from one network address."""

_BY_SOURCE: Final = (SOURCE, CODES_FROM)


def shut_until(
    cur: Cursor, vault: Vault, limit: Limit, value: str, now: datetime
) -> datetime | None:
    """Until when nothing more is tried; None if it may be."""
    if _is_nobodys(limit, value):
        return None
    counted = _counted(cur, vault, limit, value)
    cur.execute(statement("keepword.people", "read_throttle"), {"counted": counted})
    row = cur.fetchone()
    return _shut(row, limit, now) if row else None


def count(cur: Cursor, vault: Vault, limit: Limit, value: str, now: datetime) -> datetime | None:
    """Count one try; until when it was the last one, if it was."""
    if _is_nobodys(limit, value):
        return None
    cur.execute(
        statement("keepword.people", "count_throttle"),
        {
            "counted": _counted(cur, vault, limit, value),
            "now": now,
            "window": now + limit.window,
            "wait": now + limit.wait,
            "most": limit.most,
        },
    )
    row = cur.fetchone()
    return _shut(row, limit, now) if row else None


def _is_nobodys(limit: Limit, value: str) -> bool:
    """Whether a network address stands for everybody: this machine's own (a proxy), or none."""
    if limit not in _BY_SOURCE:
        return False
    return not value or ipaddress.ip_address(value).is_loopback


def _shut(row: tuple[int, datetime], limit: Limit, now: datetime) -> datetime | None:
    tries, until = row
    return until if tries >= limit.most and until > now else None


def _counted(cur: Cursor, vault: Vault, limit: Limit, value: str) -> bytes:
    return keyed(vault.secret_key("throttle"), "keepword/throttle", limit.name, value)
