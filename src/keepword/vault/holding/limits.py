"""How many keys a role gets in a minute, so that a process taken over cannot empty the vault (P82).

Token buckets: each holds a minute's worth, starts full and fills evenly. Arithmetic is in whole
numbers, so that nothing is gained or lost by rounding. All connections of a role share its buckets.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from keepword.vault.errors import TooManyOpens
from keepword.vault.holding.roles import Role

MINUTE = 60 * 10**9
"""In nanoseconds."""


class Allowance(NamedTuple):
    """What a role gets in a minute; no single request gets more than that either."""

    opens: int
    """Keys, of whatever kind."""
    searches: int
    """Texts whose tags are asked for."""


WEB_OPENS = 6_000
"""Fifty people at work who look at two people a minute, sixty items' worth of keys each: more than
an outpatient department does, and a million keys would still take three hours, in the log."""

DEFAULTS: Mapping[Role, Allowance] = MappingProxyType({
    # Ten searches a second; whoever tries out all mobile numbers (10^8) needs over 100 days.
    Role.WEB: Allowance(WEB_OPENS, 600),
    # Destruction runs and mailings go through many people at a stretch, and nobody talks to it.
    Role.WORKER: Allowance(60_000, 60_000),
    # A month's key now and then.
    Role.INTEGRATOR: Allowance(600, 0),
    # What an operator starts by hand may be as large as what the worker does.
    Role.CLI: Allowance(60_000, 60_000),
})  # fmt: skip


def allowances(web_opens: int) -> dict[Role, Allowance]:
    """The defaults, with the configured number of keys a minute for the web server.

    More keys are more searches: a tenth as many, and never fewer than by default.
    """
    searches = max(DEFAULTS[Role.WEB].searches, web_opens // 10)
    return {**DEFAULTS, Role.WEB: Allowance(web_opens, searches)}


class Bucket:
    """A token bucket of `a_minute` tokens, full at first. For one thread.

    `_level` counts the tokens in units of 1/`MINUTE`: a nanosecond brings `a_minute` of them.
    """

    def __init__(self, a_minute: int) -> None:
        self._rate = a_minute
        self._level = self._full = a_minute * MINUTE
        self._at: int | None = None

    def take(self, count: int, now: int) -> bool:
        """Take `count` tokens, all or none; `now` in nanoseconds of a clock that does not go back.

        A moment before the last one counts as the last one.
        """
        passed = 0 if self._at is None else max(0, now - self._at)
        self._at = now if self._at is None else self._at + passed
        self._level = min(self._full, self._level + passed * self._rate)
        cost = count * MINUTE
        if cost > self._level:
            return False
        self._level -= cost
        return True


class Limits:
    """The buckets of every role; for threads."""

    def __init__(self, allowances: Mapping[Role, Allowance] = DEFAULTS) -> None:
        self._lock = threading.Lock()
        self._opens = {role: Bucket(each.opens) for role, each in allowances.items()}
        self._searches = {role: Bucket(each.searches) for role, each in allowances.items()}

    def open(self, role: Role, count: int, now: int) -> None:
        """`role` is about to get `count` keys.

        Raises:
            TooManyOpens: more than it may have now.
        """
        self._take(self._opens[role], count, now)

    def search(self, role: Role, count: int, now: int) -> None:
        """`role` is about to search by `count` texts.

        Raises:
            TooManyOpens: more than it may have now.
        """
        self._take(self._searches[role], count, now)

    def _take(self, bucket: Bucket, count: int, now: int) -> None:
        with self._lock:
            if not bucket.take(count, now):
                raise TooManyOpens
