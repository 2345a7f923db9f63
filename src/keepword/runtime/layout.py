"""Where things lie under `KEEPWORD_VAR`.

var/
  secrets/   0700, files 0600: Django's key, the database passwords
  postgres/  the embedded server: data/, its lock files, where it listens
  log/       JSON lines, one file a service
  run/       the supervisor's lock and what it says about itself
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders under `var` (absolute, symbolic links resolved)."""

    var: Path

    @property
    def secrets(self) -> Path:
        """Key material; nobody but the account that runs Keepword may enter."""
        return self.var / "secrets"

    @property
    def postgres(self) -> Path:
        """Everything of the embedded server."""
        return self.var / "postgres"

    @property
    def logs(self) -> Path:
        """One log file a service."""
        return self.var / "log"

    @property
    def run(self) -> Path:
        """What is true only while something runs."""
        return self.var / "run"

    def make(self) -> None:
        """Create the folders. Ours alone, but for search on `var` and `postgres` as root.

        Started as root, the embedded server runs as another account and must be able to walk to
        its data folder; search permission shows it no names.
        """
        shared = 0o711 if os.geteuid() == 0 else 0o700
        modes = {self.var: shared, self.postgres: shared}
        for folder in (self.var, self.secrets, self.postgres, self.logs, self.run):
            if not folder.is_dir():
                folder.mkdir(parents=True, exist_ok=True)
                folder.chmod(modes.get(folder, 0o700))
