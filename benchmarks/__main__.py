"""Run every benchmark; write build/bench.json and docs/benchmarks.md.

Each figure is the median of several runs; the machine is named beside them.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.decisions import decisions_per_second
from benchmarks.door import door_beside_plain
from benchmarks.loading import load_milliseconds, prose_milliseconds
from benchmarks.measure import Figure

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Measure, print, write."""
    figures = [
        *decisions_per_second(),
        load_milliseconds(),
        prose_milliseconds(),
        *door_beside_plain(),
    ]
    machine = f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    for figure in figures:
        print(f"{figure.name:<58} {figure.value:>12,.1f} {figure.unit:<10} {figure.wanted}")
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    report = {"machine": machine, "figures": [figure.as_json() for figure in figures]}
    (build / "bench.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    (ROOT / "docs" / "benchmarks.md").write_text(_page(machine, figures), encoding="utf-8")
    return 0


def _page(machine: str, figures: list[Figure]) -> str:
    rows = "\n".join(
        f"| {f.name} | {f.value:,.1f} {f.unit} | {f.spread} | {f.wanted} |" for f in figures
    )
    day = datetime.now(UTC).date().isoformat()
    return (
        "# Benchmarks\n\n"
        f"`make bench`, {day}, on: {machine}. Medians; the spread is the least and the most of "
        "the runs.\n\n| what | median | spread | wanted |\n|---|---|---|---|\n"
        f"{rows}\n"
    )


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in text.splitlines() if "model name" in line]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    sys.exit(main())
