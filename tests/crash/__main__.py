"""`python -m tests.crash --rounds 20 --seed 7`: the rounds, into build/crash.json."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.crash import rounds
from tests.runtime.house import opened

REPORT = Path("build/crash.json")
NOTHING = ("half", "unlogged", "orphans")
"""Figures that have to be 0."""


def faults(report: dict[str, Any]) -> list[str]:
    """What a report says that must not be; nothing where all is well."""
    found = [f"{name}: {report[name]}" for name in NOTHING if report[name]]
    if report["present"] != report["acknowledged"]:
        found.append(f"present: {report['present']} of {report['acknowledged']}")
    if min(report["in_flight"]) < 1:
        found.append(f"a kill with nothing in flight: {report['in_flight']}")
    if set(report["durability"].values()) != {"on"}:
        found.append(f"durability: {report['durability']}")
    if not report["ledger_verifies"]:
        found.append("the ledger does not verify")
    return found + [f"a wrong answer: {text}" for text in report["wrong_answers"]]


def main() -> int:
    """Run, write, and say; 1 where something was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=None)
    asked = parser.parse_args()
    seed = secrets.randbelow(2**32) if asked.seed is None else asked.seed
    print(f"SEED={seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="kw-crash-") as folder:
        for house in opened(Path(folder) / "var"):
            report = rounds.run(house, asked.rounds, seed, lambda said: print(said, flush=True))
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps({n: v for n, v in report.items() if n != "wrong_answers"}))
    wrong = faults(report)
    for fault in wrong:
        print(fault, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
