"""Run every benchmark, or those that are named; write build/bench.json and docs/benchmarks.md.

    python -m benchmarks [decisions policy door gdprbench ledger looks erasing blobs]

Each figure is the median of several runs; the machine is named beside them. What is measured alone
takes its place among what build/bench.json has from before; the page is written when all is there.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.blobs import blob_stream
from benchmarks.decisions import decisions_per_second
from benchmarks.door import door_beside_plain
from benchmarks.erasing import erasing
from benchmarks.gdprbench.running import gdprbench
from benchmarks.ledger import ledger_figures
from benchmarks.loading import load_milliseconds, prose_milliseconds
from benchmarks.looks import looks_of_one_person
from benchmarks.measure import Figure

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "build" / "bench.json"
PAGE = ROOT / "docs" / "benchmarks.md"

PARTS: dict[str, Callable[[], Iterable[Figure]]] = {
    "decisions": decisions_per_second,
    "policy": lambda: (load_milliseconds(), prose_milliseconds()),
    "door": door_beside_plain,
    "gdprbench": gdprbench,
    "ledger": ledger_figures,
    "looks": looks_of_one_person,
    "erasing": erasing,
    "blobs": blob_stream,
}


def main(wanted: list[str]) -> int:
    """Measure, print, write."""
    machine = f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    parts = _before(machine)
    for name in wanted or PARTS:
        parts[name] = [figure.as_json() for figure in PARTS[name]()]
        for figure in parts[name]:
            print(f"{figure['name']:<76} {figure['median']:>12,.2f} {figure['unit']:<10}", end="")
            print(figure["wanted"], flush=True)
    REPORT.parent.mkdir(exist_ok=True)
    report = {"machine": machine, "parts": parts}
    REPORT.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    if parts.keys() >= PARTS.keys():
        PAGE.write_text(_page(machine, parts), encoding="utf-8")
    return 0


def _before(machine: str) -> dict[str, list[dict[str, Any]]]:
    """What was measured on this machine before."""
    try:
        report = json.loads(REPORT.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return dict(report["parts"]) if report.get("machine") == machine else {}


def _page(machine: str, parts: dict[str, list[dict[str, Any]]]) -> str:
    rows = "\n".join(
        f"| {f['name']} | {f['median']:,.2f} {f['unit']} | {min(f['runs']):,.2f} to "
        f"{max(f['runs']):,.2f} | {f['wanted']} |"
        for name in PARTS
        for f in parts[name]
    )
    notes = dict.fromkeys(f["note"] for name in PARTS for f in parts[name] if f.get("note"))
    day = datetime.now(UTC).date().isoformat()
    return (
        "# Benchmarks\n\n"
        f"`make bench`, {day}, on: {machine}. Medians; the spread is the least and the most of "
        "the runs.\n\n| what | median | spread | wanted |\n|---|---|---|---|\n"
        f"{rows}\n{''.join(f'{chr(10)}- {note}' for note in notes)}\n"
    )


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in text.splitlines() if "model name" in line]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
