"""What was asked, answered and done so far, line by line: an interrupted run goes on from it.

A joining or a leaving is written down before it is sent, and again when it was answered: what was
sent and not answered is sent once more, with its own idempotency key, by whoever goes on.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Line = dict[str, Any]


@dataclass
class Journal:
    """The lines of one run, in a file; for threads."""

    path: Path
    lines: list[Line] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def opened(cls, path: Path) -> Journal:
        """The journal in a file, or an empty one. Half a line at the end was never written."""
        path.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        whole, _, half = text.rpartition("\n")
        if half:
            path.write_text(whole + "\n" if whole else "", encoding="utf-8")
        return cls(path, [json.loads(line) for line in whole.splitlines()])

    def write(self, what: str, **facts: Any) -> None:
        """Add a line; it is in the file when this returns."""
        line = {"what": what, **facts}
        with self._lock:
            self.lines.append(line)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def of(self, what: str, client: int | None = None) -> Iterable[Line]:
        """The lines of a kind, of one client or of all."""
        with self._lock:
            return [
                line
                for line in self.lines
                if line["what"] == what and client in (None, line.get("client"))
            ]
