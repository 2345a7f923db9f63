"""A terminal at which `keepword` is typed many times, and starts only once.

    python -m tests.whole.round_terminal

A line of JSON in (`arguments`, `typed`), a line of JSON out (`status`, `said`). Each command runs
in a process of its own, forked from one in which the modules are loaded already.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from tests.docs.repository import ROOT
from tests.runtime.house import PATIENCE, House


@dataclass(frozen=True)
class Said:
    """How a command ended, and everything that it printed."""

    status: int
    text: str


class Terminal:
    """Commands in one house."""

    def __init__(self, house: House) -> None:
        settings = {"DJANGO_SETTINGS_MODULE": "keepword.runtime.settings", "LANG": "C.UTF-8"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.whole.round_terminal"],
            cwd=ROOT, env={**house.env, **settings}, text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *arguments: str, typed: str = "") -> Said:
        """Type a command, and something on its standard input."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps({"arguments": arguments, "typed": typed}), file=self._process.stdin)
        self._process.stdin.flush()
        return Said(**json.loads(self._process.stdout.readline()))

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._process.communicate(timeout=PATIENCE)
        finally:
            self._process.kill()


def main() -> None:
    """Serve until the lines end."""
    import django

    from keepword.cli.main import VERBS

    django.setup()
    for verb in VERBS.values():
        verb.load()
    while line := sys.stdin.readline():
        print(json.dumps(_run(**json.loads(line))), flush=True)


def _run(arguments: list[str], typed: str) -> dict[str, Any]:
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(typed.encode())
        given.seek(0)
        child = os.fork()
        if child == 0:
            _become(given.fileno(), said.fileno(), arguments)
        _, ended = os.waitpid(child, 0)
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
        return {"status": os.waitstatus_to_exitcode(ended), "text": text}


def _become(given: int, said: int, arguments: list[str]) -> None:
    """The command itself, in the forked process."""
    for source, target in ((given, 0), (said, 1), (said, 2)):
        os.dup2(source, target)
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w")
    sys.argv = ["keepword", *arguments]
    status = 1
    try:
        from keepword.cli.main import main as keepword

        keepword()
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
