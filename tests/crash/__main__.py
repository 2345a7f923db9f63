"""`python -m tests.crash --rounds 20 --seed 7`: the rounds, into build/crash.json."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from tests.crash import rounds
from tests.runtime.house import opened

REPORT = Path("build/crash.json")


def main() -> int:
    """Run, write, and say; 1 where something was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=None)
    asked = parser.parse_args()
    seed = secrets.randbelow(2**32) if asked.seed is None else asked.seed
    print(f"SEED={seed}", flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="kw-crash-") as folder,
        contextmanager(opened)(Path(folder) / "var") as house,
    ):
        report = rounds.run(house, asked.rounds, seed, lambda said: print(said, flush=True))
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps({n: v for n, v in report.items() if n != "wrong_answers"}))
    wrong = rounds.faults(report)
    for fault in wrong:
        print(fault, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
