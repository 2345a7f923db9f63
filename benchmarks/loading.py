"""How long a policy takes to load, and its prose to be computed."""

from __future__ import annotations

from time import perf_counter

from benchmarks.measure import Figure
from keepword.policies import library
from keepword.policy.prose.render import render

RUNS = 11


def load_milliseconds() -> Figure:
    """Reading, checking and building the Asan policy and the law pack, from the files."""
    runs = []
    for _ in range(RUNS):
        library.load.cache_clear()
        library.laws.cache_clear()
        start = perf_counter()
        library.load("asan")
        runs.append(1000 * (perf_counter() - start))
    return Figure("policy and law loaded and checked", tuple(runs), "ms", "under 500")


def prose_milliseconds() -> Figure:
    """Computing the whole Korean prose."""
    loaded = library.load("asan")
    runs = []
    for _ in range(RUNS):
        start = perf_counter()
        render(loaded.policy, loaded.prose["ko"])
        runs.append(1000 * (perf_counter() - start))
    return Figure("Korean prose computed", tuple(runs), "ms", "under 50")
