"""A million distinct questions, each decided once; no answer is remembered anywhere.

The questions are made beforehand in batches (making them is not what is measured); the time is
that of one core spent in `decide`.
"""

from __future__ import annotations

import gc
from datetime import UTC, datetime
from time import perf_counter

from benchmarks.measure import Figure
from keepword.policies import library
from keepword.policy.decisions import Allowed, decide
from tests.spec.strategies import distinct_requests

QUESTIONS = 1_000_000
BATCH = 100_000
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def decisions_per_second() -> list[Figure]:
    """Decisions a second on one core, one figure a batch, and the share that was allowed."""
    loaded = library.load("asan")
    policy, law = loaded.policy, library.laws()[loaded.policy.meta.law]
    rates: list[float] = []
    allowed = 0
    for batch in range(QUESTIONS // BATCH):
        questions = list(distinct_requests(policy, BATCH, seed=batch))
        gc.collect()
        gc.freeze()
        start = perf_counter()
        for request, facts in questions:
            allowed += isinstance(decide(policy, law, request, facts, NOW), Allowed)
        rates.append(BATCH / (perf_counter() - start))
        gc.unfreeze()
    return [
        Figure(
            f"decisions, {QUESTIONS:,} distinct questions",
            tuple(rates),
            "a second",
            "at least 100,000",
        ),
        Figure("share of them allowed", (100 * allowed / QUESTIONS,), "%", "about half"),
    ]
