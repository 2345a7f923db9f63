"""`python -m tests.crash --rounds 20 --seed 7 --resume`: the rounds, into build/crash.json.

The house and the journal of a run lie in build/crash until it is done; with `--resume` a run that
was interrupted, however it was, goes on with its own seed and the rounds that are left.
"""

from __future__ import annotations

import argparse
import json
import secrets
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path

from keepword.runtime.processes import end_all
from tests.crash import rounds
from tests.crash.journal import Journal
from tests.runtime.house import alive_in, opened

REPORT = Path("build/crash.json")
FOLDER = Path("build/crash")

_PATIENCE = 10.0


def main() -> int:
    """Run, write, and say; 1 where something was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--resume", action="store_true")
    asked = parser.parse_args()
    journal = _journal(asked.resume)
    seed, count = _asked(journal, asked.seed, asked.rounds)
    print(f"SEED={seed}", flush=True)
    with contextmanager(opened)(FOLDER / "var") as house:
        house.environment.update(rounds.ENVIRONMENT)
        report = rounds.run(house, count, seed, lambda said: print(said, flush=True), journal)
    REPORT.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps({n: v for n, v in report.items() if n != "wrong_answers"}))
    wrong = rounds.faults(report)
    for fault in wrong:
        print(fault, file=sys.stderr)
    if not wrong:  # else it stays, to be looked at
        shutil.rmtree(FOLDER)
    return 1 if wrong else 0


def _journal(resume: bool) -> Journal:
    """The journal of the run to go on with, or an empty one; nothing of an earlier run is alive."""
    end_all(alive_in((FOLDER / "var").resolve()), _PATIENCE)
    if not resume:
        shutil.rmtree(FOLDER, ignore_errors=True)
    return Journal.opened(FOLDER / "journal.jsonl")


def _asked(journal: Journal, seed: int | None, count: int) -> tuple[int, int]:
    """Seed and number of rounds: those that the journal began with, where there are any."""
    for line in journal.of("asked"):
        return line["seed"], line["rounds"]
    chosen = secrets.randbelow(2**32) if seed is None else seed
    journal.write("asked", seed=chosen, rounds=count)
    return chosen, count


if __name__ == "__main__":
    sys.exit(main())
