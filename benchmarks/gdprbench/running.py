"""The runs: a house with its shipped processes, both sides in turn, answers checked."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from typing import Any

from benchmarks.gdprbench import plain
from benchmarks.gdprbench.clients import CLIENTS, PROCESSES, Clients
from benchmarks.gdprbench.oracle import Oracle
from benchmarks.gdprbench.workload import MIXES, operations
from benchmarks.house import durability, house
from benchmarks.measure import Figure

OPERATIONS = 1_000
RUNS = 5
OPENS_A_MINUTE = 1_000_000
"""The stated rate limit: every key of the largest data set within the shortest run."""

REACH = {"controller": 0.85, "customer": 0.8, "processor": 0.55, "regulator": 0.85}
SIDES = ("plain", "door", "bare")


def gdprbench(sizes: tuple[int, ...] = (10_000, 100_000), runs: int = RUNS) -> list[Figure]:
    """Shares of plain PostgreSQL, absolute rates beside them."""
    figures: list[Figure] = []
    for size in sizes:
        with house(OPENS_A_MINUTE) as own, closing(_clients()) as clients:
            plain.make(own)
            figures += _Run(own, clients, _today()).measure(size, runs)
    return figures


def _today() -> date:
    return datetime.now(UTC).date()


def _clients() -> Clients:
    os.environ["KEEPWORD_HOLDER"] = "process"
    try:
        return Clients(_today())
    finally:
        del os.environ["KEEPWORD_HOLDER"]


class _Run:
    def __init__(self, own: Any, clients: Clients, today: date) -> None:
        self._own = own
        self._clients = clients
        self._today = today

    def measure(self, size: int, runs: int) -> list[Figure]:
        """Every mix, all sides in turn, `runs` times."""
        from keepword.runtime import clock
        from keepword.runtime import house as wiring
        from keepword.vault import turning

        for side in SIDES:
            self._clients.load(side, range(size))
        self._integrated()
        turning.turn(wiring.local_holder(), clock.now())
        self._own.execute("VACUUM ANALYZE")
        space = self._space(size)  # before plain's table grows by what the runs change in it
        rates: dict[tuple[str, str], list[float]] = {}
        oracles = {side: Oracle(size) for side in ("door", "plain")}
        seed = 0
        for mix in MIXES:
            for _ in range(runs):
                seed += 1
                work = operations(mix, size, OPERATIONS, seed)
                for side in SIDES:
                    rates.setdefault((mix, side), []).append(self._run(side, work, oracles))
        return [*self._shares(size, rates), space]

    def _run(self, side: str, work: list[Any], oracles: dict[str, Oracle]) -> float:
        began = time.monotonic()
        done = self._clients.run(side, work)
        if side == "door":
            self._integrated()
        seconds = time.monotonic() - began
        if side in oracles:
            oracles[side].check(done)
        return len(done) / seconds

    def _integrated(self) -> None:
        while self._own.execute("SELECT EXISTS (SELECT FROM ledger.inbox)").fetchone() == (True,):
            time.sleep(0.01)

    def _shares(self, size: int, rates: dict[tuple[str, str], list[float]]) -> Iterator[Figure]:
        for mix in MIXES:
            ours, audited, bare = (rates[mix, side] for side in ("door", "plain", "bare"))
            name = f"GDPRbench {mix}, {size:,} records, {CLIENTS} clients"
            share = tuple(o / p for o, p in zip(ours, audited, strict=True))
            yield Figure(
                f"{name}: share of plain with audit", share, "", f"≥ {REACH[mix]}", self._settings()
            )
            yield Figure(
                f"{name}: share of plain without any log",
                tuple(o / b for o, b in zip(ours, bare, strict=True)),
                "",
                "reported",
            )
            yield Figure(f"{name}: through the door", tuple(ours), "ops/s", "reported")
            yield Figure(f"{name}: plain with audit", tuple(audited), "ops/s", "reported")

    def _settings(self) -> str:
        """On which terms both sides ran."""
        found = ", ".join(f"{name} {value}" for name, value in durability(self._own).items())
        return (
            f"GDPRbench: both sides on one embedded server ({found}), in the same {CLIENTS} client "
            f"threads of {PROCESSES} processes; keys from the key holder's process, at most "
            f"{OPENS_A_MINUTE:,} opens a minute; the clock stops when the ledger's inbox is empty."
        )

    def _space(self, size: int) -> Figure:
        """Bytes of our tables and key store over plain's, both ledgers apart."""
        row = self._own.execute(
            "SELECT sum(pg_total_relation_size(c.oid)) FILTER "
            "(WHERE n.nspname IN ('vault', 'custody', 'keystore')), "
            "sum(pg_total_relation_size(c.oid)) FILTER "
            "(WHERE n.nspname = 'plain' AND c.relname = 'record') "
            "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r'"
        ).fetchone()
        return Figure(
            f"space over plain, {size:,} records", (float(row[0] / row[1]),), "x", "≤ 1.35"
        )
