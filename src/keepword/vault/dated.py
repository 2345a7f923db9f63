"""Keys of services that serve one day: what lay under them ends with its last row (P66).

A key that never changes opens every old copy of what was sealed under it, with today's keys. So
what a service keeps for a short time (mail on its way, answers to calls) lies under the key of the
day it was made on, a page `service/<name>-YYYYMMDD` (UTC), and each row names its day. Once the day
is over and its last row is gone the page is destroyed; after the next root turn no copy of a row
opens.

Rows of before 0.3.0 name no day: they lie under `service/<name>`, which ends in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import LiteralString

from keepword.storage.sql import Cursor, statement
from keepword.vault.errors import NoKey
from keepword.vault.page_names import service_page
from keepword.vault.store import LOCK
from keepword.vault.vault import Vault

SLACK = timedelta(hours=1)
"""How long after its day a page stays at least: clocks differ, and transactions take their time."""

Count = Callable[[Cursor, int | None], int]
"""How many rows of a day there are; None: of those that name none."""


def day_of(now: datetime) -> int:
    """The day of a moment, as YYYYMMDD (UTC)."""
    return int(f"{now.astimezone(UTC):%Y%m%d}")


def key_of(vault: Vault, name: str, day: int | None) -> bytes:
    """The key of a service's day (32 bytes); None: of the rows that name none.

    Raises:
        BadPageName: the name is no slug.
        NoKey: it was destroyed.
    """
    return vault.secret_key(_dated(name, day))


def key_to_write(cur: Cursor, vault: Vault, name: str, now: datetime) -> tuple[int, bytes]:
    """The day and its key, for a row that is written in this transaction: the day does not end
    before it.

    Raises:
        BadPageName: the name is no slug.
        NoKey: the day has ended; the clock is wrong.
    """
    day = day_of(now)
    key = key_of(vault, name, day)
    page = service_page(_dated(name, day))
    cur.execute("SELECT pg_advisory_xact_lock_shared(%s)", (_lock(page),))
    cur.execute("SELECT FROM keystore.page WHERE page = %s", (page,))
    if cur.fetchone() is None:
        raise NoKey
    return day, key


def keys_to_read(
    cur: Cursor, vault: Vault, name: str, days: Collection[int | None]
) -> dict[int | None, bytes]:
    """The keys of those of these days that have one still; none is made."""
    pages = {service_page(_dated(name, day)): day for day in days}
    cur.execute("SELECT page FROM keystore.page WHERE page = ANY(%s)", (list(pages),))
    found: dict[int | None, bytes] = {}
    for (page,) in cur.fetchall():
        with suppress(NoKey):  # it has ended since
            found[pages[page]] = key_of(vault, name, pages[page])
    return found


def end_days(
    cur: Cursor,
    vault: Vault,
    name: str,
    count: Count,
    now: datetime,
    kept: timedelta = SLACK,
) -> int:
    """Destroy the keys of days that have been over for `kept` and have no row left; how many.

    A day that somebody is writing to right now is left to the next call.
    """
    # The key store's lock first, as everybody who writes keys: a turn waits for us, nobody else.
    cur.execute("SELECT pg_advisory_xact_lock_shared(%s)", (LOCK,))
    cur.execute(_sql("dated_pages"), {"page": service_page(name)})
    ended = 0
    for (page,) in cur.fetchall():
        day = _day_of_page(page, name)
        if day is not None and day >= day_of(now - max(kept, SLACK)):
            continue
        cur.execute("SELECT pg_try_advisory_xact_lock(%s)", (_lock(page),))
        if cur.fetchone() == (True,) and not count(cur, day):
            vault.destroy_page(cur, page, now)
            ended += 1
    return ended


def _dated(name: str, day: int | None) -> str:
    return name if day is None else f"{name}-{day}"


def _day_of_page(page: str, name: str) -> int | None:
    digits = page.removeprefix(service_page(name)).removeprefix("-")
    return int(digits) if digits else None


def _lock(page: str) -> int:
    """The advisory lock of a page's day."""
    return int.from_bytes(sha256(page.encode()).digest()[:8], "big", signed=True)


def _sql(name: str) -> LiteralString:
    return statement("keepword.vault", name)
